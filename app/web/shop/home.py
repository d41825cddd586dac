"""The front page."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from app.affiliates.places import newest_figures, regions
from app.affiliates.views import FigureView, RegionView
from app.catalog.crafts import CraftCard, craft_cards
from app.catalog.listing import ProductFilter, product_list
from app.catalog.queries import chosen_shelf
from app.catalog.views import ProductCard
from app.web.deps import DB, CurrentView

router = APIRouter()
SHELF = 8


@dataclass(frozen=True)
class HomePage:
    """What `templates/shop/home.html` may use."""

    hero: ProductCard | None  # the first of the shelf
    shelf: list[ProductCard]  # chosen by HNI
    regions: list[RegionView]
    crafts: list[CraftCard]
    newest: list[ProductCard]
    figures: list[FigureView]


@router.get("/", name="shop.home")
def show_home(db: DB, view: CurrentView) -> Response:
    chosen = chosen_shelf(db, reader=view.reader, limit=SHELF + 1)
    page = HomePage(
        hero=chosen[0] if chosen else None,
        shelf=chosen[1:],
        regions=regions(db, reader=view.reader),
        crafts=craft_cards(db, reader=view.reader),
        newest=product_list(db, ProductFilter(), reader=view.reader, limit=SHELF).items,
        figures=newest_figures(db),
    )
    return view.render("shop/home.html", page)
