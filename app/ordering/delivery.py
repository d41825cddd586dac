"""How goods can leave a group: its rules, and what they mean for a buyer's country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.core.money import Money
from app.core.rows import AnyRow, run, table_of
from app.ordering.models import Delivery, DeliveryRule
from app.ordering.views import DeliveryChoice


def rules_of(db: Session, groups: Collection[UUID]) -> dict[UUID, list[DeliveryRule]]:
    """The rules of each group, in its order."""
    found: dict[UUID, list[DeliveryRule]] = defaultdict(list)
    query = select(DeliveryRule).where(DeliveryRule.group_id.in_(groups)).order_by(DeliveryRule.position)
    for rule in db.scalars(query):
        found[rule.group_id].append(rule)
    return found


_R = table_of(DeliveryRule).c
_TERMS = (
    select(_R.group_id, _R.delivery, _R.countries, _R.price_amount, _R.days_least, _R.days_most, _R.advance_bp)
    .where(_R.group_id.in_(bindparam("ids", expanding=True)))
    .order_by(_R.position)
)


def terms_of(db: Session, groups: Collection[UUID]) -> dict[UUID, list[AnyRow]]:
    """The same as rows, for whoever only reads them."""
    found: dict[UUID, list[AnyRow]] = defaultdict(list)
    for row in run(db, _TERMS, {"ids": list(groups)}):
        found[row.group_id].append(row)
    return found


@dataclass(frozen=True)
class Home:
    """Where a group is, and the currency it counts in."""

    country_code: str
    currency: str


def choices_for(rules: Sequence[AnyRow], home: Home, country: str, currency: str) -> list[DeliveryChoice]:
    """The ways to a country, each kind once, what is sent first. Where no price is known the group tells it.

    Args:
        country: the buyer's; "" while it is not known: then the group's own.
        currency: of the goods; a price in another currency is not known.
    """
    there = country or home.country_code
    found: dict[Delivery, DeliveryChoice] = {}
    for rule in rules:
        if rule.delivery in found or (rule.countries and there not in rule.countries):
            continue
        known = rule.price_amount is not None and currency == home.currency
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
