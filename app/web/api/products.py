"""Products for programs: the list with the shop's filters, and each by its address."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import Query, Request

from app.affiliates.queries import has_sample
from app.catalog import views
from app.catalog.listing import Asked, asked_for, product_list
from app.catalog.queries import published_product
from app.core.rates import current_rates
from app.web.api import models
from app.web.api.asked import MAX_QUERY_CHARS, ProductsAsked, Reading
from app.web.api.parts import Parts, parts_for
from app.web.api.problems import ANY, ONE
from app.web.api.routers import api_router
from app.web.deps import DB
from app.web.parameters import SlugPath

router = api_router("products")
PERCENT_BP = 100


@router.get(
    "/products",
    name="api.v1.products",
    summary="Products: newest first, by price, or what fits words best",
    responses=ANY,
)
def list_products(request: Request, db: DB, asked: Annotated[ProductsAsked, Query()]) -> models.ProductList:
    """The public products, narrowed by the same filters as the shop's list."""
    parts = parts_for(request, asked)
    wanted = asked.filter(current_rates(db))
    question = asked_for(db, wanted)
    found = product_list(
        db, wanted, reader=parts.reader, sort=asked.order, after=asked.after, limit=asked.limit, asked=question
    )
    return models.ProductList(
        items=[_item(parts, card) for card in found.items],
        next=parts.next("products", asked, found.after),
        understood=_understood(parts, asked, question),
        sample_catalogue=has_sample(db),
    )


@router.get("/products/{slug}", name="api.v1.product", summary="A product", responses=ONE)
def show_product(request: Request, db: DB, slug: SlugPath, asked: Annotated[Reading, Query()]) -> models.Product:
    """Everything that is public about a product."""
    parts = parts_for(request, asked)
    found, _group = published_product(db, slug, reader=parts.reader)
    return _product(parts, found)


def _understood(parts: Parts, asked: ProductsAsked, question: Asked) -> models.Understood | None:
    words = question.words
    if words is None or not (words.taken or words.unknown or question.left_out):
        return None
    exactly = asked.model_copy(update={"q": f"“{(asked.q or '')[: MAX_QUERY_CHARS - 2]}”"})
    return models.Understood(
        taken=[models.Taken(word=word, taken_for=other) for word, other in words.taken],
        unknown=list(words.unknown),
        left_out=list(question.left_out),
        exactly_url=parts.same("products", exactly),
    )


def _item(parts: Parts, card: views.ProductCard) -> models.ProductItem:
    return models.ProductItem(
        slug=card.slug,
        title=parts.text(card.title),
        group=parts.group(card.group),
        picture=parts.picture(card.cover),
        price=parts.price(card.price),
        price_from=card.price_from,
        availability=parts.availability(card.availability),
        published_at=card.published_at,
        url=parts.page("shop.product", slug=card.slug),
        api_url=parts.api("product", slug=card.slug),
    )


def _product(parts: Parts, found: views.ProductView) -> models.Product:
    return models.Product(
        slug=found.slug,
        code=found.code,
        title=parts.text(found.title),
        story=parts.text_or_none(found.story),
        original_title=parts.text(found.original_title),
        original_story=parts.text_or_none(found.original_story),
        local_word=parts.text_or_none(found.local_word),
        group=parts.group(found.group),
        craft=_craft(parts, found.craft),
        pictures=[picture for photo in found.photos if (picture := parts.picture(photo))],
        variants=[_variant(parts, variant) for variant in found.variants],
        materials=[_material(parts, line) for line in found.materials],
        size_mm=list(found.size_mm),
        weight_grams=found.weight_grams,
        hs_code=found.hs_code or None,
        hours_of_work=found.hours,
        said_by=found.said_by,
        said_on=found.said_on,
        shares=[models.Share(of=of, percent=Decimal(bp) / PERCENT_BP) for of, bp in found.shares],
        capacity_per_month=found.capacity_per_month,
        own_shop_url=None if found.sample else found.own_shop_url,
        published_at=found.published_at,
        sample=found.sample,
        url=parts.page("shop.product", slug=found.slug),
        short_url=parts.short(found.code),
    )


def _craft(parts: Parts, line: views.CraftLine) -> models.CraftRef:
    parent = parts.craft(line.parent) if line.parent else None
    return models.CraftRef(**parts.craft(line).model_dump(), parent=parent)


def _variant(parts: Parts, variant: views.VariantView) -> models.Variant:
    steps = [(pieces, parts.price(price)) for pieces, price in variant.steps]
    return models.Variant(
        sku=variant.sku,
        label=parts.text_or_none(variant.label),
        kind=variant.kind,
        price=parts.price(variant.price),
        availability=parts.availability(variant.availability),
        wholesale=[models.Step(pieces=pieces, price=price) for pieces, price in steps if price],
    )


def _material(parts: Parts, line: views.MaterialLine) -> models.MaterialUse:
    return models.MaterialUse(slug=line.slug, name=parts.text(line.name), origin=line.origin or None)
