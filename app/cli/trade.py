"""Commands about how a group trades: where its money goes, how its goods are sent. Only an operator changes it."""

from __future__ import annotations

import re
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.models import Group, Means, UsableFrom
from app.affiliates.queries import GroupNotFound
from app.cli.environment import DataFolder, open_database, settings_for
from app.core.errors import Invalid, _
from app.core.i18n import SOURCE
from app.core.money import Money
from app.ordering.delivery import put_rules, rules_of
from app.ordering.models import Delivery, DeliveryRule
from app.ordering.tasks import tell_of_pay_change
from app.payments.service import put_instruction
from app.web.contacts import countries


class NoCountry(Invalid):
    """A rule would hold for a country that nobody can be in."""

    words = _("“%(code)s” is no country. Write the two letters of its code, for example KE.")


class NoDays(Invalid):
    """Not a number of days, nor from one number to another."""

    words = _("“%(days)s” is no number of days. Write it as 4, or as 2-4.")


def pay_by(  # noqa: PLR0917  # typer's own form
    group: Annotated[str, typer.Argument(help="The last part of the group's address.")],
    means: Annotated[Means, typer.Argument(help="How money comes.")],
    words: Annotated[str, typer.Argument(help="What a buyer reads: the till number, the account. Empty: no more.")],
    currency: Annotated[str, typer.Option(help="Of the money; without it, the group's own.")] = "",
    abroad: Annotated[bool, typer.Option("--abroad", help="It also works from other countries.")] = False,
    data: DataFolder = None,
) -> None:
    """Say how a group takes money by hand. The group is told of the change at its own address."""
    database = open_database(settings_for(data))
    usable = UsableFrom.ANYWHERE if abroad else UsableFrom.COUNTRY
    with database.writing() as db:
        holder = group_called(db, group)
        put_instruction(db, holder, means, currency.upper() or holder.currency, words=words.strip(), usable_from=usable)
        told = tell_of_pay_change(db, holder)
    typer.echo(f"Written down. {'The group is told.' if told else 'Nobody could be told: it has no notify address.'}")


def delivery(  # noqa: PLR0917  # typer's own form
    group: Annotated[str, typer.Argument(help="The last part of the group's address.")],
    kind: Annotated[Delivery, typer.Argument(help="sent, pickup, or to_be_told.")],
    price: Annotated[str, typer.Option(help="In the group's currency, for example 350.00.")] = "",
    to: Annotated[str, typer.Option(help="Countries by their codes, for example KE,UG; empty: anywhere.")] = "",
    days: Annotated[str, typer.Option(help="On the way, for example 3-7.")] = "",
    advance: Annotated[int, typer.Option(help="Percent due before work begins.", min=0, max=100)] = 100,
    clear: Annotated[bool, typer.Option("--clear", help="Forget all rules of the group first.")] = False,
    data: DataFolder = None,
) -> None:
    """Add a rule of how a group's goods are sent; the first rule that fits a buyer's country holds."""
    where, (least, most) = _countries(to), _days(days)
    database = open_database(settings_for(data))
    with database.writing() as db:
        holder = group_called(db, group)
        known = [] if clear else [_copy(rule) for rule in rules_of(db, [holder.id])[holder.id]]
        rule = DeliveryRule(
            delivery=kind,
            countries=where,
            price_amount=Money.parse(price, holder.currency).amount if price else None,
            days_least=least,
            days_most=most,
            advance_bp=advance * 100,
        )
        put_rules(db, holder, [*known, rule])
    typer.echo(f"{len(known) + 1} rules of delivery.")


def _countries(told: str) -> list[str]:
    """Countries by their codes, in the order they were told; none: anywhere."""
    codes = [code.strip().upper() for code in told.split(",") if code.strip()]
    known = dict(countries(SOURCE))  # those that a buyer can choose
    for code in codes:
        if code not in known:
            raise NoCountry(code=code)
    return codes


def _days(told: str) -> tuple[int | None, int | None]:
    """The least and the most days on the way."""
    if not told:
        return None, None
    found = re.fullmatch(r"(\d{1,3})(?:-(\d{1,3}))?", told.strip(), re.ASCII)
    least, most = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if least > most:
        raise NoDays(days=told)
    return least, most


def _copy(rule: DeliveryRule) -> DeliveryRule:
    same = ("delivery", "countries", "price_amount", "days_least", "days_most", "advance_bp")
    return DeliveryRule(**{name: getattr(rule, name) for name in same})


def group_called(db: Session, slug: str) -> Group:
    """A group by the last part of its address.

    Raises:
        GroupNotFound: there is none.
    """
    found = db.scalar(select(Group).where(Group.slug == slug))
    if found is None:
        raise GroupNotFound()
    return found
