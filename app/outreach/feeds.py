"""What feeds tell: the newest public goods of the bazaar, of a group, a country or a craft, and what is said of them.

However many entries a feed has, their stories and crafts take one statement on top of what a list of cards takes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.places import country_by_code
from app.affiliates.queries import has_sample, published_group
from app.catalog.crafts import CraftNotFound, craft_names
from app.catalog.listing import ProductFilter, product_list
from app.catalog.models import Product, ProductText
from app.catalog.views import CraftLine, ProductCard
from app.core.i18n import Reader, country_name
from app.core.texts import Standing, Words, words

MOST = 30  # entries in a feed
SUMMARY_CHARS = 300
BEGUN = datetime(2026, 11, 21, tzinfo=UTC)  # the first release; since then, a feed without entries has not changed
# Full stops of many scripts; those of the Latin kind only before a space, or "3.5" would be two sentences.
_SENTENCE_END = re.compile(r"[.!?؟](?=\s)|[।॥۔։።။។。！？]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A product as a feed tells of it."""

    card: ProductCard
    story: Words
    original: Words  # the makers' own words, to say what a translation was made from
    craft: CraftLine

    @property
    def summary(self) -> Words:
        """The story's first sentences."""
        return replace(self.story, text=first_sentences(self.story.text))

    @property
    def crafts(self) -> list[CraftLine]:
        """The craft, and the one above it if there is one."""
        return [self.craft, self.craft.parent] if self.craft.parent else [self.craft]


@dataclass(frozen=True)
class Feed:
    """The newest goods, newest first."""

    of: str  # the group, country or craft by name; "" for all goods
    entries: list[Entry]
    updated: datetime  # when the newest came; a day that stays while there are none
    sample: bool  # the sample catalogue is loaded: nothing is for sale


def of_everything(db: Session, *, reader: Reader) -> Feed:
    """The newest goods of all groups."""
    return _feed(db, "", ProductFilter(), reader)


def of_group(db: Session, slug: str, *, reader: Reader) -> Feed:
    """The newest goods of one group.

    Raises:
        GroupNotFound: unknown, not yet published, or withdrawn.
    """
    group = published_group(db, slug, reader=reader)
    return _feed(db, group.line.name, ProductFilter(group=slug), reader, since=group.published_at)


def of_country(db: Session, code: str, *, reader: Reader) -> Feed:
    """The newest goods of a country's groups; its code in any case.

    Raises:
        PlaceNotFound: not a country of the network.
    """
    country = country_by_code(db, code, reader=reader)
    return _feed(db, country_name(country.code, reader.lang), ProductFilter(country=country.code), reader)


def of_craft(db: Session, slug: str, *, reader: Reader) -> Feed:
    """The newest goods of a craft and of those below it.

    Raises:
        CraftNotFound: no such craft.
    """
    name = craft_names(db, reader).names.get(slug)
    if name is None:
        raise CraftNotFound()
    return _feed(db, name.text, ProductFilter(craft=slug), reader)


def _feed(db: Session, of: str, asked: ProductFilter, reader: Reader, *, since: datetime = BEGUN) -> Feed:
    cards = product_list(db, asked, reader=reader, limit=MOST).items
    updated = cards[0].published_at if cards else since
    return Feed(of, _entries(db, cards, reader), updated, has_sample(db))


def _entries(db: Session, cards: Sequence[ProductCard], reader: Reader) -> list[Entry]:
    ids = [card.id for card in cards]
    rows = db.execute(
        select(Product.id, Product.craft_slug, ProductText)
        .outerjoin(ProductText, ProductText.product_id == Product.id)
        .where(Product.id.in_(ids))
    ).all()
    names = craft_names(db, reader)
    crafts = {id_: names.line(slug) for id_, slug, _text in rows}
    texts = {id_: [text for owner, _slug, text in rows if owner == id_ and text] for id_ in ids}
    return [
        Entry(
            card=card,
            story=words(texts[card.id], "story", reader.lang),
            original=words([t for t in texts[card.id] if t.standing is Standing.ORIGINAL], "story", reader.lang),
            craft=crafts[card.id],
        )
        for card in cards
    ]


def first_sentences(text: str) -> str:
    """As many whole sentences as fit a summary; of one that is too long, its first words.

    >>> first_sentences("We coil sisal. " * 40)[-29:]
    'We coil sisal. We coil sisal.'
    """
    flat = " ".join(text.split())
    if len(flat) <= SUMMARY_CHARS:
        return flat
    ends = [found.end() for found in _SENTENCE_END.finditer(flat) if found.end() <= SUMMARY_CHARS]
    return flat[: ends[-1]] if ends else flat[:SUMMARY_CHARS].rsplit(" ", 1)[0] + " …"
