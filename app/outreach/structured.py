"""schema.org descriptions of what a page shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.affiliates.views import GroupView
from app.catalog.views import ProductView


def product(
    product: ProductView, group: GroupView, *, address: str, absolute: Callable[[str], str]
) -> dict[str, Any]:
    """A product."""
    return {"@context": "https://schema.org", "@type": "Product", "name": product.title.text, "url": address}


def organization(group: GroupView, *, address: str, absolute: Callable[[str], str]) -> dict[str, Any]:
    """A group."""
    return {"@context": "https://schema.org", "@type": "Organization", "name": group.line.name, "url": address}
