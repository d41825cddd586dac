"""What the types of the seed files cannot say: that names are known, prices are amounts, shares add up.

Asked before anything is written, so that a slip of the pen is refused with the name of its file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.channels import clean_address
from app.affiliates.models import Country, Region
from app.catalog.models import Craft, Material
from app.catalog.seed.files import AffiliateFile, BadSeed, ChannelFile, GroupFile, ProductFile
from app.core.errors import Refusal
from app.core.money import Money
from app.core.texts import Standing


@dataclass
class _Known:
    """Names that may be referred to, and those that may be given only once."""

    countries: set[str]
    regions: set[str]
    crafts: set[str]
    materials: set[str]
    affiliates: set[str]
    taken: set[tuple[str, str]] = field(default_factory=set)

    def again(self, kind: str, name: str) -> bool:
        """Whether this name was given before."""
        seen = (kind, name) in self.taken
        self.taken.add((kind, name))
        return seen


def refuse_nonsense(db: Session, affiliates: list[AffiliateFile], groups: list[GroupFile], shelf: list[str]) -> None:
    """Look through the files of a sample before it is loaded.

    Raises:
        BadSeed: naming the file and the first thing that cannot be.
    """
    known = _Known(
        countries=set(db.scalars(select(Country.code))),
        regions=set(db.scalars(select(Region.slug))),
        crafts=set(db.scalars(select(Craft.slug))),
        materials=set(db.scalars(select(Material.slug))),
        affiliates={affiliate.id for affiliate in affiliates},
    )
    for affiliate in affiliates:
        for reason in _affiliate(affiliate, known):
            raise BadSeed(file="affiliates.yaml", reason=f"{affiliate.id}: {reason}")
    for group in groups:
        for reason in _group(group, known):
            raise BadSeed(file=f"{group.id}.yaml", reason=reason)
    for slug in shelf:
        if ("product", slug) not in known.taken or known.again("shelf", slug):
            raise BadSeed(file="shelf.yaml", reason=f"{slug}: no such product, or named twice")


def _affiliate(file: AffiliateFile, known: _Known) -> Iterator[str]:
    if known.again("affiliate", file.id):
        yield "named twice"
    if file.country is not None and file.country not in known.countries:
        yield f"country {file.country} is not known"
    if file.country is None and file.region is None:
        yield "neither a country nor a region"
    if file.region is not None and file.region not in known.regions:
        yield f"region {file.region} is not known"


def _group(file: GroupFile, known: _Known) -> Iterator[str]:
    if known.again("group", file.id):
        yield "the same id twice"
    if file.affiliate not in known.affiliates:
        yield f"affiliate {file.affiliate} is not known"
    if file.country not in known.countries:
        yield f"country {file.country} is not known"
    for channel in file.channels:
        yield from _channel(channel, file.id, known)
    for product in file.products:
        for reason in _product(product, file.currency, known):
            yield f"{product.id}: {reason}"


def _channel(file: ChannelFile, group: str, known: _Known) -> Iterator[str]:
    try:
        address, _read = clean_address(file.kind, file.address), (file.week, file.span)
        if known.again(f"channel of {group}", f"{file.kind} {address}"):
            yield f"{file.kind}: the same address twice"
    except Refusal as refusal:
        yield f"{file.kind}: {refusal}"
    except ValueError as error:
        yield f"{file.kind}: its days or hours cannot be read ({error})"


def _product(file: ProductFile, currency: str, known: _Known) -> Iterator[str]:
    if known.again("product", file.id):
        yield "the same id twice"
    if file.craft not in known.crafts:
        yield f"craft {file.craft} is not known"
    if sum(text.standing is Standing.ORIGINAL for text in file.texts.values()) != 1:
        yield "not exactly one original text"
    if file.money and sum(file.money.values()) != 100:
        yield "the shares of its price do not add up"
    for made_of in file.materials:
        if made_of.material not in known.materials or known.again(f"material of {file.id}", made_of.material):
            yield f"material {made_of.material} is not known, or named twice"
    for variant in file.variants:
        if known.again("sku", variant.sku):
            yield f"{variant.sku}: the same sku twice"
        try:
            for price in filter(None, [variant.price, *(step.price for step in variant.wholesale)]):
                Money.parse(price, currency)
        except Refusal as refusal:
            yield f"{variant.sku}: {refusal}"
