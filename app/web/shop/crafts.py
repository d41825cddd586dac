"""A craft's page."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.affiliates.queries import group_cards
from app.affiliates.views import GroupCard
from app.catalog.crafts import CraftView, craft_by_slug, groups_of_craft
from app.catalog.listing import ProductFilter, product_count
from app.catalog.queries import counted
from app.web.deps import DB, CurrentView
from app.web.rendering import View
from app.web.shelves import newest_shelf

router = APIRouter()
SHELF = 12
MOST_GROUPS = 48


@dataclass(frozen=True)
class CraftPage:
    """What `templates/shop/craft.html` may use."""

    craft: CraftView
    shelf: Markup
    groups: list[GroupCard]
    total: int


@router.get("/crafts/{slug}", name="shop.craft")
def show_craft(slug: str, db: DB, view: CurrentView) -> Response:
    return view.standing("shop/craft.html", lambda: craft_page(db, view, slug))


def craft_page(db: Session, view: View, slug: str) -> CraftPage:
    """A craft, its newest work and who makes it.

    Raises:
        NotFound: there is none at this address.
    """
    craft = craft_by_slug(db, slug, reader=view.reader)
    asked = ProductFilter(craft=slug)
    makers = groups_of_craft(db, slug)
    return CraftPage(
        craft=craft,
        shelf=newest_shelf(db, view, asked, limit=SHELF),
        groups=counted(db, group_cards(db, reader=view.reader, ids=makers, limit=MOST_GROUPS).items),
        total=product_count(db, asked).number,
    )
