"""Commands about rails: connect a group's own account, see how it stands, look at what differs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.cli.environment import DataFolder, open_database, settings_for
from app.cli.trade import group_called
from app.core.db import Database
from app.core.money import Money
from app.core.tokens import Tokens
from app.ordering import cards
from app.ordering.deciding import decide
from app.ordering.desk import TaskKind, waits
from app.ordering.models import Order
from app.ordering.queries import order_by_number
from app.ordering.reconciling import reconcile as compare
from app.ordering.tasks import tell_of_pay_change
from app.payments.accounts import ACCOUNT, accounts_of, connect
from app.payments.models import RailAccount
from app.payments.rail import Joining, KeyRefused, RailAway, RailRefused, Rails
from app.payments.service import MANUAL, disputes_of, payments_of, refunds_of, sums
from app.settings import Settings

app = typer.Typer(
    help="Ways of paying that are asked over the net, and groups' own accounts there.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
GroupName = Annotated[str, typer.Argument(help="The last part of the group's address.")]
RailName = Annotated[str, typer.Option("--rail", help="Which way of paying.")]


NO_ACCOUNT_THERE = (
    "If it takes no accounts in {country}, the group may have one elsewhere: bazaar rail connect {group} --country CODE"
)


@app.command("connect")
def connect_group(
    group: GroupName,
    rail: RailName = "stripe",
    country: Annotated[str, typer.Option(help="Where the account is, if not in the group's country.")] = "",
    new: Annotated[bool, typer.Option("--new", help="Another account, in place of the one that is connected.")] = False,
    data: DataFolder = None,
) -> None:
    """Make an account for a group at a rail, and the link of the page where the group says who it is."""
    settings = settings_for(data)
    database = open_database(settings)
    with database.reading() as db:
        holder, adapter = group_called(db, group), Rails.of(db).get(rail)
        known = db.get(RailAccount, (holder.id, rail))
    if known and country and not new:
        raise _has_one(holder, known, country)
    joining: Joining = adapter  # type: ignore[assignment]  # the rails that are set up have such pages
    here, account = _page(settings, holder, rail), ""
    try:
        account = known.account if known and not new else _made(database, joining, holder, rail, country, known)
        cards.check_account(database, holder.id, rail)
        link = joining.joining_page(account, back_url=here, again_url=here)
    except RailRefused as refused:
        hint = "" if account or country else NO_ACCOUNT_THERE
        raise _refused(
            rail,
            refused,
            holder if known and not new else None,
            hint.format(group=holder.slug, country=holder.country_code),
        ) from None
    except RailAway as away:
        if new and account:
            typer.echo(f"{holder.name} has the account {account}; for its link, without --new:", err=True)
        raise _left(away) from None
    typer.echo(f"{holder.name} has the account {account}. This link works once; hand it to nobody but the group:")
    typer.echo(link)
    typer.echo("How the account stands, at any time:")
    typer.echo(here)


def _made(  # noqa: PLR0917  # all that a new account needs
    database: Database, joining: Joining, holder: Group, rail: str, country: str, before: RailAccount | None
) -> str:
    """Another account, written down; where one was connected before, the group is told of the change.

    The key counts accounts by the one before: run again after a fault, it is the same account and no third one.
    """
    where = country.upper() or holder.country_code
    key = f"account-{holder.slug}-{where}" + (f"-after-{before.account}" if before else "")
    account = joining.open_account(group=holder.slug, country=where, key=key)
    with database.writing() as db:
        connect(db, holder.id, rail, account)
        if before is not None:
            tell_of_pay_change(db, db.get_one(Group, holder.id))
    return account


def _has_one(holder: Group, known: RailAccount, country: str) -> typer.Exit:
    """Say that the country of an account does not change any more."""
    typer.echo(f"{holder.name} has the account {known.account}, and an account keeps its country.", err=True)
    typer.echo(f"Another one: bazaar rail connect {holder.slug} --country {country} --new", err=True)
    return typer.Exit(2)


def _refused(rail: str, refused: RailRefused, holder: Group | None, hint: str = "") -> typer.Exit:
    """Say what a rail says, and for a group with an account what helps where it took that one back."""
    typer.echo(f"{rail} says no: {refused}", err=True)
    if hint:
        typer.echo(hint, err=True)
    if holder is not None:
        typer.echo(f"If the group took its account back: bazaar rail connect {holder.slug} --new", err=True)
    return typer.Exit(1)


def _left(away: RailAway) -> typer.Exit:
    """Say why nothing was learnt, in one line."""
    if isinstance(away, KeyRefused):
        typer.echo(f"{away.rail} does not take our key: please look at the settings.", err=True)
    else:
        typer.echo("A rail does not answer; run this again later.", err=True)
    return typer.Exit(1)


def _page(settings: Settings, group: Group, rail: str) -> str:
    token = Tokens(settings.key).make(f"{ACCOUNT}-{rail}", group.id)
    return f"{settings.base_url.rstrip('/')}/pay/{rail}/account/{token}"


@app.command("check")
def check_group(group: GroupName, rail: RailName = "stripe", data: DataFolder = None) -> None:
    """Ask a rail what a group's account can do now; cards are shown while it says so, and no longer."""
    database = open_database(settings_for(data))
    with database.reading() as db:
        holder = group_called(db, group)
    try:
        account = cards.check_account(database, holder.id, rail)
    except RailAway as away:
        raise _left(away) from None
    typer.echo(f"{holder.name}: {_standing(account) if account else 'no account'}")


@app.command("sync")
def sync_order(
    order: Annotated[str, typer.Argument(help="The number of the order.")],
    data: DataFolder = None,
) -> None:
    """Ask the rails of an order how its money stands, bring the order into line, and say what stands now."""
    database = open_database(settings_for(data))
    with database.reading() as db:
        id_ = order_by_number(db, order).id
    away: RailAway | None = None
    try:
        cards.look_at_all(database, id_)
    except RailAway as error:
        away = error
    with database.reading() as db:
        for line in _what_stands(db, db.get_one(Order, id_)):
            typer.echo(line)
    if away is not None:
        raise _left(away)


def _what_stands(db: Session, order: Order) -> Iterator[str]:
    """Of an order: its money by rails, what went back, what banks want back, what waits for a person."""
    yield f"Order {order.number}: {order.state}"
    by_rail = [one for one in payments_of(db, order.id) if one.rail != MANUAL]
    for one in by_rail:
        sum_ = f"{Money(one.captured_amount, one.currency)} came" if one.captured_amount else f"{one.asked} asked for"
        yield f"{one.rail} {one.ref or one.key}: {one.state}, {sum_}"
    if not by_rail:
        yield "No rail was ever asked for its money."
    for back in refunds_of(db, order.id):
        yield f"refund {back.ref or back.key}: {back.state}, {back.money}{f' ({back.why})' if back.why else ''}"
    for dispute in disputes_of(db, order.id):
        yield f"dispute {dispute.ref}: {dispute.state}, {Money(dispute.amount, dispute.currency)}"
    money = sums(db, order.id)
    taken = f", {Money(money.taken, order.currency)} of it taken by a bank" if money.taken else ""
    came, gone, there = (Money(sum_, order.currency) for sum_ in (money.captured, money.back, money.there))
    yield f"{came} came, {gone} went back{taken}; the group has {there}"
    kinds = [str(kind) for kind in TaskKind if waits(db, kind, order.id)]
    yield f"Waits for a person: {', '.join(kinds)}; see: bazaar tasks" if kinds else "Nothing waits for a person."


@app.command("list")
def list_accounts(data: DataFolder = None) -> None:
    """Every group with an account at a rail, and how it stood when the rail was asked last."""
    database = open_database(settings_for(data))
    with database.reading() as db:
        groups = list(db.scalars(select(Group).where(Group.id.in_(select(RailAccount.group_id))).order_by(Group.slug)))
        for group in groups:
            for account in accounts_of(db, group.id):
                typer.echo(f"{group.slug:<24} {account.rail:<8} {account.account:<24} {_standing(account)}")
    if not groups:
        typer.echo("No group has an account at a rail.")


def _standing(account: RailAccount) -> str:
    if account.live:
        return "live: buyers can pay by card"
    needs = f"; still needed: {', '.join(account.needs)}" if account.needs else ""
    return f"not live: {account.reason or 'not asked yet'}{needs}"


@app.command("settle")
def settle_order(  # noqa: PLR0917  # typer's own form
    order: Annotated[str, typer.Argument(help="The number of the order.")],
    accepted: Annotated[
        bool | None, typer.Option("--accepted/--refused", help="It counts as paid; or nothing of it counts.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who decides.")] = "",
    note: Annotated[str, typer.Option(help="Why, in a few words.")] = "",
    amount: Annotated[str, typer.Option(help="That came, if not what the rail says, for example 3500.00.")] = "",
    data: DataFolder = None,
) -> None:
    """Decide about a payment whose rail says otherwise than was asked (task `differs`), or does not tell any more."""
    if accepted is None or not by.strip() or not note.strip():
        typer.echo("Please say --accepted or --refused, who decides (--by NAME) and why (--note WORDS).", err=True)
        raise typer.Exit(2)
    database = open_database(settings_for(data))
    with database.reading() as db:
        mine = order_by_number(db, order)
    came = Money.parse(amount, mine.currency) if amount else None
    try:
        decide(database, mine.id, accepted=accepted, by=by.strip()[:120], note=note.strip(), amount=came)
    except RailAway as away:
        raise _left(away) from None
    with database.reading() as db:
        typer.echo(f"Order {mine.number}: {order_by_number(db, mine.number).state}")


def reconcile(
    since: Annotated[str, typer.Option(help="From this day, for example 2026-11-01; without it, 35 days.")] = "",
    data: DataFolder = None,
) -> None:
    """Compare what each rail lists with what we list, both ways; what asking again does not mend becomes a task."""
    try:
        begin = datetime.fromisoformat(since).replace(tzinfo=UTC) if since else datetime.now(UTC) - timedelta(days=35)
    except ValueError:
        typer.echo(f"“{since}” is no day; write it as 2026-11-01.", err=True)
        raise typer.Exit(2) from None
    database: Database = open_database(settings_for(data))
    found = mended = 0
    try:
        for one in compare(database, since=begin):
            found, mended = found + (not one.mended), mended + one.mended
            typer.echo(one)
    except RailAway as away:
        raise _left(away) from None
    if mended:
        typer.echo(f"{mended} mended, by asking the rail again.")
    more = "1 difference" if found == 1 else f"{found} differences"
    typer.echo(f"{more}; see: bazaar tasks" if found else f"Nothing {'else ' if mended else ''}differs.")
    raise typer.Exit(1 if found else 0)
