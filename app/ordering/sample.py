"""How the groups of the sample send their goods and take money by hand: made up, and marked as such."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from app.affiliates.models import Group, Means
from app.catalog import capacity, stock
from app.core.clock import now
from app.core.money import exponent
from app.core.rates import current_rates
from app.ordering.delivery import put_rules, rules_of
from app.ordering.desk import Task
from app.ordering.models import (
    Checkout,
    Delivery,
    DeliveryRule,
    KeptByAgreement,
    Order,
    OrderEvent,
    OrderLine,
    Parcel,
)
from app.ordering.thread import OrderMessage
from app.payments.models import Dispute, Instruction, Payment, Refund

AT_HOME, ABROAD = 3, 18  # EUR that sending costs, about
ADVANCE_BP = 5_000  # half before work begins, as fair trade has it
NEIGHBOURS = ("DE", "ES", "FR", "GB", "IT", "NL", "PT", "US", "CA")  # where buyers of crafts often are
WORDS = {
    Means.MOBILE_MONEY: "SAMPLE – no real till: 000000",
    Means.BANK_TRANSFER: "SAMPLE – no real account: XX00 0000 0000 0000",
    Means.CASH: "SAMPLE – cash when you collect it",
}


def load_sample_trade(db: Session) -> None:
    """Give the sample's groups rules of delivery and instructions of payment, where they have none."""
    rates = current_rates(db)
    query = select(Group).where(Group.sample).options(selectinload(Group.rails))
    groups = list(db.scalars(query))
    known = rules_of(db, [group.id for group in groups])
    for group in groups:
        if known.get(group.id) or group.currency not in rates.per_eur:
            continue
        per_eur = rates.per_eur[group.currency]
        home, abroad = (_round(euros * per_eur, group.currency) for euros in (AT_HOME, ABROAD))
        sent = {"delivery": Delivery.SENT, "advance_bp": ADVANCE_BP}
        rules = [
            DeliveryRule(**sent, countries=[group.country_code], price_amount=home, days_least=2, days_most=6),
            DeliveryRule(**sent, countries=list(NEIGHBOURS), price_amount=abroad, days_least=10, days_most=25),
            DeliveryRule(delivery=Delivery.PICKUP, countries=[group.country_code], price_amount=0, advance_bp=0),
        ]
        put_rules(db, group, rules)
        for rail in group.rails:
            if rail.live and rail.means in WORDS:
                told = {"means": rail.means, "currency": rail.currency, "usable_from": rail.usable_from}
                db.add(Instruction(group_id=group.id, **told, words=WORDS[rail.means], changed_at=now()))
        db.flush()


def _round(amount: Decimal, currency: str) -> int:
    """Minor units of an amount with two figures that are not 0."""
    whole = int(Decimal(f"{amount:.1e}"))
    return int(whole * 10 ** exponent(currency))


def forget_sample_orders(db: Session) -> int:
    """Remove orders of the sample's groups with all that hangs on them; they were tries. Returns how many."""
    found = db.execute(select(Order.id, Order.checkout_id).join(Group).where(Group.sample)).all()
    ids, checkouts = [order for order, _checkout in found], {checkout for _order, checkout in found}
    lines = db.scalars(select(OrderLine.id).where(OrderLine.order_id.in_(ids))).all()
    stock.forget(db, lines)  # goods of the sample have the same ids when it is loaded again
    capacity.give_back(db, lines)
    payments = select(Payment.id).where(Payment.payable.in_(ids))
    db.execute(delete(Dispute).where(Dispute.payment_id.in_(payments)))
    for payable in (Refund.payable, Payment.payable):
        db.execute(delete(payable.class_).where(payable.in_(ids)))
    for table in (OrderMessage, Task, Parcel, KeptByAgreement, OrderEvent, OrderLine):
        db.execute(delete(table).where(table.order_id.in_(ids)))
    db.execute(delete(Order).where(Order.id.in_(ids)))
    others = select(Order.id).where(Order.checkout_id == Checkout.id).exists()  # of real groups, ordered together
    db.execute(delete(Checkout).where(Checkout.id.in_(checkouts), ~others))
    return len(ids)
