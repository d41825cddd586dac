"""The member organisations of the network for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request

from app.affiliates import queries
from app.affiliates.views import AffiliateView
from app.web.api import models
from app.web.api.asked import Reading
from app.web.api.parts import Parts, parts_for
from app.web.api.problems import ANY, ONE
from app.web.api.routers import api_router
from app.web.deps import DB
from app.web.parameters import SlugPath

router = api_router("affiliates")


@router.get("/affiliates", name="api.v1.affiliates", summary="Member organisations by name", responses=ANY)
def list_affiliates(request: Request, db: DB, asked: Annotated[Reading, Query()]) -> models.AffiliateList:
    """All member organisations of the network."""
    parts = parts_for(request, asked)
    found = queries.affiliates(db, reader=parts.reader)
    return models.AffiliateList(items=[_affiliate(parts, view, groups) for view, groups in found])


@router.get("/affiliates/{slug}", name="api.v1.affiliate", summary="A member organisation", responses=ONE)
def show_affiliate(request: Request, db: DB, slug: SlugPath, asked: Annotated[Reading, Query()]) -> models.Affiliate:
    """Everything that is public about a member organisation."""
    parts = parts_for(request, asked)
    found = queries.affiliate_by_slug(db, slug, reader=parts.reader)
    groups = {view.line.slug: count for view, count in queries.affiliates(db, reader=parts.reader)}
    return _affiliate(parts, found, groups[slug])


def _affiliate(parts: Parts, found: AffiliateView, groups: int) -> models.Affiliate:
    region = models.Named(
        slug=found.region.slug,
        name=parts.text(found.region.name),
        url=parts.page("shop.region", slug=found.region.slug),
    )
    return models.Affiliate(
        **parts.affiliate(found.line).model_dump(),
        country=found.line.country_code,
        region=region,
        about=parts.text_or_none(found.about),
        joined=found.joined,
        website=None if found.sample else found.website,
        sample=found.sample,
        groups=groups,
        groups_url=parts.api("groups", affiliate=found.line.slug),
    )
