"""A product of a seed file as the objects the catalogue keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.catalog.codes import code_for
from app.catalog.models import (
    Capacity,
    MoneyShare,
    PriceStep,
    Product,
    ProductMaterial,
    ProductPhoto,
    ProductText,
    StockKind,
    Variant,
    VariantText,
)
from app.catalog.seed.files import ProductFile, VariantFile
from app.core.money import Money
from app.core.texts import Standing

PERCENT_BP = 100


@dataclass(frozen=True)
class Made:
    """A product, how many pieces its counted variants have, and what can be made in a month."""

    product: Product
    on_hand: dict[UUID, int]
    capacity_per_month: int | None

    def save_capacity(self, db: Session) -> None:
        """Write down what can be made in a month, if it is said."""
        if self.capacity_per_month:
            db.merge(Capacity(product_id=self.product.id, pieces_per_month=self.capacity_per_month))


def product_from(
    file: ProductFile,
    group: Group,
    *,
    stable_id: Callable[[str, str], UUID],
    photo_id: Callable[[str], str],
    published_at: datetime,
) -> Made:
    """Turn a file's product into rows with stable ids.

    Raises:
        NotAnAmount: a price that cannot be one in the group's currency.
    """
    id_ = stable_id("product", file.id)
    original = next(lang for lang, text in file.texts.items() if text.standing is Standing.ORIGINAL)
    product = Product(
        id=id_,
        slug=file.id,
        code=code_for(id_),
        group_id=group.id,
        craft_slug=file.craft,
        published_at=published_at,
        sample=True,
        texts=[ProductText(product_id=id_, lang=lang, **t.model_dump()) for lang, t in file.texts.items()],
        pictures=[ProductPhoto(product_id=id_, position=n, photo_id=photo_id(p)) for n, p in enumerate(file.photos)],
        variants=[
            _variant(v, stable_id("variant", v.sku), id_, place, group, original)
            for place, v in enumerate(file.variants)
        ],
        **_provenance(file, id_),
    )
    counted = {
        stable_id("variant", v.sku): v.on_hand if v.on_hand is not None else 1
        for v in file.variants
        if v.kind is not StockKind.MADE_TO_ORDER
    }
    return Made(product, counted, file.capacity_per_month)


def _provenance(file: ProductFile, id_: UUID) -> dict[str, Any]:
    """What a product is made of, how large, by how much work, who says so, and where the money goes."""
    length, width, height = [*file.size_mm, None, None, None][:3]
    return {
        "local_word": file.local_word.word if file.local_word else "",
        "local_word_lang": file.local_word.lang if file.local_word else "",
        "length_mm": length,
        "width_mm": width,
        "height_mm": height,
        "work_minutes": int(file.hours * 60) if file.hours else None,
        "materials": [
            ProductMaterial(product_id=id_, material_slug=m.material, position=place, origin=m.origin)
            for place, m in enumerate(file.materials)
        ],
        "shares": [
            MoneyShare(product_id=id_, share_of=of, position=place, share_bp=int(percent * PERCENT_BP))
            for place, (of, percent) in enumerate(file.money.items())
        ],
        **file.model_dump(include={"weight_grams", "hs_code", "said_by", "said_on", "own_shop_url"}),
    }


def _variant(  # noqa: PLR0917  # all of them are what a variant is made from
    file: VariantFile, id_: UUID, product_id: UUID, place: int, group: Group, original: str
) -> Variant:
    def amount(price: str) -> int:
        return Money.parse(price, group.currency).amount

    return Variant(
        id=id_,
        product_id=product_id,
        position=place,
        sku=file.sku,
        kind=file.kind,
        price_amount=amount(file.price) if file.price else None,
        price_currency=group.currency,
        lead_days=file.lead_days,
        available=file.available,
        texts=[
            VariantText(
                variant_id=id_,
                lang=lang,
                standing=Standing.ORIGINAL if lang == original else Standing.CHECKED,
                label=label,
            )
            for lang, label in file.label.items()
        ],
        steps=[
            PriceStep(variant_id=id_, from_quantity=step.start, price_amount=amount(step.price))
            for step in file.wholesale
        ],
    )
