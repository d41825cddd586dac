"""Cards in the machine: what buyers, banks and the clock do at the rail, and what of it we have looked at.

The truth about money is fakepay's, driven in this process; the paper learns of it when somebody looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.core.errors import Refusal
from app.ordering import cards
from app.ordering.models import Order
from app.ordering.states import OrderState as State
from app.payments import sync
from app.payments.accounts import connect
from app.payments.models import Payment
from app.payments.rail import RailAway, Wanted
from tests.factories.near_stripe import Near
from tests.factories.two_groups import MACHAKOS
from tests.ordering.bazaar_machine import Bazaar
from tests.ordering.paper import PAY_DAYS, Paper, Sheet
from tests.ordering.walking import ANY, LIVE

BACK = "http://127.0.0.1:9/orders/x/paid"
ASKS = (State.AWAITING_PAYMENT, *LIVE)
# How an attempt stands at the rail.
NOTHING, OPEN, BANK, PAID, OVER, REFUSED = "nothing", "open", "bank", "paid", "over", "refused"


class CardPaper(Paper):
    """An order whose bank is at it does not run out."""

    def pass_days(self, days: int) -> None:
        waiting = [one for one in self.sheets if one.at_bank and one.days_left is not None]
        left = {one.id: one.days_left or 0 for one in waiting}
        for sheet in waiting:
            sheet.days_left = None
        super().pass_days(days)
        for sheet in waiting:
            sheet.days_left = left[sheet.id] - days


class PaysByCard(Bazaar):
    """The machine with cards for one of its two groups."""

    near: ClassVar[Near]

    def __init__(self) -> None:
        super().__init__()
        self.paper: CardPaper = CardPaper()
        self.attempt: dict[UUID, UUID] = {}  # by order: the attempt that is open here
        self.stands: dict[UUID, str] = {}  # by attempt: how it stands at the rail
        self.card: dict[UUID, dict[UUID, list[int]]] = {}  # by order and attempt: what came by card, what goes back
        self.failed: set[UUID] = set()  # orders of which a refund failed
        self.disputed: set[UUID] = set()  # attempts whose bank wants the money back, or has it
        self.held: set[UUID] = set()  # of these, whose bank has not decided, as far as is known here
        self.lost: dict[UUID, int] = {}  # and what the bank took; known here when somebody looks
        self.near.reset()
        account = self.near.account(country="DE")["id"]
        with self.database.writing() as db:
            group = db.scalars(select(Group).where(Group.slug == MACHAKOS)).one()
            connect(db, group.id, "stripe", account)
        cards.check_account(self.database, group.id, "stripe")

    @invariant()
    def nothing_is_wrong(self) -> None:
        for sheet in self.paper.sheets:
            self._send_back_what_is_due(sheet)
        super().nothing_is_wrong()

    @invariant()
    def the_rail_took_what_we_count(self) -> None:
        """No order was charged twice, and nobody takes a share."""
        money = self.near.look("money")
        charged: dict[str, int] = {}
        for one in money:
            assert one["application_fee"] == 0
            payable = one["metadata"]["payable"]
            charged[payable] = charged.get(payable, 0) + one["charged"]
        for sheet in self.paper.sheets:
            assert charged.get(str(sheet.id), 0) <= (sheet.total or 0)

    def _send_back_what_is_due(self, sheet: Sheet) -> None:
        """On paper: what came by card for an order that ended goes back by card, unless that failed once."""
        due = min(sheet.there - sheet.kept, self.can_go_back(sheet))
        if sheet.state is State.CANCELLED and due > 0 and sheet.id not in self.failed:
            self._goes_back(sheet, due)

    def can_go_back(self, sheet: Sheet) -> int:
        """What is left of the money that came by card."""
        return sum(self._left(sheet, payment) for payment in self.card.get(sheet.id, {}))

    def _left(self, sheet: Sheet, payment: UUID) -> int:
        if payment in self.held:
            return 0
        came, gone = self.card[sheet.id][payment]
        return max(0, came - gone - sheet.taken.get(payment, 0))

    def _goes_back(self, sheet: Sheet, amount: int) -> None:
        for payment, sums in self.card[sheet.id].items():
            part = min(amount, self._left(sheet, payment))
            if part:
                sheet.back[uuid4()] = part
                sums[1] += part
                amount -= part

    @contextmanager
    def rail(self, away: bool) -> Iterator[None]:
        """The rail is away meanwhile, or not."""
        if away:
            self.near.fault(when="before", how="500", path="*", times=None)
        try:
            yield
        except RailAway:
            self.refused["away"] += 1
        finally:
            self.near.calm()

    @rule(n=ANY, away=st.sampled_from([False, False, False, True]))
    @precondition(lambda self: any(sheet.asked and sheet.currency == "KES" for sheet in self.paper.sheets))
    def begin_by_card(self, n: int, away: bool) -> None:
        fitting = [sheet for sheet in self.paper.sheets if sheet.asked and sheet.currency == "KES"]
        sheet, made = fitting[n % len(fitting)], []

        def begin(db: Session, order: Order) -> None:
            made.append(cards.begin(db, order, "stripe", Wanted(order.number, "An order", "en", BACK, slow=True)))

        if not self.with_order("card", sheet, begin, *ASKS):
            return
        if sheet.id in self.attempt:
            assert made == [self.attempt[sheet.id]], "a second attempt beside an open one"
        else:
            self.attempt[sheet.id], sheet.days_asked = made[0], 0
            self.stands[made[0]] = NOTHING
        with self.rail(away):
            sync.start(self.database, made[0])
            if self.stands[made[0]] == NOTHING:
                self.stands[made[0]] = OPEN
        self.look_again(sheet)

    @rule(n=ANY, do=st.sampled_from(["pay", "pay_slowly", "decline"]), looks=st.booleans())
    def a_buyer_pays_by_card(self, n: int, do: str, looks: bool) -> None:
        """The whole way at once: without it, short walks seldom come to a page."""
        self.put_aside(n % 3, ("kiondo", "mat", "throne")[n // 3 % 3], 1)
        self.review(n % 3, "KE", False)
        self.place_what_was_seen(len(self.wishes) - 1)
        fitting = [sheet for sheet in self.paper.sheets if sheet.asked and sheet.currency == "KES"]
        if fitting:
            self.begin_by_card(len(fitting) - 1, False)
        if found := self.at_rail(OPEN):
            self.buyer_at_the_page(len(found) - 1, do)
        if looks and self.attempt:
            self.look_at_the_rail(len(self.attempt) - 1, False)

    def at_rail(self, *stands: str) -> list[UUID]:
        """Attempts that stand so at the rail."""
        return [one for one, so in self.stands.items() if so in stands]

    @rule(n=ANY, do=st.sampled_from(["pay", "pay", "decline", "pay_slowly"]))
    @precondition(lambda self: bool(self.at_rail(OPEN)))
    def buyer_at_the_page(self, n: int, do: str) -> None:
        """Nobody tells us of it."""
        found = self.at_rail(OPEN)
        one = found[n % len(found)]
        self.near.buyer(session=self._ref(one), do=do)
        self.stands[one] = {"pay": PAID, "decline": OPEN, "pay_slowly": BANK}[do]
        self.done[do] += 1

    @rule(n=ANY, money=st.booleans())
    @precondition(lambda self: bool(self.at_rail(BANK)))
    def bank_decides(self, n: int, money: bool) -> None:
        found = self.at_rail(BANK)
        one = found[n % len(found)]
        self.near.buyer(session=self._ref(one), do="settle" if money else "fail")
        self.stands[one] = PAID if money else REFUSED
        self.done["bank"] += 1

    def _ref(self, payment: UUID) -> str:
        with self.database.reading() as db:
            return db.get_one(Payment, payment).ref or ""

    @rule(n=ANY, away=st.sampled_from([False, False, False, True]))
    @precondition(lambda self: bool(self.attempt))
    def look_at_the_rail(self, n: int, away: bool) -> None:
        """What a webhook, the buyer's return or the clock does."""
        sheet = self._with_attempt(n)
        with self.rail(away):
            self.look_again(sheet)

    def _with_attempt(self, n: int) -> Sheet:
        order = list(self.attempt)[n % len(self.attempt)]
        return next(sheet for sheet in self.paper.sheets if sheet.id == order)

    def look_again(self, sheet: Sheet) -> None:
        """Sync and settle; the paper follows."""
        payment = self.attempt.get(sheet.id)
        if payment is None:
            return
        sync.sync(self.database, payment)
        cards.settle_order(self.database, sheet.id)
        self.changed = True
        self.done["look"] += 1
        self._seen(sheet, self.stands[payment])

    def _seen(self, sheet: Sheet, stands: str) -> None:
        """On paper: what is known now of the open attempt of an order."""
        if stands == BANK:
            sheet.at_bank = True
        elif stands == PAID:
            payment = self.attempt.pop(sheet.id)
            sheet.at_bank = False
            assert sheet.asked is not None
            self.card.setdefault(sheet.id, {})[payment] = [sheet.asked, 0]
            sheet.came += sheet.asked
            if payment in self.lost:
                sheet.taken[payment] = self.lost[payment]
            elif payment in self.disputed:
                self.held.add(payment)
            sheet.ask(None)
            if sheet.state is State.AWAITING_PAYMENT:
                self.paper.confirm(sheet)
        elif stands in (OVER, REFUSED):
            del self.attempt[sheet.id]
            sheet.at_bank = False
            left = min(sheet.asked or 0, sheet.left)
            sheet.ask(left or None)
            if stands == REFUSED and left and sheet.days_left is not None:
                sheet.days_left = max(sheet.days_left, PAY_DAYS)

    @rule(n=ANY, away=st.sampled_from([False, False, False, True]))
    @precondition(lambda self: bool(self.attempt))
    def pay_otherwise(self, n: int, away: bool) -> None:
        """Close the attempt at the rail; it may just have been paid, or not be there yet."""
        sheet = self._with_attempt(n)
        payment = self.attempt[sheet.id]
        stands = self.stands[payment]
        with self.rail(away):
            try:
                cards.close(self.database, sheet.id)
            except Refusal as refusal:
                if isinstance(refusal, RailAway):
                    raise
                assert stands in (PAID, BANK), f"{stands}: {refusal}"
            else:
                if stands != REFUSED:
                    self.stands[payment] = stands = OVER
            self.done["close"] += 1
            self.changed = True
            self._seen(sheet, stands)

    @rule(days=st.sampled_from([1, 1, 2, 2, 3, 4, 7, 31]))
    @precondition(lambda self: 2 * self.nights < self.forms)
    def days_pass(self, days: int) -> None:
        """Pages run out at the rail; who swept learns of it."""
        for payment in self.at_rail(OPEN):
            self.near.buyer(session=self._ref(payment), do="expire")
            self.stands[payment] = OVER
        for payment in self.at_rail(NOTHING):
            self.stands[payment] = OVER
        with self.database.writing() as db:
            for one in db.scalars(select(Payment).where(Payment.until.is_not(None))):
                assert one.until is not None
                db.execute(update(Payment).where(Payment.id == one.id).values(until=one.until - timedelta(days=days)))
        for sheet in self.paper.sheets:  # those whose pages are looked at because their time is over
            if self.attempt.get(sheet.id) and sheet.days_left is not None and sheet.days_left <= days:
                self.look_again(sheet)
        super().days_pass(days)
        for order in list(self.attempt):
            self.look_again(next(sheet for sheet in self.paper.sheets if sheet.id == order))
