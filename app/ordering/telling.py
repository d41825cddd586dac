"""How news reach the two sides of an order: by mail, else as a message somebody sends on, else by way of HNI's desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.affiliates.models import Group, NotifyAddress
from app.core.i18n import SOURCE, languages
from app.core.jobs import JobContext
from app.core.mail import Words, post
from app.ordering.messages import Told
from app.ordering.models import Checkout, Order
from app.ordering.passing_on import prepare

LINK, MAILED = "order", "order-mail"  # purposes: kept by the buyer; sent to an address that may be mistyped


@dataclass(frozen=True)
class Reach:
    """Where somebody can be told something; one of the two, or neither."""

    name: str
    email: str = ""
    phone: str = ""


def reach_of(db: Session, group: Group, *, desk: str = "") -> Reach:
    """Where the system reaches a group: its own address, else its affiliate's, else HNI's desk."""
    above = NotifyAddress.affiliate_id == group.affiliate_id
    return own_reach(db, group) or _reach(db, group, above) or Reach(group.name, desk)


def own_reach(db: Session, group: Group) -> Reach | None:
    """Where a group itself is reached, if anywhere."""
    return _reach(db, group, NotifyAddress.group_id == group.id)


def _reach(db: Session, group: Group, owner: ColumnElement[bool]) -> Reach | None:
    found = db.scalar(select(NotifyAddress).where(owner))
    if found is None or not (found.email or found.phone):
        return None
    return Reach(group.name, found.email or "", found.phone or "")


def affiliates_reach(db: Session, affiliate_id: UUID) -> tuple[str, str]:
    """The mailbox of an affiliate, "" where it has none, and the language of its first group."""
    email = db.scalar(select(NotifyAddress.email).where(NotifyAddress.affiliate_id == affiliate_id))
    group = db.scalar(select(Group).where(Group.affiliate_id == affiliate_id).order_by(Group.id).limit(1))
    return email or "", language_of(group) if group else SOURCE


def tell_side(
    ctx: JobContext,
    db: Session,
    order: Order,
    *,
    to_group: bool,
    key: str,
    words_for: Callable[[Told], Words | None],
    by_affiliate: bool = False,
) -> None:
    """Tell one side of an order something, once for each key.

    Args:
        words_for: what to say; None: nothing.
        by_affiliate: the group hears what its affiliate did: at its own address, or the affiliate would tell itself.
    """
    checkout, group = db.get(Checkout, order.checkout_id), db.get(Group, order.group_id)
    assert checkout is not None
    assert group is not None
    if to_group:
        known = own_reach(db, group) if by_affiliate else reach_of(db, group, desk=ctx.desk)
        reach = known or Reach(group.name)
        lang = language_of(group)
        link = f"{site_of(ctx, lang)}/o/{order.number}"
    else:
        reach, lang = Reach(checkout.name, checkout.email, checkout.phone), checkout.lang
        proved = checkout.email_proved_at is not None
        told = (LINK, order.id, order.generation) if proved else (MAILED, order.id, checkout.corrections)
        link = f"{site_of(ctx, lang)}/orders/{ctx.tokens.make(*told)}"
    words = words_for(Told(lang, group.name, link))
    if words is not None:
        deliver(db, reach, key=key, affiliate_id=group.affiliate_id, words=words)


def tell_affiliate(
    ctx: JobContext, db: Session, order: Order, *, key: str, words_for: Callable[[Told], Words | None]
) -> None:
    """Tell the affiliate of an order's group something, once for each key; where it has no mailbox, HNI's desk."""
    group = db.get_one(Group, order.group_id)
    email, lang = affiliates_reach(db, group.affiliate_id)
    words = words_for(Told(lang, group.name, f"{site_of(ctx, lang)}/o/{order.number}"))
    if words is not None and (email or ctx.desk):
        post(db, key, to=email or ctx.desk, words=words)


def deliver(db: Session, reach: Reach, *, key: str, affiliate_id: UUID, words: Words) -> None:
    """Tell somebody something once for each key: by a letter, else by a message for their phone."""
    if reach.email:
        post(db, key, to=reach.email, words=words)
    elif reach.phone:
        prepare(db, key, affiliate_id=affiliate_id, name=reach.name, phone=reach.phone, words=words)


def language_of(group: Group) -> str:
    """The first language of a group that the interface speaks."""
    return next((lang for lang in group.languages if lang in languages()), SOURCE)


def site_of(ctx: JobContext, lang: str) -> str:
    """Where the pages of a language begin."""
    return ctx.site.rstrip("/") + languages()[lang].prefix
