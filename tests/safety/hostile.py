"""Requests of somebody who means harm, from a seed: foreign lines, links, keys, changed totals, odd amounts, replays.

Each is one that must change nothing: what its actor may do in earnest is left out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from app.core.clock import today
from app.core.tokens import named_in
from tests.safety.traded import STATES, Side, Traded

SAME = {"sec-fetch-site": "same-origin"}
ELSEWHERE = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://evil.example.org"},
    {"referer": "https://evil.example.org/testserver"},
    {"origin": "null"},
    {"sec-fetch-site": "Same-Origin"},
    {},  # says nothing, and has a cookie
]
NO_PIECES = [
    "-1",
    "-0",
    "0",
    "00",
    "٠",
    "1e3",
    "1.5",
    "0x10",
    "+5",
    "",
    " ",
    "NaN",
    "10001",
    "9" * 30,
    "１０００１",
    "²",
]
NO_AMOUNT = ["-1", "-0.01", "1e9", "NaN", "Infinity", "0x10", "1.000.00", "1,000.00", "9" * 17, "KES 10", "٣", "1.2345"]
NO_SKU = [
    "' OR 1=1 --",
    "nothing",
    "\0",
    "%00",
    "a" * 80,
    "a" * 81,
    "kiondo ",
    "KIONDO'",
    "../kiondo",
    "\u202ekiondo",
    "",
]
LATER = ["2000-01-01", "9999-12-31", "0000-00-00", "yesterday", "2026-13-40", "1"]
TOTALS = ["total", "price", "amount", "currency", "goods", "unit", "due_first", "state", "group_id", "paid", "held"]
NO_MAIL = [
    "asha",
    "a@b",
    "a@x.org,b@y.org",
    "a@x.org\nBcc: b@y.org",
    "b;a@example.org",
    "x" * 260 + "@a.org",
    "a@@b.org",
]
BUYER_DOES = ["agree", "where", "withdraw", "received", "broken", "came", "not_came"]
BUYER_MAY = {
    "requested": {"withdraw"},
    "offered": {"agree", "withdraw"},
    "awaiting_payment": {"withdraw"},
    "shipped": {"received", "broken"},
    "cancelled": {"broken"},  # called off after it was confirmed
}
GROUP_MAY = {  # with good words in the form; what may be answered badly is in `_tampered`
    "requested": {"decline", "offer"},
    "offered": {"decline", "offer", "agreed"},
    "awaiting_payment": {"decline", "money"},
    "confirmed": {"decline", "parcel", "handed", "refund"},
    "shipped": {"decline", "parcel", "refund"},
    "cancelled": {"money", "refund"},
}
GROUP_DOES = ["accept", "offer", "decline", "agreed", "where", "money", "rest", "parcel", "handed", "refund"]
SOON = (today() + timedelta(days=14)).isoformat()
GOOD = {
    "amount": "1000", "note": "As told", "means": "cash", "reason": "No sisal", "words": "By bus", "how": "Cash",
    "pieces.0": "1", "price.0": "1000", "delivery": "500", "advance": "50", "where": "Weg 1",
    "ready_on": SOON,
}  # fmt: skip


@dataclass(frozen=True)
class Hostile:
    """One request, and whose words its answer may show."""

    kind: str
    method: str
    path: str
    cookies: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    mine: frozenset[str] = frozenset()  # words and secrets of who asks

    @property
    def told(self) -> str:
        """Everything that the request says by itself."""
        return "\n".join([self.path, *self.cookies.values(), *self.form.values()])


class Harm:
    """Makes hostile requests against a traded world from a seed."""

    def __init__(self, world: Traded, seed: int) -> None:
        self._world, self._random = world, random.Random(seed)
        self._makers: list[Callable[[], Hostile]] = [
            *(self._pieces, self._sku, self._put_from_elsewhere, self._checkout, self._foreign_basket, self._replay),
            *(self._forged_link, self._old_page, self._forbidden_step, self._mailed_link, self._step_from_elsewhere),
            *(self._foreign_answer, self._tampered, self._forbidden_answer, self._old_answer, self._not_sure),
            *(self._answer_from_elsewhere, self._forged_key, self._odd_method, self._odd_body),
        ]

    def requests(self, count: int) -> Iterator[Hostile]:
        """So many of them, each kind as often as the others."""
        for number in range(count):
            yield self._makers[number % len(self._makers)]()

    @property
    def kinds(self) -> int:
        """How many kinds there are."""
        return len(self._makers)

    def _pick(self, options: list[str] | tuple[str, ...]) -> str:
        return self._random.choice(options)

    def _nobody(self) -> UUID:
        """An id that nothing has."""
        return UUID(int=self._random.getrandbits(128), version=4)

    def _sides(self) -> tuple[Side, Side]:
        """Who asks, and the other one."""
        both = [self._world.asha, self._world.berta]
        self._random.shuffle(both)
        return both[0], both[1]

    def _path(self, path: str) -> str:
        return self._pick(["", "", "/sw", "/es"]) + path

    def _post(self, path: str, kind: str, mine: set[str] | None = None, **more: dict[str, str]) -> Hostile:
        told = {"headers": SAME, **more}
        return Hostile(kind, "POST", self._path(path), **told, mine=frozenset(mine or ()))  # type: ignore[arg-type]

    def _as_buyer(self, side: Side) -> set[str]:
        return side.personal | side.of_buyer | side.shared

    def _as_group(self, side: Side) -> set[str]:
        return side.personal | {side.device, side.fresh} | side.shared

    # The basket and the checkout

    def _pieces(self) -> Hostile:
        me, other = self._sides()
        how = self._pick(["add", "add", "set", "", "ADD"])
        zero = {"0", "00", "٠"}
        odd = [one for one in NO_PIECES if one and (how == "add" or one.strip() not in zero)]  # left empty, it is 1
        form = {"sku": self._pick([me.plain, me.asked, other.plain]), "pieces": self._pick(odd), "how": how}
        cookies = {"basket": self._pick([me.basket, self._forged(other.basket), ""])}
        return self._post("/basket", "pieces", self._as_buyer(me), form=form, cookies=cookies)

    def _sku(self) -> Hostile:
        me, _other = self._sides()
        form = {"sku": self._pick(NO_SKU), "pieces": "1", "how": self._pick(["add", "set", "remove"])}
        return self._post("/basket", "sku", self._as_buyer(me), form=form, cookies={"basket": me.basket})

    def _put_from_elsewhere(self) -> Hostile:
        me, _other = self._sides()
        form, headers = {"sku": me.plain, "pieces": "1"}, self._random.choice(ELSEWHERE)
        return self._post("/basket", "put from elsewhere", form=form, cookies={"basket": me.basket}, headers=headers)

    def _checkout(self) -> Hostile:
        """The buyer's own form, with something in it changed."""
        me, other = self._sides()
        part = f"{me.group}.{me.currency}"
        changed: list[dict[str, str]] = [
            {"seen.order": self._nobody().hex},
            {"seen.order": other.form["seen.order"]},
            {"seen.order": me.form["seen.order"][:-1]},
            {"seen.order": ""},
            {"action": "request"},  # nothing in this basket is one
            {"action": self._pick(["", "review", "ORDER", "pay", "order\0x"])},
            {"country": self._pick([other.country, "DE", "", "XX", "KEN"])},
            {f"delivery.{part}": self._pick(["pickup", "to_be_told" if me.country == "DE" else "pickup"])},
            {"email": self._pick(NO_MAIL)},
            {"email": "", "phone": ""},
            {"phone": self._pick(["1", "+", "+0", "call me", "+" + "9" * 40])},
            {"name": self._pick(["", "  ", "\0", "x" * 121])},
            {"form_key": self._pick(["", "1", other.placed["form_key"]]), "seen.order": other.form["seen.order"]},
        ]
        lies = {f"{self._pick(TOTALS)}.{part}": self._pick(["0", "1", "-1", "EUR"]) for _lie in range(3)}
        form = {**me.form, **lies, **self._random.choice(changed)}
        return self._post("/checkout", "checkout", self._as_buyer(me), form=form, cookies={"basket": me.basket})

    def _foreign_basket(self) -> Hostile:
        me, other = self._sides()
        form = {**other.form, **{name: me.form[name] for name in ("name", "email", "phone", "street_address", "city")}}
        form = {name: value for name, value in form.items() if not name.startswith("message")}
        cookie = self._pick([self._forged(other.basket), other.basket[::-1], "", me.basket])
        return self._post("/checkout", "foreign basket", self._as_buyer(me), form=form, cookies={"basket": cookie})

    def _replay(self) -> Hostile:
        """A form that was sent, by its own buyer or by somebody who knows its key."""
        me, other = self._sides()
        form = dict(me.placed)
        cookie = self._pick([me.basket, other.basket, self._forged(me.basket), ""])
        mine = (
            self._as_buyer({me.basket: me, other.basket: other}[cookie])
            if cookie in (me.basket, other.basket)
            else None
        )
        return self._post("/checkout", "replay", mine, form=form, cookies={"basket": cookie})

    # A buyer's links

    def _forged(self, token: str) -> str:
        """Nearly a secret."""
        tokens, place = self._world.tokens, self._random.randrange(len(token) or 1)
        id_ = named_in(token)
        return self._random.choice(
            [
                token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :],
                token[: place or 1],
                token + token,
                token + "=",
                token.swapcase(),
                token[:21] + tokens.make("order", named_in(self._world.asha.links["shipped"]))[21:-1] + "_",
                tokens.make("order ", id_),
                tokens.make("order", id_, 1),
                tokens.make("basket", id_, 7),
                "é" * 43,
                "A" * 43,
            ]
        )

    def _forged_link(self) -> Hostile:
        _me, other = self._sides()
        state = self._pick(STATES)
        foreign = [other.device, other.fresh, other.basket, other.checkouts[state], other.links[state]]
        token = self._forged(self._pick(foreign))
        path = self._pick(["/orders/{}", "/orders/{}/invoice", "/checkouts/{}", "/orders/{}"]).format(token)
        form = {"action": self._pick([*BUYER_DOES, "confirm"]), "version": str(other.versions[state])}
        method = "GET" if "invoice" in path or "checkouts" in path else self._pick(["GET", "POST"])
        return Hostile("forged link", method, self._path(path), {}, form if method == "POST" else {}, SAME)

    def _step(self, me: Side, state: str, **form: str) -> dict[str, str]:
        told = {"version": str(me.versions[state]), "refund": self._pick([str(self._nobody()), "x", me.refund])}
        return {**told, "action": self._pick(BUYER_DOES), **form}

    def _old_page(self) -> Hostile:
        me, _other = self._sides()
        state = self._pick(STATES)
        version = self._pick(
            ["0", "-1", "x", "9" * 40, str(me.versions[state] - 1), str(me.versions[state] + 1), "1.0x"]
        )
        form = self._step(me, state, version=version)
        return self._post(f"/orders/{me.links[state]}", "old page", self._as_buyer(me), form=form)

    def _forbidden_step(self) -> Hostile:
        me, other = self._sides()
        state = self._pick(STATES)
        forbidden = [one for one in BUYER_DOES if one not in BUYER_MAY.get(state, set())]
        refund = self._pick([str(self._nobody()), other.refund, "x", ""])
        form = self._step(me, state, action=self._pick([*forbidden, "paid", "", "x" * 30]), refund=refund)
        return self._post(f"/orders/{me.links[state]}", "forbidden step", self._as_buyer(me), form=form)

    def _mailed_link(self) -> Hostile:
        """A letter that went to the wrong person opens the order's page, and nothing is done by it."""
        me, _other = self._sides()
        state = self._pick(STATES)
        mine = self._as_buyer(me) - {me.street, me.buyer.phone}
        form = self._step(me, state)
        return self._post(f"/orders/{me.mailed[state]}", "mailed link", mine, form=form)

    def _step_from_elsewhere(self) -> Hostile:
        me, _other = self._sides()
        state = self._pick(["requested", "offered", "awaiting_payment", "shipped"])
        form = self._step(me, state, action=self._pick(sorted(BUYER_MAY[state])))
        told = {"form": form, "cookies": {"basket": me.basket}, "headers": self._random.choice(ELSEWHERE)}
        return self._post(f"/orders/{me.links[state]}", "step from elsewhere", **told)

    # A group's phone

    def _answer(self, side: Side, state: str, action: str, **form: str) -> dict[str, str]:
        told = {"version": str(side.versions[state]), "form_key": self._nobody().hex, "sure": "yes", "action": action}
        return {**told, **GOOD, **form}

    def _foreign_answer(self) -> Hostile:
        """With every key but the right one."""
        me, other = self._sides()
        state = self._pick(STATES)
        held = [me.device, me.fresh, me.used, me.withdrawn, other.withdrawn, other.fresh, other.basket, ""]
        held += [self._forged(other.device), other.links[state]]
        if other is self._world.berta:
            held.append(self._world.affiliate)
        device = self._pick(held)
        form = self._answer(other, state, self._pick(GROUP_DOES))
        mine = self._as_group(me) if device == me.device else set[str]()
        return self._post(f"/o/{other.numbers[state]}", "foreign answer", mine, form=form, cookies={"device": device})

    def _key_to(self, side: Side) -> str:
        return self._pick([side.device, self._world.affiliate]) if side is self._world.asha else side.device

    def _tampered(self) -> Hostile:
        """The right key, with amounts, pieces and days that cannot be."""
        me, _other = self._sides()
        bad, day = self._pick(NO_AMOUNT), self._pick(LATER)
        more = "1000.5" if me.currency == "UGX" else "1000.555"
        cases = [
            *[("awaiting_payment", "money", {"amount": one}) for one in (bad, "0", "", "0.00", more, "EUR 10")],
            ("awaiting_payment", "money", {"amount": "1", "note": " "}),
            ("awaiting_payment", "money", {"on": self._pick(["9999-12-31", "1999-12-31", "x"])}),
            *[("cancelled", "money", {"amount": one}) for one in (bad, "0", "")],
            *[("cancelled", "refund", {"amount": one}) for one in (bad, "0", "999999999", "9" * 15)],
            *[("confirmed", "decline", {"keeps": one}) for one in (bad, "999999999")],
            ("confirmed", "decline", {"keeps": "1000"}),  # and the buyer was not asked
            *[(one, "decline", {"reason": " "}) for one in STATES],
            *[
                (self._pick(["requested", "offered"]), "offer", form)
                for form in (
                    {"pieces.0": self._pick(["-1", "0", "00", "1e3", "1.5", "99999", "x", "9" * 30])},
                    {"price.0": bad},
                    {"price.0": more},
                    {"delivery": self._pick([bad, ""])},
                    {"ready_on": day},
                    {"ready_on": ""},
                    {"pieces.0": "9", "price.0": "9" * (15 if me.currency == "UGX" else 13)},  # too much together
                )
            ],
            ("requested", "offer", {"price.0": ""}),
        ]
        state, action, form = self._random.choice(cases)
        told = self._answer(me, state, action, **form)
        cookies = {"device": self._key_to(me)}
        return self._post(f"/o/{me.numbers[state]}", "tampered", self._as_group(me), form=told, cookies=cookies)

    def _forbidden_answer(self) -> Hostile:
        me, _other = self._sides()
        state = self._pick(STATES)
        forbidden = [one for one in GROUP_DOES if one not in GROUP_MAY[state]]
        form = self._answer(me, state, self._pick([*forbidden, "paid", "", "confirm"]))
        cookies = {"device": self._key_to(me)}
        return self._post(f"/o/{me.numbers[state]}", "forbidden answer", self._as_group(me), form=form, cookies=cookies)

    def _old_answer(self) -> Hostile:
        me, _other = self._sides()
        state = self._pick(STATES)
        version = self._pick(["", "-1", "x", "9" * 30, "٢", str(me.versions[state] - 1), str(me.versions[state] + 1)])
        form = self._answer(me, state, self._pick(GROUP_DOES), version=version)
        cookies = {"device": self._key_to(me)}
        return self._post(f"/o/{me.numbers[state]}", "old answer", self._as_group(me), form=form, cookies=cookies)

    def _not_sure(self) -> Hostile:
        """Nothing is done before the group said yes to the sentence."""
        me, _other = self._sides()
        state = self._pick(STATES)
        form = self._answer(me, state, self._pick(GROUP_DOES), sure=self._pick(["", "no", "YES", "1", "yes "]))
        cookies = {"device": self._key_to(me)}
        return self._post(f"/o/{me.numbers[state]}", "not sure", self._as_group(me), form=form, cookies=cookies)

    def _answer_from_elsewhere(self) -> Hostile:
        me, _other = self._sides()
        state = self._pick(STATES)
        told = {"form": self._answer(me, state, self._pick(sorted(GROUP_MAY[state]))), "cookies": {"device": me.device}}
        headers = self._random.choice(ELSEWHERE)
        return self._post(f"/o/{me.numbers[state]}", "answer from elsewhere", **told, headers=headers)

    def _forged_key(self) -> Hostile:
        me, other = self._sides()
        secrets = [other.fresh, other.used, other.device, other.withdrawn, other.links["shipped"], other.basket]
        bad = [self._forged(self._pick(secrets)), other.used, other.device, other.withdrawn, other.links["offered"]]
        method, token = self._pick(["GET", "POST"]), self._pick(bad)
        form = {"device": self._pick(["Thief", "\0", "x" * 81, ""])} if method == "POST" else {}
        return Hostile("forged key", method, self._path(f"/key/{token}"), {"device": me.device}, form, SAME)

    # What no page of ours sends

    def _targets(self) -> tuple[Side, list[str]]:
        me, _other = self._sides()
        state = self._pick(STATES)
        return me, ["/basket", "/checkout", f"/orders/{me.links[state]}", f"/o/{me.numbers[state]}", f"/key/{me.fresh}"]

    def _odd_method(self) -> Hostile:
        me, targets = self._targets()
        method = self._pick(["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
        cookies = {"basket": me.basket, "device": me.device}
        return Hostile("odd method", method, self._path(self._pick(targets)), cookies, {}, SAME)

    def _odd_body(self) -> Hostile:
        """A body that is no form of ours: JSON, another charset, hundreds of fields, cut off in the middle."""
        me, targets = self._targets()
        targets = targets[:-1]  # the name of a phone may be left out, so that any body uses a key in earnest
        told = self._pick(["application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x"])
        form = {f"{self._pick(TOTALS)}{number}": "1" for number in range(self._random.choice([1, 500]))}
        headers = {**SAME, "content-type": self._pick([told, "application/x-www-form-urlencoded"])}
        mine = self._as_buyer(me) | self._as_group(me)
        return self._post(
            *(self._pick(targets), "odd body", mine),
            **{"form": form, "cookies": {"basket": me.basket, "device": me.device}, "headers": headers},
        )
