"""How to order: each consented way with what it opens, a reason for what is missing, and links that say all of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.affiliates.channels import ChannelKind
from app.affiliates.models import GroupRail, Means, UsableFrom
from app.affiliates.queries import published_group
from app.affiliates.views import ChannelView, GroupView
from app.affiliates.ways import About, HowToOrder, WayKind, Why, how_to_order, messages
from app.core.db import Database, uuid7
from tests.factories.catalogue import a_channel, a_group
from tests.factories.worlds import READER, undone

ABOUT = About(
    link="https://example.org/p/B7K3Q9", code="B7K3Q9", title="Cesta & 50 % “sisal”", own_title="Kikapu + #1?"
)
NUMBER = "+447700900123"
SHOP = "https://shop.example.org"

MIXES: dict[str, tuple[list[tuple[ChannelKind, str, dict[str, Any]]], list[WayKind], list[Why]]] = {
    "none": ([], [WayKind.DESK], [Why.NO_CHANNEL]),
    "only WhatsApp": ([(ChannelKind.WHATSAPP, NUMBER, {})], [WayKind.WHATSAPP], []),
    "only e-mail": ([(ChannelKind.EMAIL, "we@example.org", {})], [WayKind.EMAIL], []),
    "only a web shop": ([(ChannelKind.WEB_SHOP, SHOP, {})], [WayKind.WEB_SHOP], [Why.OWN_SHOP_ONLY]),
    "only a visit": ([(ChannelKind.VISIT, "", {})], [WayKind.VISIT], []),
    "only calls": ([(ChannelKind.PHONE, NUMBER, {"calls": True})], [WayKind.CALL], []),
    "a telephone nobody answers": ([(ChannelKind.PHONE, NUMBER, {})], [WayKind.DESK], [Why.NO_CHANNEL]),
    "all": (
        [
            (ChannelKind.EMAIL, "we@example.org", {}),
            (ChannelKind.WHATSAPP, NUMBER, {}),
            (ChannelKind.PHONE, NUMBER, {"calls": True, "texts": True}),
            (ChannelKind.WEB_SHOP, SHOP, {}),
            (ChannelKind.SOCIAL, "https://social.example.org/we", {}),
            (ChannelKind.VISIT, "Market Street 4", {}),
        ],
        [
            WayKind.EMAIL,
            WayKind.WHATSAPP,
            WayKind.CALL,
            WayKind.SMS,
            WayKind.WEB_SHOP,
            WayKind.SOCIAL,
            WayKind.VISIT,
        ],
        [],
    ),
}


@pytest.mark.parametrize("mix", MIXES)
def test_the_panel_shows_exactly_the_groups_ways_in_its_order(still_world: Database, mix: str) -> None:
    channels, kinds, whys = MIXES[mix]
    with undone(still_world) as db:
        group = a_group(db)
        for kind, address, facts in channels:
            a_channel(db, group, kind, address, **facts)
        view = published_group(db, group.slug, reader=READER)
    how = how_to_order(view, ABOUT, reader_lang="es", desk_email="desk@example.org")
    assert [way.kind for way in how.ways] == kinds
    assert list(how.whys) == [*whys, Why.NO_CARDS]  # the factory's group is paid by mobile money
    assert all(bool(way.href) == (way.kind is not WayKind.VISIT) for way in how.ways)  # never a dead button
    assert all((way.message_langs == ("sw", "es")) == (way.kind in PREFILLED) for way in how.ways)


PREFILLED = (WayKind.WHATSAPP, WayKind.SMS, WayKind.EMAIL, WayKind.DESK)
RAILS: list[tuple[list[Means], list[Why]]] = [
    ([], [Why.RAILS_UNKNOWN]),
    ([Means.MOBILE_MONEY, Means.BANK_TRANSFER], [Why.NO_CARDS]),
    ([Means.CARD], []),
    ([Means.CASH, Means.CARD], []),
]


@pytest.mark.parametrize(("means", "whys"), RAILS, ids=str)
def test_a_missing_way_to_pay_has_a_reason(still_world: Database, means: list[Means], whys: list[Why]) -> None:
    how = how_to_order(_paid_by(still_world, means), ABOUT, reader_lang="en", desk_email="desk@example.org")
    assert [rail.means for rail in how.rails] == means
    assert list(how.whys) == whys


def test_a_way_to_pay_that_is_not_live_is_not_shown(still_world: Database) -> None:
    view = _paid_by(still_world, [Means.CARD], live=False)
    assert view.rails == ()


def _paid_by(world: Database, means: list[Means], *, live: bool = True) -> GroupView:
    with undone(world) as db:
        id_ = uuid7()
        facts = {"group_id": id_, "currency": "KES", "usable_from": UsableFrom.COUNTRY, "live": live}
        rails = [GroupRail(means=one, position=place, **facts) for place, one in enumerate(means)]
        group = a_group(db, id=id_, rails=rails)
        a_channel(db, group, ChannelKind.WHATSAPP, NUMBER)
        return published_group(db, group.slug, reader=READER)


def test_what_is_sold_out_or_without_a_price_says_so_and_is_asked_for(panel_group: GroupView) -> None:
    sold_out = how_to_order(panel_group, replace(ABOUT, sold_out=True), reader_lang="en", desk_email="desk@example.org")
    on_request = how_to_order(
        panel_group, replace(ABOUT, priced=False), reader_lang="en", desk_email="desk@example.org"
    )
    assert Why.SOLD_OUT in sold_out.whys
    assert Why.PRICE_ON_REQUEST in on_request.whys
    both = [Why.SOLD_OUT, Why.PRICE_ON_REQUEST]
    assert not set(both) & set(how_to_order(panel_group, ABOUT, reader_lang="en", desk_email="desk@example.org").whys)
    said = {about: messages(panel_group, about, reader_lang="en")[-1].text for about in VARIATIONS}
    assert "tell me when you make it again" in said[VARIATIONS[1]]
    assert "I would like to order it." not in said[VARIATIONS[1]]
    assert "What does it cost?" in said[VARIATIONS[2]]
    assert "What does it cost?" not in said[VARIATIONS[0]]
    assert "about your work" in said[VARIATIONS[3]]


VARIATIONS = (
    ABOUT,
    replace(ABOUT, sold_out=True),
    replace(ABOUT, priced=False),
    About(link="https://example.org/groups/machakos", code="machakos"),
)


@pytest.fixture
def panel_group(still_world: Database) -> GroupView:
    """A group that speaks Kamba, Swahili and English, with a way of every kind."""
    with undone(still_world) as db:
        group = a_group(db, languages=["kam", "sw", "en"], timezone="Africa/Addis_Ababa")
        for kind, address, facts in MIXES["all"][0]:
            a_channel(db, group, kind, address, **facts)
        return published_group(db, group.slug, reader=READER)


def hrefs(how: HowToOrder) -> dict[WayKind, str]:
    return {way.kind: way.href for way in how.ways if way.href}


@pytest.mark.parametrize("about", VARIATIONS, ids=["product", "sold out", "on request", "group"])
@pytest.mark.parametrize("lang", ["en", "es", "pt", "sw", "ur", "no-such"])
def test_each_link_decoded_gives_exactly_the_message(panel_group: GroupView, about: About, lang: str) -> None:
    texts = messages(panel_group, about, reader_lang=lang)
    body = "\n\n".join(text.text for text in texts)
    assert [text.lang for text in texts] == (["sw"] if lang == "sw" else ["sw", lang if lang != "no-such" else "en"])
    links = hrefs(how_to_order(panel_group, about, reader_lang=lang, desk_email="desk@example.org"))
    assert whatsapp(links[WayKind.WHATSAPP]) == ("447700900123", body)
    assert sms(links[WayKind.SMS]) == (NUMBER, body)
    address, fields = mailto(links[WayKind.EMAIL])
    assert address == "we@example.org"
    assert fields["body"] == body.replace("\n", "\r\n")
    assert set(fields) == {"subject", "body"}
    assert links[WayKind.CALL] == f"tel:{NUMBER}"
    for wanted in (about.link, about.code):
        assert all(wanted in text.text for text in texts)


def whatsapp(href: str) -> tuple[str, str]:
    parts = urlsplit(href)
    assert (parts.scheme, parts.netloc, parts.fragment) == ("https", "wa.me", "")
    assert re.fullmatch(r"/[1-9][0-9]{6,14}", parts.path)  # international digits and nothing else
    (text,) = parse_qs(parts.query, strict_parsing=True).pop("text")
    return parts.path[1:], text


PLAIN = re.compile(r"(?:[A-Za-z0-9\-._~]|%[0-9A-F]{2})*")  # unreserved or percent-encoded: right in any field


def sms(href: str) -> tuple[str, str]:
    """RFC 5724: sms:<number>?body=<percent-encoded>; no plus for a space."""
    number, body = href.removeprefix("sms:").split("?body=")
    assert PLAIN.fullmatch(body)
    return number, unquote(body)


def mailto(href: str) -> tuple[str, dict[str, str]]:
    """RFC 6068: mailto:<address>?<name>=<percent-encoded>&...; line breaks are CR LF, no plus for a space."""
    address, query = href.removeprefix("mailto:").split("?")
    fields = dict(field.split("=") for field in query.split("&"))
    assert all(PLAIN.fullmatch(value) for value in fields.values())
    assert not re.search("%0A", re.sub("%0D%0A", "", query))
    return unquote(address), {name: unquote(value) for name, value in fields.items()}


def test_makers_read_their_own_title_and_the_reader_theirs(panel_group: GroupView) -> None:
    theirs, mine = messages(panel_group, ABOUT, reader_lang="es")
    assert ABOUT.own_title in theirs.text
    assert ABOUT.title in mine.text
    assert ABOUT.own_title not in mine.text
    _address, fields = mailto(
        hrefs(how_to_order(panel_group, ABOUT, reader_lang="es", desk_email="desk@example.org"))[WayKind.EMAIL]
    )
    assert ABOUT.own_title in fields["subject"]
    assert "\n" not in fields["subject"]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40))
def test_any_title_survives_the_way_through_a_link(panel_group: GroupView, title: str) -> None:
    channel = ChannelView(ChannelKind.WHATSAPP, NUMBER, False, False, (), None, None)
    group = replace(
        panel_group, channels=(channel, replace(channel, kind=ChannelKind.EMAIL, address="a+b@example.org"))
    )
    about = replace(ABOUT, title=title, own_title=title)
    links = hrefs(how_to_order(group, about, reader_lang="en", desk_email="desk@example.org"))
    assert title in whatsapp(links[WayKind.WHATSAPP])[1]
    address, fields = mailto(links[WayKind.EMAIL])
    assert address == "a+b@example.org"
    assert title in fields["body"]
    assert title in fields["subject"]


def test_a_products_own_address_in_the_web_shop_comes_before_the_shops(panel_group: GroupView) -> None:
    about = replace(ABOUT, own_shop_url="https://shop.example.org/kiondo")
    assert (
        hrefs(how_to_order(panel_group, about, reader_lang="en", desk_email="desk@example.org"))[WayKind.WEB_SHOP]
        == about.own_shop_url
    )
    assert (
        hrefs(how_to_order(panel_group, ABOUT, reader_lang="en", desk_email="desk@example.org"))[WayKind.WEB_SHOP]
        == SHOP
    )


def test_numbers_and_addresses_are_shown_as_people_write_them(panel_group: GroupView) -> None:
    written = {
        way.kind: way.address
        for way in how_to_order(panel_group, ABOUT, reader_lang="en", desk_email="desk@example.org").ways
    }
    assert written[WayKind.CALL] == "+44 7700 900123"
    assert written[WayKind.SOCIAL] == "social.example.org/we"
    assert written[WayKind.VISIT] == ""  # the group does not show its street


def test_hours_are_told_with_the_city_whose_time_they_are(still_world: Database) -> None:
    with undone(still_world) as db:
        group = a_group(db, timezone="America/Argentina/Buenos_Aires")
        facts: dict[str, Any] = {"days": "mon,sat", "opens": time(8), "closes": time(17), "calls": True}
        a_channel(db, group, ChannelKind.PHONE, NUMBER, **facts)
        (way,) = how_to_order(
            published_group(db, group.slug, reader=READER), ABOUT, reader_lang="en", desk_email="desk@example.org"
        ).ways
    assert (way.days, way.opens, way.closes) == (("mon", "sat"), time(8), time(17))
    assert (way.timezone_city, way.place) == ("Buenos Aires", "Machakos County")


CITIES = {
    ("America/Mexico_City", "es"): "Ciudad de México",
    ("Africa/Nairobi", "ur"): "نیروبی",
    ("Asia/Kolkata", "pt"): "Calcutá",  # a zone that was renamed
    ("Asia/Kathmandu", "ur"): "کاٹھمنڈو",
    ("Africa/Nairobi", "sw"): "Nairobi",  # CLDR leaves out what is written as the zone is
    ("America/Argentina/Buenos_Aires", "es"): "Buenos Aires",
}


@pytest.mark.parametrize(("timezone", "lang"), CITIES)
def test_that_city_has_its_name_in_the_readers_language(panel_group: GroupView, timezone: str, lang: str) -> None:
    group = replace(panel_group, timezone=timezone)
    how = how_to_order(group, ABOUT, reader_lang=lang, desk_email="desk@example.org")
    assert {way.timezone_city for way in how.ways} == {CITIES[timezone, lang]}
