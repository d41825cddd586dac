"""Where a group shows no way of its own, the first button asks it here: no button leads to a page that cannot help."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

WAYS = re.compile(r'<section class="ways".*?</section>', re.DOTALL)
BUTTON = re.compile(r'<a class="(button[^"]*)" href="([^"]+)"')
NO_CHANNEL = "/groups/lodwar-cluster"


@pytest.mark.parametrize("prefix", ["", "/ur"])
def test_the_first_button_asks_the_group_and_the_affiliate_is_a_link(sample_client: TestClient, prefix: str) -> None:
    found = WAYS.search(sample_client.get(prefix + NO_CHANNEL).text)
    assert found
    buttons = [(look, html.unescape(href)) for look, href in BUTTON.findall(found[0])]
    assert buttons[0] == ("button", f"{prefix}/enquiries/new?group=lodwar-cluster")
    assert [look for look, _href in buttons[1:]] == ["button quiet"] * (len(buttons) - 1)
    assert [href for _look, href in buttons if "/affiliates/" in href] == []
    assert f'<a href="{prefix}/affiliates/homenet-kenya">' in found[0]
    assert found[0].count("/enquiries/new") == 1


def test_that_button_leads_to_a_form(sample_client: TestClient) -> None:
    asked = sample_client.get("/enquiries/new?group=lodwar-cluster")
    assert asked.status_code == 200
    assert '<textarea id="words"' in asked.text


def test_who_has_ways_of_its_own_keeps_them_first(sample_client: TestClient) -> None:
    found = WAYS.search(sample_client.get("/groups/machakos-cluster").text)
    assert found
    buttons = BUTTON.findall(found[0])
    assert buttons[0][0] == "button"
    assert "/enquiries/new" not in buttons[0][1]
    assert ("button quiet", "/enquiries/new?group=machakos-cluster") in buttons
