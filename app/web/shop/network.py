"""The network: its organisations, regions and countries."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.affiliates.places import countries, country_by_code, region_by_slug
from app.affiliates.queries import affiliate_by_slug, affiliates, group_cards
from app.affiliates.views import AffiliateLine, AffiliateView, CountryView, GroupCard, RegionView
from app.catalog.listing import ProductFilter
from app.catalog.queries import counted
from app.web.deps import DB, CurrentView
from app.web.rendering import View
from app.web.shelves import newest_shelf

router = APIRouter()
SHELF = 8
MOST_GROUPS = 100


@dataclass(frozen=True)
class AffiliateCard:
    """An organisation in the list of all."""

    view: AffiliateView
    groups: int


@dataclass(frozen=True)
class AffiliatesPage:
    """What `templates/shop/affiliates.html` may use."""

    affiliates: list[AffiliateCard]


@dataclass(frozen=True)
class AffiliatePage:
    """What `templates/shop/affiliate.html` may use."""

    affiliate: AffiliateView
    groups: list[GroupCard]
    shelf: Markup


@dataclass(frozen=True)
class RegionPage:
    """What `templates/shop/region.html` may use."""

    region: RegionView
    countries: list[CountryView]
    groups: list[GroupCard]
    shelf: Markup


@dataclass(frozen=True)
class CountryPage:
    """What `templates/shop/country.html` may use."""

    country_view: CountryView
    affiliates: list[AffiliateLine]
    groups: list[GroupCard]
    shelf: Markup


@router.get("/affiliates", name="shop.affiliates")
def show_affiliates(db: DB, view: CurrentView) -> Response:
    found = [AffiliateCard(one, groups) for one, groups in affiliates(db, reader=view.reader)]
    return view.render("shop/affiliates.html", AffiliatesPage(found))


@router.get("/affiliates/{slug}", name="shop.affiliate")
def show_affiliate(slug: str, db: DB, view: CurrentView) -> Response:
    return view.standing("shop/affiliate.html", lambda: affiliate_page(db, view, slug))


def affiliate_page(db: Session, view: View, slug: str) -> AffiliatePage:
    """An organisation, its groups and their newest work.

    Raises:
        NotFound: there is none at this address.
    """
    return AffiliatePage(
        affiliate=affiliate_by_slug(db, slug, reader=view.reader),
        groups=counted(db, group_cards(db, reader=view.reader, affiliate=slug, limit=MOST_GROUPS).items),
        shelf=newest_shelf(db, view, ProductFilter(affiliate=slug), limit=SHELF),
    )


@router.get("/regions/{slug}", name="shop.region")
def show_region(slug: str, db: DB, view: CurrentView) -> Response:
    return view.standing("shop/region.html", lambda: region_page(db, view, slug))


def region_page(db: Session, view: View, slug: str) -> RegionPage:
    """A region, its countries and groups and their newest work.

    Raises:
        NotFound: there is none at this address.
    """
    return RegionPage(
        region=region_by_slug(db, slug, reader=view.reader),
        countries=countries(db, reader=view.reader, region=slug),
        groups=counted(db, group_cards(db, reader=view.reader, region=slug, limit=MOST_GROUPS).items),
        shelf=newest_shelf(db, view, ProductFilter(region=slug), limit=SHELF),
    )


@router.get("/countries/{cc}", name="shop.country")
def show_country(cc: str, db: DB, view: CurrentView) -> Response:
    return view.standing("shop/country.html", lambda: country_page(db, view, cc))


def country_page(db: Session, view: View, cc: str) -> CountryPage:
    """A country, its organisations and groups and their newest work.

    Raises:
        NotFound: there is none at this address.
    """
    found = country_by_code(db, cc, reader=view.reader)
    return CountryPage(
        country_view=found,
        affiliates=[one.line for one, _n in affiliates(db, reader=view.reader, country=found.code)],
        groups=counted(db, group_cards(db, reader=view.reader, country=found.code, limit=MOST_GROUPS).items),
        shelf=newest_shelf(db, view, ProductFilter(country=found.code), limit=SHELF),
    )
