"""The groups: their directory, and a page for each."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.affiliates.places import region_by_slug, regions
from app.affiliates.queries import group_cards, published_group
from app.affiliates.views import GroupCard, GroupView, RegionView
from app.affiliates.ways import HowToOrder
from app.catalog.crafts import crafts_of_group
from app.catalog.listing import ProductFilter, asked_for, listed
from app.catalog.queries import counted
from app.catalog.views import CraftLine
from app.core.texts import Words
from app.outreach import structured
from app.web.deps import DB, CurrentView, read_page
from app.web.rendering import View
from app.web.shelves import shelf_of
from app.web.shop.contact import about_group, panel
from app.web.shop.sharing import OpenGraph, code_on_paper, json_script, og_image

router = APIRouter()
THEIR_WORK = 12


@dataclass(frozen=True)
class GroupsPage:
    """What `templates/shop/groups.html` may use."""

    groups: list[GroupCard]
    regions: list[RegionView]
    region_slug: str | None
    after_href: str | None


@router.get("/groups", name="shop.groups")
def show_groups(request: Request, db: DB, view: CurrentView) -> Response:
    region = request.query_params.get("region") or None
    after = request.query_params.get("after") or None
    if region is not None:
        region_by_slug(db, region, reader=view.reader)  # there are five, and a sixth is a mistake
    found = group_cards(db, reader=view.reader, region=region, after=after)
    href = view.path("shop.groups", region=region, after=found.after) if found.after else None
    page = GroupsPage(counted(db, found.items), regions(db, reader=view.reader), region, href)
    return view.render("shop/groups.html", page)


@dataclass(frozen=True)
class GroupPage:
    """What `templates/shop/group.html` may use."""

    group: GroupView
    how: HowToOrder
    products: Markup
    products_after: str | None
    makes: list[CraftLine]
    address: str
    address_code: Markup  # for paper
    json_ld: Markup
    og: OpenGraph


@router.get("/groups/{slug}", name="shop.group")
@read_page
def show_group(_request: Request, db: Session, view: View, slug: str) -> Response:
    return view.standing("shop/group.html", lambda: group_page(db, view, slug))


def group_page(db: Session, view: View, slug: str) -> GroupPage:
    """A group with the ways to reach it and its newest work.

    Raises:
        GroupNotFound: there is none at this address.
    """
    group = published_group(db, slug, reader=view.reader)
    address = view.absolute(view.path("shop.group", slug=slug))
    found = listed(db, asked_for(db, ProductFilter(group=slug)).question, limit=THEIR_WORK)
    title = Words(group.line.name, view.reader.lang)
    return GroupPage(
        group=group,
        how=panel(view, group, about_group(view, group)),
        products=shelf_of(db, view, found.stamps, by=False),
        products_after=found.after,
        makes=crafts_of_group(db, slug, reader=view.reader),
        address=address,
        address_code=code_on_paper(address),
        json_ld=_described(view, group, address),
        og=OpenGraph(title, group.about, og_image(view, [group.photo] if group.photo else []), address, "profile"),
    )


def _described(view: View, group: GroupView, address: str) -> Markup:
    """The group and the way down to it, as structured data."""
    member_of = view.absolute(view.path("shop.affiliate", slug=group.affiliate.slug))
    region = view.absolute(view.path("shop.region", slug=group.region.slug))
    facts = structured.organization(group, address=address, affiliate_address=member_of, absolute=view.absolute)
    trail = [(group.region.name.text, region), (group.line.name, address)]
    return json_script([facts, structured.breadcrumbs(trail)])
