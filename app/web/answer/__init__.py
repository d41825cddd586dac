"""A group's phone: the pages that answer orders and questions, opened by the group key; without script."""

from __future__ import annotations

from fastapi import APIRouter

from app.web.answer import enquiries, keys, messages, noting, orders

router = APIRouter(include_in_schema=False)
for part in (keys, orders, noting, enquiries, messages):
    router.include_router(part.router)
