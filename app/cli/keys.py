"""Commands about group keys: what makes a phone a group's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from uuid import UUID

import segno
import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.group_keys import LINK, GroupKey, keys_of, new_key, withdraw_key
from app.affiliates.models import Affiliate, Group
from app.cli.environment import DataFolder, open_database, settings_for
from app.core.errors import NotFound, _
from app.core.tokens import Tokens


class NoSuchHolder(NotFound):
    """Neither a group nor an affiliate is called so."""

    words = _("There is no group and no affiliate with the address “%(slug)s”.")


def group_key(
    slug: Annotated[str, typer.Argument(help="The last part of the address of a group, or of an affiliate.")],
    card: Annotated[Path | None, typer.Option("--card", help="Write a card to print, with a QR code (SVG).")] = None,
    list_: Annotated[bool, typer.Option("--list", help="Only list the keys there are.")] = False,
    withdraw: Annotated[UUID | None, typer.Option("--withdraw", help="Withdraw a key by its number.")] = None,
    data: DataFolder = None,
) -> None:
    """Make a one-time link that gives a phone the key to a group's orders; an affiliate's opens all its groups."""
    settings = settings_for(data)
    database = open_database(settings)
    with database.writing() as db:
        holder = _holder(db, slug)
        if list_ or withdraw:
            _list(db, holder, withdraw)
            return
        link = f"{settings.base_url.rstrip('/')}/key/{Tokens(settings.key).make(LINK, new_key(db, holder).id)}"
        name = holder.name
        if card is not None:  # before the key holds: of a card that cannot be written, no key is left over
            segno.make(link, error="m").save(str(card), kind="svg", scale=6, border=4, title=name)
    typer.echo(f"A key to the orders of {name}. It works once; hand it to nobody else:")
    typer.echo(link)
    if card is not None:
        typer.echo(f"The card to print is {card}.")


def _holder(db: Session, slug: str) -> Group | Affiliate:
    found = db.scalar(select(Group).where(Group.slug == slug)) or db.scalar(
        select(Affiliate).where(Affiliate.slug == slug)
    )
    if found is None:
        raise NoSuchHolder(slug=slug)
    return found


def _list(db: Session, holder: Group | Affiliate, withdraw: UUID | None) -> None:
    for key in keys_of(db, holder):
        if key.id == withdraw:
            withdraw_key(db, key)
        typer.echo(f"{key.id}  {_standing(key):<10}  {key.made_at:%Y-%m-%d}  {key.device}")


def _standing(key: GroupKey) -> str:
    return "withdrawn" if key.withdrawn_at else "in use" if key.used_at else "not used"
