"""How much one buyer may order: so many open at a time, so many in a day. A bot meets an end, an honest buyer none.

Counted is who orders: the mailbox, the phone number and the basket, in the transaction that places. The network
address is not: a village, a school or a proxy in front of us is one address and many people, and a bot changes its
address more easily than the mailbox that each of its orders has to name.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Protocol
from uuid import UUID

from sqlalchemy import Integer, String, bindparam, case, delete, func, or_, select, true, union_all
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import now
from app.core.db import Base, UtcDateTime
from app.core.errors import Conflict, _
from app.core.rows import Insert, dialect_of, insert_into, run, table_of
from app.ordering.models import Checkout, Order
from app.ordering.states import OPEN

OPEN_AT_MOST = 12  # open orders of one contact: more would let a bot hold every piece of a kind
CONTACT_A_DAY = 24  # orders of one contact: all that may be open, given up, and once more; each is two letters
BASKET_A_DAY = 100  # orders of one basket: a helper's tablet orders for a whole village
DAY = timedelta(hours=24)  # since the first order that is counted


class TooManyOpen(Conflict):
    """One buyer has more open orders than a person needs."""

    words = _("Many of your orders are not answered or paid yet. Please wait until some are.")


class TooManyToday(Conflict):
    """One buyer, or one basket, orders more in a day than a person does."""

    words = _("These are many orders for one day. Your basket stays as it is; please order the rest tomorrow.")


class Placer(Base):
    """How many orders somebody placed within a day. Nobody can be read from it, and it is gone the day after."""

    __tablename__ = "placer"

    whose: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of a mailbox, a phone or a basket
    since: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    orders: Mapped[int] = mapped_column(Integer, default=0)


class Contact(Protocol):
    """Where a buyer can be reached."""

    @property
    def email(self) -> str: ...

    @property
    def phone(self) -> str: ...


def mailbox_of(email: str) -> str:
    """The mailbox that an address leads to: case, look-alike letters and what follows a plus sign are decoration.

    >>> mailbox_of("Asha+baskets@Example.org")
    'asha@example.org'
    """
    local, _at, domain = unicodedata.normalize("NFKC", email).strip().casefold().rpartition("@")
    plain = local.partition("+")[0] or local
    return f"{plain}@{domain}" if domain else ""


def count_in(db: Session, buyer: Contact, basket_id: UUID, *, orders: int) -> None:
    """Count orders that are about to be placed; whoever places at the same moment as the same buyer waits.

    Raises:
        TooManyToday, TooManyOpen: the transaction is to be given up.
    """
    mailbox, phone = mailbox_of(buyer.email), buyer.phone
    contacts = [_mark(kind, value) for kind, value in (("mail", mailbox), ("phone", phone)) if value]
    if not _counted(db, contacts, orders, basket=_mark("basket", basket_id.hex)):
        raise TooManyToday()
    for statement, whose in ((_OPEN_OF_MAILBOX, mailbox), (_OPEN_OF_PHONE, phone)):
        if whose and (run(db, statement, {"whose": whose}).scalar() or 0) + orders > OPEN_AT_MOST:
            raise TooManyOpen()


_O, _C = table_of(Order).c, table_of(Checkout).c
_OPEN = (
    select(func.count())
    .select_from(table_of(Order))
    .join(table_of(Checkout), _C.id == _O.checkout_id)
    .where(_O.state.in_(OPEN))
)
_OPEN_OF_MAILBOX, _OPEN_OF_PHONE = (_OPEN.where(way == bindparam("whose")) for way in (_C.mailbox, _C.phone))


def count_mailbox(db: Session, email: str, *, orders: int) -> None:
    """Count letters about orders that will go to another mailbox.

    Raises:
        TooManyToday: it gets as many as a buyer may have in a day.
    """
    if not _counted(db, [_mark("mail", mailbox_of(email))], orders):
        raise TooManyToday()


def _mark(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()


def _counted(db: Session, contacts: Sequence[str], orders: int, *, basket: str = "") -> bool:
    """Whether there is room in each of these marks; locks are taken in one order everywhere."""
    if orders > CONTACT_A_DAY:
        return False
    marks = sorted([*contacts, basket] if basket else contacts)
    values = {f"whose_{place}": whose for place, whose in enumerate(marks)}
    most = {"basket": basket, "basket_most": BASKET_A_DAY, "contact_most": CONTACT_A_DAY}
    told = {"since": now(), "orders": orders, "day_ago": now() - DAY, **most}
    return len(run(db, _counting(dialect_of(db), len(marks)), {**values, **told}).all()) == len(marks)


@cache
def _counting(dialect: str, marks: int) -> Insert:
    """Counts orders of somebody, from nothing once a day is over; no row comes back where there is no room."""
    known = table_of(Placer).c
    one_by_one = (
        select(bindparam(f"whose_{place}", type_=String), bindparam("since", type_=UtcDateTime))
        .add_columns(bindparam("orders", type_=Integer))
        .where(true())  # or SQLite takes "ON CONFLICT" for the condition of a join
        for place in range(marks)
    )
    # Rows from a SELECT: an INSERT of several VALUES would be compiled anew each time.
    row = insert_into(table_of(Placer), dialect).from_select(["whose", "since", "orders"], union_all(*one_by_one))
    over = known.since <= bindparam("day_ago")
    more = {
        "orders": case((over, row.excluded.orders), else_=known.orders + row.excluded.orders),
        "since": case((over, row.excluded.since), else_=known.since),
    }
    most = case((known.whose == bindparam("basket"), bindparam("basket_most")), else_=bindparam("contact_most"))
    room = or_(over, known.orders + row.excluded.orders <= most)
    counted: Insert = row.on_conflict_do_update(index_elements=[known.whose], set_=more, where=room)
    return counted.returning(known.whose)  # type: ignore[return-value]  # an INSERT with an answer


def forget_counts(db: Session) -> int:
    """Remove counts of days that are over; returns how many."""
    return int(db.execute(delete(Placer).where(Placer.since <= now() - DAY)).rowcount)  # type: ignore[attr-defined]
