"""What is derived must agree with what it is derived from. Read only; run by `bazaar check` and after tests."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog.finding.checks import index_findings
from app.catalog.models import (
    NO_RANK,
    MoneyShare,
    PriceStep,
    Product,
    ProductText,
    Stock,
    StockKind,
    Variant,
)
from app.catalog.service import WHOLE_BP, ranks
from app.core.rates import current_rates
from app.core.texts import Standing


def findings(db: Session) -> list[str]:
    """Everything that does not agree, one plain line each; empty when all is well."""
    return [*_shares(db), *_originals(db), *index_findings(db), *_ranks(db), *_stock(db), *_steps(db)]


def _shares(db: Session) -> list[str]:
    total = func.sum(MoneyShare.share_bp)
    rows = db.execute(
        select(Product.slug, total)
        .join(MoneyShare, MoneyShare.product_id == Product.id)
        .group_by(Product.slug)
        .having(total != WHOLE_BP)
    )
    return [f"{slug}: the shares of its price add up to {int(found) / 100} %" for slug, found in rows]


def _originals(db: Session) -> list[str]:
    count = func.count(ProductText.lang)
    rows = db.execute(
        select(Product.slug)
        .outerjoin(ProductText, (ProductText.product_id == Product.id) & (ProductText.standing == Standing.ORIGINAL))
        .group_by(Product.slug)
        .having(count != 1)
    )
    return [f"{slug}: not exactly one original text" for (slug,) in rows]


def _ranks(db: Session) -> list[str]:
    found = ranks(db, current_rates(db))
    return [
        f"{slug}: its place in the order of prices is old"
        for id_, slug, rank in db.execute(select(Product.id, Product.slug, Product.price_rank))
        if rank != found.get(id_, NO_RANK)
    ]


def _stock(db: Session) -> list[str]:
    rows = db.execute(select(Variant.sku, Variant.kind, Stock.on_hand).outerjoin(Stock))
    found = []
    for sku, kind, on_hand in rows:
        if (kind is StockKind.MADE_TO_ORDER) != (on_hand is None):
            found.append(f"{sku}: its kind of stock and its count do not fit")
        elif kind is StockKind.ONE_OF_A_KIND and on_hand > 1:
            found.append(f"{sku}: one of a kind, but {on_hand} are counted")
    return found


def _steps(db: Session) -> list[str]:
    dearer = (
        select(Variant.sku, PriceStep.from_quantity)
        .join(PriceStep, PriceStep.variant_id == Variant.id)
        .where(PriceStep.price_amount > Variant.price_amount)
    )
    return [f"{sku}: from {start} pieces it gets dearer" for sku, start in db.execute(dearer)]
