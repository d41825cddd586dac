"""What crawlers may read: everything public, but no combination of filters and no page for one visitor."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from app.core.i18n import languages
from app.web.deps import CurrentView
from app.web.rendering import PUBLIC_SECONDS, Links

router = APIRouter()


@router.get("/robots.txt", name="embeds.robots")
def show_robots(view: CurrentView) -> Response:
    sitemap = view.absolute(view.site.links.path("embeds.sitemap"))
    lines = ["User-agent: *", *_closed(view.site.links), "", f"Sitemap: {sitemap}", ""]
    headers = {"Cache-Control": f"public, max-age=0, s-maxage={PUBLIC_SECONDS}"}
    return PlainTextResponse("\n".join(lines), headers=headers)


def _closed(links: Links) -> list[str]:
    """Closed paths in every language (RFC 9309: `*` stands for anything)."""
    closed = []
    for language in languages().values():
        products = links.path("shop.products", prefix=language.prefix)
        contacts = links.path("shop.sample_contact", prefix=language.prefix, kind="")
        closed += [
            f"Disallow: {links.path('shop.preferences', prefix=language.prefix)}",
            f"Disallow: {contacts.rstrip('/')}",
            f"Disallow: {products}?q=",
            f"Disallow: {products}?*&",
        ]
    return closed
