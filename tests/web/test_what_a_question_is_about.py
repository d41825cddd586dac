"""The form and the conversation say in one sentence what a question is about, and each language orders it its way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.core.i18n import catalogue
from app.web.shop.enquiry_form import TRAP
from tests.factories.real_shop import real_shop

ASKED = {"product": "basket", "kind": "question", "words": "In blue?", "name": "Asha", "country": "DE", TRAP: ""}
HERE = {"sec-fetch-site": "same-origin"}


def _main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(("lang", "prefix"), [("en", ""), ("sw", "/sw"), ("ur", "/ur")])
def test_the_product_is_part_of_the_sentence_and_stands_apart(tmp_path: Path, lang: str, prefix: str) -> None:
    title = '<span lang="en" dir="ltr">Sisal basket</span>' if prefix else "Sisal basket"
    with real_shop(tmp_path) as (client, _database):
        form = _main(client.get(f"{prefix}/enquiries/new?product=basket").text)
        talk = _main(_asked(client, prefix, form))
    for page, shown in ((form, title), (talk, "Sisal basket")):
        link = f'<a href="{prefix}/products/basket"><bdi>{shown}</bdi></a>'
        assert f"<p>{catalogue(lang).gettext('About %(title)s') % {'title': link}}<" in page
        menu = catalogue(lang).gettext("About")  # the menu's word for the page about the bazaar
        assert lang == "en" or menu not in page


def _asked(client: TestClient, prefix: str, form: str) -> str:
    key = re.search(r'name="form_key" value="([^"]+)"', form)
    assert key
    told = {**ASKED, "form_key": key[1], "email": "asha@example.org"}
    return client.post(f"{prefix}/enquiries/new", data=told, headers=HERE, follow_redirects=True).text
