"""Pieces that are there, held and taken: the only module that writes `stock` and its moves.

Pieces are held by one guarded statement each, variants in the order of their ids. Reading first and writing then
sells the same piece many times; locks in any order wait for each other in circles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, case, delete, func, select, update
from sqlalchemy.orm import Session

from app.catalog.finding.upkeep import relist
from app.catalog.models import Stock, StockKind, Variant
from app.catalog.moves import StockChange, StockMove
from app.core.clock import now
from app.core.errors import Conflict, Invalid, _
from app.core.revision import raise_revision
from app.core.rows import run, table_of, write


class BadCount(Invalid):
    """A number of pieces that cannot be."""

    words = _("%(pieces)s pieces cannot be: it must be between 0 and 100,000.")


class HeldPieces(Conflict):
    """Fewer pieces are counted than are held for orders."""

    words = _("Some of these pieces are held for orders; the count cannot be lower than that.")


MAX_PIECES = 100_000
HELD = {StockChange.HOLD: 1, StockChange.RELEASE: -1, StockChange.TAKE: -1}  # what moves say of `held`
GONE = {StockChange.TAKE: 1, StockChange.LATE_TAKE: 1, StockChange.RETURN: -1}  # and of `counted` less `on_hand`


def count(db: Session, variant_id: UUID, *, on_hand: int) -> bool:
    """Write down how many pieces were counted.

    Returns:
        Whether the first piece came or the last one went: only that is a public word.

    Raises:
        BadCount: below zero, or beyond sense.
        HeldPieces: orders hold more than that.
    """
    if not 0 <= on_hand <= MAX_PIECES:
        raise BadCount(pieces=on_hand)
    here = Stock.variant_id == variant_id
    before = db.scalar(select(Stock.on_hand - Stock.held).where(here).with_for_update())  # nobody takes any meanwhile
    gone = moved(db, GONE, StockMove.variant_id == variant_id).get(variant_id, 0)
    counted = {"on_hand": on_hand, "counted": on_hand + gone}
    if before is None:
        db.add(Stock(variant_id=variant_id, held=0, **counted))
        db.flush()
    elif not _changed(db, update(Stock).where(here, Stock.held <= on_hand).values(**counted)):
        raise HeldPieces()
    return ((before or 0) > 0) != (_free(db, variant_id) > 0)


def moved(db: Session, signs: Mapping[StockChange, int], *of: ColumnElement[bool]) -> dict[UUID, int]:
    """What moves add up to, by variant: all of them, or those that are meant."""
    pieces = func.sum(
        case(*((StockMove.change == change, StockMove.pieces * n) for change, n in signs.items()), else_=0)
    )
    rows = db.execute(select(StockMove.variant_id, pieces).where(*of).group_by(StockMove.variant_id))
    return {variant: int(n) for variant, n in rows}


def forget(db: Session, lines: Sequence[UUID]) -> None:
    """These lines were tries and go with their moves: what they hold is free again, what they took stays away."""
    mine = StockMove.line_id.in_(lines)
    held, gone = moved(db, HELD, mine), moved(db, GONE, mine)
    for variant in sorted(held):
        less = {"held": Stock.held - held[variant], "counted": Stock.counted - gone[variant]}
        db.execute(update(Stock).where(Stock.variant_id == variant).values(**less))
        _tell(db, free_pieces(db, [variant]), by=held[variant])
    db.execute(delete(StockMove).where(mine))


def _free(db: Session, variant_id: UUID) -> int:
    return db.scalar(select(Stock.on_hand - Stock.held).where(Stock.variant_id == variant_id)) or 0


class OutOfStock(Conflict):
    """Fewer pieces are left than were asked for."""

    words = _("Only %(left)s of “%(title)s” can be had now; you asked for %(asked)s.")


@dataclass(frozen=True)
class Pieces:
    """What a line of an order needs."""

    line_id: UUID
    variant_id: UUID
    quantity: int
    title: str  # for people, where it cannot be had
    kind: StockKind = StockKind.COUNTED


_S = table_of(Stock).c
_FREE = select(_S.variant_id, _S.on_hand - _S.held).where(_S.variant_id.in_(bindparam("ids")))
_ENOUGH = (_S.variant_id == bindparam("variant")) & (_S.on_hand - _S.held >= bindparam("pieces"))
_HOLD = (
    update(table_of(Stock))  # type: ignore[arg-type]  # a table, and typed as what it is selected from
    .where(_ENOUGH)
    .values(held=_S.held + bindparam("pieces"))
    .returning(_S.on_hand - _S.held)
)


def free_pieces(db: Session, variants: Iterable[UUID]) -> dict[UUID, int]:
    """How many counted pieces nobody holds, by variant; what is made to order is not among them."""
    return {variant: int(free) for variant, free in run(db, _FREE, {"ids": list(variants)})}


def hold(db: Session, wanted: Sequence[Pieces], *, cause: str) -> list[Pieces]:
    """Set counted pieces aside, all of them or none.

    Returns:
        What is made to order: no piece of it lies anywhere, capacity is its stock.

    Raises:
        OutOfStock: one of them cannot be had; the transaction is to be given up.
    """
    counted, made = _kinds(wanted)
    for each in counted:
        free = run(db, _HOLD, {"variant": each.variant_id, "pieces": each.quantity}).scalar()
        if free is None:
            raise _too_few(db, each)
        _tell(db, {each.variant_id: free}, by=-each.quantity)
    if counted:
        write(db, StockMove, [_move(each, StockChange.HOLD, cause) for each in counted])
    return made


def release(db: Session, wanted: Sequence[Pieces], *, cause: str) -> None:
    """Give back what is still held for these lines; what is not held any more stays as it is."""
    for each, held in _still_held(db, wanted):
        _note(db, each, StockChange.RELEASE, cause, held)
        db.execute(update(Stock).where(Stock.variant_id == each.variant_id).values(held=Stock.held - held))
        _tell(db, free_pieces(db, [each.variant_id]), by=held)


def take(db: Session, wanted: Sequence[Pieces], *, cause: str) -> None:
    """The pieces held for these lines are sold; what is not held any more stays as it is."""
    for each, held in _still_held(db, wanted):
        _note(db, each, StockChange.TAKE, cause, held)
        less = {"on_hand": Stock.on_hand - held, "held": Stock.held - held}
        db.execute(update(Stock).where(Stock.variant_id == each.variant_id).values(**less))


def take_late(db: Session, wanted: Sequence[Pieces], *, cause: str) -> list[Pieces]:
    """Sell pieces for lines whose hold was released; those held for others are left alone.

    Returns:
        What is made to order.

    Raises:
        OutOfStock: they are gone; the transaction is to be given up.
    """
    counted, made = _kinds(wanted)
    for each in counted:
        guard = (Stock.variant_id == each.variant_id) & (Stock.on_hand - Stock.held >= each.quantity)
        if not _changed(db, update(Stock).where(guard).values(on_hand=Stock.on_hand - each.quantity)):
            raise _too_few(db, each)
        _note(db, each, StockChange.LATE_TAKE, cause)
        _tell(db, free_pieces(db, [each.variant_id]), by=-each.quantity)
    return made


def put_back(db: Session, wanted: Sequence[Pieces], *, cause: str) -> None:
    """Pieces that were taken for these lines are there again."""
    taken = _sums(db, wanted, GONE)
    for each in sorted(wanted, key=lambda each: each.variant_id):
        if taken.get(each.line_id, 0) > 0:
            back = taken[each.line_id]
            _note(db, each, StockChange.RETURN, cause, back)
            db.execute(update(Stock).where(Stock.variant_id == each.variant_id).values(on_hand=Stock.on_hand + back))
            _tell(db, free_pieces(db, [each.variant_id]), by=back)


def _kinds(wanted: Sequence[Pieces]) -> tuple[list[Pieces], list[Pieces]]:
    in_order = sorted(wanted, key=lambda each: (each.variant_id, each.line_id))
    made = [each for each in in_order if each.kind is StockKind.MADE_TO_ORDER]
    return [each for each in in_order if each not in made], made


def _changed(db: Session, statement: Any) -> bool:
    return bool(db.execute(statement).rowcount)  # type: ignore[attr-defined]  # a CursorResult, as for every UPDATE


def _too_few(db: Session, each: Pieces) -> OutOfStock:
    return OutOfStock(title=each.title, asked=each.quantity, left=_free(db, each.variant_id))


def _note(db: Session, each: Pieces, change: StockChange, cause: str, pieces: int | None = None) -> None:
    write(db, StockMove, [_move(each, change, cause, pieces)])


def _move(each: Pieces, change: StockChange, cause: str, pieces: int | None = None) -> dict[str, Any]:
    pieces = each.quantity if pieces is None else pieces
    told = {"line_id": each.line_id, "variant_id": each.variant_id, "change": change, "cause": cause}
    return {**told, "pieces": pieces, "at": now()}


def _still_held(db: Session, wanted: Sequence[Pieces]) -> list[tuple[Pieces, int]]:
    held = _sums(db, wanted, HELD)
    in_order = sorted(wanted, key=lambda each: (each.variant_id, each.line_id))
    return [(each, held[each.line_id]) for each in in_order if held.get(each.line_id, 0) > 0]


def _sums(db: Session, wanted: Sequence[Pieces], signs: Mapping[StockChange, int]) -> dict[UUID, int]:
    lines = [each.line_id for each in wanted]
    query = select(StockMove.line_id, StockMove.change, func.sum(StockMove.pieces)).where(
        StockMove.line_id.in_(lines), StockMove.change.in_(signs)
    )
    found: dict[UUID, int] = {}
    for line, change, pieces in db.execute(query.group_by(StockMove.line_id, StockMove.change)):
        found[line] = found.get(line, 0) + signs[change] * int(pieces)
    return found


def _tell(db: Session, free: Mapping[UUID, int], *, by: int) -> None:
    """That a thing can be had, or not any more, is a public word; how many are left is none.

    Args:
        free: pieces that nobody holds now, of variants of which `by` more (or fewer, below 0) are free than before.
    """
    told = [variant for variant, pieces in free.items() if (pieces > 0) != (pieces - by > 0)]
    if told:
        relist(db, db.scalars(select(Variant.product_id).where(Variant.id.in_(told)).distinct()))
        raise_revision(db)
