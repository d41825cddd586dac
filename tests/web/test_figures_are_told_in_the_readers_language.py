"""A figure about the network: number, day and source in the reader's language."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

DAYS = {
    "/": "HNI press release · November 8, 2023",
    "/es/": "Comunicado de prensa de HNI · 8 de noviembre de 2023",
    "/ur/": "HNI کی پریس ریلیز · 8 نومبر، 2023",
    "/es/about": "Estimación de la OIT · 2019",
}


@pytest.mark.parametrize("address", DAYS)
def test_day_and_source_are_in_the_readers_language(sample_client: TestClient, address: str) -> None:
    page = sample_client.get(address, headers={"Sec-Fetch-Site": "same-origin"}).text
    assert f'<dd class="small">{DAYS[address]}</dd>' in page
    assert "(more than)" not in page


def test_a_number_that_is_the_least_says_so_where_it_stands(sample_client: TestClient) -> None:
    page = sample_client.get("/about").text
    assert '<dd class="count">more than <span class="number">1,200,000</span></dd>' in page
    assert '<dd class="count"><span class="number">75</span></dd>' in page
