"""In a sentence from right to left, a Latin name pulls no number beside it into its own direction."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

from sqlalchemy import select

from app.affiliates.channels import Channel, ChannelKind
from app.catalog.models import Product, Said
from app.core.i18n import date_words
from tests.factories.real_shop import real_shop

DAY = date(2026, 6, 12)


def test_who_says_so_stands_apart_from_the_day(tmp_path: Path) -> None:
    with real_shop(tmp_path) as (client, database):
        with database.writing() as db:
            product = db.scalars(select(Product)).one()
            product.said_by, product.said_on = Said.AFFILIATE, DAY
        page = client.get("/ur/products/basket").text
    assert f"<dd><bdi>Homenet</bdi>, {date_words(DAY, 'ur')}</dd>" in page


def test_hours_name_the_city_as_the_reader_writes_it(tmp_path: Path) -> None:
    with real_shop(tmp_path) as (client, database):
        with database.writing() as db:
            channel = db.scalars(select(Channel).where(Channel.kind == ChannelKind.WHATSAPP)).one()
            channel.days, channel.opens, channel.closes = "mon", time(8), time(17)
        page = client.get("/ur/products/basket").text
    assert "<bdi>نیروبی</bdi>" in page
    assert "Nairobi" not in page.partition("<main")[2]
