"""Every route of the application and everybody who may ask: what each is answered, and whose words that may hold.

A route that is not in the table fails the test: who adds one says here for whom it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.safety.hostile import SAME, SOON, Hostile
from tests.safety.hostile_talk import ASKED
from tests.safety.striking import leaked, strike
from tests.safety.traded import STATES, Side, Traded, traded

# The operator works with commands on the machine itself: over HTTP nothing opens for them that is closed to others.
ACTORS = ("nobody", "buyer", "other buyer", "group", "other group", "affiliate", "operator")

YES, NO, GONE, TO_BASKET = "200", "403", "404", "303 /basket"
LISTED = (NO, NO, NO, YES, YES, YES, NO)
BUYERS_OWN = (GONE, YES, GONE, GONE, GONE, GONE, GONE)
GROUPS_OWN = (NO, NO, NO, YES, NO, YES, NO)

# Asked of what is Asha's and Machakos's. One word: everybody is answered the same.
TABLE: dict[str, str | tuple[str, ...]] = {
    "GET /": YES,
    "GET /about": YES,
    "GET /about/joining": YES,
    "GET /about/ordering": YES,
    "GET /about/privacy": YES,
    "GET /affiliates": YES,
    "GET /affiliates/{slug}": YES,
    "GET /countries/{cc}": YES,
    "GET /crafts/{slug}": YES,
    "GET /groups": YES,
    "GET /groups/{slug}": YES,
    "GET /p/{code}": "303 /products",
    "GET /preferences": YES,
    "POST /preferences": "303 /",
    "GET /products": YES,
    "GET /products/{slug}": YES,
    "GET /regions/{slug}": YES,
    "GET /sample-contact/{kind}": GONE,  # of a group that is no sample
    "GET /suggestions": YES,
    # machines
    "GET /api": YES,
    "GET /openapi.json": YES,
    "GET /api/v1/affiliates": YES,
    "GET /api/v1/affiliates/{slug}": YES,
    "GET /api/v1/crafts": YES,
    "GET /api/v1/crafts/{slug}": YES,
    "GET /api/v1/groups": YES,
    "GET /api/v1/groups/{slug}": YES,
    "GET /api/v1/products": YES,
    "GET /api/v1/products/{slug}": YES,
    "GET /feeds/products.atom": YES,
    "GET /feeds/groups/{slug}.atom": YES,
    "GET /feeds/countries/{cc}.atom": YES,
    "GET /feeds/crafts/{slug}.atom": YES,
    "GET /healthz": YES,
    "GET /readyz": YES,
    "GET /media/{photo_id}/{width:int}.{ext}": GONE,  # this world has no pictures
    "GET /robots.txt": YES,
    "GET /sitemap.xml": YES,
    "GET /sitemaps/{number:int}.xml": YES,
    "GET /static/{address:path}": GONE,  # only addresses with the mark of their content are there
    # a visitor's own basket; nobody has an address to somebody else's
    "GET /basket": YES,
    "POST /basket": TO_BASKET,
    "GET /checkout": (TO_BASKET, YES, YES, TO_BASKET, TO_BASKET, TO_BASKET, TO_BASKET),
    # Asha's form: without her basket nothing is placed by it
    "POST /checkout": (TO_BASKET, "303 /checkouts", "422", TO_BASKET, TO_BASKET, TO_BASKET, TO_BASKET),
    # a buyer's secret links
    "GET /checkouts/{token}": BUYERS_OWN,
    "POST /checkouts/{token}": (GONE, "303 /checkouts", GONE, GONE, GONE, GONE, GONE),
    "GET /orders/{token}": BUYERS_OWN,
    "GET /orders/{token}/invoice": BUYERS_OWN,
    "POST /orders/{token}": (GONE, "303 /orders", GONE, GONE, GONE, GONE, GONE),
    "POST /orders/{token}/pay": (GONE, "303 /orders", GONE, GONE, GONE, GONE, GONE),
    "GET /paid/{number}": YES,  # tells nothing but to the browser that began to pay
    # a rail's servers, and a group's page about its account there; no rail is set up in this world
    "POST /pay/{rail}/events": GONE,
    "GET /pay/{rail}/account/{token}": GONE,
    "POST /pay/{rail}/account/{token}": GONE,
    # a conversation
    "GET /enquiries/new": YES,
    "POST /enquiries/new": "303 /enquiries",
    "GET /enquiries/{token}": BUYERS_OWN,
    "POST /enquiries/{token}": (GONE, "303 /enquiries", GONE, GONE, GONE, GONE, GONE),
    "GET /q/{number}": GROUPS_OWN,
    "POST /q/{number}": (NO, NO, NO, "303 /q", NO, "303 /q", NO),
    # a group's phone; the affiliate's opens the orders of its groups
    "GET /answer": LISTED,
    "GET /answer/messages": (NO, NO, NO, NO, NO, YES, NO),
    "POST /answer/messages": (NO, NO, NO, NO, NO, "303 /answer", NO),
    "GET /answer/note": LISTED,
    "POST /answer/note": (NO, NO, NO, YES, NO, YES, NO),
    "GET /dev/outbox": GONE,  # open on the machine itself alone
    "GET /o/{number}": GROUPS_OWN,
    "POST /o/{number}": GROUPS_OWN,
    "GET /key/{token}": (GONE, GONE, GONE, YES, GONE, GONE, GONE),
    "POST /key/{token}": (GONE, GONE, GONE, "303 /answer", GONE, GONE, GONE),
}
PLACES = {
    "slug": {"affiliates": "homenet", "crafts": "coiled-basketry", "groups": "machakos", "products": "kiondo"},
    "cc": "ke",
    "kind": "whatsapp",
    "rail": "stripe",
    "photo_id": "abcdefghijkl",
    "width:int": "320",
    "ext": "webp",
    "number:int": "1",
    "address:path": "rest.css",
}
ASKED_FIRST = ("nobody", "operator", "other buyer", "other group", "affiliate", "group", "buyer")  # who may, last


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traded]:
    """One world for the whole table; what is done in it in earnest stands in no other's way."""
    with traded(tmp_path_factory.mktemp("matrix") / "shop") as made:
        yield made


def routes(router: Any) -> Iterator[str]:
    """Every route, by method and address; what is no route of ours by its kind, so that it has to be declared too."""
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes(inner)
            continue
        methods = getattr(route, "methods", None) or {type(route).__name__}
        yield from (f"{method} {getattr(route, 'path', '?')}" for method in methods)


def test_every_route_is_declared_and_every_declared_one_is_there(still: Traded) -> None:
    assert sorted(routes(still.browser.app.router)) == sorted(TABLE)  # type: ignore[attr-defined]


def test_a_route_that_nobody_declared_would_be_seen(still: Traded) -> None:
    class Added:
        methods = frozenset({"GET"})
        path = "/orders"

    class Router:
        routes = (*still.browser.app.router.routes, Added())  # type: ignore[attr-defined]

    assert set(routes(Router())) - set(TABLE) == {"GET /orders"}


def nearest(world: Traded, actor: str, token: str) -> str:
    """The best that somebody can make of a secret of Asha's or of Machakos's that is not theirs."""
    own = {
        "other buyer": world.berta.links["shipped"],
        "other group": world.berta.device,
        "affiliate": world.affiliate,
        "group": world.asha.device,
        "buyer": world.asha.links["shipped"],
    }.get(actor, world.tokens.make("basket", world.asha.orders["shipped"]))
    return token[:21] + own[21:]


def address(world: Traded, actor: str, path: str) -> str:
    """A route's address with something in its places."""
    asha = world.asha
    token = {
        "enquiries": asha.talk,
        "checkouts": asha.checkouts["shipped"],
        "orders": asha.links["shipped"],
        "key": asha.fresh,
        "pay": asha.device,
    }
    holder = {"checkouts": "buyer", "enquiries": "buyer", "orders": "buyer", "key": "group", "pay": "group"}
    first = path.split("/")[1]
    if "{token}" in path:
        found = token[first] if holder[first] == actor else nearest(world, actor, token[first])
        return path.replace("{token}", found).replace("{rail}", "stripe")
    if path == "/enquiries/new":
        return f"{path}?group=machakos"
    number = asha.talk_number if path.startswith("/q/") else asha.numbers["requested"]
    path = path.replace("{number}", number).replace("{code}", world.code)
    kinds = {"regions": "africa", **PLACES["slug"]}  # type: ignore[dict-item]
    slug = next((value for part, value in kinds.items() if part in path), "")
    for name, value in {**PLACES, "slug": slug}.items():
        path = path.replace(f"{{{name}}}", str(value))
    return path


def form(world: Traded, route: str) -> dict[str, str]:
    """What a page of ours would send there."""
    asha = world.asha
    return {
        "POST /preferences": {"lang": "en", "currency": "KES"},
        "POST /basket": {"sku": "mat", "pieces": "1"},
        "POST /checkout": asha.form,
        "POST /orders/{token}": {"action": "broken", "words": "Torn", "version": str(asha.versions["shipped"])},
        "POST /orders/{token}/pay": {"action": "look"},
        "POST /o/{number}": {"action": "decline", "version": str(asha.versions["requested"]), "reason": "x"},
        "POST /checkouts/{token}": {"email": "asha.w@example.org"},
        "POST /answer/note": {"group": "machakos", "name": "Zed", "country": "KE", "how": "pickup", "ready_on": SOON}
        | {"sku.0": "kiondo", "pieces.0": "1", "price.0": "3000"},
        "POST /enquiries/new": {**ASKED, "group": "machakos", "form_key": f"{id(world)}"},
        "POST /enquiries/{token}": {"action": "answer", "words": "Thank you"},
        "POST /q/{number}": {"action": "answer", "words": "Welcome"},
        "POST /key/{token}": {"device": "Rose"},
    }.get(route, {})


def cookies(world: Traded, actor: str) -> dict[str, str]:
    """What lies in the browser of each."""
    held = {
        "buyer": {"basket": world.asha.basket},
        "other buyer": {"basket": world.berta.basket},
        "group": {"device": world.asha.device},
        "other group": {"device": world.berta.device},
        "affiliate": {"device": world.affiliate},
    }
    return held.get(actor, {})


def may_see(world: Traded, actor: str) -> set[str]:
    """Words and secrets that are an actor's own."""
    asha, berta = world.asha, world.berta
    return {
        "buyer": asha.personal | asha.of_buyer | asha.shared,
        "other buyer": berta.personal | berta.of_buyer | berta.shared,
        "group": asha.personal | {asha.device, asha.fresh} | asha.shared,
        "other group": berta.personal | {berta.device, berta.fresh} | berta.shared,
        "affiliate": asha.personal | {world.affiliate} | asha.shared,
    }.get(actor, set())


def outcome(status: int, words: str) -> str:
    """The status, and for a redirect where it leads: the first part of the address."""
    where = [line.partition(": ")[2] for line in words.splitlines() if line.startswith("location: ")]
    return f"{status} /{where[-1].removeprefix('http://testserver').split('/')[1]}" if status == 303 else str(status)


@pytest.mark.parametrize("route", TABLE)
def test_each_is_answered_as_the_table_says_and_sees_no_word_of_another(
    still: Traded, route: str, tmp_path: Path
) -> None:
    if route == "POST /basket":  # what lies in a basket is what a checkout orders
        with traded(tmp_path / "shop") as own:
            ask_everybody(own, route)
    else:
        ask_everybody(still, route)


def ask_everybody(still: Traded, route: str) -> None:
    method, _blank, path = route.partition(" ")
    told = TABLE[route]
    wanted = dict(zip(ACTORS, (told,) * len(ACTORS) if isinstance(told, str) else told, strict=True))
    for actor in ASKED_FIRST:
        asked = Hostile(
            *(route, method, address(still, actor, path), cookies(still, actor), form(still, route), SAME),
            frozenset(may_see(still, actor)),
        )
        status, words = strike(still, asked)
        came = outcome(status, words)
        assert came == wanted[actor], f"{actor}: {came} {words[:600]}"
        assert leaked(still, asked, words) == [], actor


def group_page(world: Traded, state: str, device: str) -> str:
    asked = Hostile("look", "GET", f"/o/{world.asha.numbers[state]}", {"device": device}, headers=SAME)
    status, words = strike(world, asked)
    assert status == 200
    return words


@pytest.mark.parametrize("state", STATES)
def test_a_group_sees_the_town_while_it_decides_and_the_address_once_it_said_yes(world: Traded, state: str) -> None:
    asha = world.asha
    hidden_words = {asha.street, asha.buyer.phone, asha.buyer.email}
    for device in (asha.device, world.affiliate):
        page = group_page(world, state, device)
        shown = {word for word in hidden_words if word in page}
        assert shown == (hidden_words if state in ("awaiting_payment", "confirmed", "shipped") else set())
        assert asha.buyer.name in page


@pytest.mark.parametrize("state", STATES)
def test_a_letter_that_went_astray_shows_neither_street_nor_phone_nor_mail(world: Traded, state: str) -> None:
    side: Side = world.asha
    for path in (f"/orders/{side.mailed[state]}", f"/orders/{side.mailed[state]}/invoice"):
        status, words = strike(world, Hostile("look", "GET", path, headers=SAME))
        assert status == 200
        assert [word for word in (side.street, side.buyer.phone, side.buyer.email) if word in words] == []


def test_an_invoice_opened_from_a_letter_that_went_astray_does_not_say_who_ordered(world: Traded) -> None:
    side: Side = world.asha
    for path, shown in ((side.mailed["confirmed"], False), (side.links["confirmed"], True)):
        _status, words = strike(world, Hostile("look", "GET", f"/orders/{path}/invoice", headers=SAME))
        assert (f"<bdi>{side.buyer.name}</bdi>" in words) is shown


def test_no_number_shows_whether_there_is_such_an_order(world: Traded) -> None:
    answers = set()
    for device in ("", world.berta.device, world.asha.withdrawn, world.asha.fresh):
        for number in (*world.asha.numbers.values(), "ZZZZZZ"):
            for method, more in (("GET", {}), ("POST", {"action": "accept", "version": "1", "sure": "yes"})):
                asked = Hostile("number", method, f"/o/{number}", {"device": device}, more, SAME)
                status, words = strike(world, asked)
                body = words.partition("\ncontent-length")[0].replace(number, "NUMBER")
                answers.add((method, status, len(body.split())))
    assert len(answers) == 2  # one answer to who looks, one to who acts
