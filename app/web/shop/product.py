"""A product's page, and the short address that leads to it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.affiliates.views import GroupView
from app.affiliates.ways import HowToOrder, Why
from app.catalog.queries import more_from_group, published_product, slug_of_code
from app.catalog.views import CraftLine, ProductView, VariantView
from app.core import i18n
from app.outreach import structured
from app.web.deps import DB, CurrentView, read_page
from app.web.languages import preferred_language
from app.web.rendering import View
from app.web.shelves import shelf_of
from app.web.shop.contact import about_product, asks_when_back, panel
from app.web.shop.sharing import OpenGraph, code_on_paper, json_script, og_image

router = APIRouter()
MORE = 4


@dataclass(frozen=True)
class ProductPage:
    """What `templates/shop/product.html` may use."""

    product: ProductView
    group: GroupView
    how: HowToOrder
    buyable: list[VariantView]  # that can be put into the basket; none where the group sells in its own shop alone
    asks: dict[str, str]  # sku of a sold-out variant -> where "ask when it is back" leads
    more: Markup
    share_url: str
    share_code: Markup  # for paper
    json_ld: Markup
    og: OpenGraph


@router.get("/products/{slug}", name="shop.product")
@read_page
def show_product(_request: Request, db: Session, view: View, slug: str) -> Response:
    return view.standing("shop/product.html", lambda: product_page(db, view, slug))


def product_page(db: Session, view: View, slug: str) -> ProductPage:
    """A product with its group, the ways to order, and more of the group's.

    Raises:
        ProductNotFound: there is none at this address.
    """
    product, group = published_product(db, slug, reader=view.reader)
    how = panel(view, group, about_product(view, product))
    address = view.absolute(view.path("shop.product", slug=slug))
    short = view.absolute(view.site.links.path("shop.short", code=product.code))
    return ProductPage(
        product=product,
        group=group,
        how=how,
        buyable=[] if Why.OWN_SHOP_ONLY in how.whys else [v for v in product.variants if v.availability.can_order],
        asks=asks_when_back(view, group, product),
        more=shelf_of(db, view, more_from_group(db, product, limit=MORE), by=False),
        share_url=short,
        share_code=code_on_paper(short),
        json_ld=_described(view, product, group, address),
        og=OpenGraph(product.title, product.story, og_image(view, product.photos), address, "product"),
    )


def _described(view: View, product: ProductView, group: GroupView, address: str) -> Markup:
    """The product and the way down to it, as structured data."""
    line: CraftLine | None = product.craft
    trail = [(product.title.text, address)]
    while line:
        trail.insert(0, (line.name.text, view.absolute(view.path("shop.craft", slug=line.slug))))
        line = line.parent
    maker = view.absolute(view.path("shop.group", slug=group.line.slug))
    facts = structured.product(product, group, address=address, group_address=maker, absolute=view.absolute)
    return json_script([facts, structured.breadcrumbs(trail)])


@router.get("/p/{code}", name="shop.short")
def show_short(code: str, request: Request, db: DB, view: CurrentView) -> Response:
    slug = slug_of_code(db, code)
    prefix = i18n.languages()[preferred_language(request.headers)].prefix
    address = view.site.links.path("shop.product", prefix=view.language.prefix or prefix, slug=slug)
    return RedirectResponse(address, 303, {"Vary": "Accept-Language, Cookie", "Cache-Control": "private, no-cache"})
