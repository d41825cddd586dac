"""Where a sample contact leads: to a page that says so, and shows what would have happened."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from app.affiliates.queries import published_group
from app.affiliates.views import GroupView
from app.affiliates.ways import About, Way, WayKind, how_to_order, messages
from app.catalog.queries import published_product, slug_of_code
from app.core.errors import NotFound, _
from app.core.texts import Words
from app.web.deps import DB, CurrentView
from app.web.rendering import View
from app.web.shop.contact import about_group, about_product

router = APIRouter()


class NoSampleContact(NotFound):
    """There is no such contact, or it is a real one."""

    words = _("There is no sample contact at this address.")


@dataclass(frozen=True)
class SampleContactPage:
    """What `templates/shop/sample_contact.html` may use."""

    kind: str
    target_title: Words
    target_href: str
    messages: list[Words]
    address: str


def _target(db: DB, view: View, p: str, g: str, v: str) -> tuple[GroupView, About, Words, str]:
    if p:
        product, group = published_product(db, slug_of_code(db, p), reader=view.reader)
        href = view.path("shop.product", slug=product.slug)
        variant = next((one for one in product.variants if one.sku == v), None)
        return group, about_product(view, product, variant), product.title, href
    group = published_group(db, g, reader=view.reader)
    href = view.path("shop.group", slug=group.line.slug)
    return group, about_group(view, group), Words(group.line.name, view.reader.lang), href


@router.get("/sample-contact/{kind}", name="shop.sample_contact")
def show_sample_contact(kind: str, db: DB, view: CurrentView, *, p: str = "", g: str = "", v: str = "") -> Response:
    group, about, title, href = _target(db, view, p, g, v)
    way = _way(how_to_order(group, about, reader_lang=view.reader.lang, desk_email=view.site.desk_email).ways, kind)
    if not group.sample or way is None:
        raise NoSampleContact()
    written = messages(group, about, reader_lang=view.reader.lang) if way.message_langs else []
    page = SampleContactPage(kind, title, href, written, way.address)
    return view.render("shop/sample_contact.html", page, noindex=True)


def _way(ways: tuple[Way, ...], kind: str) -> Way | None:
    return next((way for way in ways if way.kind == kind and way.kind is not WayKind.VISIT), None)
