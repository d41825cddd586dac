"""Somebody who tries stolen cards: always new baskets and mailboxes, many orders, Pay again and again, all declined."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from app.core.tokens import Tokens, named_in
from app.ordering.telling import MAILED
from tests.factories.street import Payer, Street, pay, session_in

HANDS = 4
RESTS = "Too many cards are tried here just now"


@dataclass(frozen=True)
class Tried:
    """How it went for who tried cards."""

    presses: int
    orders: int
    pages: int  # that were opened for them
    answers: Counter[int]


def try_cards(street: Street, presses: int, *, each: int = 10, first: int = 400_000, letters: bool = False) -> Tried:
    """Press Pay so often in all, `each` times for every order, and have the card declined wherever a page opens.

    Args:
        letters: who tries has mailboxes that work, and opens the letter of each order first.
    """

    def one(number: int) -> tuple[set[str], Counter[int]]:
        bot = Payer(street.servers.ports, turn=number, number=first + number)
        address = bot.order_one()
        if letters:
            opens_the_letter(street, bot, address)
        pages, answers = set[str](), Counter[int]()
        for _press in range(each):
            answer = bot.press(address)
            answers[answer.status] += 1
            if session := session_in(answer):
                pages.add(session)
                pay(street.fake, session, "decline")
                if len(pages) < each // 2:
                    pay(street.fake, session, "expire")  # another page for another card
                    bot.come_back(address)
        return pages, answers

    with ThreadPoolExecutor(HANDS) as hands:
        came = list(hands.map(one, range(presses // each)))
    answers = sum((told for _pages, told in came), Counter[int]())
    return Tried(sum(answers.values()), len(came), len(set().union(*(pages for pages, _told in came))), answers)


def an_honest_buyer_pays(street: Street, number: int) -> Payer:
    """Somebody orders, opens the link of the letter, confirms there that the mail arrives, and pays."""
    payer = street.payer(number)
    address = payer.order_one()
    mailed = opens_the_letter(street, payer, address)
    session = payer.page(mailed)
    assert session
    _pays(street, payer, mailed, session)
    return payer


def an_honest_buyer_pays_or_is_told_kindly(street: Street, number: int) -> bool:
    """The same while cards may rest; whether a page opened. The order stands either way."""
    payer = street.payer(number)
    address = payer.order_one()
    mailed = opens_the_letter(street, payer, address)
    answer = payer.press(mailed)
    if session := session_in(answer):
        _pays(street, payer, mailed, session)
        return True
    assert (answer.status, RESTS in answer.text) == (409, True), answer
    assert payer.get(mailed).status == 200
    return False


def _pays(street: Street, payer: Payer, address: str, session: str) -> None:
    assert pay(street.fake, session)
    assert payer.come_back(address).status == 303
    assert "onfirmed" in payer.get(address).text


def opens_the_letter(street: Street, payer: Payer, address: str) -> str:
    """The buyer says on the page that the letter leads to that it arrived; its address."""
    mailed = by_letter(street, address)
    assert payer.post(mailed, {"action": "confirm"}).status == 303
    return mailed


def by_letter(street: Street, address: str) -> str:
    """The address of an order as the letter to its buyer has it."""
    order = named_in(address.rpartition("/")[2])
    return f"/orders/{Tokens(street.servers.settings.key).make(MAILED, order, 0)}"
