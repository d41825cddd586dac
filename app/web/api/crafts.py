"""Crafts for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request

from app.catalog.crafts import CraftCard, CraftView, craft_by_slug, craft_cards
from app.web.api import models
from app.web.api.asked import Reading
from app.web.api.parts import Parts, parts_for
from app.web.api.problems import ANY, ONE
from app.web.api.routers import api_router
from app.web.deps import DB
from app.web.parameters import SlugPath

router = api_router("crafts")


@router.get("/crafts", name="api.v1.crafts", summary="Crafts that have products", responses=ANY)
def list_crafts(request: Request, db: DB, asked: Annotated[Reading, Query()]) -> models.CraftList:
    """The top level of crafts; a craft's own answer names those below it."""
    parts = parts_for(request, asked)
    return models.CraftList(items=[_item(parts, card) for card in craft_cards(db, reader=parts.reader)])


@router.get("/crafts/{slug}", name="api.v1.craft", summary="A craft", responses=ONE)
def show_craft(request: Request, db: DB, slug: SlugPath, asked: Annotated[Reading, Query()]) -> models.Craft:
    """A craft, what stands above and below it, and what makers call it."""
    parts = parts_for(request, asked)
    return _craft(parts, craft_by_slug(db, slug, reader=parts.reader))


def _item(parts: Parts, card: CraftCard) -> models.CraftItem:
    return models.CraftItem(
        slug=card.slug,
        name=parts.text(card.name),
        url=parts.page("shop.craft", slug=card.slug),
        products=card.products,
        picture=parts.picture(card.cover),
        api_url=parts.api("craft", slug=card.slug),
    )


def _craft(parts: Parts, found: CraftView) -> models.Craft:
    return models.Craft(
        slug=found.slug,
        name=parts.text(found.name),
        url=parts.page("shop.craft", slug=found.slug),
        about=parts.text_or_none(found.about),
        parent=parts.craft(found.parent) if found.parent else None,
        children=[_item(parts, card) for card in found.children],
        local_words=[parts.text(word) for word in found.local_words],
        products_url=parts.api("products", craft=found.slug),
    )
