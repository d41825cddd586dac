"""A group's phone: the pages that answer orders, opened by the group key. Light, without script, for a weak line."""

from __future__ import annotations

from fastapi import APIRouter

from app.web.answer import keys, orders

router = APIRouter(include_in_schema=False)
for part in (keys, orders):
    router.include_router(part.router)
