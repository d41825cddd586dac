"""The bazaar for machines that pass by: sitemap and robots."""

from __future__ import annotations

from fastapi import APIRouter

from app.web.embeds import robots, sitemap

router = APIRouter(include_in_schema=False)
for part in (sitemap, robots):
    router.include_router(part.router)
