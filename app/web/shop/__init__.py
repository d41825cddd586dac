"""The shop: what buyers see. One router, put together from the pages."""

from __future__ import annotations

from fastapi import APIRouter

from app.web.shop import (
    crafts,
    groups,
    home,
    network,
    preferences,
    product,
    products,
    sample_contact,
    suggestions,
    texts,
)

router = APIRouter(include_in_schema=False)
for part in (products, product, home, groups, network, crafts, texts, preferences, sample_contact, suggestions):
    router.include_router(part.router)
