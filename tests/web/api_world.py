"""A small catalogue with one of everything that machines must be told right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.affiliates.channels import ChannelKind
from app.affiliates.models import Group
from app.catalog.models import PriceStep, Product, ProductPhoto, StockKind
from app.catalog.service import put_product, withdraw
from app.core.texts import Standing
from app.media.models import Photo, PhotoText
from tests.factories.catalogue import a_channel, a_group, a_product, a_variant, an_affiliate
from tests.factories.serving import client_for, migrated, settings_in

PHONE = "+254711000111"
EMAIL = "baskets@machakos.example"
NOT_CONSENTED = "+254711000222"
SAMPLE_PHONE = "+447700900101"
SOCIAL = "https://social.example/machakos"


def fill(db: Session) -> None:
    """Two groups, one of them a sample, with products of every kind, over the reference data."""
    an_affiliate(db)
    real = a_group(db, "machakos", name="Machakos Baskets & Co", photo_id=_photo(db, "Hands at work").id)
    a_channel(db, real, ChannelKind.PHONE, PHONE, calls=True, texts=True, days="mon,tue")
    a_channel(db, real, ChannelKind.EMAIL, EMAIL)
    a_channel(db, real, ChannelKind.SOCIAL, SOCIAL)
    a_channel(db, real, ChannelKind.WHATSAPP, NOT_CONSENTED, consent=None)
    a_channel(db, real, ChannelKind.VISIT, "Mumbuni Road 4", show_street=False)
    sample = a_group(db, "talas", name="Talas Circle", country="KG", currency="KGS", sample=True)
    a_channel(db, sample, ChannelKind.PHONE, SAMPLE_PHONE, calls=True)
    a_product(db, sample, "felt-mat", title="Felt mat", craft="felt", sample=True, own_shop_url="https://talas.example")
    _goods(db, real)
    withdraw(db, a_product(db, real, "withdrawn", title="Withdrawn"))
    a_product(db, real, "unpublished", title="Unpublished", published_at=None)
    a_product(db, a_group(db, "unpublished-group", published_at=None), "of-nobody", title="Of nobody")


def _goods(db: Session, group: Group) -> None:
    said = {
        "en": (Standing.CHECKED, "Basket <with> lid & handle", "Sewn in </script> rounds."),
        "sw": (Standing.ORIGINAL, "Kikapu chenye kifuniko", "Tunashona."),
    }
    basket = a_product(db, group, "basket", texts=said, on_hand=3, weight_grams=480)
    db.add(ProductPhoto(product_id=basket.id, position=0, photo_id=_photo(db, "A basket").id))
    a_product(db, group, "on-request", title="Price on request", variant={"price": None})
    a_product(db, group, "sold-out", title="Sold out", on_hand=0, variant={"price": 150000})
    a_product(db, group, "paused", title="Paused", variant={"available": False})
    _in_three_sizes(db, group)


def _in_three_sizes(db: Session, group: Group) -> None:
    product = a_product(db, group, "three-sizes", title="Three sizes")
    said: dict[str, Any] = {
        column.key: getattr(product, column.key) for column in Product.__table__.columns if column.key != "version"
    }
    variants = [
        a_variant(product.id, group, price=320000, position=0, sku="SMALL"),
        a_variant(product.id, group, price=450050, position=1, sku="LARGE", kind=StockKind.ONE_OF_A_KIND),
        a_variant(product.id, group, price=None, position=2, sku="ASK"),
    ]
    variants[0].steps = [PriceStep(variant_id=variants[0].id, from_quantity=10, price_amount=300000)]
    texts = {"en": (Standing.ORIGINAL, "Three sizes", "Small, large, or as you like.")}
    fresh = Product(**said, variants=variants, pictures=[], materials=[], shares=[], texts=_rows(product, texts))
    put_product(db, fresh, on_hand={variants[1].id: 1})


def _rows(product: Product, texts: dict[str, tuple[Standing, str, str]]) -> list[Any]:
    kind = Product.texts.property.mapper.class_
    return [
        kind(product_id=product.id, lang=lang, standing=standing, title=title, story=story)
        for lang, (standing, title, story) in texts.items()
    ]


def _photo(db: Session, alt: str) -> Photo:
    photo = Photo(digest="0" * 64, width=1000, height=800, colour="sand", ready=2)
    db.add(photo)
    db.flush()
    db.add(PhotoText(photo_id=photo.id, lang="en", standing=Standing.ORIGINAL, alt=alt))
    return photo


@contextmanager
def api_client(folder: Path) -> Iterator[TestClient]:
    """A browser over this catalogue."""
    settings = settings_in(folder)
    database = migrated(settings)
    with database.writing() as db:
        fill(db)
    database.close()
    with client_for(settings) as client:
        yield client
