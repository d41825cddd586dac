"""What lies in a basket, as the catalogue has it now: plain rows, for reviews and for placing.

Each statement is built once and reads only columns that a part of an order needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, func, null, or_, select, union_all
from sqlalchemy.orm import Session

from app.affiliates.channels import own_shop_only
from app.affiliates.models import Country, Group
from app.affiliates.views import GroupLine
from app.catalog.capacity import Maker, maker
from app.catalog.models import Capacity, PriceStep, Product, ProductPhoto, ProductText, Stock, Variant, VariantText
from app.core.clock import today
from app.core.rows import AnyRow, run, table_of
from app.core.texts import Standing, Words, words

_V, _P, _G, _C, _S, _M = (table_of(model).c for model in (Variant, Product, Group, Country, Stock, Capacity))
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_GONE = or_(
    *(_P.published_at.is_(None), _P.withdrawn_at.is_not(None)),
    *(_G.published_at.is_(None), _G.withdrawn_at.is_not(None)),
)
_GOODS = (
    select(_V.id, _V.product_id, _V.sku, _P.hs_code, _V.kind, _V.price_amount, _V.price_currency, _V.available)
    .add_columns(_P.slug, _P.group_id, _GONE.label("gone"), func.coalesce(_S.on_hand - _S.held, 0).label("free"))
    .add_columns(_G.slug.label("group_slug"), _G.name, _G.district, _G.country_code, _G.currency, _G.languages)
    .add_columns(_C.region_slug, _V.lead_days, _G.capacity_per_month, _M.pieces_per_month)
    .add_columns(own_shop_only(_G.id).label("elsewhere"))
    .select_from(table_of(Variant))
    .join(table_of(Product), _P.id == _V.product_id)
    .join(table_of(Group), _G.id == _P.group_id)
    .join(table_of(Country), _C.code == _G.country_code)
    .outerjoin(table_of(Stock), _S.variant_id == _V.id)
    .outerjoin(table_of(Capacity), _M.product_id == _P.id)
    .where(_V.id.in_(_IDS))
)
_PT, _VT, _PS, _PP = (table_of(model).c for model in (ProductText, VariantText, PriceStep, ProductPhoto))
_TEXTS = union_all(
    select(_PT.product_id, _PT.lang, _PT.standing, _PT.title, null().label("label")).where(_PT.product_id.in_(_IDS)),
    select(_VT.variant_id, _VT.lang, _VT.standing, null(), _VT.label).where(_VT.variant_id.in_(_IDS)),
)
_STEPS = select(_PS.variant_id, _PS.from_quantity, _PS.price_amount).where(_PS.variant_id.in_(_IDS))
_COVERS = select(_PP.product_id, _PP.photo_id).where(_PP.product_id.in_(_IDS)).order_by(_PP.position)

Rows = dict[UUID, list[AnyRow]]


def goods_of(db: Session, variants: Sequence[UUID]) -> dict[UUID, AnyRow]:
    """Variants with their product, group and free pieces, by id; unknown ones are left out.

    A row is `gone` when its product or group left the shop, `elsewhere` when the group takes orders in its own web shop
    alone; `free` is of meaning for counted things.
    """
    return {row.id: row for row in run(db, _GOODS, {"ids": list(variants), "day": today()})}


def texts_of(db: Session, goods: Iterable[AnyRow]) -> Rows:
    """The titles of products and the labels of their variants in all languages, by the id of either."""
    return _by_first(run(db, _TEXTS, {"ids": [id_ for good in goods for id_ in (good.product_id, good.id)]}))


def steps_of(db: Session, variants: Sequence[UUID]) -> Rows:
    """The wholesale prices of variants."""
    return _by_first(run(db, _STEPS, {"ids": list(variants)})) if variants else {}


def covers_of(db: Session, products: Iterable[UUID]) -> dict[UUID, str]:
    """The id of each product's first picture."""
    found: dict[UUID, str] = {}
    for product, photo in run(db, _COVERS, {"ids": list(products)}):
        found.setdefault(product, photo)
    return found


def _by_first(rows: Iterable[AnyRow]) -> Rows:
    found: Rows = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def line_of(good: AnyRow) -> GroupLine:
    """The group of a row by name and place."""
    return GroupLine(
        *(good.group_id, good.group_slug, good.name, good.district),
        *(good.country_code, good.region_slug),
    )


def maker_of(good: AnyRow) -> Maker:
    """Whose capacity a row uses."""
    return maker(
        *(good.product_id, good.pieces_per_month, good.group_id, good.capacity_per_month),
        *(good.lead_days, good.kind),
    )


def called(titles: Sequence[Any], labels: Sequence[Any], lang: str) -> tuple[Words, str, Words]:
    """How a line of an order calls its thing: its title for the buyer, its title as the group wrote it, its label.

    Args:
        titles, labels: rows of the product's and the variant's texts in all languages.
    """
    own = words([row for row in titles if row.standing is Standing.ORIGINAL], "title", lang).text
    return words(titles, "title", lang), own, words(labels, "label", lang) if labels else Words("", lang)
