"""The sample catalogue is as wide as promised, and holds no address of anybody real."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.affiliates.channels import Channel, ChannelKind, Consent
from app.affiliates.models import Affiliate, Country, Figure, Group, NotifyAddress, Region
from app.affiliates.phrases import phrase_books
from app.affiliates.queries import published_group
from app.affiliates.service import notify_address
from app.catalog.models import Craft, PriceStep, Product, ProductText, StockKind, Variant
from app.catalog.seed.files import ROOT
from app.core.i18n import language_name, languages
from app.core.texts import Standing
from app.tables import metadata
from tests.factories.worlds import READER

FICTION = range(447700900000, 447700901000)  # Ofcom keeps these numbers for film and paper
CURRENCIES = ["UGX", "KES", "INR", "NPR", "BDT", "PKR", "THB", "LAK", "KGS", "BOB", "MXN", "BRL", "PYG", "EUR", "USD"]
CLUSTERS = {"Machakos", "Nairobi", "Kisii", "Kisumu", "Bungoma", "Lodwar", "North Rift", "Central Rift"}


def count(db: Session, column: Any) -> int:
    return db.scalar(select(func.count(column.distinct()))) or 0


def test_it_spans_the_network(sample_db: Session) -> None:
    assert count(sample_db, Region.slug) == 5
    where = select(Country.region_slug).join(Group, Group.country_code == Country.code)
    assert len(set(sample_db.scalars(where))) == 5
    assert count(sample_db, Group.country_code) >= 16
    assert count(sample_db, Group.id) >= 24
    assert count(sample_db, Product.id) >= 64
    assert count(sample_db, Product.craft_slug) >= 18
    assert count(sample_db, Craft.slug) >= 18


def test_homenet_kenya_stands_there_with_its_eight_clusters(sample_db: Session) -> None:
    names = select(Group.name).join(Affiliate, Affiliate.id == Group.affiliate_id)
    found = sample_db.scalars(names.where(Affiliate.slug == "homenet-kenya")).all()
    assert {name.removesuffix(" cluster") for name in found} == CLUSTERS
    assert len(found) == 8


def test_every_kind_of_stock_and_of_price_is_there(sample_db: Session) -> None:
    kinds = Counter(sample_db.scalars(select(Variant.kind)))
    assert set(kinds) == set(StockKind)
    assert count(sample_db, PriceStep.variant_id) >= 1
    for wanted in (Variant.price_amount.is_(None), Variant.available.is_(False), Variant.lead_days > 0):
        assert sample_db.scalar(select(func.count()).select_from(Variant).where(wanted))


def test_every_mix_of_channels_is_there(sample_db: Session) -> None:
    mixes = {
        frozenset(channel.kind for channel in published_group(sample_db, slug, reader=READER).channels)
        for slug in sample_db.scalars(select(Group.slug))
    }
    for only in (ChannelKind.WEB_SHOP, ChannelKind.WHATSAPP, ChannelKind.EMAIL):
        assert frozenset({only}) in mixes
    assert frozenset() in mixes
    assert frozenset(ChannelKind) in mixes
    unseen = select(Channel.id).outerjoin(Consent).where(Consent.id.is_(None))
    assert sample_db.scalars(unseen).all()  # some that nobody may see


def test_many_currencies_and_languages_are_there(sample_db: Session) -> None:
    currencies = set(sample_db.scalars(select(Variant.price_currency)))
    assert len(currencies) >= 15
    assert set(CURRENCIES) <= currencies
    original = select(ProductText.lang).where(ProductText.standing == Standing.ORIGINAL)
    assert len(set(sample_db.scalars(original))) >= 8
    assert set(sample_db.scalars(select(ProductText.standing))) == set(Standing)


def test_every_group_writes_in_one_currency(sample_db: Session) -> None:
    rows = select(Product.group_id, Variant.price_currency).join(Variant, Variant.product_id == Product.id)
    each = {(group, currency) for group, currency in sample_db.execute(rows)}
    assert len(each) == len({group for group, _currency in each})


def test_figures_about_the_network_have_a_date_and_a_source(sample_db: Session) -> None:
    figures = sample_db.scalars(select(Figure)).all()
    assert figures
    assert all(figure.source.strip() and re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", figure.as_of) for figure in figures)


@pytest.mark.parametrize("lang", list(languages()))
def test_every_language_in_it_has_a_name_in_every_language_of_the_interface(sample_db: Session, lang: str) -> None:
    used = {code for spoken in sample_db.scalars(select(Group.languages)) for code in spoken} | set(phrase_books())
    for table in metadata.sorted_tables:
        if "lang" in table.c:
            used |= set(sample_db.scalars(select(table.c.lang)))
    assert {"tuv", "mix", "cak", "luo"} <= used
    assert [code for code in sorted(used) if language_name(code, lang) == code] == []


def test_everything_in_it_is_marked_as_a_sample(sample_db: Session) -> None:
    for kind in (Affiliate, Group, Product):
        assert set(sample_db.scalars(select(kind.sample))) == {True}


def test_the_system_can_reach_every_group_somewhere(sample_db: Session) -> None:
    ways = Counter(
        notify_address(sample_db, group, desk_email="desk@example.org")[0] for group in sample_db.scalars(select(Group))
    )
    assert set(ways) == {"email", "phone"}
    assert sample_db.scalar(select(func.count()).select_from(NotifyAddress).where(NotifyAddress.group_id.is_not(None)))


SEEDS = sorted(path for path in ROOT.rglob("*") if path.suffix in (".yaml", ".csv"))


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_no_number_and_no_host_of_anybody_real_is_in_its_files(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for number in re.findall(r"\+\d[\d\s().-]{6,}\d", text):
        assert int(re.sub(r"\D", "", number)) in FICTION, number
    for host in re.findall(r"[\w.+-]+@([\w.-]+\w)", text):
        assert reserved(host), host
    if "reference" in path.parts:  # sources of rates and figures are real, and are read by nobody's browser
        return
    for address in re.findall(r"https?://[^\s\"'<>)}\],]+", text):
        assert reserved(urlsplit(address).hostname or ""), address
    assert not re.search(r"\bwww\.(?!example)", text)


def reserved(host: str) -> bool:
    """Whether a host is one that RFC 2606 keeps for examples."""
    return host == "example.org" or host.endswith(".example.org")


def test_channels_of_the_sample_lead_to_nobody(sample_db: Session) -> None:
    for kind, address in sample_db.execute(select(Channel.kind, Channel.address)):
        if kind in (ChannelKind.WHATSAPP, ChannelKind.PHONE):
            assert int(address.lstrip("+")) in FICTION
        elif kind is not ChannelKind.VISIT:
            host = address.rpartition("@")[2] if kind is ChannelKind.EMAIL else urlsplit(address).hostname
            assert reserved(host or ""), address
    for row in sample_db.scalars(select(NotifyAddress)):
        assert not row.phone or int(row.phone.lstrip("+")) in FICTION
        assert not row.email or reserved(row.email.rpartition("@")[2])
    for url in [*sample_db.scalars(select(Affiliate.website)), *sample_db.scalars(select(Product.own_shop_url))]:
        assert url is None or reserved(urlsplit(url).hostname or "")


def test_a_groups_file_is_called_after_the_group() -> None:
    for path in sorted((ROOT / "groups").glob("*.yaml")):
        assert yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["id"] == path.stem


def test_no_two_groups_have_the_same_picture(sample_db: Session) -> None:
    covers = sample_db.scalars(select(Group.photo_id).where(Group.photo_id.is_not(None))).all()
    assert len(covers) == len(set(covers)) > 30
