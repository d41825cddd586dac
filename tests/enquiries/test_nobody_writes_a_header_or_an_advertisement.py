"""What a stranger types becomes no header of a letter, and words with many links reach nobody."""

from __future__ import annotations

import pytest

from app.affiliates.service import set_notify_address
from app.core.db import Database
from app.core.mail import message_of
from app.enquiries import guards
from app.enquiries.guards import LineBreak, NoWords, TooLong, TooManyLinks, links_in, one_line, plain_words
from app.enquiries.models import EnquiryKind
from app.enquiries.service import BadPieces, NoContact
from tests.factories.enquiring import PHONE, asked, letters_of
from tests.factories.ordering import the_group

BREAKS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\0"]


@pytest.mark.parametrize("line_break", BREAKS, ids=repr)
@pytest.mark.parametrize("field", ["name", "email", "phone"])
def test_a_line_of_the_form_is_one_line(small_trade: Database, field: str, line_break: str) -> None:
    with pytest.raises(LineBreak):
        asked(small_trade, **{field: f"asha@example.org{line_break}Bcc: all@example.org"})


def test_no_word_of_a_buyer_stands_in_a_header(small_trade: Database) -> None:
    with small_trade.writing() as db:
        set_notify_address(db, group=the_group(db), email="rose@example.org")
    words = "Hello\r\nBcc: all@example.org\r\n\r\nSubject: other"
    letter = letters_of(small_trade, asked(small_trade, confirmed=True, words=words, name="Bcc: x"))["1-group"]
    message = message_of(letter, sender="bazaar@example.org")
    assert message["Bcc"] is None
    assert message.get_all("To") == ["rose@example.org"]
    assert len(message.get_all("Subject") or []) == 1
    assert "Bcc" not in message["Subject"]


@pytest.mark.parametrize(
    ("words", "links"),
    [
        ("Like https://a.example.org/x, or www.b.example.org?", 2),
        ("a.example.org/shop b.example.org/shop HTTPS://C.example.org", 3),
        ("I need 3.5 m, e.g. blue. And/or red", 0),
        ("hxxp and ftp://files.example.org", 1),
        ("example.org and shop.example.org", 2),
    ],
)
def test_links_are_counted_as_people_write_them(words: str, links: int) -> None:
    assert links_in(words) == links


def test_two_links_pass_and_three_do_not(small_trade: Database) -> None:
    link = "https://example.org/picture "
    assert guards.LINKS_AT_MOST == 2
    asked(small_trade, words="See " + link * 2)
    with pytest.raises(TooManyLinks):
        asked(small_trade, words="See " + link * 3)


@pytest.mark.parametrize(("words", "refusal"), [(" \n ", NoWords), ("\0", NoWords), ("x" * 2001, TooLong)])
def test_words_say_something_and_end_somewhere(words: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        plain_words(words)


def test_words_keep_their_lines_and_lose_what_controls() -> None:
    assert plain_words(" One\r\ntwo\x07\rthree ") == "One\ntwo\nthree"
    assert one_line(" Åsa O’Neil ") == "Åsa O’Neil"


def test_who_cannot_be_answered_cannot_ask(small_trade: Database) -> None:
    with pytest.raises(NoContact):
        asked(small_trade, email="", phone="")


@pytest.mark.parametrize("pieces", [None, 0, -1, guards.PIECES_AT_MOST + 1])
def test_many_pieces_are_said_in_digits(small_trade: Database, pieces: int | None) -> None:
    with pytest.raises(BadPieces):
        asked(small_trade, kind=EnquiryKind.WHOLESALE, pieces=pieces)
    asked(small_trade, kind=EnquiryKind.WHOLESALE, pieces=200, email="", phone=PHONE)
