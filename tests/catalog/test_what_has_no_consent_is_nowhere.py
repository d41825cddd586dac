"""Whatever a verb of the house writes, an address without consent stands in no page, answer, feed, sitemap or index.

Every public function of the modules below is called here, and after each the whole site is walked. A function that
is not in `VERBS` or `READS`, or an address that the walker cannot fill, fails a test: say there what it does.
"""

from __future__ import annotations

import html
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.affiliates import channels
from app.affiliates import service as affiliates
from app.affiliates.channels import Channel, ChannelKind
from app.affiliates.models import Affiliate, Country, CountryText, Group, Region, RegionText
from app.catalog import service as catalogue
from app.catalog import stock
from app.catalog.finding.models import Term
from app.catalog.models import Craft, Product, Stock, Variant
from app.core.clock import today
from app.core.db import Database
from app.core.i18n import languages
from app.core.rates import put_rates
from app.core.revision import raise_revision, revision
from app.core.texts import Standing
from app.main import create_app
from app.web.routes import routes_of
from tests.factories.asking import Answer
from tests.factories.catalogue import a_channel, a_group, a_product, an_affiliate
from tests.factories.crawling import pages
from tests.factories.serving import client_for, settings_in
from tests.factories.worlds import with_a_world

MODULES = (affiliates, channels, catalogue, stock)

NO_CONSENT = "+447700900777"
WITHDRAWN = "geheim7f3@example.org"
TOMORROW = "https://morgen9k2.example.org"
STREET = "Schleichweg 77"
NOTIFY = "+447700900778"
NOTIFY_MAIL = "amtlich4q8@example.org"
OPEN = "offen5d1@example.org"  # with consent: it must be found, or the walker is blind
SECRETS = ("7700900777", "7700900778", "geheim7f3", "morgen9k2", "schleichweg", "amtlich4q8")


@dataclass
class Cast:
    """Who plays: the group with the secrets, another one to be worked on, and what they sell."""

    group: UUID
    other: UUID
    product: UUID
    counted: UUID  # a counted variant
    channel: UUID  # the other group's channel, with consent


@dataclass
class Site:
    """The application over its database, and the addresses it has."""

    database: Database
    client: TestClient
    afresh: TestClient  # over the same database, keeping no page
    paths: list[str]
    cast: Cast


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = settings_in(tmp_path_factory.mktemp("walker"))
    database = with_a_world(Database(settings.database), with_jobs=True)
    with database.writing() as db:
        cast = stage(db)
    paths = sorted(set(routes_of(create_app(settings)).values()))
    with client_for(settings) as client, client_for(settings.model_copy(update={"page_cache_bytes": 0})) as afresh:
        yield Site(database, client, afresh, paths, cast)
    database.close()


def stage(db: Session) -> Cast:
    affiliate = an_affiliate(db)
    group, other = a_group(db, affiliate=affiliate), a_group(db, "other", affiliate=affiliate)
    withdrawn = a_channel(db, group, ChannelKind.EMAIL, WITHDRAWN)
    a_channel(db, group, ChannelKind.WHATSAPP, NO_CONSENT, consent=None)
    a_channel(db, group, ChannelKind.PHONE, NO_CONSENT, consent=None, calls=True, texts=True)
    a_channel(db, group, ChannelKind.WEB_SHOP, TOMORROW, consent=today() + timedelta(days=1))
    a_channel(db, group, ChannelKind.VISIT, STREET)  # a visit with consent, and a street without
    a_channel(db, group, ChannelKind.EMAIL, OPEN)
    channels.withdraw_consent(db, withdrawn)
    affiliates.set_notify_address(db, group=group, phone=NOTIFY)
    affiliates.set_notify_address(db, affiliate=affiliate, email=NOTIFY_MAIL)
    their = a_channel(db, other, ChannelKind.EMAIL, "other@example.org")
    product = a_product(db, group, "basket", on_hand=3)
    a_product(db, other, "tray")
    counted = db.scalars(select(Variant.id).where(Variant.product_id == product.id)).one()
    return Cast(group.id, other.id, product.id, counted, their.id)


def found(db: Session, kind: type[Any], id_: UUID) -> Any:
    return db.get_one(kind, id_)


def region(db: Session, _cast: Cast) -> None:
    text = RegionText(region_slug="africa", lang="en", standing=Standing.ORIGINAL, name="Africa", about="New words.")
    affiliates.put_region(db, Region(slug="africa", position=0, texts=[text]))


def country(db: Session, _cast: Cast) -> None:
    text = CountryText(country_code="KE", lang="en", standing=Standing.ORIGINAL, about="New words.")
    affiliates.put_country(db, Country(code="KE", region_slug="africa", texts=[text]))


def new_affiliate(db: Session, _cast: Cast) -> None:
    an_affiliate(db, "newcomers")


def changed_group(db: Session, cast: Cast) -> None:
    affiliate = db.scalars(select(Affiliate).where(Affiliate.slug == "homenet")).one()
    a_group(db, id=cast.group, affiliate=affiliate, name="Machakos, renamed")


def notify(db: Session, cast: Cast) -> None:
    affiliates.set_notify_address(db, group=found(db, Group, cast.group), phone=NOTIFY, email=NOTIFY_MAIL)


def new_channel(db: Session, cast: Cast) -> None:
    a_channel(db, found(db, Group, cast.group), ChannelKind.SOCIAL, TOMORROW, consent=None)


def consent(db: Session, cast: Cast) -> None:
    channels.give_consent(db, found(db, Channel, cast.channel), given_on=date(2026, 2, 1))


def no_more_consent(db: Session, cast: Cast) -> None:
    group = found(db, Group, cast.group)
    channels.withdraw_consent(db, a_channel(db, group, ChannelKind.EMAIL, WITHDRAWN))


def no_more_channels(db: Session, cast: Cast) -> None:
    channels.remove_channels(db, found(db, Group, cast.other))


def changed_product(db: Session, cast: Cast) -> None:
    product = a_product(db, found(db, Group, cast.group), id=cast.product, title="Basket, renamed", on_hand=2)
    cast.counted = product.variants[0].id


def published(db: Session, cast: Cast) -> None:
    catalogue.publish(db, a_product(db, found(db, Group, cast.group), "newest", published_at=None))


def withdrawn_product(db: Session, cast: Cast) -> None:
    catalogue.withdraw(db, a_product(db, found(db, Group, cast.group), "short-lived"))


def withdrawn_group(db: Session, _cast: Cast) -> None:
    leaving = a_group(db, "leaving")
    a_channel(db, leaving, ChannelKind.EMAIL, WITHDRAWN)
    catalogue.withdraw_group(db, leaving)


def paused(db: Session, cast: Cast) -> None:
    catalogue.set_available(db, found(db, Variant, cast.counted), available=False)


def words_of_group(db: Session, cast: Cast) -> None:
    catalogue.group_changed(db, found(db, Group, cast.group))


def new_rates(db: Session, _cast: Cast) -> None:
    put_rates(db, ["currency,per_eur,as_of,source", "KES,140,2026-11-21,test"])
    catalogue.rank_all(db)


def shelf(db: Session, cast: Cast) -> None:
    catalogue.choose_shelf(db, [cast.product])


def cleared(db: Session, _cast: Cast) -> None:
    sample = a_group(db, "sample-group", sample=True)
    a_channel(db, sample, ChannelKind.EMAIL, WITHDRAWN)
    a_product(db, sample, "sample-product", sample=True)
    catalogue.remove_sample(db)


def recounted(db: Session, cast: Cast) -> None:
    """Another number of pieces, but none where there are none: that would be a public word."""
    free = stock.free_pieces(db, [cast.counted])[cast.counted]
    stock.count(db, cast.counted, on_hand=held_now(db, cast) + (free % 2 + 1 if free else 0))


def held_now(db: Session, cast: Cast) -> int:
    return db.scalar(select(Stock.held).where(Stock.variant_id == cast.counted)) or 0


def pieces(db: Session, cast: Cast) -> None:
    variant, held_ = found(db, Variant, cast.counted), held_now(db, cast)
    stock.count(db, variant.id, on_hand=held_ + 1)
    catalogue.count_pieces(db, variant, on_hand=held_)


def all_pieces(db: Session, cast: Cast) -> list[stock.Pieces]:
    stock.count(db, cast.counted, on_hand=held_now(db, cast) + 3)
    return [stock.Pieces(uuid4(), cast.counted, 3, "Basket")]


def held(db: Session, cast: Cast) -> None:
    stock.hold(db, all_pieces(db, cast), cause="test")


def released(db: Session, cast: Cast) -> None:
    wanted = all_pieces(db, cast)
    stock.hold(db, wanted, cause="test")
    stock.release(db, wanted, cause="test")


def taken(db: Session, cast: Cast) -> None:
    wanted = all_pieces(db, cast)
    stock.hold(db, wanted, cause="test")
    stock.take(db, wanted, cause="test")


def taken_late(db: Session, cast: Cast) -> None:
    stock.take_late(db, all_pieces(db, cast), cause="test")


def put_back(db: Session, cast: Cast) -> None:
    wanted = all_pieces(db, cast)
    stock.take_late(db, wanted, cause="test")
    stock.put_back(db, wanted, cause="test")


def forgotten(db: Session, cast: Cast) -> None:
    wanted = all_pieces(db, cast)
    stock.hold(db, wanted, cause="test")
    stock.forget(db, [each.line_id for each in wanted])


VERBS: dict[str, Callable[[Session, Cast], None]] = {
    "affiliates.service.put_region": region,
    "affiliates.service.put_country": country,
    "affiliates.service.put_affiliate": new_affiliate,
    "affiliates.service.put_group": changed_group,
    "affiliates.service.set_notify_address": notify,
    "affiliates.channels.put_channel": new_channel,
    "affiliates.channels.give_consent": consent,
    "affiliates.channels.withdraw_consent": no_more_consent,
    "affiliates.channels.remove_channels": no_more_channels,
    "catalog.service.put_product": changed_product,
    "catalog.service.publish": published,
    "catalog.service.withdraw": withdrawn_product,
    "catalog.service.withdraw_group": withdrawn_group,
    "catalog.service.set_available": paused,
    "catalog.service.group_changed": words_of_group,
    "catalog.service.rank_all": new_rates,
    "catalog.service.choose_shelf": shelf,
    "catalog.service.remove_sample": cleared,
    "catalog.service.count_pieces": pieces,
    "catalog.stock.count": recounted,
    "catalog.stock.hold": held,
    "catalog.stock.release": released,
    "catalog.stock.take": taken,
    "catalog.stock.take_late": taken_late,
    "catalog.stock.put_back": put_back,
    "catalog.stock.forget": forgotten,
}
# Verbs that leave the revision alone, and why.
QUIET = {
    "affiliates.service.set_notify_address": "where the system writes is no public word",
    "catalog.stock.count": "one piece less is no public word; whoever counts says so where the last one went",
}
# Public functions of the same modules that write nothing.
READS = {
    "affiliates.service.notify_address",
    "affiliates.channels.clean_address",
    "affiliates.channels.public_channels",
    "affiliates.channels.own_shop_only",
    "catalog.service.ranks",
    "catalog.stock.free_pieces",
    "catalog.stock.moved",
}


def test_every_public_function_is_a_known_verb_or_a_known_read() -> None:
    functions = {
        f"{module.__name__.removeprefix('app.')}.{name}"
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert functions == set(VERBS) | READS
    assert set(QUIET) <= set(VERBS)


def fillings(db: Session) -> dict[str, list[dict[str, str]]]:
    """What stands in the places of an address: everything there is, public or not."""
    products = [{"slug": slug} for slug in db.scalars(select(Product.slug))]
    groups = [{"slug": slug} for slug in db.scalars(select(Group.slug))]
    countries = [{"cc": code.lower()} for code in db.scalars(select(Country.code))]
    crafts = [{"slug": slug} for slug in db.scalars(select(Craft.slug))]
    kinds = ("whatsapp?g=machakos", "email?g=machakos", "web_shop?g=machakos", "sms?g=leaving")
    return {
        "/products/{slug}": products,
        "/p/{code}": [{"code": code} for code in db.scalars(select(Product.code))],
        "/groups/{slug}": groups,
        "/affiliates/{slug}": [{"slug": slug} for slug in db.scalars(select(Affiliate.slug))],
        "/regions/{slug}": [{"slug": slug} for slug in db.scalars(select(Region.slug))],
        "/countries/{cc}": countries,
        "/crafts/{slug}": crafts,
        "/feeds/groups/{slug}.atom": groups,
        "/feeds/countries/{cc}.atom": countries,
        "/feeds/crafts/{slug}.atom": crafts,
        "/sample-contact/{kind}": [{"kind": kind} for kind in kinds],
        "/sitemaps/{number}.xml": [{"number": str(number)} for number in range(1, 5)],
        "/media/{photo_id}/{width}.{ext}": [],  # pictures; this world has none
        "/o/{number}": [{"number": "B7K3Q9"}],  # a stranger is told nothing
        "/q/{number}": [{"number": "B7K3Q9"}],  # the same
        "/paid/{number}": [{"number": "B7K3Q9"}],  # the same
        **{
            secret: []
            for secret in (
                *("/checkouts/{token}", "/orders/{token}", "/orders/{token}/invoice", "/key/{token}"),
                *("/enquiries/{token}", "/orders/{token}/pay"),
                *("/pay/{rail}/events", "/pay/{rail}/account/{token}"),
            )
        },
        "/static/{address}": [],  # the same files for every catalogue
    }


def addresses(site: Site) -> list[str]:
    with site.database.reading() as db:
        known = fillings(db)
    found_: list[str] = []
    for path in site.paths:
        if "{" not in path:
            found_.append(path)
            continue
        found_ += [path.format(**filling) for filling in known[path.removeprefix("/api/v1")]]
    kinds = {"product": known["/products/{slug}"], "group": known["/groups/{slug}"]}
    asks = [f"/enquiries/new?{kind}={one['slug']}" for kind, some in kinds.items() for one in some[:2]]
    return [
        *found_,
        *asks,
        "/products?sort=price",
        "/products?q=basket",
        "/api/v1/products?q=basket",
        "/feeds/products.atom?lang=sw",
    ]


def plainly(text: str) -> str:
    """A text in which an address cannot hide: decoded, in lower case, numbers without gaps."""
    for _twice in range(2):
        text = unquote(html.unescape(text)).replace("\\u002b", "+").replace("\\/", "/")
    return re.sub(r"(?<=\d)[\s().\-\u00a0\u200e\u200f]+(?=\d)", "", text).lower()


def leaks(db: Session, answers: dict[str, Answer]) -> list[tuple[str, str]]:
    """Each secret that can be read, with the address where, or that is a term; and every address that breaks."""
    wrong = [(address, str(answer.status)) for address, answer in answers.items() if answer.status >= 500]
    for address, answer in answers.items():
        text = plainly(f"{answer.headers!r} {answer.body.decode()}")
        wrong += [(address, secret) for secret in SECRETS if secret in text]
    words = db.scalars(select(Term.value))
    return [*wrong, *(("term", secret) for word in words for secret in SECRETS if secret in word)]


# The revision is asked after each verb, so that no other one hides that it was not raised; all pages after each five.
WALKS = [list(VERBS)[start : start + 5] for start in range(0, len(VERBS), 5)]


@pytest.mark.parametrize("verbs", WALKS, ids=lambda verbs: verbs[0])
def test_after_every_verb_no_secret_is_anywhere_and_the_revision_tells(site: Site, verbs: list[str]) -> None:
    pages(site.client, addresses(site))  # so that they are kept
    for verb in verbs:
        with site.database.reading() as db:
            before = revision(db)
        with site.database.writing() as db:
            VERBS[verb](db, site.cast)
        with site.database.reading() as db:
            assert (revision(db) == before) is (verb in QUIET)
    seen = pages(site.client, addresses(site))
    with site.database.reading() as db:
        assert leaks(db, seen) == []
    assert stale(site, seen) == []


def stale(site: Site, seen: dict[str, Answer]) -> list[str]:
    """Every page, feed and answer among those seen that was kept and would be made otherwise now."""
    site.afresh.app.state.kept.clear()  # type: ignore[attr-defined]  # not even a piece of a page is old
    fresh = pages(site.afresh, seen)
    return [address for address, answer in seen.items() if settled(address, answer) != settled(address, fresh[address])]


def test_the_walker_sees_what_was_kept_too_long(site: Site) -> None:
    pages(site.client, addresses(site))
    with site.database.writing() as db:  # past the verbs, so that nothing tells
        db.execute(update(RegionText).where(RegionText.region_slug == "africa").values(about="Unheard of."))
    assert "/regions/africa" in stale(site, pages(site.client, addresses(site)))
    with site.database.writing() as db:
        raise_revision(db)
    assert stale(site, pages(site.client, addresses(site))) == []


def settled(address: str, answer: Answer) -> tuple[int, str]:
    """What an answer says, but for what is another thing each time."""
    unsettled = ("/readyz", "/healthz")  # they tell of the moment
    said = re.sub(r'(?<=name="form_key" value=")[^"]*', "", answer.body.decode())
    return answer.status, "" if address in unsettled else said


def having(site: Site, word: str) -> list[str]:
    """The addresses where a word can be read."""
    seen = pages(site.client, addresses(site))
    return [address for address, answer in seen.items() if word in plainly(answer.body.decode())]


def test_no_language_tells_a_secret(site: Site) -> None:
    everywhere = [language.prefix + address for language in languages().values() for address in addresses(site)]
    with site.database.reading() as db:
        assert leaks(db, pages(site.client, everywhere)) == []


def test_the_walker_sees_what_has_consent(site: Site) -> None:
    seen = having(site, "offen5d1")
    for address in ("/groups/machakos", "/products/basket", "/api/v1/groups/machakos"):
        assert address in seen
    assert len(addresses(site)) > 40


@pytest.mark.parametrize(
    "hidden", ["+44 7700 900777", "%2B447700900777", "tel:+44-7700-900-777", "%252B44%25207700900777", "GEHEIM7F3&#64;"]
)
def test_the_walker_sees_through_every_spelling(hidden: str) -> None:
    assert any(secret in plainly(f"<a href='{hidden}'>") for secret in SECRETS)


def test_a_withdrawn_consent_takes_an_address_from_every_page_at_once(site: Site) -> None:
    with site.database.writing() as db:
        shown = a_channel(db, found(db, Group, site.cast.group), ChannelKind.EMAIL, "kurz6w2@example.org")
    assert "kurz6w2" in site.client.get("/groups/machakos").text
    with site.database.writing() as db:
        channels.withdraw_consent(db, found(db, Channel, shown.id))
    assert having(site, "kurz6w2") == []
