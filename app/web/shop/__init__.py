"""The shop: what buyers see. One router, put together from the pages."""

from __future__ import annotations

from fastapi import APIRouter

from app.web.shop import (
    basket,
    checkout,
    crafts,
    enquiries,
    groups,
    home,
    network,
    orders,
    paying,
    placed,
    preferences,
    product,
    products,
    sample_contact,
    suggestions,
    texts,
)

router = APIRouter(include_in_schema=False)
PARTS = (
    *(products, product, home, groups, network, crafts, texts),
    *(preferences, sample_contact, suggestions, basket, checkout, placed, orders, paying, enquiries),
)
for part in PARTS:
    router.include_router(part.router)
