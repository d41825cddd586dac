"""A way to reach a group has one spelling, and is seen only while the group's consent for it stands."""

from __future__ import annotations

from datetime import date, timedelta

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.affiliates.channels import (
    BadChannel,
    Channel,
    ChannelKind,
    Consent,
    clean_address,
    give_consent,
    public_channels,
    remove_channels,
    withdraw_consent,
)
from app.affiliates.models import Group
from app.affiliates.queries import published_group
from app.core.clock import today
from app.core.db import Database
from tests.factories.catalogue import a_channel, a_group
from tests.factories.worlds import READER, undone

NUMBERS = (ChannelKind.WHATSAPP, ChannelKind.PHONE)
WEB = (ChannelKind.WEB_SHOP, ChannelKind.SOCIAL)

GOOD = [
    (NUMBERS, "+44 7700 900123", "+447700900123"),
    (NUMBERS, " +44 (0)7700-900123 ", "+447700900123"),
    (NUMBERS, "tel:+447700900123", "+447700900123"),
    ([ChannelKind.EMAIL], "Desk+Shop@Example.ORG", "Desk+Shop@example.org"),
    ([ChannelKind.EMAIL], "écrire@tissé.example.org", "écrire@tissé.example.org"),
    (WEB, "HTTPS://Shop.Example.ORG/Baskets?Q=A", "https://shop.example.org/Baskets?Q=A"),
    (WEB, "https://shop.example.org:8443/", "https://shop.example.org:8443/"),
    ([ChannelKind.VISIT], " Market Street 4 ", "Market Street 4"),
    ([ChannelKind.VISIT], "", ""),
]
BAD = [
    (NUMBERS, ["", "07700 900123", "+", "+44", "+999 12345678", "+44 7700 900123 456 789", "call us", "+1 2530000"]),
    ([ChannelKind.EMAIL], ["", "desk", "@example.org", "desk@", "desk@example", "a@b@example.org", "a b@example.org"]),
    ([ChannelKind.EMAIL], ["a@.", "a@b..org", "a@example.org\nBcc: b@example.org", "a" * 300 + "@example.org"]),
    (WEB, ["", "example.org", "http://example.org", "javascript:alert(1)", "https://", "https://local", "https://[1"]),
    (WEB, ["https://example.org/a b", "https://me:pw@example.org", "https://example.org:x/", "//example.org"]),
    (WEB, ["https://example.org/" + "a" * 300, "https://exa\0mple.org", "https:///path"]),
    ([ChannelKind.VISIT], ["Street\n4", "s" * 301, "Street \ud800"]),
]


@pytest.mark.parametrize(("kinds", "typed", "clean"), GOOD)
def test_an_address_is_kept_in_its_one_spelling(kinds: list[ChannelKind], typed: str, clean: str) -> None:
    for kind in kinds:
        assert clean_address(kind, typed) == clean
        assert clean_address(kind, clean) == clean


@pytest.mark.parametrize(
    ("kind", "typed"), [(kind, typed) for kinds, all_ in BAD for kind in kinds for typed in all_], ids=ascii
)
def test_what_does_not_fit_the_way_is_refused(kind: ChannelKind, typed: str) -> None:
    with pytest.raises(BadChannel):
        clean_address(kind, typed)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(ChannelKind), st.text(max_size=40))
def test_any_words_are_cleaned_or_refused_and_cleaning_twice_changes_nothing(kind: ChannelKind, text: str) -> None:
    try:
        clean = clean_address(kind, text)
    except BadChannel:
        return
    assert clean_address(kind, clean) == clean
    assert clean or kind is ChannelKind.VISIT


@st.composite
def written_numbers(draw: st.DrawFn) -> tuple[str, str]:
    """A possible number as people write it, and as machines do."""
    region = draw(st.sampled_from(["KE", "UG", "IN", "NP", "BD", "PK", "TH", "LA", "KG", "BO", "MX", "BR", "PY", "GB"]))
    number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    assert number is not None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    gaps = draw(st.lists(st.sampled_from(["", "", " ", "-", ".", "\u00a0", " ("]), min_size=20, max_size=20))
    spaced = "+" + "".join(digit + gap for digit, gap in zip(e164[1:], gaps, strict=False))
    return spaced, e164


@settings(deadline=None, max_examples=100)
@given(written_numbers())
def test_a_number_is_the_same_number_however_it_is_written(pair: tuple[str, str]) -> None:
    written, e164 = pair
    assert clean_address(ChannelKind.WHATSAPP, written) == e164
    assert e164[1:].isascii() and e164[1:].isdigit()


@settings(deadline=None, max_examples=200)
@given(st.text("+0123456789 ()-.xABab١٢", max_size=24))
def test_a_number_is_possible_and_international_or_refused(text: str) -> None:
    try:
        clean = clean_address(ChannelKind.PHONE, text)
    except BadChannel:
        return
    number = phonenumbers.parse(clean, None)
    assert phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    assert clean == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(db: Session, group: Group) -> list[str]:
    db.flush()
    listed = [channel.address for channel in public_channels(db, [group.id])[group.id]]
    assert [channel.address for channel in published_group(db, group.slug, reader=READER).channels] == listed
    return listed


def a_mail(db: Session, group: Group, name: str, *, consent: date | None) -> Channel:
    return a_channel(db, group, ChannelKind.EMAIL, f"{name}@example.org", consent=consent)


def test_a_channel_is_shown_only_while_consent_stands(still_world: Database) -> None:
    with undone(still_world) as db:
        group = a_group(db)
        a_mail(db, group, "never", consent=None)
        a_mail(db, group, "tomorrow", consent=today() + timedelta(days=1))
        withdraw_consent(db, a_mail(db, group, "withdrawn", consent=date(2026, 1, 1)))
        assert shown(db, group) == []
        given_today = a_mail(db, group, "today", consent=today())
        assert shown(db, group) == ["today@example.org"]
        withdraw_consent(db, given_today)
        assert shown(db, group) == []


def test_consent_can_be_given_later_and_again(still_world: Database) -> None:
    with undone(still_world) as db:
        group = a_group(db)
        channel = a_mail(db, group, "desk", consent=None)
        give_consent(db, channel, given_on=today())
        assert shown(db, group) == ["desk@example.org"]
        withdraw_consent(db, channel)
        give_consent(db, channel, given_on=today())
        assert shown(db, group) == ["desk@example.org"]


def test_a_withdrawn_consent_stays_as_a_record(still_world: Database) -> None:
    with undone(still_world) as db:
        channel = a_mail(db, a_group(db), "desk", consent=date(2026, 1, 1))
        withdraw_consent(db, channel)
        db.flush()
        (record,) = db.scalars(select(Consent).where(Consent.channel_id == channel.id))
        assert (record.given_on, record.withdrawn_on) == (date(2026, 1, 1), today())


def test_consent_for_one_channel_shows_no_other(still_world: Database) -> None:
    with undone(still_world) as db:
        one, other = a_group(db), a_group(db, "other")
        a_mail(db, one, "yes", consent=today())
        a_mail(db, one, "no", consent=None)
        a_mail(db, other, "neither", consent=None)
        assert shown(db, one) == ["yes@example.org"]
        assert shown(db, other) == []


def test_channels_stand_in_the_groups_own_order(still_world: Database) -> None:
    with undone(still_world) as db:
        group = a_group(db)
        for name in ("c", "a", "b"):
            a_mail(db, group, name, consent=today())
        assert shown(db, group) == ["c@example.org", "a@example.org", "b@example.org"]


def test_a_street_is_shown_only_if_the_group_says_so(still_world: Database) -> None:
    with undone(still_world) as db:
        group = a_group(db)
        a_channel(db, group, ChannelKind.VISIT, "Secret Lane 4")
        a_channel(db, group, ChannelKind.VISIT, "Market Street 4", show_street=True)
        addresses = [channel.address for channel in published_group(db, group.slug, reader=READER).channels]
        assert addresses == ["", "Market Street 4"]


def test_a_bad_address_is_refused_where_it_is_stored(still_world: Database) -> None:
    with undone(still_world) as db:
        group = a_group(db)
        for kind in ChannelKind:
            if kind is not ChannelKind.VISIT:
                with pytest.raises(BadChannel):
                    a_channel(db, group, kind, "")
        assert shown(db, group) == []


def test_forgotten_channels_leave_nothing_behind(still_world: Database) -> None:
    with undone(still_world) as db:
        group, other = a_group(db), a_group(db, "other")
        a_mail(db, group, "desk", consent=today())
        a_mail(db, other, "stays", consent=today())
        remove_channels(db, group)
        assert shown(db, group) == []
        assert shown(db, other) == ["stays@example.org"]
        assert db.scalar(select(func.count()).select_from(Consent)) == 1
