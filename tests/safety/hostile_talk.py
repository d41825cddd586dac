"""Requests of somebody who means harm to conversations: foreign links and numbers, old pages, what no side may do."""

from __future__ import annotations

from tests.safety.hostile import ELSEWHERE, NO_MAIL, SAME, SOON, Harm, Hostile
from tests.safety.traded import Traded

DOES = ["answer", "show", "close", "offer", "pass_on", "confirm"]
ASKED = {"kind": "question", "words": "Is it washable?", "name": "Zed", "country": "DE", "email": "zed@example.org"}
NO_QUESTION = [
    {"words": " "},
    {"name": ""},
    {"name": "Zed\r\nBcc: a@example.org"},
    {"country": "XX"},
    {"email": "", "phone": "12"},
    {"kind": "wholesale", "pieces": "0"},
    {"kind": "wholesale", "pieces": "-5"},
    {"kind": "wholesale", "pieces": "9" * 30},
    {"homepage": "shop"},
    {"words": "www.a.example www.b.example www.c.example"},
]


class HarmInTalk(Harm):
    """The same with conversations in it."""

    def __init__(self, world: Traded, seed: int) -> None:
        super().__init__(world, seed)
        self._makers += [
            *(self._no_question, self._question_from_elsewhere, self._forged_thread, self._foreign_thread),
            *(self._thread_from_elsewhere, self._not_the_buyers, self._old_thread, self._bad_offer),
        ]

    def _no_question(self) -> Hostile:
        bad = self._random.choice([*NO_QUESTION, {"email": self._pick(NO_MAIL)}])
        form = {**ASKED, "group": self._pick(["machakos", "kampala"]), "form_key": self._nobody().hex, **bad}
        return self._post("/enquiries/new", "no question", form=form)

    def _question_from_elsewhere(self) -> Hostile:
        # A browser that says nothing has no key here that somebody else could use: it may ask.
        told = {
            "form": {**ASKED, "group": "machakos"},
            "headers": self._random.choice([one for one in ELSEWHERE if one]),
        }
        return self._post("/enquiries/new", "question from elsewhere", **told)

    def _forged_thread(self) -> Hostile:
        _me, other = self._sides()
        token = self._forged(self._pick([other.talk, other.talk_mailed, other.links["shipped"], other.device]))
        form = {"action": self._pick(DOES), "words": "Hello"}
        method = self._pick(["GET", "POST"])
        path = self._path(f"/enquiries/{token}")
        return Hostile("forged thread", method, path, {}, form if method == "POST" else {}, SAME)

    def _foreign_thread(self) -> Hostile:
        """With every key but the right one."""
        me, other = self._sides()
        held = [me.device, me.fresh, other.withdrawn, other.fresh, other.basket, other.talk, self._forged(other.device)]
        form = {"action": self._pick(DOES), "words": "Hello", "version": str(other.talk_seq), "sure": "yes"}
        cookies = {"device": self._pick(held)}
        mine = self._as_group(me)
        return self._post(f"/q/{other.talk_number}", "foreign thread", mine, form=form, cookies=cookies)

    def _thread_from_elsewhere(self) -> Hostile:
        me, _other = self._sides()
        path, cookies = self._random.choice(
            [(f"/enquiries/{me.talk}", {"basket": me.basket}), (f"/q/{me.talk_number}", {"device": me.device})]
        )
        form = {"action": "answer", "words": "Hello"}
        headers = self._random.choice(ELSEWHERE)
        return self._post(path, "thread from elsewhere", form=form, cookies=cookies, headers=headers)

    def _not_the_buyers(self) -> Hostile:
        me, _other = self._sides()
        bad: list[dict[str, str]] = [
            *({"action": one} for one in ("offer", "pass_on", "confirm", "", "x" * 30, "paid")),
            *({"action": "answer", "words": words} for words in (" ", "\0", "x" * 2001)),
        ]
        mine = self._as_buyer(me) | me.of_talk
        return self._post(f"/enquiries/{me.talk}", "not the buyer's", mine, form=self._random.choice(bad))

    def _old_thread(self) -> Hostile:
        me, _other = self._sides()
        version = self._pick(["", "-1", "x", "9" * 30, str(me.talk_seq - 1), str(me.talk_seq + 1)])
        action = self._pick(["show", "close", "offer"])
        form = {"action": action, "contact": "Till", "version": version, "sure": "yes"}
        told = {"form": form, "cookies": {"device": me.device}}
        return self._post(f"/q/{me.talk_number}", "old thread", self._as_group(me) | me.of_talk, **told)

    def _bad_offer(self) -> Hostile:
        me, other = self._sides()
        good = {"sku.0": me.plain, "pieces.0": "1", "price.0": "1000", "how": "sent", "delivery": "0", "ready_on": SOON}
        bad = self._random.choice(
            [
                *({"pieces.0": one} for one in ("0", "-1", "1e3", "9" * 20, "")),
                *({"price.0": one} for one in ("-1", "x", "", "9" * 20)),
                *({"sku.0": one} for one in (other.plain, "nothing", "\0")),
                *({"ready_on": one} for one in ("x", "1999-12-31", "9999-99-99", "")),
                {"delivery": "-5"},
            ]
        )
        form = {"action": "offer", "version": str(me.talk_seq), "sure": "yes", **good, **bad}
        told = {"form": form, "cookies": {"device": me.device}}
        return self._post(f"/q/{me.talk_number}", "bad offer", self._as_group(me) | me.of_talk, **told)
