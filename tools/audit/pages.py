"""Addresses of the sample that show every page template, in its usual and in its odd states."""

from __future__ import annotations

from urllib.parse import quote

LANGS = ("en", "ur")  # one for each direction

MAIN = {  # the pages that carry weights and scores
    "home": "/",
    "products": "/products",
    "product": "/products/cushion-sprigs-indigo",
    "group": "/groups/machakos-cluster",
}
TEMPLATES = {
    **MAIN,
    "products, filtered": "/products?region=africa&sort=price&price_max=500",
    "products, found": "/products?q=basket",
    "products, nothing found": f"/products?q={quote('zzz “nothing” <b>')}",
    "products, refused": "/products?price_min=cheap",
    "product, variants": "/products/sisal-market-bag",
    "product, words in hi": "/products/chikan-cloth-white",
    "product, words in bn": "/products/kantha-throw-sixteen",
    "product, words in ur": "/products/mirror-work-cushion",
    "groups": "/groups",
    "groups of a region": "/groups?region=south-asia",
    "group, other channels": "/groups/thappa-sui",
    "affiliates": "/affiliates",
    "affiliate": "/affiliates/homenet-kenya",
    "region": "/regions/africa",
    "country": "/countries/ke",
    "craft": "/crafts/basketry",
    "craft below": "/crafts/coiled-basketry",
    "about": "/about",
    "ordering": "/about/ordering",
    "joining": "/about/joining",
    "privacy": "/about/privacy",
    "preferences": "/preferences?next=/products",
    "sample contact": "/sample-contact/whatsapp?g=machakos-cluster",
    "open data": "/api",
    "not found": "/products/no-such-thing",
    "not found anywhere": "/no/such/page",
}


def in_language(lang: str, path: str) -> str:
    """The address of a page in a language; English has no prefix."""
    return path if lang == "en" else f"/{lang}{path}"


def every_page() -> list[tuple[str, str]]:
    """All of them in both directions: (what it is, address)."""
    return [(f"{name} ({lang})", in_language(lang, path)) for lang in LANGS for name, path in TEMPLATES.items()]
