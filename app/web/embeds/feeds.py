"""Atom feeds (RFC 4287) of new goods: of all, of a group, a country or a craft. Their language is a parameter."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app import __version__
from app.core.i18n import SOURCE, Language, Reader, languages
from app.media.sizes import widths_for
from app.media.views import PhotoView
from app.outreach import feeds
from app.outreach.feeds import Entry, Feed
from app.web.deps import DB
from app.web.parameters import COUNTRY_PATTERN, Lang, SlugPath
from app.web.rendering import DEFAULT_CURRENCY, PUBLIC_SECONDS, Site, keep
from app.web.templating import environment

router = APIRouter()
PICTURE_WIDTH = 640  # pixels, or less where the picture is smaller
# What no XML 1.0 document may hold, not even escaped. Groups' texts come from many keyboards and files.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Spoken = Annotated[Lang, Query(description="One of the languages of the interface.")]
CountryPath = Annotated[str, Path(pattern=COUNTRY_PATTERN, description="ISO 3166-1 alpha-2.")]


@dataclass(frozen=True)
class Picture:
    """The cover of a product at one size."""

    href: str
    width: int
    height: int


@dataclass(frozen=True)
class EntryPage:
    """What the template may say of a product. Addresses are absolute."""

    entry: Entry
    href: str
    group_href: str
    picture: Picture | None


@dataclass(frozen=True)
class FeedPage:
    """What `templates/embeds/feed.xml` may use. Addresses are absolute."""

    feed: Feed
    entries: list[EntryPage]
    self_href: str  # also its id: one for each language
    html_href: str
    home_href: str
    version: str


@router.get("/feeds/products.atom", name="feeds.products")
def show_all(request: Request, db: DB, lang: Spoken = SOURCE) -> Response:
    return _atom(request, feeds.of_everything(db, reader=_reader(lang)), lang, "products")


@router.get("/feeds/groups/{slug}.atom", name="feeds.group")
def show_group(request: Request, slug: SlugPath, db: DB, lang: Spoken = SOURCE) -> Response:
    return _atom(request, feeds.of_group(db, slug, reader=_reader(lang)), lang, "group", slug=slug)


@router.get("/feeds/countries/{cc}.atom", name="feeds.country")
def show_country(request: Request, cc: CountryPath, db: DB, lang: Spoken = SOURCE) -> Response:
    return _atom(request, feeds.of_country(db, cc, reader=_reader(lang)), lang, "country", cc=cc.lower())


@router.get("/feeds/crafts/{slug}.atom", name="feeds.craft")
def show_craft(request: Request, slug: SlugPath, db: DB, lang: Spoken = SOURCE) -> Response:
    return _atom(request, feeds.of_craft(db, slug, reader=_reader(lang)), lang, "craft", slug=slug)


def _reader(lang: str) -> Reader:
    return Reader(lang, DEFAULT_CURRENCY)  # no approximate prices here, so the currency says nothing


def _atom(request: Request, feed: Feed, lang: str, what: str, **place: str) -> Response:
    """The document. `what` names the route of the feed and that of its page: both are called alike."""
    keep(request)
    page = _page(request.app.state.site, languages()[lang], feed, what, place)
    context = {field.name: getattr(page, field.name) for field in fields(page)}
    text = environment(lang).get_template("embeds/feed.xml").render(context)
    headers = {"Cache-Control": f"public, max-age=0, s-maxage={PUBLIC_SECONDS}", "Content-Language": lang}
    return Response(_NOT_IN_XML.sub("", text), media_type="application/atom+xml", headers=headers)


def _page(site: Site, language: Language, feed: Feed, what: str, place: dict[str, str]) -> FeedPage:
    def address(name: str, **params: Any) -> str:
        return site.absolute(site.links.spoken(name, language, **params))

    return FeedPage(
        feed=feed,
        entries=[
            EntryPage(
                entry=entry,
                href=address("shop.product", slug=entry.card.slug),
                group_href=address("shop.group", slug=entry.card.group.slug),
                picture=_picture(site, entry.card.cover),
            )
            for entry in feed.entries
        ],
        self_href=address(f"feeds.{what}", **place),
        html_href=address(f"shop.{what}", **place),
        home_href=address("shop.home"),
        version=__version__,
    )


def _picture(site: Site, cover: PhotoView | None) -> Picture | None:
    if cover is None:
        return None
    width = max(one for one in widths_for(cover.width) if one <= PICTURE_WIDTH)
    return Picture(site.absolute(cover.href(width, "jpg")), width, round(width * cover.height / cover.width))
