"""Verbs of the catalogue. Each writes a public word, keeps what is derived from it true, and raises the revision."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, selectinload

from app.affiliates.channels import ChannelKind, clean_address
from app.affiliates.models import Affiliate, Group
from app.catalog import stock
from app.catalog.codes import code_for
from app.catalog.finding.models import TermKind
from app.catalog.finding.names import rename, unname
from app.catalog.finding.upkeep import bring_into_line, relist
from app.catalog.models import NO_RANK, Product, ShelfPlace, Stock, Variant
from app.catalog.offers import offers
from app.core.clock import now
from app.core.errors import Invalid, _
from app.core.rates import Rates, current_rates
from app.core.revision import raise_revision

WHOLE_BP = 10_000


class BadProduct(Invalid):
    """A product that contradicts itself."""

    words = _("“%(slug)s” cannot be shown: %(reason)s")


def put_product(db: Session, product: Product, *, on_hand: dict[UUID, int]) -> Product:
    """Create or change a product with all that hangs on it.

    Args:
        product: a fresh object that carries its id and the ids of its children; what is missing in it is removed.
            A code that it has already stays, for it is printed somewhere; one that another product has is passed over.
        on_hand: pieces of the counted variants, by variant id; a variant that is counted already is left alone.

    Raises:
        BadProduct: no variant, no original text, or shares that do not add up.
        BadChannel: its address in the group's shop is no https address.
    """
    _check(product)
    if product.own_shop_url:
        product.own_shop_url = clean_address(ChannelKind.WEB_SHOP, product.own_shop_url)
    product.code = _code(db, product)
    whole = select(Product).where(Product.id == product.id)
    for relation in (Product.texts, Product.pictures, Product.materials, Product.shares):
        whole = whole.options(selectinload(relation))
    children = (selectinload(Product.variants).selectinload(r) for r in (Variant.texts, Variant.steps))
    db.scalar(whole.options(*children))  # loaded, so that merging can see what is to go
    merged = db.merge(product)
    db.flush()
    for variant_id, pieces in on_hand.items():
        if db.get(Stock, variant_id) is None:
            stock.count(db, variant_id, on_hand=pieces)
    _derive(db, merged.id)
    db.refresh(merged, ["price_rank"])
    raise_revision(db)
    return merged


def _code(db: Session, product: Product) -> str:
    """The code it has had so far; for a new product the one it comes with, or the next that is free."""
    with db.no_autoflush:
        had = db.scalar(select(Product.code).where(Product.id == product.id))
        code, turns = had or product.code, count()
        while had is None and db.scalar(select(Product.id).where(Product.code == code)) is not None:
            code = code_for(product.id, next(turns))
    return code


def _check(product: Product) -> None:
    shares = sum(share.share_bp for share in product.shares)
    if not product.variants:
        raise BadProduct(slug=product.slug, reason="no variant")
    if sum(text.standing == "original" for text in product.texts) != 1:
        raise BadProduct(slug=product.slug, reason="not exactly one original text")
    if shares not in (0, WHOLE_BP):
        raise BadProduct(slug=product.slug, reason="the shares of its price do not add up")


def _derive(db: Session, product_id: UUID) -> None:
    """Bring into line what is derived from a product: its place in the order of prices, where it is found."""
    db.flush()
    rank = ranks(db, current_rates(db), [product_id]).get(product_id, NO_RANK)
    db.execute(update(Product).where(Product.id == product_id).values(price_rank=rank))
    relist(db, [product_id])


def ranks(db: Session, rates: Rates, ids: list[UUID] | None = None) -> dict[UUID, int]:
    """The comparable rank of the price each product is shown by; of all products unless told which."""
    found = {}
    for product_id, offer in offers(db, ids).items():
        rank = rates.rank(offer.price)
        found[product_id] = NO_RANK if rank is None else rank
    return found


def publish(db: Session, product: Product) -> None:
    """Show a product from now on."""
    product.published_at = product.published_at or now()
    product.withdrawn_at = None
    relist(db, [product.id])
    raise_revision(db)


def withdraw(db: Session, product: Product) -> None:
    """Take a product from the shop; its rows stay for what mentions them."""
    product.withdrawn_at = now()
    relist(db, [product.id])
    raise_revision(db)


def withdraw_group(db: Session, group: Group) -> None:
    """Take a group and, with it, all its products from the shop."""
    group.withdrawn_at = now()
    group_changed(db, group)


def set_available(db: Session, variant: Variant, *, available: bool) -> None:
    """Offer a variant, or pause it."""
    variant.available = available
    _derive(db, variant.product_id)
    raise_revision(db)


def count_pieces(db: Session, variant: Variant, *, on_hand: int) -> None:
    """Write down how many pieces of a variant were counted; that it can be had, or not, is a public word.

    Raises:
        BadCount, HeldPieces: the number cannot be.
    """
    if stock.count(db, variant.id, on_hand=on_hand):
        _derive(db, variant.product_id)
        raise_revision(db)


def group_changed(db: Session, group: Group) -> None:
    """A group changed: its name, its place, how it is paid, whether it is shown. Its products are found by that too."""
    rename(db, TermKind.GROUP, [group.slug])
    relist(db, db.scalars(select(Product.id).where(Product.group_id == group.id)))
    raise_revision(db)


def rank_all(db: Session) -> int:
    """Recompute the comparable rank of every price after new rates.

    Returns:
        How many products have a price that can be compared.
    """
    known = {id_: rank for id_, rank in db.execute(select(Product.id, Product.price_rank))}
    found = ranks(db, current_rates(db))
    for product_id, rank in found.items():
        if rank != known[product_id]:
            db.execute(update(Product).where(Product.id == product_id).values(price_rank=rank))
            relist(db, [product_id])
    raise_revision(db)
    return sum(rank != NO_RANK for rank in found.values())


def choose_shelf(db: Session, product_ids: list[UUID]) -> None:
    """Set the row of products that HNI shows on the front page, in this order."""
    db.execute(delete(ShelfPlace))
    db.add_all(ShelfPlace(product_id=id_, position=place) for place, id_ in enumerate(product_ids))
    raise_revision(db)


def remove_sample(db: Session, *, keep: Collection[UUID] = ()) -> dict[str, int]:
    """Remove records of the sample catalogue, and nothing else: what holds real groups or products stays for them.

    Args:
        keep: ids of affiliates, groups and products that stay.

    Returns:
        How many of each went.
    """
    leaving_products = list(db.scalars(select(Product.id).where(Product.sample, Product.id.not_in(keep))))
    db.execute(update(Product).where(Product.id.in_(leaving_products)).values(withdrawn_at=now()))
    stock_rows = select(Stock.variant_id).join(Variant, Variant.id == Stock.variant_id)
    db.execute(stock_rows.where(Variant.product_id.in_(leaving_products)).order_by(Stock.variant_id).with_for_update())
    bring_into_line(db, leaving_products)  # while they are still there to be taken from the lists
    slugs = {
        TermKind.GROUP: set(db.scalars(select(Group.slug).where(Group.sample))),
        TermKind.AFFILIATE: set(db.scalars(select(Affiliate.slug).where(Affiliate.sample))),
    }
    counts = {}
    goods = select(Product.id).where(Product.group_id == Group.id).exists()
    members = select(Group.id).where(Group.affiliate_id == Affiliate.id).exists()
    for name, leaving in (
        ("products", delete(Product).where(Product.sample, Product.id.not_in(keep))),
        ("groups", delete(Group).where(Group.sample, Group.id.not_in(keep), ~goods)),
        ("affiliates", delete(Affiliate).where(Affiliate.sample, Affiliate.id.not_in(keep), ~members)),
    ):
        gone = db.execute(leaving)  # rows that hang on them go by ON DELETE CASCADE
        counts[name] = gone.rowcount  # type: ignore[attr-defined]  # a CursorResult, as for every DELETE
    for kind, owner in ((TermKind.GROUP, Group), (TermKind.AFFILIATE, Affiliate)):
        known = set(db.scalars(select(owner.slug)))
        unname(db, kind, slugs[kind] - known)
    raise_revision(db)
    return counts
