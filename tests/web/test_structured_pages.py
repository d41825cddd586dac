"""What a page says in structured data is what it shows: read back as a search engine would."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import extruct
import pytest
from starlette.testclient import TestClient

from tests.web.api_world import EMAIL, NOT_CONSENTED, PHONE, SAMPLE_PHONE, SOCIAL, api_client


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser over the small catalogue."""
    with api_client(tmp_path_factory.mktemp("structured")) as client:
        yield client


def facts(client: TestClient, path: str) -> dict[str, dict[str, Any]]:
    """The things a page describes, by type."""
    found = extruct.extract(client.get(path).text, syntaxes=["json-ld"])["json-ld"]
    assert all(thing["@context"] == "https://schema.org" for thing in found)
    return {thing["@type"]: thing for thing in found}


def test_a_product_with_one_price_has_one_offer(asked: TestClient) -> None:
    product = facts(asked, "/products/basket")["Product"]
    group = asked.get("/api/v1/groups/machakos").json()
    assert product["name"] == "Basket <with> lid & handle"
    assert product["description"] == "Sewn in </script> rounds."
    assert product["url"] == "http://testserver/products/basket"
    assert product["brand"]["@type"] == "Organization"
    assert product["brand"]["name"] == product["manufacturer"]["name"] == group["name"]
    assert product["category"]
    assert product["material"]
    assert product["weight"] == {"@type": "QuantitativeValue", "value": 480, "unitCode": "GRM"}
    offer = product["offers"]
    assert offer["@type"] == "Offer"
    assert offer["price"] == "3200.00"
    assert offer["priceCurrency"] == "KES"
    assert offer["availability"] == "https://schema.org/InStock"
    assert offer["seller"]["url"] == "http://testserver/groups/machakos"
    assert offer["sku"] == product["sku"]


def test_pictures_answer_at_their_addresses(asked: TestClient) -> None:
    images = facts(asked, "/products/basket")["Product"]["image"]
    assert len(images) == 1
    assert images[0].startswith("http://testserver/media/")
    assert images[0].endswith("/960.jpg")


def test_several_prices_have_a_span_and_an_offer_each(asked: TestClient) -> None:
    product = facts(asked, "/products/three-sizes")["Product"]
    span = product["offers"]
    assert "sku" not in product
    assert span["@type"] == "AggregateOffer"
    assert (span["lowPrice"], span["highPrice"], span["offerCount"]) == ("3200.00", "4500.50", 2)
    assert {offer["sku"]: offer["availability"] for offer in span["offers"]} == {
        "SMALL": "https://schema.org/MadeToOrder",
        "LARGE": "https://schema.org/InStock",
    }


@pytest.mark.parametrize("slug", ["on-request", "paused"])
def test_without_a_price_to_pay_there_is_no_offer(asked: TestClient, slug: str) -> None:
    product = facts(asked, f"/products/{slug}")["Product"]
    assert "offers" not in product
    assert "Offer" not in json.dumps(product)


def test_what_is_sold_out_says_so(asked: TestClient) -> None:
    offer = facts(asked, "/products/sold-out")["Product"]["offers"]
    assert offer["availability"] == "https://schema.org/SoldOut"


def test_words_say_their_language(asked: TestClient) -> None:
    english, swahili = (facts(asked, f"{prefix}/products/basket")["Product"] for prefix in ("", "/sw"))
    assert english["mainEntityOfPage"]["inLanguage"] == "en"
    assert swahili["mainEntityOfPage"]["inLanguage"] == "sw"
    assert swahili["name"] == "Kikapu chenye kifuniko"
    assert swahili["url"] == "http://testserver/sw/products/basket"


def test_the_way_down_to_a_page_can_be_walked(asked: TestClient) -> None:
    for path in ("/products/basket", "/sw/products/basket", "/groups/machakos"):
        steps = facts(asked, path)["BreadcrumbList"]["itemListElement"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        assert steps[-1]["item"] == f"http://testserver{path}"
        assert all(step["name"] and asked.get(step["item"]).status_code == 200 for step in steps)


def test_a_group_is_placed_by_district_and_reached_by_consent(asked: TestClient) -> None:
    group = facts(asked, "/groups/machakos")["Organization"]
    assert group["name"] == "Machakos Baskets & Co"
    assert group["address"] == {
        "@type": "PostalAddress",
        "addressCountry": "KE",
        "addressRegion": "Machakos County",
    }
    assert group["memberOf"]["url"] == "http://testserver/affiliates/homenet"
    assert (group["telephone"], group["email"], group["sameAs"]) == (PHONE, EMAIL, [SOCIAL])
    told = json.dumps(group)
    assert NOT_CONSENTED not in told
    assert "geo" not in group
    assert "Mumbuni" not in told


def test_a_sample_group_cannot_be_reached(asked: TestClient) -> None:
    group = facts(asked, "/groups/talas")["Organization"]
    assert {"telephone", "email", "sameAs"} & set(group) == set()
    assert SAMPLE_PHONE not in json.dumps(group)
