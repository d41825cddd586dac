"""The "how to order" panel as a page shows it: real ways open, sample ways lead to a page that says what they are."""

from __future__ import annotations

from dataclasses import replace

from app.affiliates.views import GroupView
from app.affiliates.ways import About, HowToOrder, WayKind, how_to_order
from app.catalog.views import ProductView
from app.web.rendering import View


def about_product(view: View, product: ProductView) -> About:
    """What a message about a product says."""
    return About(
        link=view.absolute(view.site.links.path("shop.short", code=product.code)),
        code=product.code,
        title=product.title.text,
        own_title=product.original_title.text,
        sold_out=not product.availability.can_order,
        priced=product.price is not None,
        own_shop_url=product.own_shop_url,
    )


def about_group(view: View, group: GroupView) -> About:
    """What a message to a group says."""
    link = view.absolute(view.site.links.path("shop.group", slug=group.line.slug))
    return About(link=link, code=group.line.slug)


def panel(view: View, group: GroupView, about: About) -> HowToOrder:
    """How to order from a group. The contacts of a sample group open nothing."""
    how = how_to_order(group, about, reader_lang=view.reader.lang)
    if not group.sample:
        return how
    target = {"p": about.code} if about.title else {"g": group.line.slug}
    ways = tuple(
        way
        if way.kind is WayKind.VISIT
        else replace(way, href=view.path("shop.sample_contact", kind=way.kind.value, **target))
        for way in how.ways
    )
    return replace(how, ways=ways)
