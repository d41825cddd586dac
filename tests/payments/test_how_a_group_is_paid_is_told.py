"""How a group takes money: by hand from home or abroad, by card where that works; what stands open is said once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.affiliates.models import Group, Means, UsableFrom
from app.core.clock import now, today
from app.core.money import Money
from app.payments import service, sync
from app.payments.models import Instruction, RailAccount, Refund, RefundState
from app.payments.rail import SeenDispute, Standing
from app.payments.service import PaidElsewhere, Sums, TooMuchBack
from tests.factories.catalogue import a_group
from tests.factories.near_rail import PRICE, NearShop, seen

WORDS = {
    (Means.CASH, "KES"): UsableFrom.COUNTRY,
    (Means.MOBILE_MONEY, "KES"): UsableFrom.COUNTRY,
    (Means.BANK_TRANSFER, "KES"): UsableFrom.ANYWHERE,
    (Means.BANK_TRANSFER, "USD"): UsableFrom.ANYWHERE,
}


def says(db: Session, group: Group, ways: Mapping[tuple[Means, str], UsableFrom]) -> None:
    """A group says how it is paid, in whatever order."""
    db.execute(delete(Instruction).where(Instruction.group_id == group.id))
    for (means, currency), usable in ways.items():
        service.put_instruction(db, group, means, currency, words=f"{means} {currency}", usable_from=usable)


@pytest.mark.parametrize(
    ("currency", "abroad", "told"),
    [
        ("KES", False, ["mobile_money KES", "bank_transfer KES", "cash KES"]),
        ("KES", True, ["bank_transfer KES"]),
        ("USD", False, ["bank_transfer USD"]),
        ("EUR", False, []),
    ],
)
def test_by_hand_of_one_currency_and_from_abroad_only_what_works_from_there(
    near: NearShop, currency: str, abroad: bool, told: list[str]
) -> None:
    with near.database.writing() as db:
        db.execute(update(RailAccount).values(live=False))
        says(db, db.get_one(Group, near.group), WORDS)
        other = a_group(db, slug="other")
        says(db, other, {(Means.CASH, "KES"): UsableFrom.ANYWHERE})
        found = service.instructions_of(db, near.group, currency, abroad=abroad)
        assert sorted(one.words for one in found) == sorted(told)
        assert [list(Means).index(one.means) for one in found] == sorted(list(Means).index(one.means) for one in found)
        ways = service.ways_to_pay(db, near.group, currency, abroad=abroad)
        assert ways == tuple(one.means for one in found)


def test_a_card_is_a_way_only_where_it_works_now(near: NearShop) -> None:
    with near.database.writing() as db:
        db.execute(delete(Instruction))
        assert service.ways_to_pay(db, near.group, "KES", abroad=True) == (Means.CARD,)
        assert service.ways_to_pay(db, near.group, "USD", abroad=True, amount=Money(1, "USD")) == ()
        db.execute(update(RailAccount).values(live=False))
        assert service.ways_to_pay(db, near.group, "KES", abroad=True) == ()


def test_what_a_rail_is_asked_for_is_neither_written_down_by_hand_nor_simply_closed(near: NearShop) -> None:
    payable = near.payment(near.attempt()).payable
    with near.database.writing() as db:
        with pytest.raises(PaidElsewhere):
            service.record(db, payable, PRICE, means=Means.CASH, said_by="Rose", on=today())
        with pytest.raises(PaidElsewhere):
            service.close(db, payable)


def paid(near: NearShop) -> UUID:
    id_ = near.attempt()
    sync.apply(near.database, id_, seen(Standing.CAPTURED))
    return near.payment(id_).payable


def by_hand(db: Session, payable: UUID, amount: int) -> Refund:
    told = {"how": "M-Pesa", "reference": "", "said_by": "Rose", "on": today()}
    return service.send_back(db, payable, Money(amount, "KES"), key=uuid4().hex, **told)  # type: ignore[arg-type]


def test_nothing_cannot_be_sent_back(near: NearShop) -> None:
    with near.database.writing() as db, pytest.raises(TooMuchBack):
        by_hand(db, paid(near), 0)


def test_a_buyer_is_asked_once_whether_money_by_hand_came_and_of_no_other_money(near: NearShop) -> None:
    payable, moment = paid(near), now()
    with near.database.writing() as db:
        silent, came, young = (by_hand(db, payable, 1) for _each in range(3))
        silent.recorded_at = came.recorded_at = moment
        young.recorded_at = moment + timedelta(minutes=1)
        came.state = RefundState.ARRIVED
        db.flush()
        assert [one.id for one in service.ask_about(db, before=moment, limit=9)] == [silent.id]
    with near.database.writing() as db:
        assert service.ask_about(db, before=moment, limit=9) == []
        assert db.scalars(select(Refund.id).where(Refund.looked_at.is_not(None))).all() == [silent.id]


def test_disputes_are_told_of_the_order_they_are_about(near: NearShop) -> None:
    quiet, payment = paid(near), near.attempt()
    going_on = SeenDispute("dp_1", "needs_response", over=False, lost=False, amount=PRICE)
    sync.apply(near.database, payment, seen(Standing.CAPTURED, disputes=(going_on,)))
    with near.database.reading() as db:
        assert service.disputes_of(db, quiet) == []
        assert [one.ref for one in service.disputes_of(db, near.payment(payment).payable)] == ["dp_1"]


def test_where_no_bank_took_anything_nothing_was_taken() -> None:
    assert Sums(5, 2).taken == 0
