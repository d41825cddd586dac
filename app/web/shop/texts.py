"""Pages that are mostly words: about the network, how ordering works, joining, privacy."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from app.affiliates.places import newest_figures
from app.affiliates.views import FigureView
from app.ordering.basket import KEEP_DAYS
from app.web.deps import DB, CurrentView

router = APIRouter()


@dataclass(frozen=True)
class AboutPage:
    """What `templates/shop/about.html` may use."""

    figures: list[FigureView]


@dataclass(frozen=True)
class DeskPage:
    """What pages that name HNI's desk may use."""

    desk_email: str


@dataclass(frozen=True)
class PrivacyPage(DeskPage):
    """What `templates/shop/privacy.html` may use."""

    basket_days: int  # that an untouched basket is kept


@router.get("/about", name="shop.about")
def show_about(db: DB, view: CurrentView) -> Response:
    return view.render("shop/about.html", AboutPage(newest_figures(db)))


@router.get("/about/ordering", name="shop.ordering")
def show_ordering(view: CurrentView) -> Response:
    return view.render("shop/ordering.html", DeskPage(view.site.desk_email))


@router.get("/about/joining", name="shop.join")
def show_joining(view: CurrentView) -> Response:
    return view.render("shop/join.html", DeskPage(view.site.desk_email))


@router.get("/about/privacy", name="shop.privacy")
def show_privacy(view: CurrentView) -> Response:
    return view.render("shop/privacy.html", PrivacyPage(view.site.desk_email, KEEP_DAYS))
