"""No page offers a real way to a sample contact; a page of its own says what would have happened."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from tests.factories.real_shop import MAIL, NUMBER, REAL, real_shop


@pytest.mark.parametrize("lang", ["en", "ur"])
def test_a_sample_contact_says_so_and_shows_the_message_in_both_languages(sample_client: TestClient, lang: str) -> None:
    prefix = "" if lang == "en" else f"/{lang}"
    product = sample_client.get(f"{prefix}/products/sisal-market-bag").text
    way = re.search(rf'href="({prefix}/sample-contact/whatsapp\?p=\w+)"', product)
    assert way
    answer = sample_client.get(way[1])
    assert (answer.status_code, answer.headers["x-robots-tag"]) == (200, "noindex")
    told = re.findall(r'<p class="story"[^>]*>(.*?)</p>', answer.text, re.DOTALL)
    assert len(told) == 2
    assert told[0] != told[1]
    for message in told:
        assert re.search(r"/p/\w{6}", message)  # the short address is the same in every language
    assert not REAL.search(answer.text)
    assert f'href="{prefix}/products/sisal-market-bag"' in answer.text


@pytest.mark.parametrize("lang", ["en", "ur"])
def test_a_real_group_is_reached_by_prefilled_links(tmp_path: Path, lang: str) -> None:
    prefix = "" if lang == "en" else f"/{lang}"
    with real_shop(tmp_path) as (client, _database):
        page = client.get(f"{prefix}/products/basket").text
        sample = client.get(f"{prefix}/sample-contact/whatsapp?g=machakos")
    hrefs = [html.unescape(href) for href in REAL.findall(page)]
    kinds = {href.partition(":")[0] if not href.startswith("https") else "whatsapp": href for href in hrefs}
    assert set(kinds) == {"whatsapp", "tel", "sms", "mailto"}
    assert kinds["tel"] == f"tel:{NUMBER}"
    assert kinds["whatsapp"].startswith(f"https://wa.me/{NUMBER.lstrip('+')}?text=")
    assert kinds["mailto"].startswith(f"mailto:{MAIL}?subject=")
    text = parse_qs(urlsplit(kinds["whatsapp"]).query)["text"][0]
    assert "Sisal basket" in text
    assert re.search(r"http://testserver/p/\w{6}", text)
    assert "Habari" in text or "Hujambo" in text or "Jambo" in text  # the group's own language comes first
    assert '<p class="sample">' not in page
    assert sample.status_code == 404  # there is nothing sample about it
