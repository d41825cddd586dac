"""The public read API, its description for programs and its page for people.

It looks at no cookie: what is asked for stands in the address, so one answer serves everybody.
"""

from __future__ import annotations

from fastapi import APIRouter

from app.web.api import affiliates, crafts, document, groups, products

router = APIRouter()
for part in (products, groups, affiliates, crafts, document):
    router.include_router(part.router)
