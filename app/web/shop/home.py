"""The front page."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.affiliates.places import newest_figures, regions
from app.affiliates.views import FigureView, RegionView
from app.catalog.cards import cards
from app.catalog.crafts import CraftCard, craft_cards
from app.catalog.listing import ProductFilter
from app.catalog.queries import chosen_shelf
from app.catalog.views import ProductCard
from app.web.deps import read_page
from app.web.rendering import View
from app.web.shelves import newest_shelf, shelf_of

router = APIRouter()
SHELF = 8


@dataclass(frozen=True)
class HomePage:
    """What `templates/shop/home.html` may use."""

    hero: ProductCard | None  # the first of the shelf
    shelf: Markup  # chosen by HNI
    regions: list[RegionView]
    crafts: list[CraftCard]
    newest: Markup
    figures: list[FigureView]


@router.get("/", name="shop.home")
@read_page
def show_home(_request: Request, db: Session, view: View) -> Response:
    return view.standing("shop/home.html", lambda: home_page(db, view))


def home_page(db: Session, view: View) -> HomePage:
    """What the front page shows."""
    chosen = chosen_shelf(db, limit=SHELF + 1)
    return HomePage(
        hero=next(iter(cards(db, chosen[:1], reader=view.reader)), None),
        shelf=shelf_of(db, view, chosen[1:]),
        regions=regions(db, reader=view.reader),
        crafts=craft_cards(db, reader=view.reader),
        newest=newest_shelf(db, view, ProductFilter(), limit=SHELF),
        figures=newest_figures(db),
    )
