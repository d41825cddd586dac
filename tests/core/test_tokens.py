"""A secret link opens one thing, for one purpose, in one generation, and nothing else does."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.db import uuid7
from app.core.tokens import BadLink, Tokens, named_in

TOKENS = Tokens(b"k" * 32)


def test_a_link_proves_its_own_thing_alone() -> None:
    mine, other = uuid7(), uuid7()
    link = TOKENS.make("order", mine, 3)
    assert named_in(link) == mine
    assert TOKENS.proves(link, "order", mine, 3)
    wrong = [("order", mine, 4), ("order", other, 3), ("checkout", mine, 3)]
    assert [TOKENS.proves(link, *each) for each in wrong] == [False] * 3
    assert not Tokens(b"l" * 32).proves(link, "order", mine, 3)


def opens(link: str, thing: UUID) -> bool:
    try:
        return named_in(link) == thing and TOKENS.proves(link, "order", thing)
    except BadLink:
        return False


@given(st.integers(0, 42), st.sampled_from("ABCxyz019-_"))
def test_one_other_character_opens_nothing(place: int, char: str) -> None:
    mine = uuid7()
    link = TOKENS.make("order", mine)
    broken = link[:place] + char + link[place + 1 :]
    if broken != link:
        assert not opens(broken, mine)


@given(st.text(max_size=80))
def test_whatever_else_stands_in_an_address_is_a_kind_no(text: str) -> None:
    with pytest.raises(BadLink):
        named_in(text)
