"""A shop that changes while buyers read the review: for each kind of change a group and a piece of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import unescape

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.affiliates.models import Group, Means, UsableFrom
from app.catalog.models import PriceStep, Product, Variant
from app.catalog.service import count_pieces, group_changed, withdraw, withdraw_group
from app.core.clock import now
from app.core.db import Database
from app.ordering.delivery import put_rules
from app.ordering.models import Checkout, Delivery, DeliveryRule, Order
from app.payments.models import Instruction
from tests.factories.browsing import Answer, Shopper, form_of
from tests.factories.catalogue import a_group, a_product
from tests.factories.racing import HANDS, all_at_once, counted, lost
from tests.factories.several import Servers

SAID = "Something changed since you looked: please read the new amounts before you place the order."
GONE = "This is not in the shop any more."
Change = Callable[[Session, str], None]
STEADY = "steady"  # the group, and its piece, that nothing happens to
PIECES = 10_000


def _variant(db: Session, kind: str) -> Variant:
    return db.scalars(select(Variant).where(Variant.sku == kind)).one()


def _group(db: Session, kind: str) -> Group:
    return db.scalars(select(Group).where(Group.slug == kind)).one()


def _rule(db: Session, kind: str, **terms: int) -> None:
    db.execute(update(DeliveryRule).where(DeliveryRule.group_id == _group(db, kind).id).values(**terms))


def dearer(db: Session, kind: str) -> None:
    """a higher price"""
    _variant(db, kind).price_amount = 330_000


def cheaper(db: Session, kind: str) -> None:
    """a lower price"""
    _variant(db, kind).price_amount = 310_000


def wholesale(db: Session, kind: str) -> None:
    """a wholesale step"""
    db.add(PriceStep(variant_id=_variant(db, kind).id, from_quantity=2, price_amount=300_000))


def on_request(db: Session, kind: str) -> None:
    """a price on request"""
    _variant(db, kind).price_amount = None


def postage(db: Session, kind: str) -> None:
    """postage"""
    _rule(db, kind, price_amount=500_000)


def untold(db: Session, kind: str) -> None:
    """postage that the group tells later"""
    db.execute(delete(DeliveryRule).where(DeliveryRule.group_id == _group(db, kind).id))


def advance(db: Session, kind: str) -> None:
    """terms: all in advance"""
    _rule(db, kind, advance_bp=10_000)


def unpayable(db: Session, kind: str) -> None:
    """no way to pay from there"""
    db.execute(delete(Instruction).where(Instruction.group_id == _group(db, kind).id))


def sold_out(db: Session, kind: str) -> None:
    """sold out"""
    count_pieces(db, _variant(db, kind), on_hand=0)


def fewer(db: Session, kind: str) -> None:
    """fewer pieces"""
    count_pieces(db, _variant(db, kind), on_hand=1)


def product_gone(db: Session, kind: str) -> None:
    """product gone"""
    withdraw(db, db.get_one(Product, _variant(db, kind).product_id))


def group_gone(db: Session, kind: str) -> None:
    """group gone"""
    withdraw_group(db, _group(db, kind))


def another_name(db: Session, kind: str) -> None:
    """group of another name"""
    group = _group(db, kind)
    group.name = "Sisters of Kathiani"
    group_changed(db, group)


CHANGES: dict[Change, str] = {  # and what the page says of it when it asks again
    dearer: "2 × KES 3,300",
    cheaper: "2 × KES 3,100",
    wholesale: "2 × KES 3,000",
    on_request: "Something is priced on request",
    postage: "Sent to me: KES 5,000",
    untold: "The group tells you what sending costs.",
    advance: "KES 10,400",
    unpayable: "The group tells you how you can pay.",
    sold_out: "Sold out",
    fewer: "Only 1 piece is left.",
    product_gone: GONE,
    group_gone: GONE,
    another_name: "Sisters of Kathiani",
}


def with_groups_that_change(database: Database, changes: Iterable[Change] = tuple(CHANGES)) -> None:
    """A group for each change, with the piece that the change is named after; and the one that stays as it is."""
    with database.writing() as db:
        for kind in (STEADY, *(change.__name__ for change in changes)):
            group = a_group(db, kind.replace("_", "-"))
            group.slug = kind
            sent = {"delivery": Delivery.SENT, "countries": ["DE"], "price_amount": 400_000, "advance_bp": 5_000}
            put_rules(db, group, [DeliveryRule(**sent)])
            pay = {"means": Means.BANK_TRANSFER, "currency": "KES", "usable_from": UsableFrom.ANYWHERE}
            db.add(Instruction(group_id=group.id, words="Account 0000", changed_at=now(), **pay))
            a_product(
                db, group, kind.replace("_", "-"), title=kind, on_hand=PIECES, variant={"sku": kind, "price": 320_000}
            )


def said_on(page: str) -> str:
    """What a reader reads of a page, without marks between words."""
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(page)).replace("\u00a0", " ").split())


def reviews(servers: Servers, kind: str, first: int, buyers: int) -> list[Shopper]:
    """Buyers who have all read the review of two pieces of a kind, and one that stays as it is."""
    shoppers = [Shopper(servers.ports, turn=number, number=first + number) for number in range(buyers)]

    def read(shopper: Shopper) -> bool:
        shopper.put(STEADY)
        assert shopper.post("/basket", {"sku": kind, "pieces": "2", "how": "set"}).status == 303
        return shopper.review()

    with ThreadPoolExecutor(HANDS) as hands:
        assert all(hands.map(read, shoppers))
    return shoppers


def pressed(shoppers: Sequence[Shopper]) -> list[Answer]:
    """All press the button of the page they read in the same moment."""
    return [answer for answer, _wait in all_at_once(shoppers, lambda one: one.post("/checkout", one.form))[0]]


def asked_again(
    servers: Servers, database: Database, change: Change, *, first: int, buyers: int, times: int = 1
) -> int:
    """The shop changes, all press the button of the old page so many times, then that of the page that came.

    Returns:
        How often it was shown and asked again; nothing was placed before that.
    """
    kind = change.__name__
    shoppers, before = reviews(servers, kind, first, buyers), counted(database, Order)
    with database.writing() as db:
        change(db, kind)
    for _time in range(times):
        answers = pressed(shoppers)
        assert {answer.status for answer in answers} == {409}, kind
        pages = [said_on(answer.text) for answer in answers]
        assert [page for page in pages if not (SAID in page and CHANGES[change] in page)] == [], kind
        assert counted(database, Order) == before, kind
    for shopper, answer in zip(shoppers, answers, strict=True):
        shopper.form = {**shopper.form, **form_of(answer.text)}
        assert shopper.place() == "recorded", kind
    assert lost(database, shoppers, told=counted(database, Checkout)) == []
    return times * buyers
