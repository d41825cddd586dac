"""The bazaar for machines that pass by: sitemap and robots."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
