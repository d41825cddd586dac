"""Payments in every honest state, and ways to make our rows and a rail's differ: one for each kind of difference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update

from app.core.clock import now
from app.core.db import uuid7
from app.core.money import Money
from app.payments.models import Dispute, Payment, PaymentState, Refund, RefundState
from app.payments.reconcile import Kind
from tests.payments.benches import StripeBench

PRICE, PART = Money(350_000, "KES"), Money(100_000, "KES")


class World:
    """Payments at Stripe, and what stands of them here."""

    def __init__(self, bench: StripeBench) -> None:
        self.bench = bench
        self.other = bench.fake.account(country="FR")["id"]  # of another group

    def begun(self) -> UUID:
        payment = self.bench.begin(self.bench.asked(PRICE))
        self.bench.start(payment)
        return payment

    def after(self, *steps: str) -> UUID:
        """An attempt with which the buyer or the bank did these, and that was looked at each time."""
        payment = self.begun()
        for step in steps:
            self.bench.buyer(payment, step)
            self.bench.look(payment)
        return payment

    def paid(self) -> UUID:
        return self.after("pay")

    def refunded(self, *states: str) -> UUID:
        """Paid, and parts sent back that came to these states."""
        payment = self.paid()
        for number, state in enumerate(states):
            (refund,) = self.bench.send_back(self.one(payment).payable, PART, f"r{payment.hex[:12]}{number}")
            if state != "pending":
                self.bench.refund_is(refund, state)
        return payment

    def disputed(self) -> UUID:
        payment = self.paid()
        self.dispute_there(payment)
        self.bench.look(payment)
        return payment

    def given_up(self) -> UUID:
        payment = self.begun()
        self.bench.close(payment)
        return payment

    def dispute_there(self, payment: UUID) -> str:
        charge = next(one for one in self.bench.fake.look("money") if one["payment_intent"] == self.one(payment).charge)
        return str(self.bench.fake.dispute(charge=charge["charge"])["id"])

    def one(self, payment: UUID) -> Payment:
        return self.bench.payment(payment)

    def set(self, table: type[Payment] | type[Refund] | type[Dispute], where: Any, **values: Any) -> None:
        """Change our rows, as a fault of ours might."""
        with self.bench.database.writing() as db:
            db.execute(update(table).where(where).values(**values))

    def refund_of(self, payment: UUID) -> Refund:
        with self.bench.database.reading() as db:
            return db.scalars(select(Refund).where(Refund.payment_id == payment)).one()

    def session(self, payment: UUID, *, fee: int = 0) -> str:
        """A page at Stripe that names a payment, made behind our back."""
        client = self.bench.fake.stripe(self.bench.account)
        intent: dict[str, Any] = {"metadata": {"payment": str(payment)}}
        if fee:
            intent["application_fee_amount"] = fee
        price = {"currency": "kes", "unit_amount": PRICE.amount, "product_data": {"name": "A basket"}}
        asked: Any = {
            "mode": "payment",
            "success_url": "http://127.0.0.1:9/",
            "line_items": [{"quantity": 1, "price_data": price}],
            "metadata": {"payment": str(payment)},
            "payment_intent_data": intent,
        }
        return str(client.v1.checkout.sessions.create(asked).id)


def honest(world: World) -> None:
    """One of each: there is nothing to find."""
    world.paid()
    world.begun()
    world.after("decline")
    world.after("expire")
    world.after("pay_slowly")
    world.after("pay_slowly", "settle")
    world.after("pay_slowly", "fail")
    world.given_up()
    world.bench.begin(world.bench.asked(PRICE))  # its rail has not heard of it yet
    world.refunded("succeeded", "succeeded")
    world.refunded("pending")
    world.refunded("failed")
    world.disputed()


def _of(payment: UUID) -> Any:
    return Payment.id == payment


def _not_here(world: World) -> str:
    return world.session(uuid4())


def _not_there(world: World) -> str:
    ref = f"cs_test_gone{uuid4().hex}"
    like = world.one(world.begun())
    names = ("payee_id", "rail", "amount", "currency", "account")
    with world.bench.database.writing() as db:
        told = {name: getattr(like, name) for name in names}
        gone = Payment(id=uuid7(), payable=uuid4(), key=ref[:60], state=PaymentState.CLOSED, asked_at=now(), **told)
        gone.ref = ref
        db.add(gone)
    return ref


def _twice(world: World) -> str:
    return world.session(world.paid())


def _paid_there(world: World) -> str:
    payment = world.paid()
    world.set(Payment, _of(payment), state=PaymentState.CLOSED, captured_amount=0)
    return str(world.one(payment).ref)


def _paid_here(world: World) -> str:
    payment = world.after("expire")
    world.set(Payment, _of(payment), state=PaymentState.CAPTURED, captured_amount=PRICE.amount, said_by="x")
    return str(world.one(payment).ref)


def _open_there(world: World) -> str:
    payment = world.begun()
    world.set(Payment, _of(payment), state=PaymentState.CLOSED)
    return str(world.one(payment).ref)


def _changed(**values: Any) -> Callable[[World], str]:
    """A payment that came, and of which something else stands here."""

    def inject(world: World) -> str:
        payment = world.paid()
        ref = str(world.one(payment).ref)
        world.set(Payment, _of(payment), **values)
        return ref

    return inject


def _account(world: World) -> str:
    return _changed(account=world.other)(world)


def _ref(world: World) -> str:
    return _changed(ref=f"cs_test_{uuid4().hex}")(world)


def _fee(world: World) -> str:
    payment = world.bench.begin(world.bench.asked(PRICE))
    ref = world.session(payment, fee=100)
    world.bench.fake.buyer(session=ref, do="pay")
    world.set(Payment, _of(payment), state=PaymentState.CAPTURED, captured_amount=PRICE.amount, said_by="x", ref=ref)
    return ref


def _refund_not_here(world: World) -> str:
    asked: Any = {"payment_intent": world.one(world.paid()).charge, "amount": PART.amount}
    return str(world.bench.fake.stripe(world.bench.account).v1.refunds.create(asked).id)


def _refund_not_there(world: World) -> str:
    payment, ref = world.one(world.paid()), f"re_gone{uuid4().hex}"
    sums = {"amount": PART.amount, "currency": PART.currency, "state": RefundState.SUCCEEDED}
    told = {"how": "stripe", "said_by": "x", "sent_on": now().date(), "recorded_at": now()}
    with world.bench.database.writing() as db:
        db.add(Refund(payable=payment.payable, payment_id=payment.id, key=ref, ref=ref, **sums, **told))
    return ref


def _refund(came_to: str, **values: Any) -> Callable[[World], str]:
    def inject(world: World) -> str:
        refund = world.refund_of(world.refunded(came_to))
        world.set(Refund, Refund.id == refund.id, **values)
        return str(refund.ref)

    return inject


def _dispute_not_here(world: World) -> str:
    return world.dispute_there(world.paid())


def _dispute(**values: Any) -> Callable[[World], str]:
    def inject(world: World) -> str:
        payment = world.disputed()
        with world.bench.database.reading() as db:
            dispute = db.scalars(select(Dispute).where(Dispute.payment_id == payment)).one()
        world.set(Dispute, Dispute.id == dispute.id, **values)
        return str(values.get("ref", dispute.ref))

    return inject


def _dispute_not_there(world: World) -> str:
    payment, ref = world.paid(), f"du_gone{uuid4().hex}"
    with world.bench.database.writing() as db:
        told = {"state": "needs_response", "amount": 1, "currency": "KES", "noted_at": now()}
        db.add(Dispute(payment_id=payment, ref=ref, **told))
    return ref


INJECT: dict[Kind, Callable[[World], str]] = {
    Kind.NOT_HERE: _not_here,
    Kind.NOT_THERE: _not_there,
    Kind.TWICE: _twice,
    Kind.PAID_THERE: _paid_there,
    Kind.PAID_HERE: _paid_here,
    Kind.OPEN_THERE: _open_there,
    Kind.AMOUNT: _changed(captured_amount=PRICE.amount + 1),
    Kind.CURRENCY: _changed(currency="TZS"),
    Kind.ACCOUNT: _account,
    Kind.REF: _ref,
    Kind.FEE: _fee,
    Kind.REFUND_NOT_HERE: _refund_not_here,
    Kind.REFUND_NOT_THERE: _refund_not_there,
    Kind.REFUND_AMOUNT: _refund("succeeded", amount=PART.amount + 1),
    Kind.REFUND_STATE: _refund("pending", state=RefundState.SUCCEEDED),
    Kind.DISPUTE_NOT_HERE: _dispute_not_here,
    Kind.DISPUTE_NOT_THERE: _dispute_not_there,
    Kind.DISPUTE_STATE: _dispute(state="won"),
}  # what makes a difference of each kind; returns the name by which it is to be found
