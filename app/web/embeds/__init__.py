"""The bazaar for machines that pass by: feeds, sitemap and robots."""

from __future__ import annotations

from fastapi import APIRouter

from app.web.embeds import feeds, robots, sitemap

router = APIRouter(include_in_schema=False)
for part in (feeds, sitemap, robots):
    router.include_router(part.router)
