"""However often and in whatever order the moments of a payment are heard of, in the end the same is written down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.money import Money
from app.payments import sync
from app.payments.models import Dispute, Refund
from app.payments.rail import RefundStanding, Seen, SeenDispute, SeenRefund, Standing
from tests.factories.near_rail import PRICE, NearShop, seen

PART = Money(10_000, "KES")
PENDING, SUCCEEDED, FAILED = RefundStanding.PENDING, RefundStanding.SUCCEEDED, RefundStanding.FAILED


def moments(*, late: bool, ends: RefundStanding, disputed: bool) -> list[Seen]:
    """What a payment looks like at its rail from beginning to end; money that came stays, as do its refunds."""
    before = [Seen(Standing.UNKNOWN), seen(Standing.OPEN), seen(Standing.OPEN, declined="expired_card")]
    before += [seen(Standing.ENDED)] if late else [seen(Standing.AT_BANK)]
    told = [(), (back("re_1", PENDING),), (back("re_1", SUCCEEDED), back("re_2", PENDING))]
    told += [(back("re_1", SUCCEEDED), back("re_2", ends))]
    after = [seen(Standing.CAPTURED, refunds=refunds) for refunds in told]
    if disputed:
        over = SeenDispute("", "lost", over=True, lost=True, amount=PRICE)
        after += [seen(Standing.CAPTURED, refunds=told[-1], disputes=(over,))]
    return [*before, *after]


def back(ref: str, standing: RefundStanding) -> SeenRefund:
    """A refund made at the rail."""
    return SeenRefund(ref, standing, PART)


def of_payment(told: Seen, id_: UUID) -> Seen:
    """The same of one payment: what rails call things, they call so once."""
    refunds = tuple(SeenRefund(f"{id_.hex}-{one.ref}", one.standing, one.amount) for one in told.refunds)
    disputes = tuple(SeenDispute(f"{id_.hex}-d", one.state, one.over, one.lost, one.amount) for one in told.disputes)
    return seen(told.standing, amount=told.amount, declined=told.declined, refunds=refunds, disputes=disputes)


def written(near: NearShop, id_: UUID) -> tuple[Any, ...]:
    """All that is known of a payment and does not hang on when it was heard."""
    with near.database.reading() as db:
        payment = near.payment(id_)
        mine = select(Refund.ref, Refund.state, Refund.amount).where(Refund.payment_id == id_).order_by(Refund.ref)
        refunds = [(str(ref)[33:], state, amount) for ref, state, amount in db.execute(mine)]
        disputes = db.execute(select(Dispute.state, Dispute.over).where(Dispute.payment_id == id_)).all()
    return payment.state, payment.captured_amount, payment.at_bank, payment.ended, payment.declined, refunds, disputes


def test_any_order_and_any_repeats_end_in_the_same(near: NearShop) -> None:
    @settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
    @given(st.data(), st.booleans(), st.sampled_from([PENDING, SUCCEEDED, FAILED]), st.booleans())
    def heard(data: st.DataObject, late: bool, ends: RefundStanding, disputed: bool) -> None:
        told = moments(late=late, ends=ends, disputed=disputed)
        again = data.draw(st.lists(st.sampled_from(told), max_size=4))
        shuffled = data.draw(st.permutations([*told, *again]))
        straight, other = near.attempt(), near.attempt()
        for id_, heard_of in ((straight, told), (other, shuffled)):
            for one in heard_of:
                sync.apply(near.database, id_, of_payment(one, id_))
        assert written(near, straight) == written(near, other)
        assert near.payment(other).captured_amount == PRICE.amount

    heard()
