"""Reads of the network for the public: published groups with their consented channels, and affiliates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, literal, select, tuple_
from sqlalchemy.orm import Session, contains_eager, selectinload

from app.affiliates.channels import Channel, public_channels
from app.affiliates.models import (
    Affiliate,
    Country,
    Group,
    GroupRail,
)
from app.affiliates.places import is_public, region_lines
from app.affiliates.views import (
    AffiliateLine,
    AffiliateView,
    ChannelView,
    GroupCard,
    GroupLine,
    GroupView,
    RailView,
    RegionLine,
)
from app.core.errors import NotFound, _
from app.core.i18n import Reader, by_name
from app.core.paging import BadCursor, Page, decode_cursor
from app.core.texts import Standing, words
from app.media.views import photo_views


class GroupNotFound(NotFound):
    """No published group has this address."""

    words = _("We could not find that group. It may have left the bazaar.")


class AffiliateNotFound(NotFound):
    """No affiliate has this address."""

    words = _("We could not find that organisation.")


def group_line(group: Group) -> GroupLine:
    """A group by name and place; its country must be loaded."""
    return GroupLine(group.id, group.slug, group.name, group.district, group.country_code, group.country.region_slug)


def _public_groups() -> Select[Group]:
    return select(Group).join(Group.country).options(contains_eager(Group.country)).where(is_public())


def published_group(db: Session, slug: str, *, reader: Reader) -> GroupView:
    """Everything a group's page shows, in the reader's language.

    Raises:
        GroupNotFound: unknown, not yet published, or withdrawn.
    """
    group = db.scalar(
        _public_groups()
        .where(Group.slug == slug)
        .options(selectinload(Group.texts), selectinload(Group.rails), selectinload(Group.affiliate))
    )
    if group is None or group.published_at is None:
        raise GroupNotFound()
    original = [row for row in group.texts if row.standing is Standing.ORIGINAL]
    return GroupView(
        line=group_line(group),
        affiliate=affiliate_line(group.affiliate),
        region=region_lines(db, [group.country.region_slug], reader=reader)[group.country.region_slug],
        summary=words(group.texts, "summary", reader.lang),
        about=words(group.texts, "about", reader.lang),
        original_about=words(original, "about", reader.lang),
        photo=photo_views(db, [group.photo_id] if group.photo_id else [], lang=reader.lang).get(group.photo_id or ""),
        languages=tuple(group.languages),
        timezone=group.timezone,
        currency=group.currency,
        founded=group.founded,
        makers=group.makers,
        capacity_per_month=group.capacity_per_month,
        answers_within_hours=group.answers_within_hours,
        channels=tuple(channel_view(c) for c in public_channels(db, [group.id])[group.id]),
        rails=tuple(rail_view(rail) for rail in group.rails if rail.live),
        published_at=group.published_at,
        sample=group.sample,
    )


def is_published(db: Session, slug: str) -> bool:
    """Whether a group is on show."""
    return db.scalar(_public_groups().where(Group.slug == slug).with_only_columns(Group.id)) is not None


def group_cards(
    db: Session,
    *,
    reader: Reader,
    region: str | None = None,
    country: str | None = None,
    affiliate: str | None = None,
    ids: Iterable[UUID] | None = None,
    after: str | None = None,
    limit: int = 24,
) -> Page[GroupCard]:
    """Groups of the directory by name, narrowed by region, country, affiliate or a set of ids.

    Raises:
        BadCursor: `after` was not made here.
    """
    query = _public_groups().order_by(Group.name, Group.id).limit(limit + 1)
    if region is not None:
        query = query.where(Country.region_slug == region)
    if country is not None:
        query = query.where(Group.country_code == country)
    if affiliate is not None:
        query = query.join(Group.affiliate).where(Affiliate.slug == affiliate)
    if ids is not None:
        query = query.where(Group.id.in_(list(ids)))
    if after is not None:
        query = query.where(tuple_(Group.name, Group.id) > _cursor_key(after))
    groups = list(db.scalars(query.options(selectinload(Group.texts))))
    photos = photo_views(db, [g.photo_id for g in groups if g.photo_id], lang=reader.lang)
    cards = [
        GroupCard(group_line(g), words(g.texts, "summary", reader.lang), photos.get(g.photo_id or "")) for g in groups
    ]
    return Page.of(cards, limit, lambda card: (card.line.name, card.line.id.hex))


def _cursor_key(after: str) -> Any:
    name, hex_id = decode_cursor(after, str, str)
    try:
        return tuple_(literal(name, Group.name.type), literal(UUID(hex_id), Group.id.type))
    except ValueError:
        raise BadCursor() from None


def affiliate_line(affiliate: Affiliate) -> AffiliateLine:
    """An affiliate by name."""
    return AffiliateLine(affiliate.slug, affiliate.name, affiliate.country_code, affiliate.region_slug)


def _affiliate_view(affiliate: Affiliate, regions: dict[str, RegionLine], lang: str) -> AffiliateView:
    return AffiliateView(
        line=affiliate_line(affiliate),
        region=regions[affiliate.region_slug],
        about=words(affiliate.texts, "about", lang),
        joined=affiliate.joined,
        website=affiliate.website,
        sample=affiliate.sample,
    )


def affiliates(
    db: Session, *, reader: Reader, country: str | None = None, region: str | None = None
) -> list[tuple[AffiliateView, int]]:
    """The network's organisations by name, each with the number of its public groups."""
    counted = (
        select(Group.affiliate_id, func.count().label("groups"))
        .where(is_public())
        .group_by(Group.affiliate_id)
        .subquery()
    )
    query = (
        select(Affiliate, func.coalesce(counted.c.groups, 0))
        .outerjoin(counted, counted.c.affiliate_id == Affiliate.id)
        .options(selectinload(Affiliate.texts))
    )
    if country is not None:
        query = query.where(Affiliate.country_code == country)
    if region is not None:
        query = query.where(Affiliate.region_slug == region)
    rows = sorted(db.execute(query).all(), key=lambda row: by_name(row[0].name, reader.lang))
    regions = region_lines(db, {a.region_slug for a, _count in rows}, reader=reader)
    return [(_affiliate_view(a, regions, reader.lang), count) for a, count in rows]


def affiliate_by_slug(db: Session, slug: str, *, reader: Reader) -> AffiliateView:
    """One organisation.

    Raises:
        AffiliateNotFound: no such address.
    """
    found = db.scalar(select(Affiliate).where(Affiliate.slug == slug).options(selectinload(Affiliate.texts)))
    if found is None:
        raise AffiliateNotFound()
    return _affiliate_view(found, region_lines(db, [found.region_slug], reader=reader), reader.lang)


def channel_view(channel: Channel) -> ChannelView:
    """A consented channel as the public sees it: a street only if the group says so."""
    shows = channel.kind != "visit" or channel.show_street
    return ChannelView(
        kind=channel.kind,
        address=channel.address if shows else "",
        calls=channel.calls,
        texts=channel.texts,
        days=tuple(day for day in channel.days.split(",") if day),
        opens=channel.opens,
        closes=channel.closes,
    )


def rail_view(rail: GroupRail) -> RailView:
    """A way of paying as the public sees it."""
    return RailView(rail.means, rail.currency, rail.usable_from)


def has_sample(db: Session) -> bool:
    """Whether the sample catalogue is loaded: then every page says so."""
    return db.scalar(select(Affiliate.id).where(Affiliate.sample).limit(1)) is not None
