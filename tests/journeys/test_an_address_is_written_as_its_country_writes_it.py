"""A form names regions in the country's own language, and each page writes an address as a letter to there bears it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.core.db import Database
from app.ordering.addresses import areas_of, cleaned, fields_of, written
from app.settings import Settings
from tests.journeys.test_an_order_from_basket_to_parcel import (
    HERE,
    IN_TWO_WEEKS,
    answer,
    hidden,
    number_of,
    placed,
    put,
)
from tests.journeys.test_the_pages_of_an_order_say_what_became_of_its_money import words_in

Shop = tuple[Settings, Database, TestClient, TestClient]
OFFER = {"pieces.0": "1", "price.0": "3000", "delivery": "4000", "ready_on": IN_TWO_WEEKS}
IN_SPAIN = {"street_address": "Calle Mayor 1", "postal_code": "28013", "city": "Móstoles", "country_area": "M"}


def offered(page: str) -> dict[str, str]:
    """The regions a form offers."""
    form = page[page.index('<select id="country_area"') :]
    return dict(re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)', unescape(form[: form.index("</select>")])))


def test_the_provinces_of_spain_are_in_spanish_in_every_language(buyer_and_phone: Shop) -> None:
    buyer = buyer_and_phone[2]
    put(buyer, "kiondo")
    for prefix in ("", "/es", "/ur"):
        regions = offered(buyer.get(f"{prefix}/checkout?country=ES").text)
        assert len(regions) == 52
        told = [regions[code] for code in ("CR", "GC", "TF", "PM", "BI", "NA", "A", "CA")]
        assert told == [
            *("Ciudad Real", "Las Palmas", "Santa Cruz de Tenerife", "Islas Baleares"),
            *("Vizcaya", "Navarra", "Alicante", "Cádiz"),
        ]


def test_every_page_writes_the_province_and_the_town_as_they_were_chosen_and_typed(buyer_and_phone: Shop) -> None:
    _settings, _database, buyer, phone = buyer_and_phone
    put(buyer, "kiondo")
    order = placed(buyer, "request", country="ES", **IN_SPAIN)
    number = number_of(buyer.get(order).text)
    assert "<bdi>Móstoles</bdi>, Spain" in phone.get(f"/o/{number}").text  # the town alone, while it decides
    answer(phone, number, "offer", **OFFER)
    agree = {"action": "agree", "version": hidden(buyer.get(order).text)["version"]}
    assert buyer.post(order, data=agree, headers=HERE).status_code == 303
    for browser, page in ((buyer, order), (buyer, f"{order}/invoice"), (phone, f"/o/{number}")):
        read = browser.get(page).text
        assert "<bdi>Calle Mayor 1</bdi><br><bdi>28013 Móstoles Madrid</bdi><br>Spain" in read
        assert "MÓSTOLES" not in read
    assert "28013 Móstoles Madrid" in words_in(phone.get(f"/ur/o/{number}").text)


@pytest.mark.parametrize(
    ("country", "typed", "lines"),
    [
        ("ES", {"street_address": "Calle 1", "postal_code": "28001", "city": "Madrid"}, ["Calle 1", "28001 Madrid"]),
        ("ES", {"city": "Arucas", "country_area": "GC"}, ["Arucas Las Palmas"]),
        ("US", {"city": "Chicago", "postal_code": "60601", "country_area": "IL"}, ["Chicago, IL 60601"]),
        ("US", {"city": "Chicago", "country_area": "IL"}, ["Chicago, IL"]),
        ("US", {"city": "Chicago", "postal_code": "60601"}, ["Chicago 60601"]),
        ("BR", {"city": "Santos", "country_area": "SP", "postal_code": "11010-000"}, ["Santos-SP", "11010-000"]),
        ("JP", {"street_address": "1-1 Chiyoda", "country_area": "東京都"}, ["1-1 Chiyoda, Tokyo"]),
        ("JP", {"street_address": "千代田1-1", "country_area": "東京都"}, ["東京都", "千代田1-1"]),
        ("AE", {"street_address": "Marina 1", "country_area": "إمارة دبيّ"}, ["Marina 1", "Dubai"]),
        ("CH", {"city": "Bern", "postal_code": "3011"}, ["CH-3011 Bern"]),
        ("LU", {"city": "Wiltz", "postal_code": "L-9501"}, ["L-9501 Wiltz"]),
        ("LU", {"city": "Wiltz"}, ["Wiltz"]),
        ("KE", {"street_address": "Moi Lane 1", "country_area": "Nyeri"}, ["Moi Lane 1", "Nyeri"]),
        ("XX", {"street_address": "Road 1", "city": "Town", "country_area": "Part"}, ["Road 1", "Town", "Part"]),
        ("", {"street_address": "Behind the church"}, ["Behind the church"]),
        ("DE", {}, []),
    ],
)
def test_lines_are_in_the_order_of_the_country(country: str, typed: dict[str, str], lines: list[str]) -> None:
    assert written({**typed, "country_code": country}) == lines


def test_what_a_form_offers_is_taken_and_names_two_scripts_where_there_are_two() -> None:
    assert areas_of("AE")["أبو ظبي"].asked == "أبو ظبي · Abu Dhabi"
    assert areas_of("CA")["BC"].asked == "British Columbia"
    assert areas_of("VN")["Bắc Giang"].asked == "Bắc Giang"
    for country in ("ES", "AE", "CA", "CN", "HK", "IN", "JP", "KR", "MX", "TH", "UA", "US", "VN"):
        choices = next(one.choices for one in fields_of(country) if one.name == "country_area")
        assert len({label for _value, label in choices}) == len(choices) > 1
        for value, _label in choices:
            told, errors = cleaned(country, {"country_area": value})
            assert "country_area" not in errors
            assert told["country_area"] == value


def test_a_town_stays_as_it_was_typed_and_a_postal_code_is_in_capitals() -> None:
    told = {"street_address": "Fore St 1", "city": "St Ives", "postal_code": "tr26 1aa"}
    address, errors = cleaned("GB", told)
    assert not errors
    assert (address["city"], address["postal_code"]) == ("St Ives", "TR26 1AA")
