"""How goods can leave a group: its rules, and what they mean for a buyer's country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.core.money import Money
from app.ordering.models import Delivery, DeliveryRule
from app.ordering.views import DeliveryChoice


def rules_of(db: Session, groups: Collection[UUID]) -> dict[UUID, list[DeliveryRule]]:
    """The rules of each group, in its order."""
    found: dict[UUID, list[DeliveryRule]] = defaultdict(list)
    query = select(DeliveryRule).where(DeliveryRule.group_id.in_(groups)).order_by(DeliveryRule.position)
    for rule in db.scalars(query):
        found[rule.group_id].append(rule)
    return found


def choices_for(rules: Sequence[DeliveryRule], group: Group, country: str, currency: str) -> list[DeliveryChoice]:
    """The ways to a country, each kind once, what is sent first. Where no price is known the group tells it.

    Args:
        country: the buyer's; "" while it is not known: then the group's own.
        currency: of the goods; a price in another currency is not known.
    """
    there = country or group.country_code
    found: dict[Delivery, DeliveryChoice] = {}
    for rule in rules:
        if rule.delivery in found or (rule.countries and there not in rule.countries):
            continue
        known = rule.price_amount is not None and currency == group.currency
        price = Money(rule.price_amount or 0, currency) if known else None
        if rule.delivery is Delivery.PICKUP:
            price = Money(0, currency)
        found[rule.delivery] = DeliveryChoice(rule.delivery, price, rule.days_least, rule.days_most, rule.advance_bp)
    if Delivery.SENT not in found:
        found[Delivery.TO_BE_TOLD] = DeliveryChoice(Delivery.TO_BE_TOLD, None)
    order = (Delivery.SENT, Delivery.TO_BE_TOLD, Delivery.PICKUP)
    return sorted(found.values(), key=lambda choice: order.index(choice.kind))


def put_rules(db: Session, group: Group, rules: Sequence[DeliveryRule]) -> None:
    """Replace the rules of a group."""
    for old in rules_of(db, [group.id])[group.id]:
        db.delete(old)
    db.flush()
    for position, rule in enumerate(rules):
        rule.group_id, rule.position = group.id, position
        db.add(rule)
    db.flush()
