"""Groups for programs: the directory, and each with the ways it consented to be reached."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request

from app.affiliates import views
from app.affiliates.queries import group_cards, has_sample, published_group
from app.catalog.crafts import crafts_of_group
from app.catalog.queries import counted
from app.catalog.views import CraftLine
from app.web.api import models
from app.web.api.asked import GroupsAsked, Reading
from app.web.api.parts import Parts, parts_for
from app.web.api.problems import ANY, ONE
from app.web.api.routers import api_router
from app.web.deps import DB
from app.web.parameters import SlugPath

router = api_router("groups")


@router.get("/groups", name="api.v1.groups", summary="Groups by name", responses=ANY)
def list_groups(request: Request, db: DB, asked: Annotated[GroupsAsked, Query()]) -> models.GroupList:
    """The groups the public can see."""
    parts = parts_for(request, asked)
    narrowed = asked.model_dump(include={"region", "affiliate", "after", "limit"})
    country = asked.country.upper() if asked.country else None
    found = group_cards(db, reader=parts.reader, country=country, **narrowed)
    return models.GroupList(
        items=[_item(parts, card) for card in counted(db, found.items)],
        next=parts.next("groups", asked, found.after),
        sample_catalogue=has_sample(db),
    )


@router.get("/groups/{slug}", name="api.v1.group", summary="A group", responses=ONE)
def show_group(request: Request, db: DB, slug: SlugPath, asked: Annotated[Reading, Query()]) -> models.Group:
    """Everything that is public about a group. Channels appear only with its consent."""
    parts = parts_for(request, asked)
    found = published_group(db, slug, reader=parts.reader)
    return _group(parts, found, crafts_of_group(db, slug, reader=parts.reader))


def _item(parts: Parts, card: views.GroupCard) -> models.GroupItem:
    return models.GroupItem(
        **parts.group(card.line).model_dump(),
        summary=parts.text(card.summary),
        picture=parts.picture(card.photo),
        products=card.products,
    )


def _group(parts: Parts, found: views.GroupView, makes: list[CraftLine]) -> models.Group:
    return models.Group(
        **parts.group(found.line).model_dump(),
        summary=parts.text_or_none(found.summary),
        about=parts.text_or_none(found.about),
        original_about=parts.text_or_none(found.original_about),
        picture=parts.picture(found.photo),
        affiliate=parts.affiliate(found.affiliate),
        crafts=[parts.craft(line) for line in makes],
        languages=list(found.languages),
        timezone=found.timezone,
        currency=found.currency,
        founded=found.founded,
        makers=found.makers,
        capacity_per_month=found.capacity_per_month,
        answers_within_hours=found.answers_within_hours,
        channels=[_channel(channel, sample=found.sample) for channel in found.channels],
        paid_by=[
            models.PaidBy(means=rail.means, currency=rail.currency, usable_from=rail.usable_from)
            for rail in found.rails
        ],
        published_at=found.published_at,
        sample=found.sample,
        products_url=parts.api("products", group=found.line.slug),
    )


def _channel(channel: views.ChannelView, *, sample: bool) -> models.Channel:
    """The addresses of samples belong to nobody and are not handed on."""
    return models.Channel(
        kind=channel.kind,
        address=None if sample else channel.address or None,
        calls=channel.calls,
        texts=channel.texts,
        days=list(channel.days),
        opens=channel.opens,
        closes=channel.closes,
    )
