"""Where the network is: its regions and countries, and the dated figures about it. Reads only."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, selectinload

from app.affiliates.models import MORE_THAN, Country, Figure, Group, Region, RegionText
from app.affiliates.views import CountryView, FigureView, RegionLine, RegionView
from app.core.errors import NotFound, _
from app.core.i18n import Reader, by_name, country_name
from app.core.texts import LAST, Words, words
from app.media.views import photo_views


class PlaceNotFound(NotFound):
    """No region or country of the network has this address."""

    words = _("We could not find that region or country.")


def is_public() -> ColumnElement[bool]:
    """The condition under which a group is shown."""
    return and_(Group.published_at.is_not(None), Group.withdrawn_at.is_(None))


def region_lines(db: Session, slugs: Iterable[str], *, reader: Reader) -> dict[str, RegionLine]:
    """Regions by name, keyed by slug."""
    rows = db.scalars(select(RegionText).where(RegionText.region_slug.in_(list(slugs)))).all()
    return {
        slug: RegionLine(slug, words([r for r in rows if r.region_slug == slug], "name", reader.lang, default=slug))
        for slug in slugs
    }


def regions(db: Session, *, reader: Reader) -> list[RegionView]:
    """The five regions in their order, each with the number of its public groups and a picture of one of them."""
    groups: dict[str, list[str | None]] = {}
    query = select(Country.region_slug, Group.photo_id).join(Group, Group.country_code == Country.code)
    for slug, photo_id in db.execute(query.where(is_public()).order_by(Group.slug)):
        groups.setdefault(slug, []).append(photo_id)
    pictures = _one_each(groups)
    photos = photo_views(db, pictures.values(), lang=reader.lang)
    found = db.scalars(select(Region).order_by(Region.position).options(selectinload(Region.texts)))
    return [
        RegionView(
            slug=region.slug,
            name=words(region.texts, "name", reader.lang, default=region.slug),
            about=words(region.texts, "about", reader.lang),
            groups=len(groups.get(region.slug, [])),
            photo=photos.get(pictures.get(region.slug, "")),
        )
        for region in found
    ]


def _one_each(photos: dict[str, list[str | None]]) -> dict[str, str]:
    """A picture for each region that no other region shows."""
    chosen: dict[str, str] = {}
    for slug, ids in photos.items():
        free = next((id_ for id_ in ids if id_ and id_ not in chosen.values()), None)
        if free is not None:
            chosen[slug] = free
    return chosen


def region_by_slug(db: Session, slug: str, *, reader: Reader) -> RegionView:
    """One region.

    Raises:
        PlaceNotFound: there are five, and this is none of them.
    """
    for region in regions(db, reader=reader):
        if region.slug == slug:
            return region
    raise PlaceNotFound()


def countries(db: Session, *, reader: Reader, region: str | None = None) -> list[CountryView]:
    """The countries that have public groups by name, narrowed to a region if asked."""
    query = (
        select(Country, func.count(Group.id))
        .join(Group, and_(Group.country_code == Country.code, is_public()))
        .options(selectinload(Country.texts))
        .group_by(Country.code, Country.region_slug)
    )
    if region is not None:
        query = query.where(Country.region_slug == region)
    rows = sorted(db.execute(query).all(), key=lambda row: by_name(country_name(row[0].code, reader.lang), reader.lang))
    lines = region_lines(db, {country.region_slug for country, _groups in rows}, reader=reader)
    return [
        CountryView(c.code, lines[c.region_slug], words(c.texts, "about", reader.lang), groups) for c, groups in rows
    ]


def country_by_code(db: Session, code: str, *, reader: Reader) -> CountryView:
    """One country of the network, with or without groups.

    Raises:
        PlaceNotFound: not a country of the network.
    """
    country = db.scalar(select(Country).where(Country.code == code.upper()).options(selectinload(Country.texts)))
    if country is None:
        raise PlaceNotFound()
    line = region_lines(db, [country.region_slug], reader=reader)[country.region_slug]
    return CountryView(country.code, line, words(country.texts, "about", reader.lang))


def newest_figures(db: Session) -> list[FigureView]:
    """The newest row of each figure about the network."""
    newest: dict[str, FigureView] = {}
    for row in db.scalars(select(Figure).order_by(Figure.day)):
        source = Words(row.source.removesuffix(MORE_THAN), LAST)
        newest[row.key] = FigureView(row.key, row.value, row.source.endswith(MORE_THAN), row.as_of, source)
    return list(newest.values())
