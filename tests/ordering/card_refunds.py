"""Money of cards that goes back, in parts, and comes back again. Banks that want it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.money import Money
from app.ordering import cards
from app.ordering.models import Order
from app.ordering.states import OrderState as State
from app.payments import refunding, sync
from app.payments.models import Refund, RefundState
from app.payments.stripe_rail import KEY_LIFE
from tests.fakepay.client import Refused
from tests.ordering.carding import ASKS, BANK, PaysByCard
from tests.ordering.paper import Sheet
from tests.ordering.walking import ANY


class CardBazaar(PaysByCard):
    """All of it."""

    @initialize(far=st.integers(0, 3))
    def money_is_on_its_way_back(self, far: int) -> None:
        """Left to chance, few walks come so far that a refund can fail."""
        if far:
            self.a_buyer_pays_by_card(0, "pay", True)
        if far > 1 and self.card:
            self.group_sends_back_by_card(0, 5)
        if far > 2 and self.card:
            self.jobs_ask_for_refunds("succeeded")

    @initialize(how=st.sampled_from(["", "", "closed", "slow"]))
    def somebody_stood_at_a_page(self, how: str) -> None:
        """Nor to pages that are closed, and banks that take days."""
        if how:
            self.a_buyer_pays_by_card(4, "pay_slowly" if how == "slow" else "decline", True)
        if how == "closed" and self.attempt:
            self.pay_otherwise(0, False)
        if how == "slow" and self.at_rail(BANK):
            self.bank_decides(0, True)

    @rule(n=ANY, tenths=st.sampled_from([1, 5, 10, 11]))
    @precondition(lambda self: bool(self.card))
    def group_sends_back_by_card(self, n: int, tenths: int) -> None:
        sheet = next(one for one in self.paper.sheets if one.id == list(self.card)[n % len(self.card)])
        most = min(self.can_go_back(sheet), sheet.there)
        amount, key = most * tenths // 10, self.next_form()

        def send(db: Session, order: Order) -> None:
            for _twice in range(2):
                refunding.send_back(db, order.id, Money(amount, order.currency), key=key, said_by="Rose")

        if self.with_order("card back", sheet, send, *State):
            assert 0 < amount <= most
            self._goes_back(sheet, amount)

    def _refunds(self, *where: Any) -> list[Refund]:
        with self.database.reading() as db:
            return list(db.scalars(select(Refund).where(Refund.payment_id.is_not(None), *where).order_by(Refund.id)))

    @rule(outcome=st.sampled_from(["succeeded", "succeeded", "pending", "failed"]))
    @precondition(lambda self: bool(self.card))
    def jobs_ask_for_refunds(self, outcome: str) -> None:
        for sheet in self.paper.sheets:
            self._send_back_what_is_due(sheet)
        for refund in self._refunds(Refund.state == RefundState.PENDING, Refund.ref.is_(None)):
            late = (
                now() - refund.recorded_at > KEY_LIFE
            )  # asked for the first time when its key may mean nothing any more
            refused = late or refund.payment_id in self.disputed
            if not refused:
                self.near.next_refunds(statuses=[outcome])
            sync.send_refund(self.database, refund.id)
            self.done["refund asked"] += 1
            if refused or outcome == "failed":
                self._came_back(refund)
            cards.settle_order(self.database, refund.payable)
        for sheet in self.paper.sheets:
            self._is_waited_for_no_more(sheet)
        self.changed = True

    def _came_back(self, refund: Refund) -> None:
        """On paper: money that was to go back did not, and a person looks."""
        self.failed.add(self._stays(refund).id)

    def _is_waited_for_no_more(self, sheet: Sheet) -> None:
        """On paper: a rest was asked for while money was on its way back; it stayed, and all is there."""
        if sheet.asked is not None and sheet.state in ASKS and sheet.left == 0 and sheet.id not in self.attempt:
            sheet.ask(None)

    def _stays(self, refund: Refund) -> Sheet:
        sheet = next(one for one in self.paper.sheets if one.id == refund.payable)
        sheet.back.pop(next(id_ for id_, amount in sheet.back.items() if amount == refund.amount))
        assert refund.payment_id is not None
        self.card[sheet.id][refund.payment_id][1] -= refund.amount
        return sheet

    @rule(n=ANY, fails=st.booleans())
    @precondition(lambda self: bool(self.card))
    def bank_of_a_refund(self, n: int, fails: bool) -> None:
        """One that was under way arrives, or any fails, even after it had succeeded."""
        states = (RefundState.PENDING, RefundState.SUCCEEDED) if fails else (RefundState.PENDING,)
        found = self._refunds(Refund.ref.is_not(None), Refund.state.in_(states))
        if not found:
            return
        refund = found[n % len(found)]
        (self.near.refund_fails if fails else self.near.refund_succeeds)(refund=refund.ref)
        assert refund.payment_id is not None
        if fails:
            self._came_back(refund)
        sync.sync(self.database, refund.payment_id)
        cards.settle_order(self.database, refund.payable)
        for sheet in self.paper.sheets:
            self._is_waited_for_no_more(sheet)
        self.done["refund fails" if fails else "refund arrives"] += 1
        self.changed = True

    @rule(n=ANY, won=st.sampled_from([None, True, False]))
    @precondition(lambda self: bool(self.card))
    def dispute(self, n: int, won: bool | None) -> None:
        """The buyer's bank wants money back: it is noted. What the bank takes is not there any more."""
        money = [one for one in self.near.look("money") if one["status"] == "succeeded"]
        one = money[n % len(money)]
        payment = UUID(one["metadata"]["payment"])
        try:
            opened = self.near.dispute(charge=one["charge"])
        except Refused:
            return
        if won is not None:
            self.near.close_dispute(dispute=opened["id"], won=won)
        if not won:
            self.disputed.add(payment)
        if won is False:
            self.lost[payment] = opened["amount"]
        if payment in self.attempt.values():
            return
        if won is False:
            self._is_taken(payment)
        elif won is None:
            self.held.add(payment)
        sync.sync(self.database, payment)
        cards.settle_order(self.database, UUID(one["metadata"]["payable"]))
        self.done["dispute"] += 1
        self.changed = True

    def _is_taken(self, payment: UUID) -> None:
        """On paper: the bank has the money, and what was about to go back of it has nothing to go back from."""
        sheet = next(one for one in self.paper.sheets if payment in self.card.get(one.id, {}))
        sheet.taken[payment] = self.lost[payment]
        where = (Refund.payment_id == payment, Refund.state == RefundState.PENDING, Refund.ref.is_(None))
        for refund in self._refunds(*where):
            self._stays(refund)
