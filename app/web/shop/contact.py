"""The "how to order" panel as a page shows it: real ways open, sample ways lead to a page that says what they are."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from app.affiliates.queries import is_published, published_group
from app.affiliates.views import GroupView
from app.affiliates.ways import About, HowToOrder, Way, WayKind, how_to_order
from app.catalog.views import ProductView, Ready, VariantView
from app.ordering.messages import prepared
from app.ordering.order_view import OrderView
from app.ordering.states import OrderState
from app.web.rendering import View


def about_product(view: View, product: ProductView, variant: VariantView | None = None) -> About:
    """What a message about a product says, or about one variant of it."""
    availability = variant.availability if variant else product.availability
    return About(
        link=view.absolute(view.site.links.path("shop.short", code=product.code)),
        code=product.code,
        title=product.title.text,
        own_title=product.original_title.text,
        variant=variant.label.text if variant else "",
        own_variant=variant.own_label.text if variant else "",
        sold_out=not availability.can_order,
        priced=(variant.price if variant else product.price) is not None,
        own_shop_url=product.own_shop_url,
    )


def about_group(view: View, group: GroupView) -> About:
    """What a message to a group says."""
    link = view.absolute(view.site.links.path("shop.group", slug=group.line.slug))
    return About(link=link, code=group.line.slug)


def panel(view: View, group: GroupView, about: About) -> HowToOrder:
    """How to order from a group. The contacts of a sample group open nothing."""
    how = how_to_order(group, about, reader_lang=view.reader.lang, desk_email=view.site.desk_email)
    if not group.sample:
        return how
    target = {"p": about.code} if about.title else {"g": group.line.slug}
    ways = tuple(
        way if way.kind is WayKind.VISIT else replace(way, href=_sample(view, way, target)) for way in how.ways
    )
    return replace(how, ways=ways)


def order_panel(view: View, group: GroupView, order: OrderView, link: str) -> HowToOrder:
    """How a buyer can send a group their order by themselves: it is recorded already, whatever becomes of that."""
    written = prepared(order, group.languages, lang=view.reader.lang, link=link)
    told = {"reader_lang": view.reader.lang, "desk_email": view.site.desk_email, "written": written}
    how = how_to_order(group, replace(about_group(view, group), code=order.number), **told)  # type: ignore[arg-type]
    ways = tuple(way for way in how.ways if way.message_langs)
    if group.sample:
        ways = tuple(replace(way, href=_sample(view, way, {"g": group.line.slug})) for way in ways)
    return replace(how, ways=ways)


def ways_of(db: Session, view: View, order: OrderView) -> HowToOrder | None:
    """The same for an order that waits for its group's answer; None for any other."""
    if order.state is not OrderState.REQUESTED or not is_published(db, order.group.slug):
        return None
    group = published_group(db, order.group.slug, reader=view.reader)
    return order_panel(view, group, order, short_url(view, order))


def short_url(view: View, order: OrderView) -> str:
    """The address that opens an order on its group's phone, and tells nobody else anything."""
    return view.absolute(view.site.links.path("answer.order", number=order.number))


def _sample(view: View, way: Way, target: dict[str, str]) -> str:
    return view.path("shop.sample_contact", kind=way.kind.value, **target)


def asks_when_back(view: View, group: GroupView, product: ProductView) -> dict[str, str]:
    """For each sold-out variant of several, by sku: where "ask when it is back" leads, if the group takes messages."""
    found = {}
    for variant in product.variants if len(product.variants) > 1 else ():
        if variant.availability.ready is not Ready.SOLD_OUT:
            continue
        how = panel(view, group, about_product(view, product, variant))
        way = next((way for way in how.ways if way.message_langs), None)
        if way is not None and way.href is not None:
            target = {"p": product.code, "v": variant.sku}
            found[variant.sku] = _sample(view, way, target) if group.sample else way.href
    return found
