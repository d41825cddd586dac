"""A draft that stands in for a language nobody has written says which language it is in, and that nobody checked it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from app.affiliates.models import Group, RegionText
from app.core.db import Database
from app.core.i18n import catalogue, language_name
from app.core.texts import Standing
from tests.factories.catalogue import a_product
from tests.factories.real_shop import real_shop

DRAFT = "Draft translation from %(language)s. Nobody has checked it yet."
PREFIXES = {"en": "", "ur": "/ur"}


def _said(message: str, lang: str, language: str = "") -> str:
    return catalogue(lang).gettext(message) % {"language": language_name(language, lang) if language else ""}


def _page(database: Database, client: TestClient, address: str) -> str:
    texts = {
        "sw": (Standing.ORIGINAL, "Kikapu", "Tulivyokitengeneza."),
        "en": (Standing.DRAFT, "Bag", "How we made it."),
    }
    with database.writing() as db:
        a_product(db, db.scalars(select(Group)).one(), "bag", texts=texts)
        db.execute(update(RegionText).values(standing=Standing.DRAFT))
    return client.get(address).text


@pytest.mark.parametrize("lang", PREFIXES)
def test_the_story_of_a_product(tmp_path: Path, lang: str) -> None:
    shown = f"{_said('Shown in %(language)s.', lang, 'en')} " if lang != "en" else ""
    with real_shop(tmp_path) as (client, database):
        page = _page(database, client, f"{PREFIXES[lang]}/products/bag")
    title, story = page.partition("</h1>")[2], page.partition('class="story"')[2]
    line = story.partition('<p class="standing">')[2].partition("</p>")[0]
    assert " ".join(line.split()) == f"{shown}{_said(DRAFT, lang, 'sw')}"
    assert title.lstrip().startswith(f'<p class="standing">{shown.strip()}</p>') is bool(shown)


@pytest.mark.parametrize("lang", PREFIXES)
def test_the_text_about_a_place(tmp_path: Path, lang: str) -> None:
    shown = f"{_said('Shown in %(language)s.', lang, 'en')} " if lang != "en" else ""
    with real_shop(tmp_path) as (client, database):
        page = _page(database, client, f"{PREFIXES[lang]}/regions/africa")
    assert f'<p class="small">{shown}{_said("This text is a draft translation.", lang)}</p>' in page


def test_a_text_that_is_no_draft_says_only_its_language(tmp_path: Path) -> None:
    with real_shop(tmp_path) as (client, _database):
        page = client.get("/ur/regions/africa").text
    assert f'<p class="small">{_said("Shown in %(language)s.", "ur", "en")}</p>' in page
