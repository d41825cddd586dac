"""The shop of two groups as somebody would keep it on paper: sums in a few dictionaries, and nothing of the app's.

The machine writes here what it did; `differences` says where the database tells another story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.catalog.models import Product, Stock, Variant
from app.catalog.moves import CapacityMonth, CapacityUse
from app.core.clock import today
from app.ordering.models import Order
from app.ordering.states import OrderState
from app.payments.models import NOT_GONE, Dispute, Payment, PaymentState, Refund
from app.payments.service import sums
from tests.factories.two_groups import A_MONTH, GROUP_OF, PIECES

OPEN = {OrderState.REQUESTED, OrderState.OFFERED, OrderState.AWAITING_PAYMENT}
REQUEST_DAYS, HOLD_DAYS, PAY_DAYS, COMPLAINT_DAYS = 7, 3, 7, 30
REMINDED_AFTER = {OrderState.REQUESTED: (2, 5), OrderState.OFFERED: (2,)}  # days since it moved
PAYMENT_REMINDED_AFTER = 2  # since it was asked for
OPEN_AT_MOST = 12  # orders of one mailbox or phone


@dataclass
class Line:
    """Pieces of a thing in an order."""

    sku: str
    pieces: int
    held: int = 0
    taken: int = 0
    work: tuple[str, int] | None = None  # whose capacity it uses, and how much


@dataclass
class Sheet:
    """One order."""

    id: UUID
    checkout: UUID
    currency: str
    state: OrderState
    lines: dict[UUID, Line]
    total: int | None
    first: int | None  # due before work begins
    days_left: int | None  # until it runs out
    asked: int | None = None  # the payment that is waited for
    came: int = 0
    back: dict[UUID, int] = field(default_factory=dict)  # sent back and not denied
    denied: dict[UUID, int] = field(default_factory=dict)
    arrived: set[UUID] = field(default_factory=set)
    taken: dict[UUID, int] = field(default_factory=dict)  # by payment: what the buyer's bank took back
    kept: int = 0
    begun: bool = False  # it was confirmed once
    days_sent: int | None = None
    email: str = ""
    phone: str = ""
    corrections: int = 0  # of the e-mail address
    complaint: bool = False  # a person sees to it
    let_go: bool = False  # it waits, and its pieces are not held
    days_old: int = 0
    days_quiet: int = 0  # since it moved
    days_asked: int = 0  # since money was asked for
    reminded: int = 0  # since it moved
    at_bank: bool = False  # its buyer did all, and nobody reminds them

    @property
    def there(self) -> int:
        """What the group has of its money. What a bank takes after it went back was not there any more."""
        return max(0, self.came - sum(self.back.values()) - sum(self.taken.values()))

    @property
    def left(self) -> int:
        """What is still to be paid."""
        return max(0, (self.total or 0) - self.there)

    def move(self, state: OrderState) -> None:
        """It stands elsewhere now."""
        self.state, self.days_quiet, self.reminded = state, 0, 0

    def ask(self, amount: int | None) -> None:
        """Money is waited for, or not any more."""
        self.asked, self.days_asked = amount, 0

    def remind(self) -> None:
        """Who has to act is reminded when that is due; of what was missed, once."""
        if self.state in REMINDED_AFTER:
            due = sum(self.days_quiet >= days for days in REMINDED_AFTER[self.state])
        else:
            waits = self.asked is not None and not self.at_bank and self.days_asked >= PAYMENT_REMINDED_AFTER
            due = int(waits and self.state is not OrderState.COMPLETED)
        self.reminded = max(self.reminded, due)


class Paper:
    """Everything that is counted."""

    def __init__(self) -> None:
        self.on_hand, self.held = Counter(PIECES), Counter(dict.fromkeys(PIECES, 0))
        self.a_month: dict[str, int | None] = dict(A_MONTH)
        self.work: Counter[str] = Counter()
        self.sheets: list[Sheet] = []

    def free(self, sku: str) -> int:
        """Pieces that nobody holds."""
        return self.on_hand[sku] - self.held[sku]

    def hold(self, sheet: Sheet, granted: Mapping[UUID, int] | None = None) -> None:
        """Pieces are set aside, and work is promised.

        Args:
            granted: work for each line where a group says the day itself, and a year has no room for all; None: all.
        """
        for id_, line in sheet.lines.items():
            if line.sku in PIECES:
                assert self.free(line.sku) >= line.pieces, f"{line.sku} is sold twice"
                self.held[line.sku] += line.pieces
                line.held = line.pieces
            else:
                self._promise(line, line.pieces if granted is None else granted.get(id_, 0))

    def _promise(self, line: Line, pieces: int) -> None:
        owner = self._owner(line)
        if self.a_month.get(owner):
            self.work[owner] += pieces
            line.work = (owner, pieces)

    def _owner(self, line: Line) -> str:
        return line.sku if self.a_month.get(line.sku) else GROUP_OF[line.sku]

    def granted(self, db: Session, sheet: Sheet) -> dict[UUID, int]:
        """The work of each line that a group offers: all of it, or all that the months of a year have."""
        used = select(CapacityUse.line_id, func.sum(CapacityUse.pieces)).where(CapacityUse.line_id.in_(sheet.lines))
        found = {line: int(pieces) for line, pieces in db.execute(used.group_by(CapacityUse.line_id))}
        for id_, line in sheet.lines.items():
            limited = line.sku not in PIECES and self.a_month.get(self._owner(line))
            if limited and found.get(id_, 0) < line.pieces:
                assert not self.room(db, line), f"{line.sku} could have had more"
        return found

    def room(self, db: Session, line: Line) -> int:
        """Pieces that the months ahead still have for a line."""
        a_month = self.a_month[self._owner(line)] or 0
        owners = select(Product.id).join(Variant).where(Variant.sku == line.sku)
        if self._owner(line) != line.sku:
            owners = select(Product.group_id).join(Variant).where(Variant.sku == line.sku)
        lead = db.scalars(select(Variant.lead_days).where(Variant.sku == line.sku)).one()
        soonest = (today() + timedelta(days=lead)).replace(day=1)
        months = select(CapacityMonth.taken).where(CapacityMonth.owner_id.in_(owners), CapacityMonth.month >= soonest)
        taken = [min(a_month, int(one)) for one in db.scalars(months.order_by(CapacityMonth.month).limit(12))]
        return 12 * a_month - sum(taken)

    def release(self, sheet: Sheet) -> None:
        """What was set aside is free again."""
        for line in sheet.lines.values():
            self.held[line.sku] -= line.held
            line.held = 0
            self._give_up_work(line)

    def _give_up_work(self, line: Line) -> None:
        if line.work is not None:
            owner, pieces = line.work
            self.work[owner] -= pieces
            line.work = None

    def confirm(self, sheet: Sheet) -> None:
        """Work begins: what was held is the order's own."""
        for line in sheet.lines.values():
            self.held[line.sku] -= line.held
            self.on_hand[line.sku] -= line.held
            line.taken, line.held = line.held, 0
        self._begun(sheet)

    def confirm_late(self, sheet: Sheet) -> None:
        """An order that had been given up lives again."""
        for line in sheet.lines.values():
            if line.sku in PIECES:
                assert self.free(line.sku) >= line.pieces, f"{line.sku} is sold twice"
                self.on_hand[line.sku] -= line.pieces
                line.taken = line.pieces
            else:
                self._promise(line, line.pieces)
        self._begun(sheet)

    def _begun(self, sheet: Sheet) -> None:
        sheet.move(OrderState.CONFIRMED)
        sheet.begun, sheet.days_left = True, None

    def end(self, sheet: Sheet) -> None:
        """It comes to nothing; what left the group does not come back."""
        if sheet.state in OPEN:
            self.release(sheet)
        elif sheet.state is OrderState.CONFIRMED:
            for line in sheet.lines.values():
                self.on_hand[line.sku] += line.taken
                line.taken = 0
                self._give_up_work(line)
        sheet.move(OrderState.CANCELLED)
        sheet.days_left = None
        sheet.ask(None)

    def agree(self, sheet: Sheet) -> None:
        """Both sides say yes."""
        if sheet.let_go:
            self.hold(sheet)
            sheet.let_go = False
        if sheet.first:
            sheet.move(OrderState.AWAITING_PAYMENT)
            sheet.days_left = PAY_DAYS
            sheet.ask(sheet.first)
        else:
            self.confirm(sheet)

    def pass_days(self, days: int) -> None:
        """Time passes, and is acted upon."""
        for sheet in self.sheets:
            sheet.days_old, sheet.days_quiet = sheet.days_old + days, sheet.days_quiet + days
            sheet.days_asked += days
            if sheet.days_left is not None:
                sheet.days_left -= days
                if sheet.days_left <= 0:
                    self.end(sheet)
            if sheet.state is OrderState.REQUESTED and sheet.days_old >= HOLD_DAYS:
                self.release(sheet)
                sheet.let_go = True
            sheet.remind()
            if sheet.days_sent is not None:
                sheet.days_sent += days
                if sheet.state is OrderState.SHIPPED and sheet.days_sent >= COMPLAINT_DAYS and not sheet.complaint:
                    sheet.move(OrderState.COMPLETED)

    def open_of(self, email: str, phone: str) -> int:
        """Open orders of a mailbox or of a phone, whichever has more."""
        waiting = [sheet for sheet in self.sheets if sheet.state in OPEN]
        by_mail = sum(bool(email) and sheet.email == email for sheet in waiting)
        return max(by_mail, sum(bool(phone) and sheet.phone == phone for sheet in waiting))

    def differences(self, db: Session) -> list[str]:
        """Where the database says something else."""
        return [*self._pieces(db), *self._orders(db), *self._works(db)]

    def _pieces(self, db: Session) -> Iterator[str]:
        rows = db.execute(select(Variant.sku, Stock.on_hand, Stock.held).join(Stock, Stock.variant_id == Variant.id))
        found = {sku: (on_hand, held) for sku, on_hand, held in rows}
        wanted = {sku: (self.on_hand[sku], self.held[sku]) for sku in PIECES}
        if found != wanted:
            yield f"pieces: {found}, on paper {wanted}"

    def _orders(self, db: Session) -> Iterator[str]:
        came = _sums(db, Payment, Payment.captured_amount, Payment.state == PaymentState.CAPTURED)
        asked = _sums(db, Payment, Payment.amount, Payment.state == PaymentState.OPEN)
        back = _sums(db, Refund, Refund.amount, Refund.state.notin_(NOT_GONE))
        lost = select(Payment.payable, func.sum(Dispute.amount)).join(Payment, Payment.id == Dispute.payment_id)
        taken = {order: int(sum_) for order, sum_ in db.execute(lost.where(Dispute.lost).group_by(Payment.payable))}
        query = select(Order.id, Order.state, Order.total_amount, Order.let_go, Order.reminded)
        rows = {row[0]: row[1:] for row in db.execute(query)}
        if set(rows) != {sheet.id for sheet in self.sheets}:
            yield f"{len(rows)} orders, on paper {len(self.sheets)}"
        for number, sheet in enumerate(self.sheets):
            money = (came.get(sheet.id, 0), asked.get(sheet.id), back.get(sheet.id, 0), taken.get(sheet.id, 0))
            there = sums(db, sheet.id).there
            found = (*rows.get(sheet.id, ()), *money, there)
            waits = (sheet.state, sheet.total, sheet.let_go, sheet.reminded)
            on_paper = (sheet.came, sheet.asked, sum(sheet.back.values()), sum(sheet.taken.values()), sheet.there)
            wanted = (*waits, *on_paper)
            if found != wanted:
                yield f"order {number}: {found}, on paper {wanted}"

    def _works(self, db: Session) -> Iterator[str]:
        names: dict[UUID, str] = {id_: slug for id_, slug in db.execute(select(Group.id, Group.slug))}
        names |= {id_: slug for id_, slug in db.execute(select(Product.id, Product.slug))}
        query = select(CapacityMonth.owner_id, func.sum(CapacityMonth.taken)).group_by(CapacityMonth.owner_id)
        found = {names[owner]: int(taken) for owner, taken in db.execute(query) if taken}
        wanted = {owner: pieces for owner, pieces in self.work.items() if pieces}
        if found != wanted:
            yield f"work promised: {found}, on paper {wanted}"


def _sums(db: Session, table: type[Payment] | type[Refund], amount: object, where: object) -> dict[UUID, int]:
    query = select(table.payable, func.sum(amount)).where(where).group_by(table.payable)  # type: ignore[arg-type]
    return {payable: int(total) for payable, total in db.execute(query)}
