"""The invariants of orders, stock and money. Read only; run by `bazaar check` and after every test of ordering.

Each line names the row that breaks one. The numbers are those of docs/decisions/0011.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog.models import Stock, Variant
from app.catalog.moves import CapacityMonth, CapacityUse, StockChange, StockMove
from app.catalog.stock import GONE, HELD, moved
from app.core.clock import now
from app.ordering.desk import Task, TaskKind
from app.ordering.models import KeptByAgreement, Order, OrderEvent, OrderLine
from app.ordering.states import LIVE, MOVES, OPEN, ActorKind, Move, OrderState
from app.payments.models import NOT_GONE, Dispute, Payment, PaymentState, Refund

# By these somebody sees to money that is still with a group. A complaint, or an order that is stuck, brings none back.
_ABOUT_MONEY = (TaskKind.REFUND_DUE, TaskKind.REFUND_DENIED, TaskKind.REFUND_FAILED, TaskKind.DISPUTE, TaskKind.DIFFERS)

SETTLED_AFTER = timedelta(minutes=10)  # a job brings money to its order within seconds, else the clock within a minute


def order_findings(db: Session) -> list[str]:
    """Everything that is not so, one plain line each; empty when all is well."""
    return [*_holds(db), *_lines(db), *_capacity(db), *_money(db), *_open(db), *_fees(db), *_histories(db)]


def _holds(db: Session) -> Iterator[str]:
    """I1: what is held is what holds, releases and takes add up to; what is there is what was counted, less takes."""
    holds, takes = moved(db, HELD), moved(db, GONE)
    columns = (Variant.sku, Variant.id, Stock.on_hand, Stock.held, Stock.counted)
    for sku, id_, on_hand, held, counted in db.execute(select(*columns).join(Stock, Stock.variant_id == Variant.id)):
        if held != holds.get(id_, 0):
            yield f"I1 {sku}: {held} pieces are held, its moves say {holds.get(id_, 0)}"
        if on_hand != counted - takes.get(id_, 0):
            yield f"I1 {sku}: {on_hand} pieces are there, {counted} were counted and {takes.get(id_, 0)} taken"
        if not 0 <= held <= on_hand:
            yield f"I1 {sku}: {held} of {on_hand} pieces are held"


def _lines(db: Session) -> Iterator[str]:
    """I1: pieces stay held for open orders alone, and each line of a confirmed one was taken once."""
    sums: dict[UUID, dict[StockChange, int]] = defaultdict(lambda: defaultdict(int))
    grouped = select(StockMove.line_id, StockMove.change, func.sum(StockMove.pieces))
    for line, change, pieces in db.execute(grouped.group_by(StockMove.line_id, StockMove.change)):
        sums[line][change] = int(pieces)
    rows = db.execute(select(OrderLine.id, OrderLine.quantity, Order.number, Order.state, Order.let_go).join(Order))
    for line, quantity, number, state, let_go in rows:
        if line not in sums:
            continue  # made to order
        held = sum(sums[line][change] * sign for change, sign in HELD.items())
        taken = sums[line][StockChange.TAKE] + sums[line][StockChange.LATE_TAKE] - sums[line][StockChange.RETURN]
        wanted = (quantity if state in OPEN and not let_go else 0, quantity if state in LIVE else 0)
        if state is OrderState.CANCELLED:
            wanted = (0, taken)  # what was sent before the end does not come back by itself
        if (held, taken) != wanted:
            yield f"I1 order {number}, {state}: {held} held and {taken} taken of {quantity} pieces"


def _capacity(db: Session) -> Iterator[str]:
    """I1, the same for capacity."""
    used = select(CapacityUse.owner_id, CapacityUse.month, func.sum(CapacityUse.pieces))
    by = {
        (owner, month): int(n) for owner, month, n in db.execute(used.group_by(CapacityUse.owner_id, CapacityUse.month))
    }
    for kept in db.scalars(select(CapacityMonth)):
        if kept.taken != by.pop((kept.owner_id, kept.month), 0):
            yield f"I1 capacity of {kept.owner_id} in {kept.month:%Y-%m}: {kept.taken} is not what lines use"
    for (owner, month), pieces in by.items():
        yield f"I1 capacity of {owner} in {month:%Y-%m}: {pieces} used, no month kept"


def _money(db: Session) -> Iterator[str]:
    """I2 to I5."""
    captured = _sum_of(db, Payment, Payment.captured_amount, Payment.state == PaymentState.CAPTURED)
    back = _sum_of(db, Refund, Refund.amount, Refund.state.notin_(NOT_GONE))
    taken = _taken_by_banks(db)
    kept = {order: amount for order, amount in db.execute(select(KeptByAgreement.order_id, KeptByAgreement.amount))}
    seen_to = select(Task.order_id).where(Task.closed_at.is_(None), Task.kind.in_(_ABOUT_MONEY))
    waiting = set(db.scalars(seen_to))
    there = (Payment.state == PaymentState.CAPTURED, Payment.looked_at < now() - SETTLED_AFTER)  # by a rail
    long_there = set(db.scalars(select(Payment.payable).where(*there)))
    for order in db.scalars(select(Order)):
        came, went = captured.get(order.id, 0), back.get(order.id, 0)
        if order.state in LIVE and came < order.due_first.amount:
            yield f"I2 order {order.number}: {came} came, {order.due_first.amount} was due before it was confirmed"
        if order.state is OrderState.AWAITING_PAYMENT and order.id in long_there:
            yield f"I2 order {order.number}: money came for it by a rail, and it still waits for it"
        if went > came:
            yield f"I5 order {order.number}: {went} went back of {came} that came"
        left = came - went - taken.get(order.id, 0)
        if order.state is OrderState.CANCELLED and left > kept.get(order.id, 0) and order.id not in waiting:
            yield f"I4 order {order.number}: money of an order that ended, and nobody sees to it"
    nameless = select(Payment.key).where(Payment.state == PaymentState.CAPTURED, Payment.said_by == "")
    for key in db.scalars(nameless):
        yield f"I3 payment {key}: nobody says that the money came"


def _sum_of(db: Session, table: type[Payment] | type[Refund], amount: Any, where: Any) -> dict[UUID, int]:
    query: Any = select(table.payable, func.sum(amount)).where(where).group_by(table.payable)
    return {payable: int(total) for payable, total in db.execute(query)}


def _taken_by_banks(db: Session) -> dict[UUID, int]:
    """What the banks of buyers decided to take back, of each order: never more than came by a payment."""
    lost: dict[Payment, int] = defaultdict(int)
    query = select(Payment, Dispute.amount).join(Dispute, Dispute.payment_id == Payment.id).where(Dispute.lost)
    for payment, amount in db.execute(query.where(Dispute.currency == Payment.currency)):
        lost[payment] += amount
    taken: dict[UUID, int] = defaultdict(int)
    for payment, amount in lost.items():
        taken[payment.payable] += min(amount, payment.captured_amount)
    return taken


def _open(db: Session) -> Iterator[str]:
    """I6: at most one open payment, and none on an order that ended."""
    query = select(Payment.payable, func.count()).where(Payment.state == PaymentState.OPEN).group_by(Payment.payable)
    for payable, count in db.execute(query):
        order = db.get(Order, payable)
        if order is None or count > 1 or order.state is OrderState.CANCELLED:
            yield f"I6 order {order.number if order else payable}: {count} open payments"


def _fees(db: Session) -> Iterator[str]:
    """I9: nothing that a rail was told asks for a share of the network's own."""
    for key, frozen in db.execute(select(Payment.key, Payment.frozen).where(Payment.frozen.is_not(None))):
        if "application_fee" in json.dumps(frozen):
            yield f"I9 payment {key}: somebody takes a share of it"


def _histories(db: Session) -> Iterator[str]:
    """I7: each line of a history is a move of the table, without holes, and ends where the order stands."""
    numbers = {order.id: order for order in db.scalars(select(Order))}
    ends: dict[UUID, tuple[int, OrderState | None]] = dict.fromkeys(numbers, (0, None))
    for event in db.scalars(select(OrderEvent).order_by(OrderEvent.order_id, OrderEvent.seq)):
        number = numbers[event.order_id].number
        seq, state = ends[event.order_id]
        if event.seq != seq + 1 or event.start is not state:
            yield f"I7 order {number}: its history has a hole before line {event.seq}"
        if Move(event.start, event.end, ActorKind(event.by), event.because) not in MOVES:
            yield f"I7 order {number}: line {event.seq} is no allowed move"
        ends[event.order_id] = (event.seq, event.end)
    for id_, (seq, state) in ends.items():
        order = numbers[id_]
        if (seq, state) != (order.seq, order.state):
            yield f"I7 order {order.number}: it stands at {order.state}, its history at {state}"
