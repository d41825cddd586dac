"""Made-up goods and groups as rows of the bazaar's tables: {table: rows}."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.affiliates.models import Means, UsableFrom
from app.catalog.models import NO_RANK, StockKind
from app.core.money import Money
from app.core.rates import Rates
from app.core.texts import Standing
from bench.goods import NEWEST, SPREAD_MINUTES, Good, Kind
from bench.makers import Makers

Rows = dict[str, list[dict[str, Any]]]

_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
_CODES = len(_ALPHABET) ** 6
_STRIDE = 314_159_269  # prime, and so without a common factor with _CODES: every number gets a code of its own
_FIRST_DAY = NEWEST - timedelta(minutes=SPREAD_MINUTES + 60)
PRODUCT, GROUP, VARIANT = 1, 2, 3  # kinds of ids
AFFILIATE = UUID(int=(0xBE7C << 112) | (7 << 76) | (2 << 62) | 1)


def made_up_id(moment_ms: int, kind: int, number: int) -> UUID:
    """An id of version 7, as the bazaar makes them, but the same in every run."""
    return UUID(int=(moment_ms << 80) | (7 << 76) | (kind << 64) | (2 << 62) | number)


def product_id(good: Good) -> UUID:
    """The id of a product."""
    return made_up_id(int(good.published_at.timestamp() * 1000), PRODUCT, good.number)


def group_id(number: int) -> UUID:
    """The id of a group."""
    return made_up_id(int(_FIRST_DAY.timestamp() * 1000), GROUP, number)


def code_of(number: int) -> str:
    """A short code no other number has. A hash of the id, as the bazaar takes it, meets another one too often."""
    rest = number * _STRIDE % _CODES
    code = ""
    for _position in range(6):
        rest, digit = divmod(rest, len(_ALPHABET))
        code += _ALPHABET[digit]
    return code


def affiliate_row() -> Rows:
    """The one organisation that all made-up groups belong to."""
    row = {"id": AFFILIATE, "slug": "made-up-network", "name": "Made-up Network", "region_slug": "africa"}
    text = {"affiliate_id": AFFILIATE, "lang": "en", "standing": Standing.ORIGINAL, "about": "It is made up."}
    return {"affiliate": [{**row, "sample": False}], "affiliate_text": [text]}


def group_rows(group: Makers) -> Rows:
    """A group, its words, how it is paid."""
    id_ = group_id(group.number)
    row = {
        "id": id_,
        "slug": group.slug,
        "affiliate_id": AFFILIATE,
        "name": group.name,
        "country_code": group.country,
        "district": group.district,
        "timezone": group.timezone,
        "currency": group.currency,
        "languages": [group.lang, "en"],
        "founded": group.founded,
        "makers": group.women,
        "published_at": _FIRST_DAY,
        "sample": False,
        "version": 1,
    }
    text = {"group_id": id_, "lang": "en", "standing": Standing.ORIGINAL}
    rail = {"group_id": id_, "currency": group.currency, "live": True}
    rails = [{**rail, "means": Means.MOBILE_MONEY, "position": 0, "usable_from": UsableFrom.COUNTRY}]
    if group.number % 3 == 0:
        rails.append({**rail, "means": Means.BANK_TRANSFER, "position": 1, "usable_from": UsableFrom.ANYWHERE})
    return {
        "maker_group": [row],
        "group_text": [{**text, "summary": group.summary, "about": group.about}],
        "group_rail": rails,
    }


def product_rows(good: Good, rates: Rates, cover: str | None) -> Rows:
    """A product with all that hangs on it; of one variant."""
    id_ = product_id(good)
    variant = made_up_id(id_.int >> 80, VARIANT, good.number)
    rank = None if good.price is None else rates.rank(Money(good.price, good.currency))
    rows: Rows = {
        "product": [_product(good, id_, NO_RANK if rank is None else rank)],
        "product_text": [
            {"product_id": id_, "lang": lang, "standing": _standing(good, lang), "title": title, "story": story}
            for (lang, title), story in zip(good.titles.items(), good.stories.values(), strict=True)
        ],
        "product_material": [
            {"product_id": id_, "material_slug": slug, "position": place, "origin": ""}
            for place, slug in enumerate(good.materials)
        ],
        "variant": [_variant(good, variant, id_)],
        "price_step": [
            {"variant_id": variant, "from_quantity": pieces, "price_amount": price} for pieces, price in good.steps
        ],
    }
    if good.number % 4 == 0:  # most things come in one size and say nothing about it
        rows["variant_text"] = [
            {"variant_id": variant, "lang": "en", "standing": Standing.ORIGINAL, "label": "One size"}
        ]
    if good.kind is not Kind.MADE_TO_ORDER:
        rows["stock"] = [{"variant_id": variant, "on_hand": good.pieces, "held": 0, "counted": good.pieces}]
    if cover:
        rows["product_photo"] = [{"product_id": id_, "position": 0, "photo_id": cover}]
    return rows


def _product(good: Good, id_: UUID, rank: int) -> dict[str, Any]:
    return {
        "id": id_,
        "slug": good.slug,
        "code": code_of(good.number),
        "group_id": group_id(good.group),
        "craft_slug": good.craft,
        "local_word": good.local_word,
        "local_word_lang": good.lang,
        "price_rank": rank,
        "published_at": good.published_at,
        "sample": False,
        "version": 1,
    }


def _variant(good: Good, id_: UUID, product: UUID) -> dict[str, Any]:
    return {
        "id": id_,
        "product_id": product,
        "position": 0,
        "sku": f"MADE-UP-{good.number}",
        "kind": StockKind(good.kind),
        "price_amount": good.price,
        "price_currency": good.currency,
        "lead_days": good.lead_days,
        "available": True,
    }


def _standing(good: Good, lang: str) -> Standing:
    if lang == good.lang:
        return Standing.ORIGINAL
    return Standing.DRAFT if good.number % 3 == 0 else Standing.CHECKED
