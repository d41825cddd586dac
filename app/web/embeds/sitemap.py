"""The sitemap: an index, and files of a bounded size in which every page stands in every language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from app.core.i18n import SOURCE, languages
from app.outreach.sitemap import Entry, Kind, entries, parts, rows_in_a_file
from app.web.deps import DB, CurrentView
from app.web.rendering import PUBLIC_SECONDS, Site
from app.web.templating import environment

router = APIRouter()
CHUNK = 200  # pieces of a template sent together
PAGES = (
    "shop.home",
    "shop.products",
    "shop.groups",
    "shop.affiliates",
    "shop.about",
    "shop.ordering",
    "shop.join",
    "shop.privacy",
    "api.docs",
)
PLACES = {  # route and its parameter
    Kind.REGION: ("shop.region", "slug"),
    Kind.COUNTRY: ("shop.country", "cc"),
    Kind.CRAFT: ("shop.craft", "slug"),
    Kind.AFFILIATE: ("shop.affiliate", "slug"),
    Kind.GROUP: ("shop.group", "slug"),
    Kind.PRODUCT: ("shop.product", "slug"),
}


@dataclass(frozen=True)
class Page:
    """A page in all its languages: every address becomes an entry that names all of them."""

    addresses: list[tuple[str, str]]  # (hreflang, absolute)
    default: str
    changed: date | None


@router.get("/sitemap.xml", name="embeds.sitemap")
def show_sitemap(db: DB, view: CurrentView) -> StreamingResponse:
    total = parts(db, rows=rows_in_a_file(len(languages()))).total
    files = [
        view.absolute(view.site.links.path("embeds.sitemap_file", number=number)) for number in range(1, total + 1)
    ]
    return _xml("embeds/sitemap_index.xml", files=files)


@router.get("/sitemaps/{number:int}.xml", name="embeds.sitemap_file")
def show_sitemap_file(number: int, db: DB, view: CurrentView) -> StreamingResponse:
    found = entries(db, number, among=parts(db, rows=rows_in_a_file(len(languages()))))
    return _xml("embeds/sitemap.xml", pages=_pages(view.site, found, first=number == 1))


def _pages(site: Site, found: Iterable[Entry], *, first: bool) -> Iterator[Page]:
    if first:
        for name in PAGES:
            yield _page(site, name, None)
    for entry in found:
        name, key = PLACES[entry.kind]
        yield _page(site, name, entry.changed, **{key: entry.key})


def _page(site: Site, name: str, changed: date | None, **params: str) -> Page:
    base = site.base_url.rstrip("/")
    addresses = [
        (code, base + site.links.path(name, prefix=language.prefix, **params)) for code, language in languages().items()
    ]
    return Page(addresses, dict(addresses)[SOURCE], changed)


def _xml(template: str, **context: Any) -> StreamingResponse:
    """A document sent piece by piece: ten thousand entries are never one string."""
    stream = environment(SOURCE).get_template(template).stream(**context)
    stream.enable_buffering(CHUNK)
    headers = {"Cache-Control": f"public, max-age=0, s-maxage={PUBLIC_SECONDS}"}
    return StreamingResponse(stream, media_type="application/xml", headers=headers)
