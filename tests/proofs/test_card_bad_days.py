"""Promises 5 and 8 and who tries cards, in full: a rail with faults, away or absent; 3 processes, both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import update

from app.core import jobs
from app.core.clock import now
from app.enquiries.models import Enquiry
from app.ordering.cards import IDLE_PAGES, PROVED, WATCHED
from app.ordering.desk import tasks
from app.payments.models import Payment
from tests.factories.bad_days import FAULTS, LINES, a_bad_day, p, pressing, two_pages_for_one, waits_for_pages
from tests.factories.racing import HANDS, counted, deadlocks
from tests.factories.street import AN_HOUR, Street, money_astray, street
from tests.factories.trying_cards import (
    an_honest_buyer_pays,
    an_honest_buyer_pays_or_is_told_kindly,
    try_cards,
)
from tests.fakepay.client import Fakepay
from tests.fakepay.running import fakepay
from tests.proofs.figures import name_of, write_down

pytestmark = pytest.mark.proof
SECONDS = 12  # the longest answer
BUYERS, PRESSES = 6, 3
ROUNDS, WINDOW = 6, 6.0  # of looking at pages: without a fault and with one, in turn; seconds
SLOWER = 1.25  # at most, in the 99th of a hundred
TRIES, VISITORS = 5_000, 100
AGAIN = "tests/proofs/test_card_bad_days.py"


@pytest.fixture
def fake() -> Iterator[Fakepay]:
    with fakepay("--wait", "0.2", "--wait", "1") as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, fake: Fakepay, any_database_url: str) -> Iterator[Street]:
    with street(tmp_path, fake, any_database_url) as made:
        yield made


def test_a_rail_with_faults_is_paid_once_and_answers_in_time(place: Street) -> None:
    answers, slowest = {}, 0.0
    for number, fault in enumerate((*FAULTS, *LINES)):
        day = a_bad_day(place, fault, buyers=BUYERS, presses=PRESSES, first=500_000 + 100 * number)
        assert (day.unkind, day.unpaid) == (0, 0), (fault, day)
        assert set(day.answers) <= {303, 503, 409}, (fault, day)
        assert day.slowest < SECONDS, (fault, day)
        answers[fault], slowest = sum(day.answers.values()), max(slowest, day.slowest)
        place.servers.start_worker(pace="fast")
        jobs.wait_until_idle(place.database, 120)
        place.servers.stop_worker()
    assert two_pages_for_one(place) == []
    assert money_astray(place) == []
    assert place.servers.faults() == []
    charges = len(place.fake.look("money"))
    assert charges == len(answers) * BUYERS
    figures = (
        f"{len(FAULTS)} faults of the rail ({', '.join(FAULTS)}) and {len(LINES)} of the line to it, a TCP proxy "
        f"({', '.join(LINES)}); Pay pressed {sum(answers.values())} times: the longest answer "
        f"{slowest:.1f} s, all in kind words; afterwards {charges} of {charges} paid, 0 charged twice, 0 second pages"
    )
    write_down("5. A rail with faults", name_of(place.database), figures, how=place.servers.how, again=AGAIN)


def test_list_pages_are_as_fast_while_a_rail_is_slow(place: Street) -> None:
    payers = [place.payer(600_000 + number) for number in range(HANDS)]
    presses = [(payer, payer.order_one()) for payer in payers]
    place.all_prove_their_mail()
    calm, slow = list[float](), list[float]()
    with pressing(place, presses, pause=2.0):
        waits_for_pages(place, WINDOW)
        for _round in range(ROUNDS):
            calm += waits_for_pages(place, WINDOW)
            place.fake.fault(when="before", how="slow", seconds=20.0, times=None)
            slow += waits_for_pages(place, WINDOW)
            place.fake.calm()
    print(name_of(place.database), [(p(share, calm), p(share, slow)) for share in (0.5, 0.9, 0.99)])
    assert p(0.99, slow) <= SLOWER * p(0.99, calm)
    figures = (
        f"{len(calm) + len(slow):,} pages in turn without and with a rail that takes 20 s, {HANDS} buyers at it: "
        f"half within {1000 * p(0.5, calm):.0f} and {1000 * p(0.5, slow):.0f} ms, "
        f"99 of 100 within {1000 * p(0.99, calm):.0f} and {1000 * p(0.99, slow):.0f} ms"
    )
    write_down(
        "5. List pages while a rail is slow", name_of(place.database), figures, how=place.servers.how, again=AGAIN
    )


def test_who_tries_five_thousand_cards_gets_no_further_and_honest_buyers_pay(place: Street) -> None:
    with ThreadPoolExecutor(1) as other:
        bot = other.submit(try_cards, place, TRIES)
        honest = 0
        while not bot.done():
            an_honest_buyer_pays(place, 700_000 + honest)
            honest += 1
        tried = bot.result()
    assert tried.pages <= IDLE_PAGES
    alarmed_and_well(place)
    figures = (
        f"{tried.presses:,} tries with {tried.orders} orders of as many mailboxes: {tried.pages} pages were opened "
        f"(limit {IDLE_PAGES} an hour), the alarm is in the log and a task; {honest} honest buyers paid meanwhile"
    )
    write_down("Who tries stolen cards", name_of(place.database), figures, how=place.servers.how, again=AGAIN)


def test_who_tries_five_thousand_cards_and_opens_every_letter_meets_an_end_too(place: Street) -> None:
    came: Counter[bool] = Counter()
    with ThreadPoolExecutor(1) as other:
        bot = other.submit(try_cards, place, TRIES, letters=True)
        while not bot.done():
            came[an_honest_buyer_pays_or_is_told_kindly(place, 700_000 + came.total())] += 1
        tried = bot.result()
    assert IDLE_PAGES < tried.pages <= PROVED * IDLE_PAGES
    with place.database.writing() as db:
        db.execute(update(Payment).values(asked_at=now() - WATCHED - AN_HOUR))
    an_honest_buyer_pays(place, 700_000 + came.total())
    alarmed_and_well(place)
    figures = (
        f"{tried.presses:,} tries with {tried.orders} orders, the letter of each opened: {tried.pages} pages were "
        f"opened (limit {PROVED * IDLE_PAGES} an hour), the alarm is in the log and a task; of the honest buyers "
        f"meanwhile {came[True]} paid and {came[False]} were told to pay another way or later; an hour later cards "
        "go again"
    )
    write_down(
        "Who tries stolen cards and opens the letters",
        name_of(place.database),
        figures,
        how=place.servers.how,
        again=AGAIN,
    )


def alarmed_and_well(place: Street) -> None:
    """A person is asked to look, and nothing else is wrong."""
    with place.database.reading() as db:
        assert [task.about for task in tasks(db) if task.kind == "cards_tried"]
    assert "cards_tried" in place.servers.log.read_text()
    assert money_astray(place) == []
    assert deadlocks(place.database) == 0
    assert place.servers.faults() == []


def test_while_the_rail_is_away_every_page_every_order_and_every_request_works(place: Street) -> None:
    def visit(number: int) -> bool:
        shopper = place.payer(800_000 + number)
        pages = ("/", "/products", "/products?q=mat", "/products/mat", "/groups/machakos", "/api/v1/products")
        read = all(shopper.get(page).status == 200 for page in pages)
        shopper.put("mat")
        ordered = shopper.review() and shopper.place() == "recorded"
        shopper.put("wish")
        asked = shopper.review("request") and shopper.place() == "recorded"
        shown = all(shopper.get(address).status == 200 for address in shopper.orders())
        return read and ordered and asked and shown and shopper.ask("/products/mat", f"In blue, for number {number}?")

    place.fake.down()
    with ThreadPoolExecutor(HANDS // 2) as hands:
        well = sum(hands.map(visit, range(VISITORS)))
    asked = counted(place.database, Enquiry)
    assert (well, asked) == (VISITORS, VISITORS), place.servers.faults()[:5]
    assert money_astray(place) == []
    assert place.servers.faults() == []
    figures = (
        f"{well} of {VISITORS} visitors read six pages each, had an order by hand recorded and a request, and asked "
        f"the group something: {asked} enquiries"
    )
    write_down("8. The rail is away", name_of(place.database), figures, how=place.servers.how, again=AGAIN)
