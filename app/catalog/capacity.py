"""Capacity: pieces that can be made in a month, of a product or shared by a whole group. The stock of made-to-order.

A month is taken from by a guarded update, months in order; so "ready by" is kept, however many order at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.catalog.models import Capacity, Product, StockKind, Variant
from app.catalog.moves import CapacityMonth, CapacityUse
from app.catalog.stock import Pieces
from app.core.clock import today
from app.core.errors import Conflict, _

AHEAD_MONTHS = 12  # nobody promises work further ahead


class NoCapacity(Conflict):
    """More than a group can make in the time it can promise."""

    words = _("So many of “%(title)s” cannot be promised for the coming year. Please ask the group.")


@dataclass(frozen=True)
class Maker:
    """Whose capacity a variant uses."""

    owner_id: UUID
    a_month: int | None  # pieces; None: nobody has said
    lead_days: int
    kind: StockKind


def makers_of(db: Session, variants: Iterable[UUID]) -> dict[UUID, Maker]:
    """Whose capacity each variant uses: the product's own figure, else its group's. One statement."""
    query = (
        select(Variant.id, Product.id, Capacity.pieces_per_month, Group.id, Group.capacity_per_month)
        .add_columns(Variant.lead_days, Variant.kind)
        .select_from(Variant)
        .join(Product, Product.id == Variant.product_id)
        .join(Group, Group.id == Product.group_id)
        .outerjoin(Capacity, Capacity.product_id == Product.id)
        .where(Variant.id.in_(list(variants)))
    )
    found = {}
    for variant, product, own, group, shared, lead, kind in db.execute(query):
        found[variant] = Maker(product, own, lead, kind) if own else Maker(group, shared, lead, kind)
    return found


def ready_on(db: Session, wanted: Sequence[tuple[UUID, int]]) -> date | None:
    """The day all of this could leave the group if it were ordered now; None: beyond what can be told.

    Args:
        wanted: variants and pieces; those that use the same capacity come after one another.
    """
    makers = makers_of(db, [variant for variant, _quantity in wanted])
    taken = _taken(db, {maker.owner_id for maker in makers.values()})
    days = [today()]
    for variant, quantity in wanted:
        day = _ready(makers[variant], quantity, taken) if variant in makers else None
        if day is None:
            return None
        days.append(day)
    return max(days)


def _ready(maker: Maker, quantity: int, taken: Counter[tuple[UUID, date]]) -> date | None:
    """The day for one line; what it would take is added to what is taken."""
    soonest = today() + timedelta(days=maker.lead_days)
    if maker.kind is not StockKind.MADE_TO_ORDER or not maker.a_month:
        return soonest
    for month in _months(soonest):
        some = min(quantity, max(0, maker.a_month - taken[maker.owner_id, month]))
        taken[maker.owner_id, month] += some
        quantity -= some
        if not quantity:
            return max(soonest, _last_day(month)) if month > _first_day(soonest) else soonest
    return None


def take(db: Session, wanted: Sequence[Pieces]) -> None:
    """Promise pieces that will be made, from the soonest months that have room.

    Raises:
        NoCapacity: a year is not enough; the transaction is to be given up.
    """
    if not wanted:
        return
    makers = makers_of(db, [each.variant_id for each in wanted])
    known = [(makers[each.variant_id], each) for each in wanted if each.variant_id in makers]
    known = [(maker, each) for maker, each in known if maker.a_month]
    for maker, each in sorted(known, key=lambda pair: (pair[0].owner_id, pair[1].line_id)):
        left = each.quantity
        for month in _months(today() + timedelta(days=maker.lead_days)):
            left -= _take_some(db, maker, month, left, each.line_id)
            if not left:
                break
        if left:
            raise NoCapacity(title=each.title)


def _take_some(db: Session, maker: Maker, month: date, wanted: int, line_id: UUID) -> int:
    """Take up to so many pieces of a month; returns how many."""
    assert maker.a_month is not None
    _open_month(db, maker.owner_id, month)
    here = (CapacityMonth.owner_id == maker.owner_id) & (CapacityMonth.month == month)
    locked = select(CapacityMonth.taken).where(here).with_for_update()
    some = min(wanted, max(0, maker.a_month - int(db.scalar(locked) or 0)))
    if some:
        db.execute(update(CapacityMonth).where(here).values(taken=CapacityMonth.taken + some))
        db.add(CapacityUse(line_id=line_id, owner_id=maker.owner_id, month=month, pieces=some))
        db.flush()
    return some


def _open_month(db: Session, owner_id: UUID, month: date) -> None:
    dialect = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    row = dialect.insert(CapacityMonth).values(owner_id=owner_id, month=month, taken=0)
    db.execute(row.on_conflict_do_nothing())


def give_back(db: Session, lines: Sequence[UUID]) -> None:
    """These lines need no capacity any more; told twice, it happens once."""
    used = db.scalars(select(CapacityUse).where(CapacityUse.line_id.in_(lines))).all()
    for use in sorted(used, key=lambda use: (use.owner_id, use.month, use.line_id)):
        gone = db.execute(
            delete(CapacityUse).where(
                CapacityUse.line_id == use.line_id,
                CapacityUse.owner_id == use.owner_id,
                CapacityUse.month == use.month,
            )
        )
        if gone.rowcount:  # type: ignore[attr-defined]
            here = (CapacityMonth.owner_id == use.owner_id) & (CapacityMonth.month == use.month)
            db.execute(update(CapacityMonth).where(here).values(taken=CapacityMonth.taken - use.pieces))


def _taken(db: Session, owners: set[UUID]) -> Counter[tuple[UUID, date]]:
    query = select(CapacityMonth.owner_id, CapacityMonth.month, CapacityMonth.taken)
    rows = db.execute(query.where(CapacityMonth.owner_id.in_(owners)))
    return Counter({(owner, month): int(taken) for owner, month, taken in rows})


def _months(start: date) -> Iterator[date]:
    month = _first_day(start)
    for _number in range(AHEAD_MONTHS):
        yield month
        month = _first_day(month + timedelta(days=32))


def _first_day(day: date) -> date:
    return day.replace(day=1)


def _last_day(month: date) -> date:
    return _first_day(month + timedelta(days=32)) - timedelta(days=1)
