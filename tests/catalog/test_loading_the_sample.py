"""The sample comes as often as one likes, changes nothing it did not bring, and leaves without a trace."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import aliased

from app.affiliates.channels import Channel, Consent, public_channels, withdraw_consent
from app.affiliates.models import Affiliate, Country, Group
from app.catalog import stock
from app.catalog.checks import findings
from app.catalog.finding.models import Term, TermName
from app.catalog.models import Craft, Product, ShelfPlace, Stock, Variant
from app.catalog.seed.files import BadSeed, digest
from app.catalog.seed.sample import clear_sample, load_sample, stable_id
from app.catalog.seed.state import forget, mark_loaded
from app.catalog.service import choose_shelf
from app.core.db import Database, uuid7
from app.core.revision import revision
from app.media.models import Photo
from app.media.storage import Storage, open_storage
from app.tables import metadata
from tests.factories.catalogue import a_group, a_product, an_affiliate
from tests.factories.worlds import a_small_sample, change_yaml, undone, with_reference

DERIVED = {"catalogue_revision", "seed_state", "worker_beat"}
INDEX = {"term", "posting", "listing", "term_pair", "term_name", "word_key"}  # compared by what it says, not by its ids
UNNAMED = {"consent", "notify_address"}  # rows whose ids nothing refers to


def quiet(_line: str) -> None:
    """Progress that nobody reads."""


@dataclass
class Shop:
    """A database, its photographs, and the seed files to load."""

    database: Database
    storage: Storage
    files: Path

    def load(self) -> list[str]:
        """Load the sample."""
        return load_sample(self.database, self.storage, quiet, folder=self.files)

    def reload(self) -> list[str]:
        """Load it as if it had never been."""
        with self.database.writing() as db:
            forget(db, "sample")
        return self.load()

    def clear(self) -> dict[str, int]:
        """Remove it."""
        return clear_sample(self.database, self.storage)

    def rows(self) -> dict[str, list[str]]:
        """Everything that stands in the tables, but for what counts changes."""
        told = {}
        with self.database.reading() as db:
            for table in metadata.sorted_tables:
                if table.name not in DERIVED | INDEX:
                    columns = [f'"{c.name}"' for c in table.c if not (table.name in UNNAMED and c.name == "id")]
                    plain = f'SELECT {", ".join(columns)} FROM "{table.name}"'  # as it lies there, unread
                    told[table.name] = sorted(map(str, db.connection().exec_driver_sql(plain).cursor))
            counted = select(Term.kind, Term.value, Term.listed).where(Term.listed > 0)
            word = aliased(Term)
            named = select(word.value, Term.kind, Term.value).join(TermName, TermName.term_id == Term.id)
            named = named.join(word, word.id == TermName.word_id)
            told["counted"] = sorted(str(tuple(row)) for row in db.execute(counted))
            told["named"] = sorted(str(tuple(row)) for row in db.execute(named))
        return told


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a loaded database, its photographs and the files they came from, to be copied."""
    folder = tmp_path_factory.mktemp("seeds")
    database = with_reference(Database(f"sqlite:///{folder / 'empty.db'}"), with_jobs=True)
    database.close()
    shutil.copy(folder / "empty.db", folder / "bazaar.db")
    shop = Shop(Database(f"sqlite:///{folder / 'bazaar.db'}"), storage_in(folder), a_small_sample(folder / "files"))
    shop.load()
    shop.database.close()
    return folder


def storage_in(folder: Path) -> Storage:
    return open_storage(f"file://{folder / 'media'}", endpoint="", region="", access_key="", secret_key="")


@pytest.fixture
def loaded(prepared: Path, tmp_path: Path) -> Iterator[Shop]:
    """A shop with the small sample."""
    shutil.copytree(prepared, tmp_path / "shop")
    folder = tmp_path / "shop"
    shop = Shop(Database(f"sqlite:///{folder / 'bazaar.db'}"), storage_in(folder), folder / "files")
    yield shop
    shop.database.close()


@pytest.fixture
def empty(prepared: Path, tmp_path: Path) -> Iterator[Shop]:
    """A shop with reference data alone."""
    shutil.copy(prepared / "empty.db", tmp_path)
    shutil.copytree(prepared / "files", tmp_path / "files")
    shop = Shop(Database(f"sqlite:///{tmp_path / 'empty.db'}"), storage_in(tmp_path), tmp_path / "files")
    yield shop
    shop.database.close()


def test_the_same_files_again_are_not_even_read(loaded: Shop) -> None:
    with loaded.database.reading() as db:
        before = revision(db)
    assert loaded.load() == []
    with loaded.database.reading() as db:
        assert revision(db) == before


def test_loading_again_changes_nothing(loaded: Shop) -> None:
    before = loaded.rows()
    files = loaded.storage.keys("photos")
    loaded.reload()
    assert loaded.rows() == before
    assert loaded.storage.keys("photos") == files
    assert len(before["product"]) == 4
    with loaded.database.reading() as db:
        assert findings(db) == []


def test_ids_are_the_same_on_every_machine(loaded: Shop) -> None:
    with loaded.database.reading() as db:
        group = db.scalars(select(Group).where(Group.slug == "machakos-cluster")).one()
        assert group.id == stable_id("group", "machakos-cluster")
        assert str(group.id) == "97899501-bd4a-5067-a205-7d0b08c4821e"


def test_pieces_counted_since_are_left_alone(loaded: Shop) -> None:
    with loaded.database.writing() as db:
        for variant_id in db.scalars(select(Stock.variant_id)).all():
            stock.count(db, variant_id, on_hand=77)
    change_yaml(loaded.files / "groups" / "machakos-cluster.yaml", raise_on_hand)
    loaded.load()
    with loaded.database.reading() as db:
        assert set(db.scalars(select(Stock.on_hand))) == {77}


def raise_on_hand(group: Any) -> None:
    for product in group["products"]:
        for variant in product["variants"]:
            variant["on_hand"] = 5


def test_a_changed_file_changes_its_rows_and_no_others(loaded: Shop) -> None:
    before = loaded.rows()

    def rename(group: Any) -> None:
        group["products"][0]["texts"]["en"]["title"] = "A new name"

    change_yaml(loaded.files / "groups" / "machakos-cluster.yaml", rename)
    loaded.load()
    after = loaded.rows()
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"product_text", "counted"}
    assert len(set(after["product_text"]) - set(before["product_text"])) == 1


def test_what_leaves_the_files_leaves_the_sample_and_nothing_else_does(loaded: Shop) -> None:
    with loaded.database.writing() as db:
        a_product(db, a_group(db, affiliate=an_affiliate(db, "real")), "real-product")
    before = loaded.rows()
    gone: list[str] = []

    def drop(group: Any) -> None:
        gone.append(group["products"].pop()["id"])

    change_yaml(loaded.files / "groups" / "kisii-cluster.yaml", drop)
    change_yaml(loaded.files / "shelf.yaml", lambda slugs: [slugs.remove(slug) for slug in gone if slug in slugs])
    loaded.load()
    with loaded.database.reading() as db:
        left = set(db.scalars(select(Product.slug)))
        assert findings(db) == []
    assert len(left) == 4
    assert "real-product" in left
    assert gone[0] not in left
    after = loaded.rows()
    assert len(before["photo"]) - len(after["photo"]) == 1
    assert after["maker_group"] == before["maker_group"]
    with loaded.database.reading() as db:
        ids = set(db.scalars(select(Photo.id)))
    # the bytes of the one that went are erased by a job after the commit
    assert ids <= {key.split("/")[1] for key in loaded.storage.keys("photos")}


def shown(shop: Shop) -> list[str]:
    """What the public sees of one group's channels, in order."""
    with shop.database.reading() as db:
        group_id = stable_id("group", "machakos-cluster")
        return [f"{channel.kind} {channel.address}" for channel in public_channels(db, [group_id])[group_id]]


WHATSAPP, PHONE, MAIL, VISIT = "whatsapp +447700900101", "phone +447700900101", "email machakos@example.org", "visit "


def test_a_channel_whose_consent_leaves_the_file_is_shown_no_more(loaded: Shop) -> None:
    assert shown(loaded) == [WHATSAPP, PHONE, MAIL, VISIT]
    change_yaml(loaded.files / GROUP, lambda group: group["channels"][0].pop("consent"))
    loaded.load()
    assert shown(loaded) == [PHONE, MAIL, VISIT]
    before = loaded.rows()
    loaded.reload()
    assert loaded.rows() == before


def test_a_channel_put_before_others_inherits_no_consent(loaded: Shop) -> None:
    new = {"kind": "phone", "address": "+447700900999", "calls": True}
    change_yaml(loaded.files / GROUP, lambda group: group["channels"].insert(0, new))
    loaded.load()
    assert shown(loaded) == [WHATSAPP, PHONE, MAIL, VISIT]
    change_yaml(loaded.files / GROUP, lambda group: group["channels"].reverse())
    loaded.load()
    assert shown(loaded) == [VISIT, MAIL, PHONE, WHATSAPP]


def test_a_channel_with_another_address_needs_a_consent_of_its_own(loaded: Shop) -> None:
    def move(group: Any) -> None:
        group["channels"][2] = {"kind": "email", "address": "new@example.org"}

    change_yaml(loaded.files / GROUP, move)
    loaded.load()
    assert shown(loaded) == [WHATSAPP, PHONE, VISIT]
    with loaded.database.reading() as db:
        assert "machakos@example.org" not in set(db.scalars(select(Channel.address)))


def test_a_consent_withdrawn_here_stays_withdrawn_until_the_file_has_a_newer_one(loaded: Shop) -> None:
    with loaded.database.writing() as db:
        withdraw_consent(db, db.scalars(select(Channel).where(Channel.address == "machakos@example.org")).one())
    loaded.reload()
    assert shown(loaded) == [WHATSAPP, PHONE, VISIT]
    with loaded.database.writing() as db:
        db.execute(update(Consent).where(Consent.withdrawn_on.is_not(None)).values(withdrawn_on=date(2026, 4, 1)))
    loaded.reload()
    assert shown(loaded) == [WHATSAPP, PHONE, VISIT]
    change_yaml(loaded.files / GROUP, lambda group: group["channels"][2].update(consent=date(2026, 4, 2)))
    loaded.load()
    assert shown(loaded) == [WHATSAPP, PHONE, MAIL, VISIT]


def as_once_loaded(shop: Shop) -> None:
    """As releases before left a sample: channels known by their place, and marked as loaded."""
    with shop.database.writing() as db:
        for channel in db.scalars(select(Channel)).all():
            group = db.get_one(Group, channel.group_id)
            by_place = stable_id("channel", f"{group.slug}:{channel.position}")
            told = {c.name: getattr(channel, c.name) for c in Channel.__table__.columns}
            db.execute(insert(Channel).values(told | {"id": by_place}))
            db.execute(update(Consent).where(Consent.channel_id == channel.id).values(channel_id=by_place))
            db.execute(delete(Channel).where(Channel.id == channel.id))
        mark_loaded(db, "sample", digest(shop.files))


def test_a_sample_of_former_days_comes_out_right_when_it_is_loaded_again(loaded: Shop) -> None:
    right = loaded.rows()
    as_once_loaded(loaded)
    assert loaded.rows() != right
    loaded.load()
    assert loaded.rows() == right


def test_what_former_days_showed_without_consent_is_shown_no_more_and_what_was_withdrawn_stays_so(loaded: Shop) -> None:
    change_yaml(loaded.files / GROUP, lambda group: group["channels"][0].pop("consent"))
    as_once_loaded(loaded)  # the consent that left the file still stands
    with loaded.database.writing() as db:
        withdraw_consent(db, db.scalars(select(Channel).where(Channel.address == "machakos@example.org")).one())
    assert shown(loaded) == [WHATSAPP, PHONE, VISIT]
    loaded.load()
    assert shown(loaded) == [PHONE, VISIT]


def test_a_shelf_that_an_operator_chose_stays(loaded: Shop) -> None:
    with loaded.database.writing() as db:
        own = a_product(db, a_group(db, affiliate=an_affiliate(db, "real")), "real-product")
        choose_shelf(db, [own.id])
    loaded.reload()
    with loaded.database.reading() as db:
        assert list(db.scalars(select(ShelfPlace.product_id))) == [own.id]


def test_clearing_leaves_what_was_there_before(empty: Shop) -> None:
    with empty.database.writing() as db:
        own = a_group(db, affiliate=an_affiliate(db, "real"), currency="KES")
        a_product(db, own, on_hand=3)
    before = empty.rows()
    empty.load()
    assert empty.rows() != before
    assert empty.storage.keys("photos")
    counts = empty.clear()
    assert {name: counts[name] for name in ("affiliates", "groups", "products")} == {
        "affiliates": 1,
        "groups": 2,
        "products": 4,
    }
    assert empty.rows() == before
    assert empty.storage.keys("photos") == []
    with empty.database.reading() as db:
        assert len(db.scalars(select(Country.code)).all()) >= 16
        assert len(db.scalars(select(Craft.slug)).all()) >= 18


def test_it_can_be_cleared_twice_and_loaded_again(loaded: Shop) -> None:
    tables = ("product", "product_text", "variant", "stock", "channel", "consent", "notify_address", "maker_group")
    before = loaded.rows()
    loaded.clear()
    assert set(loaded.clear().values()) == {0}
    assert loaded.load()  # with photographs whose sizes are wanted
    after = loaded.rows()
    assert {name: len(after[name]) for name in after} == {name: len(before[name]) for name in before}
    assert {name: after[name] for name in tables[1:7]} == {name: before[name] for name in tables[1:7]}


def test_clearing_spares_what_hangs_on_the_sample(loaded: Shop) -> None:
    with loaded.database.writing() as db:
        homenet = db.scalars(select(Affiliate).where(Affiliate.slug == "homenet-kenya")).one()
        real = a_group(db, "real-group", affiliate=homenet, id=uuid7())
        a_product(db, real, "real-product")
        sample_group = db.scalars(select(Group).where(Group.slug == "machakos-cluster")).one()
        a_product(db, sample_group, "another-real-product")
    loaded.clear()
    with loaded.database.reading() as db:
        assert set(db.scalars(select(Product.slug))) == {"real-product", "another-real-product"}
        assert set(db.scalars(select(Group.slug))) == {"real-group", "machakos-cluster"}
        assert set(db.scalars(select(Affiliate.slug))) == {"homenet-kenya"}


def test_loading_and_clearing_hold_on_both_databases(any_database: Database, prepared: Path, tmp_path: Path) -> None:
    shop = Shop(with_reference(any_database, with_jobs=True), storage_in(tmp_path), prepared / "files")
    before = shop.rows()
    shop.load()
    once = shop.rows()
    shop.reload()
    assert shop.rows() == once
    with undone(any_database) as db:
        assert db.scalar(select(func.count()).select_from(Variant)) == len(once["variant"])
        assert findings(db) == []
    shop.clear()
    assert shop.rows() == before


Change = Callable[[Any], object]


def product(change: Change) -> Change:
    return lambda group: change(group["products"][1])


def variant(change: Change) -> Change:
    return product(lambda one: change(one["variants"][0]))


GROUP = "groups/machakos-cluster.yaml"
BROKEN: dict[str, tuple[str, Change]] = {
    "an unknown word": (GROUP, lambda group: group.update(colour="red")),
    "a missing word": (GROUP, lambda group: group.pop("district")),
    "an unknown affiliate": (GROUP, lambda group: group.update(affiliate="no-such")),
    "an unknown country": (GROUP, lambda group: group.update(country="XX")),
    "a bad number": (GROUP, lambda group: group["channels"][0].update(address="0700 123")),
    "a bad day": (GROUP, lambda group: group["channels"][1].update(days="mon-someday")),
    "bad hours": (GROUP, lambda group: group["channels"][1].update(hours="early-late")),
    "the same address twice": (GROUP, lambda group: group["channels"].append({"kind": "visit", "address": " "})),
    "an unknown craft": (GROUP, product(lambda one: one.update(craft="no-such"))),
    "an unknown material": (GROUP, product(lambda one: one["materials"][0].update(material="no-such"))),
    "a material twice": (GROUP, product(lambda one: one["materials"].append(one["materials"][0]))),
    "shares that do not add up": (GROUP, product(lambda one: one.update(money={"maker": 60, "materials": 20}))),
    "no original": (GROUP, product(lambda one: [t.update(standing="checked") for t in one["texts"].values()])),
    "two originals": (GROUP, product(lambda one: [t.update(standing="original") for t in one["texts"].values()])),
    "no variant": (GROUP, product(lambda one: one.update(variants=[]))),
    "a price that is none": (GROUP, variant(lambda one: one.update(price="12,50"))),
    "a wholesale price that is none": (GROUP, variant(lambda one: one.update(wholesale=[{"from": 5, "price": "x"}]))),
    "the same sku twice": (GROUP, product(lambda one: one["variants"].append(one["variants"][0]))),
    "the same product twice": (GROUP, lambda group: group["products"].append(group["products"][0])),
    "an affiliate nowhere": ("affiliates.yaml", lambda all_: all_[0].update(country=None)),
    "an affiliate in an unknown country": ("affiliates.yaml", lambda all_: all_[0].update(country="XX")),
    "an affiliate in an unknown region": ("affiliates.yaml", lambda all_: all_[0].update(region="no-such")),
    "an affiliate twice": ("affiliates.yaml", lambda all_: all_.append(all_[0])),
    "an unknown product on the shelf": ("shelf.yaml", lambda all_: all_.append("no-such")),
    "a product twice on the shelf": ("shelf.yaml", lambda all_: all_.append(all_[0])),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_file_is_refused_by_name_and_nothing_changes(loaded: Shop, broken: str) -> None:
    name, change = BROKEN[broken]
    before = loaded.rows()
    change_yaml(loaded.files / name, change)
    with pytest.raises(BadSeed) as refused:
        loaded.load()
    assert str(refused.value).startswith(Path(name).name)
    assert loaded.rows() == before


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"- [", b"", b"just words", b"a: \x00"])
@pytest.mark.parametrize("name", [GROUP, "shelf.yaml"])
def test_a_file_that_is_no_yaml_is_refused_by_name(loaded: Shop, name: str, content: bytes) -> None:
    before = loaded.rows()
    (loaded.files / name).write_bytes(content)
    with pytest.raises(BadSeed) as refused:
        loaded.load()
    assert str(refused.value).startswith(Path(name).name)
    assert loaded.rows() == before


def test_a_missing_picture_is_refused_by_name_before_anything_is_written(empty: Shop) -> None:
    gone = sorted((empty.files / "photos").iterdir())[-1]
    gone.unlink()
    before = empty.rows()
    with pytest.raises(BadSeed, match=gone.name):
        empty.load()
    assert empty.rows() == before
    assert empty.storage.keys("photos") == []


def test_a_broken_file_on_an_empty_shop_leaves_no_picture_behind(empty: Shop) -> None:
    change_yaml(empty.files / GROUP, BROKEN["a price that is none"][1])
    before = empty.rows()
    with pytest.raises(BadSeed):
        empty.load()
    assert empty.rows() == before
    assert empty.storage.keys("photos") == []
