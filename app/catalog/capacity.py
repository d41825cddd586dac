"""Capacity: pieces that can be made in a month, of a product or shared by a whole group. The stock of made-to-order.

A month is taken from by a guarded update, months in order; so "ready by" is kept, however many order at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.catalog.models import Capacity, Product, StockKind, Variant
from app.catalog.moves import CapacityMonth, CapacityUse
from app.catalog.stock import Pieces
from app.core.clock import today
from app.core.errors import Conflict, _
from app.core.rows import dialect_of, insert_into, run, table_of

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


_V, _P, _C, _G, _M = (table_of(model).c for model in (Variant, Product, Capacity, Group, CapacityMonth))
_MAKERS = (
    select(_V.id, _P.id, _C.pieces_per_month, _G.id, _G.capacity_per_month, _V.lead_days, _V.kind)
    .select_from(table_of(Variant))
    .join(table_of(Product), _P.id == _V.product_id)
    .join(table_of(Group), _G.id == _P.group_id)
    .outerjoin(table_of(Capacity), _C.product_id == _P.id)
    .where(_V.id.in_(bindparam("ids")))
)
_TAKEN = select(_M.owner_id, _M.month, _M.taken).where(_M.owner_id.in_(bindparam("ids")))


def makers_of(db: Session, variants: Iterable[UUID]) -> dict[UUID, Maker]:
    """Whose capacity each variant uses: the product's own figure, else its group's. One statement."""
    found = {}
    for variant, product, own, group, shared, lead, kind in run(db, _MAKERS, {"ids": list(variants)}):
        found[variant] = maker(product, own, group, shared, lead, kind)
    return found


def maker(  # noqa: PLR0917  # what of a variant, its product and its group says who makes it
    product_id: UUID, own: int | None, group_id: UUID, shared: int | None, lead_days: int, kind: StockKind
) -> Maker:
    """Who makes a variant: its product's own figure, in pieces a month, goes before the group's."""
    return Maker(product_id, own, lead_days, kind) if own else Maker(group_id, shared, lead_days, kind)


def ready_on(db: Session, wanted: Sequence[tuple[Maker, int]]) -> date | None:
    """The day all of this could leave the group if it were ordered now; None: beyond what can be told.

    Args:
        wanted: makers and pieces; those that use the same capacity come after one another.
    """
    taken = _taken(db, {one.owner_id for one, _pieces in wanted if _limited(one)})
    days = [today()]
    for one, pieces in wanted:
        day = _ready(one, pieces, taken)
        if day is None:
            return None
        days.append(day)
    return max(days)


def _limited(maker: Maker) -> bool:
    return maker.kind is StockKind.MADE_TO_ORDER and bool(maker.a_month)


def _ready(maker: Maker, quantity: int, taken: Counter[tuple[UUID, date]]) -> date | None:
    """The day for one line; what it would take is added to what is taken."""
    soonest = _soonest(maker)
    if not _limited(maker):
        return soonest
    assert maker.a_month is not None
    for month in _months(soonest):
        some = min(quantity, max(0, maker.a_month - taken[maker.owner_id, month]))
        taken[maker.owner_id, month] += some
        quantity -= some
        if not quantity:
            return _ready_in(month, soonest)
    return None


def _soonest(maker: Maker) -> date:
    return today() + timedelta(days=maker.lead_days)


def _ready_in(month: date, soonest: date) -> date:
    """The day what a month has room for can leave: nobody knows of a later month which of its days it will be."""
    return _last_day(month) if month > soonest else soonest


@dataclass(frozen=True)
class Promised:
    """What months had room for: when it can leave, and before which day there was none."""

    ready_on: date
    no_room_before: date


def take(db: Session, wanted: Sequence[Pieces]) -> dict[UUID, Promised]:
    """Promise pieces that will be made, from the soonest months that have room.

    Returns:
        What that means for each line, by its id.

    Raises:
        NoCapacity: a year is not enough; the transaction is to be given up.
    """
    return {each.line_id: _promise(db, maker, each) for maker, each in _in_order(db, wanted)}


def take_room(db: Session, wanted: Sequence[Pieces]) -> dict[UUID, Promised]:
    """The same for who says the day themself: it takes the room of the coming year, and the rest is theirs to make.

    Returns:
        What it means for each line that a year has room for.
    """
    found = {}
    for maker, each in _in_order(db, wanted):
        with suppress(NoCapacity):
            found[each.line_id] = _promise(db, maker, each)
    return found


def _in_order(db: Session, wanted: Sequence[Pieces]) -> list[tuple[Maker, Pieces]]:
    """Who makes what, in the order in which months are taken from, so that two never wait for each other."""
    makers = makers_of(db, [each.variant_id for each in wanted]) if wanted else {}
    known = [(makers[each.variant_id], each) for each in wanted if each.variant_id in makers]
    return sorted(known, key=lambda pair: (pair[0].owner_id, pair[1].line_id))


def _promise(db: Session, maker: Maker, each: Pieces) -> Promised:
    soonest = _soonest(maker)
    if not maker.a_month:
        return Promised(soonest, date.min)
    month = _fill(db, maker, each)
    if month is None:
        raise NoCapacity(title=each.title)
    day = _ready_in(month, soonest)
    return Promised(day, day if month > soonest else month)


def _fill(db: Session, maker: Maker, each: Pieces) -> date | None:
    """Take the room of the coming months; the month by which all of it fits, None when a year is not enough."""
    left = each.quantity
    for month in _months(_soonest(maker)):
        left -= _take_some(db, maker, month, left, each.line_id)
        if not left:
            return month
    return None


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
    row = insert_into(table_of(CapacityMonth), dialect_of(db)).values(owner_id=owner_id, month=month, taken=0)
    run(db, row.on_conflict_do_nothing())


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
    rows = run(db, _TAKEN, {"ids": list(owners)}) if owners else ()
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
