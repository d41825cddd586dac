"""schema.org descriptions of what a page shows, for search engines and whoever else reads them.

Only what the page itself says: no offer where there is no price, no telephone that has no consent, no point on a map.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.affiliates.channels import ChannelKind
from app.affiliates.views import GroupLine, GroupView
from app.catalog.views import ProductView, Ready, VariantView
from app.core.money import Money
from app.media.sizes import widths_for
from app.media.views import PhotoView

Absolute = Callable[[str], str]
CONTEXT = "https://schema.org"
AVAILABILITY = {
    Ready.NOW: "https://schema.org/InStock",
    Ready.ONE: "https://schema.org/InStock",
    Ready.MADE: "https://schema.org/MadeToOrder",
    Ready.SOLD_OUT: "https://schema.org/SoldOut",
}
WIDEST_PICTURE = 960  # pixels; enough for a preview
GRAM = "GRM"  # UN/CEFACT code
PLACES_OF_WORDS = {ChannelKind.WEB_SHOP, ChannelKind.SOCIAL}


def product(
    product: ProductView, group: GroupView, *, address: str, group_address: str, absolute: Absolute
) -> dict[str, Any]:
    """A product with an offer for each of its variants that has a price."""
    maker = _reference(group.line, group_address)
    prices = [variant for variant in product.variants if variant.price and variant.availability.ready in AVAILABILITY]
    said: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Product",
        "@id": f"{address}#product",
        "name": product.title.text,
        "description": product.story.text,
        "url": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address, "inLanguage": product.title.lang},
        "image": _pictures(product.photos, absolute),
        "brand": maker,
        "manufacturer": maker,
        "countryOfOrigin": {"@type": "Country", "name": product.group.country_code},
        "category": product.craft.name.text,
        "material": [material.name.text for material in product.materials],
        "sku": product.variants[0].sku if len(product.variants) == 1 else None,
        "productID": product.code,
        "weight": _grams(product.weight_grams),
        "offers": _offers(prices, maker, address),
    }
    return _said(said)


def organization(group: GroupView, *, address: str, affiliate_address: str, absolute: Absolute) -> dict[str, Any]:
    """A group: where it is by district, whose member it is, and how it lets itself be reached."""
    said: dict[str, Any] = {
        "@context": CONTEXT,
        **_reference(group.line, address),
        "description": group.about.text or group.summary.text,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address, "inLanguage": (group.about or group.summary).lang},
        "image": _pictures([group.photo] if group.photo else [], absolute),
        "foundingDate": str(group.founded) if group.founded else None,
        "knowsLanguage": list(group.languages),
        "address": {
            "@type": "PostalAddress",
            "addressCountry": group.line.country_code,
            "addressRegion": group.line.district,
        },
        "memberOf": {"@type": "Organization", "name": group.affiliate.name, "url": affiliate_address},
        **({} if group.sample else _reached_by(group)),
    }
    return _said(said)


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The way down to a page: names with their absolute addresses, the page itself last."""
    steps = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(trail, start=1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": steps}


def _reference(group: GroupLine, address: str) -> dict[str, Any]:
    return {"@type": "Organization", "@id": f"{address}#group", "name": group.name, "url": address}


def _reached_by(group: GroupView) -> dict[str, Any]:
    """Consented channels of a real group; a view holds no others."""
    first = {channel.kind: channel.address for channel in reversed(group.channels) if channel.address}
    return {
        "telephone": first.get(ChannelKind.PHONE),
        "email": first.get(ChannelKind.EMAIL),
        "sameAs": [channel.address for channel in group.channels if channel.kind in PLACES_OF_WORDS],
    }


def _pictures(photos: Sequence[PhotoView], absolute: Absolute) -> list[str]:
    found = []
    for photo in photos:
        widths = widths_for(photo.width)
        width = max((one for one in widths if one <= WIDEST_PICTURE), default=widths[0])
        found.append(absolute(photo.href(width, "jpg")))
    return found


def _grams(weight: int | None) -> dict[str, Any] | None:
    return {"@type": "QuantitativeValue", "value": weight, "unitCode": GRAM} if weight else None


def _offers(priced: Sequence[VariantView], seller: dict[str, Any], address: str) -> Any:
    """None without a price; one offer; or the span of several. Prices of two currencies have no span."""
    offers = [_offer(variant, variant.price, seller, address) for variant in priced if variant.price]
    prices = sorted((v.price for v in priced if v.price), key=lambda price: price.amount)
    if len(offers) < 2 or len({price.currency for price in prices}) > 1:
        return offers[0] if len(offers) == 1 else offers
    return {
        "@type": "AggregateOffer",
        "lowPrice": _amount(prices[0]),
        "highPrice": _amount(prices[-1]),
        "priceCurrency": prices[0].currency,
        "offerCount": len(offers),
        "offers": offers,
    }


def _offer(variant: VariantView, price: Money, seller: dict[str, Any], address: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@type": "Offer",
        "name": variant.label.text,
        "sku": variant.sku,
        "url": address,
        "price": _amount(price),
        "priceCurrency": price.currency,
        "availability": AVAILABILITY[variant.availability.ready],
        "itemCondition": "https://schema.org/NewCondition",
        "seller": seller,
    }
    return _said(said)


def _amount(price: Money) -> str:
    return f"{price.decimal:f}"


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    """Without the facts nobody has told us."""
    return {name: fact for name, fact in facts.items() if fact not in (None, "", [])}
