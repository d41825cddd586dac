"""What a buyer types as an e-mail address is one: of several, strangers would get the letters, with the secret link."""

from __future__ import annotations

import pytest

from app.web.contacts import is_mail

SEVERAL = (
    *("a@example.org,b@example.org", "a,b@example.org", "a;b@example.org", "a(b)@example.org"),
    *("<a@example.org>", "a\n@example.org", "a\x1f@example.org", "a b@example.org", "a@example"),
)


@pytest.mark.parametrize("text", SEVERAL, ids=repr)
def test_several_addresses_are_no_address(text: str) -> None:
    assert not is_mail(text)


@pytest.mark.parametrize("text", ["asha@example.org", "a.sha+bazaar@mail.example.org", "o'neil@example.org"])
def test_one_address_is_one(text: str) -> None:
    assert is_mail(text)
