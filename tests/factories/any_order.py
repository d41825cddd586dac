"""What happens around a card in an order that nobody planned: news, the buyer's return, refunds; over real HTTP."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.factories.browsing import Phone, form_of
from tests.factories.street import Payer, Street, pay

PARTS = 10


def news_first(street: Street, payer: Payer, address: str, session: str) -> None:
    """The rail tells, then the buyer is back."""
    assert pay(street.fake, session)
    street.fake.settled()
    payer.come_back(address)


def return_first(street: Street, payer: Payer, address: str, session: str) -> None:
    """The buyer is back, then the rail tells."""
    street.fake.hold()
    assert pay(street.fake, session)
    payer.come_back(address)
    street.fake.release()
    street.fake.settled()


def no_return(street: Street, _payer: Payer, _address: str, session: str) -> None:
    """The buyer's phone has no battery left."""
    assert pay(street.fake, session)
    street.fake.settled()


def no_news(street: Street, payer: Payer, address: str, session: str) -> None:
    """The rail tells nobody of it, ever."""
    street.fake.notify()
    assert pay(street.fake, session)
    payer.come_back(address)
    street.tell()


def neither(street: Street, _payer: Payer, _address: str, session: str) -> None:
    """Neither: the clock alone looks."""
    street.fake.notify()
    assert pay(street.fake, session)
    street.tell()


def same_moment(street: Street, payer: Payer, address: str, session: str) -> None:
    """Both at once, the buyer on two tabs."""
    street.fake.hold()
    assert pay(street.fake, session)
    with ThreadPoolExecutor(3) as hands:
        tabs = [hands.submit(payer.come_back, address) for _tab in range(2)]
        hands.submit(street.fake.release).result()
        for tab in tabs:
            tab.result()
    street.fake.settled()


ORDERS: list[Callable[[Street, Payer, str, str], None]] = [
    *(news_first, return_first, no_return, no_news, neither, same_moment)
]


def pressed_twice(street: Street, phone: Phone, number: str) -> None:
    """The same yes on two servers at once."""
    sure = phone.about_to(number, "card_refund", amount="100")
    other = Phone(street.servers.ports, turn=phone.turn + 1, cookies=dict(phone.cookies))
    with ThreadPoolExecutor(2) as hands:
        done = list(hands.map(lambda one: one.say_yes(number, sure), (phone, other)))
    assert 303 in done


def in_parts(_street: Street, phone: Phone, number: str) -> None:
    """Ten parts, one after the other."""
    for _part in range(PARTS):
        assert phone.act(number, "card_refund", amount="10") == 303


def too_much(_street: Street, phone: Phone, number: str) -> None:
    """All of it, and then a little more."""
    assert phone.act(number, "card_refund", amount="2000") == 303
    again = {**form_of(phone.get(f"/o/{number}").text), "action": "card_refund", "amount": "2000", "sure": "yes"}
    assert phone.post(f"/o/{number}", again).status in (409, 422)


# What the group does, and how much of it goes back, in the least unit.
REFUNDS: list[tuple[Callable[[Street, Phone, str], None], int]] = [
    (pressed_twice, 10_000),
    (in_parts, 10_000),
    (too_much, 200_000),
]
