"""A cursor comes back as the key it was made from; anything else is refused, whatever it is."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.paging import MAX_CURSOR_CHARS, BadCursor, Page, decode_cursor, encode_cursor

names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=160)
numbers = st.integers(-(2**63) + 1, 2**63 - 1)


@settings(deadline=None)
@given(names, numbers, st.uuids())
def test_a_cursor_comes_back_as_its_key(name: str, number: int, id_: object) -> None:
    key = [name, number, str(id_)]
    cursor = encode_cursor(key)
    assert cursor.replace("-", "").replace("_", "").isalnum()  # stands in an address as it is
    assert decode_cursor(cursor, str, int, str) == key


def test_the_longest_name_in_any_script_fits() -> None:
    assert decode_cursor(encode_cursor(["𐍈" * 160, "f" * 32]), str, str) == ["𐍈" * 160, "f" * 32]


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode())))
def test_garbage_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        decode_cursor(cursor, str, int, str)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


@settings(deadline=None, max_examples=300)
@given(json_values)
def test_a_key_of_other_parts_is_refused(value: object) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    try:
        key = decode_cursor(cursor, str, int)
    except BadCursor:
        return
    assert key == value
    assert [type(part) for part in key] == [str, int]


@pytest.mark.parametrize(
    "key",
    [["a\0b", 1], ["\ud800", 1], ["a", 2**63], ["a", -(2**63)], ["a", True], ["a", 1.0], ["a"], ["a", 1, 2], [1, "a"]],
)
def test_parts_no_database_takes_are_refused(key: list[object]) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(key).encode()).decode()
    with pytest.raises(BadCursor):
        decode_cursor(cursor, str, int)


def test_a_cursor_cut_off_on_the_way_is_refused() -> None:
    whole = encode_cursor(["newest", 1795000000000000, "f" * 32])
    for length in range(len(whole)):
        with pytest.raises(BadCursor):
            decode_cursor(whole[:length], str, int, str)


def test_an_endless_cursor_is_refused_unread() -> None:
    with pytest.raises(BadCursor):
        decode_cursor(encode_cursor(["a" * MAX_CURSOR_CHARS, 1]), str, int)
    with pytest.raises(BadCursor):
        decode_cursor(base64.urlsafe_b64encode(b"[" * 700).decode(), str, int)


@settings(deadline=None)
@given(st.lists(st.integers(), max_size=12), st.integers(1, 6))
def test_a_page_names_a_way_on_only_where_there_is_more(rows: list[int], limit: int) -> None:
    page = Page.of(rows[: limit + 1], limit, lambda row: (row,))
    assert page.items == rows[:limit]
    assert page.after == (encode_cursor([rows[limit - 1]]) if len(rows) > limit else None)
