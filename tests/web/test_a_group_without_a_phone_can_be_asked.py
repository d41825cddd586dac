"""Where a group shows no way of its own, the first button asks it here: no button leads to a page that cannot help."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from starlette.testclient import TestClient

from app.affiliates.channels import Channel, ChannelKind
from app.affiliates.models import Group
from tests.factories.catalogue import a_channel, a_product
from tests.factories.real_shop import NUMBER, real_shop

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


READY = "the message is ready to send"
SHOP = "https://shop.example.org"
MIXES: dict[str, tuple[list[tuple[ChannelKind, str]], bool]] = {  # and whether a message is prepared
    "nothing": ([], True),  # for the desk, which passes it on
    "a web shop": ([(ChannelKind.WEB_SHOP, SHOP)], False),
    "a telephone to call and a visit": ([(ChannelKind.PHONE, NUMBER), (ChannelKind.VISIT, "")], False),
    "a web shop and WhatsApp": ([(ChannelKind.WEB_SHOP, SHOP), (ChannelKind.WHATSAPP, NUMBER)], True),
}


@pytest.mark.parametrize("mix", MIXES)
def test_what_is_sold_out_is_asked_for_by_a_message_only_where_there_is_one(tmp_path: Path, mix: str) -> None:
    channels, prepared = MIXES[mix]
    with real_shop(tmp_path) as (client, database):
        with database.writing() as db:
            group = db.scalars(select(Group)).one()
            db.execute(delete(Channel))
            for kind, address in channels:
                a_channel(db, group, kind, address, calls=kind is ChannelKind.PHONE)
            a_product(db, group, "bag", on_hand=0)
        found = WAYS.search(client.get("/products/bag").text)
    assert found
    assert (READY in found[0]) is prepared
    asks = '<a href="/enquiries/new?product=bag" rel="nofollow">Ask when it is back</a>'
    assert (f"<p>Nothing can be ordered now. {asks}</p>" in found[0]) is not prepared
