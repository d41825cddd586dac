"""Verbs of the network. Each writes public words and raises the revision; none commits."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.affiliates.channels import ChannelKind, clean_address
from app.affiliates.models import Affiliate, Country, Group, NotifyAddress, Region
from app.core.errors import Invalid, _
from app.core.revision import raise_revision


class NoWayToNotify(Invalid):
    """A notify address that holds nothing."""

    words = _("Give an e-mail address or a telephone number.")


def put_region(db: Session, region: Region) -> None:
    """Create or change a region with its texts."""
    db.scalar(select(Region).where(Region.slug == region.slug).options(selectinload(Region.texts)))
    db.merge(region)
    raise_revision(db)


def put_country(db: Session, country: Country) -> None:
    """Create or change a country with its texts."""
    db.scalar(select(Country).where(Country.code == country.code).options(selectinload(Country.texts)))
    db.merge(country)
    raise_revision(db)


def put_affiliate(db: Session, affiliate: Affiliate) -> Affiliate:
    """Create or change an affiliate with its texts.

    Raises:
        BadChannel: its website is no https address.
    """
    if affiliate.website:
        affiliate.website = clean_address(ChannelKind.WEB_SHOP, affiliate.website)
    db.scalar(select(Affiliate).where(Affiliate.id == affiliate.id).options(selectinload(Affiliate.texts)))
    merged = db.merge(affiliate)
    raise_revision(db)
    return merged


def put_group(db: Session, group: Group) -> Group:
    """Create or change a group with its texts and the ways it is paid; its channels have verbs of their own."""
    db.scalar(select(Group).where(Group.id == group.id).options(selectinload(Group.texts), selectinload(Group.rails)))
    merged = db.merge(group)
    raise_revision(db)
    return merged


def set_notify_address(
    db: Session,
    *,
    group: Group | None = None,
    affiliate: Affiliate | None = None,
    email: str = "",
    phone: str = "",
) -> None:
    """Write down where the system reaches a group or an affiliate. Not a public word.

    Raises:
        NoWayToNotify: neither an e-mail address nor a number is given.
    """
    if not email and not phone:
        raise NoWayToNotify()
    owner = NotifyAddress.group_id == group.id if group else NotifyAddress.affiliate_id == _id(affiliate)
    row = db.scalar(select(NotifyAddress).where(owner)) or NotifyAddress(
        group_id=group.id if group else None, affiliate_id=affiliate.id if affiliate else None
    )
    row.email, row.phone = email or None, phone or None
    db.add(row)


def _id(affiliate: Affiliate | None) -> UUID:
    if affiliate is None:
        raise NoWayToNotify()
    return affiliate.id


def notify_address(db: Session, group: Group, *, desk_email: str) -> tuple[str, str]:
    """Where the system reaches a group: its own address, else its affiliate's, else HNI's desk.

    Returns:
        ("email" or "phone", the address).
    """
    for owner in (NotifyAddress.group_id == group.id, NotifyAddress.affiliate_id == group.affiliate_id):
        row = db.scalar(select(NotifyAddress).where(owner))
        if row is not None and row.email:
            return "email", row.email
        if row is not None and row.phone:
            return "phone", row.phone
    return "email", desk_email
