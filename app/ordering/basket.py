"""What a visitor puts aside before ordering. Nothing in it binds anybody: no price, no piece is held by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from app.catalog.models import StockKind, Variant
from app.core.clock import now
from app.core.errors import Invalid, NotFound, _
from app.core.rows import dialect_of, remember, run, table_of
from app.ordering.models import Basket, BasketLine

KEEP_DAYS = 30  # since it was last touched
MOST_LINES = 60  # of one basket: a shop's order fits, a flood does not
MOST_PIECES = 10_000  # of one variant


class BadQuantity(Invalid):
    """A number of pieces that cannot be."""

    words = _("Please give a number of pieces between 1 and %(most)s.")


class BasketFull(Invalid):
    """More different things than a basket takes."""

    words = _("A basket holds up to %(most)s different things. Please order these first.")


class NoSuchVariant(NotFound):
    """Nothing is sold under this number."""

    words = _("We could not find that size or colour. It may have been withdrawn.")


_B = table_of(Basket).c
_TOUCHED = select(_B.touched_at).where(_B.id == bindparam("id"))
_LOCKED = select(_B.id).where(_B.id == bindparam("id")).with_for_update()


def basket_of(db: Session, id_: UUID | None) -> Basket | None:
    """A visitor's basket, if there is one that has not been left alone too long."""
    touched = run(db, _TOUCHED, {"id": id_}).scalar() if id_ else None
    if touched is None or touched <= now() - timedelta(days=KEEP_DAYS):
        return None
    return remember(db, Basket(id=id_, touched_at=touched))


def new_basket(db: Session) -> Basket:
    """An empty basket."""
    basket = Basket(touched_at=now())
    db.add(basket)
    db.flush()
    return basket


def one_at_a_time(db: Session, basket: Basket) -> None:
    """Let nobody else read this basket to change it until this transaction ends. On SQLite a writer is alone already.

    What lies in it is to be read after this: who waited here finds what the other one left.
    """
    if dialect_of(db) == "postgresql":
        run(db, _LOCKED, {"id": basket.id})


def add(db: Session, basket: Basket, sku: str, quantity: int) -> None:
    """Put pieces of a variant aside, beside those that lie there already.

    Of what there is one, one lies there: who put it in from two pages, or pressed twice, wants no second one.

    Raises:
        BadQuantity, BasketFull, NoSuchVariant: it stays as it was.
    """
    if quantity < 1:
        raise BadQuantity(most=MOST_PIECES)
    one_at_a_time(db, basket)  # two pages put in: the second counts what the first brought
    variant_id, kind = _variant(db, sku)
    line = db.get(BasketLine, (basket.id, variant_id))
    together = quantity + (line.quantity if line else 0)
    _put(db, basket, variant_id, 1 if kind is StockKind.ONE_OF_A_KIND else together)


def set_quantity(db: Session, basket: Basket, sku: str, quantity: int) -> None:
    """Have so many pieces of a variant in a basket; 0 takes it out. Told twice, it is the same.

    Raises:
        BadQuantity, BasketFull, NoSuchVariant: it stays as it was.
    """
    one_at_a_time(db, basket)  # it may be on its way to be ordered
    _put(db, basket, _variant(db, sku)[0], quantity)


def _put(db: Session, basket: Basket, variant_id: UUID, quantity: int) -> None:
    if not 0 <= quantity <= MOST_PIECES:
        raise BadQuantity(most=MOST_PIECES)
    line = db.get(BasketLine, (basket.id, variant_id))
    if line is None and quantity:
        count = select(func.count()).select_from(BasketLine).where(BasketLine.basket_id == basket.id)
        if (db.scalar(count) or 0) >= MOST_LINES:
            raise BasketFull(most=MOST_LINES)
        db.add(BasketLine(basket_id=basket.id, variant_id=variant_id, quantity=quantity, added_at=now()))
    elif line is not None and quantity:
        line.quantity = quantity
    elif line is not None:
        db.delete(line)
    basket.touched_at = now()
    db.flush()


def _variant(db: Session, sku: str) -> tuple[UUID, StockKind]:
    found = db.execute(select(Variant.id, Variant.kind).where(Variant.sku == sku)).first()
    if found is None:
        raise NoSuchVariant()
    return found[0], found[1]


_L = table_of(BasketLine).c
_LINES = select(_L.variant_id, _L.quantity).where(_L.basket_id == bindparam("basket")).order_by(_L.added_at)
_ORDERED = delete(table_of(BasketLine)).where(  # type: ignore[arg-type]  # a table, typed as what is selected from
    _L.basket_id == bindparam("basket"), _L.variant_id.in_(bindparam("variants", expanding=True))
)


def lines_of(db: Session, basket: Basket) -> list[tuple[UUID, int]]:
    """Variants and pieces, in the order they came in."""
    return [(variant, quantity) for variant, quantity in run(db, _LINES, {"basket": basket.id})]


def forget_lines(db: Session, basket: Basket, variants: Sequence[UUID]) -> None:
    """Take out what has been ordered."""
    run(db, _ORDERED, {"basket": basket.id, "variants": list(variants)})


def forget_old(db: Session) -> int:
    """Remove baskets that nobody has touched for long; returns how many."""
    old = select(Basket.id).where(Basket.touched_at <= now() - timedelta(days=KEEP_DAYS))
    db.execute(delete(BasketLine).where(BasketLine.basket_id.in_(old)))
    return int(db.execute(delete(Basket).where(Basket.id.in_(old))).rowcount)  # type: ignore[attr-defined]
