"""Whatever a group writes, a feed stays XML, and the words come out as the words they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from lxml import etree
from starlette.testclient import TestClient

from app.core.db import Database
from app.core.i18n import languages
from app.core.texts import Standing
from tests.factories.catalogue import a_group, a_product
from tests.factories.real_shop import real_shop
from tests.web.atom import ATOM, XHTML, faults_of

Shop = tuple[TestClient, Database]
HOSTILE = {
    "end of CDATA": "Basket ]]> and more",
    "end of the content": "</div></content></entry></feed>",
    "a script": "<script>alert(1)</script>",
    "a comment": "<!-- hidden --> <![CDATA[ x ]]> <?xml version='1.0'?>",
    "an entity": "&nbsp; &lt; &#0; &amp;amp; &xxe;",
    "quotes": "\"double\" 'single' `back`",
    "an emoji of many parts": "👩🏾‍🌾 made it 🧺",
    "right to left": "ٹوکری \u202eabc\u202c \u200fہاتھ سے",
    "control characters": "a\x01b\x08c\x0bd\x0ce\x1ff\x7fg",
    "what is no character": "a\ufffeb\uffffc",
    "a template": "{{ 7 * 7 }} {% raw %} %(name)s %s",
}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A browser in a small shop, and the database behind it."""
    with real_shop(tmp_path) as opened:
        yield opened


def readable(text: str) -> str:
    """What may stand in XML of it: all but the control characters and what is no character."""
    return "".join(char for char in text if char >= " " and char not in "\ufffe\uffff")


def squeezed(text: str) -> str:
    """A text without its spaces: some control characters part words and lines, and do so in a story, too."""
    return "".join(text.split())


@pytest.mark.parametrize("kind", HOSTILE)
def test_texts_come_out_as_text(shop: Shop, kind: str) -> None:
    client, database = shop
    words, wanted = HOSTILE[kind], readable(HOSTILE[kind])
    with database.writing() as db:
        group = a_group(db, "strange", name=words, district=words)
        a_product(db, group, "strange-thing", texts={"en": (Standing.ORIGINAL, words, f"Story: {words}")})
    for address in ("/feeds/products.atom", "/feeds/groups/strange.atom?lang=ur", "/feeds/crafts/basketry.atom"):
        answer = client.get(address)
        feed = etree.fromstring(answer.content)
        entry = feed.find(f"{ATOM}entry")
        assert faults_of(feed) == []
        assert entry.findtext(f"{ATOM}title") == wanted
        assert squeezed(entry.findtext(f"{ATOM}summary")) == squeezed(f"Story: {wanted}")
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == wanted
        div = entry.find(f"{ATOM}content/{XHTML}div")
        assert squeezed(f"Story: {wanted}") in squeezed("".join(div.itertext()))
        assert {child.tag.removeprefix(XHTML) for child in div.iter()} <= {"div", "p", "small", "bdi", "a", "img"}
        assert feedparser.parse(answer.content).bozo is False
    assert wanted in etree.fromstring(client.get("/feeds/groups/strange.atom").content).findtext(f"{ATOM}title")


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_page_announces_the_feed_of_a_group_of_any_name(shop: Shop, kind: str) -> None:
    client, database = shop
    with database.writing() as db:
        a_group(db, "strange", name=HOSTILE[kind])
    page = etree.HTML(client.get("/groups/strange").text)
    links = page.xpath("//head/link[@type='application/atom+xml']/@href")
    assert links == ["/feeds/groups/strange.atom"]


@pytest.mark.parametrize("lang", [code for code, language in languages().items() if language.dir == "rtl"])
def test_words_from_right_to_left_say_so(shop: Shop, lang: str) -> None:
    client, _database = shop
    feed = etree.fromstring(client.get("/feeds/products.atom", params={"lang": lang}).content)
    div = feed.find(f"{ATOM}entry/{ATOM}content/{XHTML}div")
    assert (div.get("lang"), div.get("dir")) == (lang, "rtl")
    assert next((part.get("lang"), part.get("dir")) for part in div.iter(f"{XHTML}p")) == ("en", "ltr")
