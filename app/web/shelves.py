"""Rows of product cards as finished fragments: a card is rendered once, and again only when it would look different."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.catalog.cards import cards, shown
from app.catalog.listing import ProductFilter, asked_for, listed
from app.web.rendering import View


def shelf_of(
    db: Session, view: View, stamps: Sequence[int], *, eager: int = 0, heading: str = "h3", by: bool = True
) -> Markup:
    """The cards of listed products in the reader's language and currency, in their order; "" for none.

    The whole shelf holds for a revision; its cards outlive it.

    Args:
        eager: how many of the first pictures are not loaded lazily.
        heading: the element of a card's title.
        by: whether the group is named.
    """
    key = ("shelf", *stamps, eager, heading, by)
    return Markup(view.keep(key, lambda: _shelf(db, view, stamps, eager=eager, heading=heading, by=by)))


def _shelf(db: Session, view: View, stamps: Sequence[int], *, eager: int, heading: str, by: bool) -> str:
    items = shown(db, stamps)
    keys = [(item.mark, heading, by, number < eager, view.mark) for number, item in enumerate(items)]
    found = {key: view.kept.get(key) for key in keys}
    missing = [(key, item.stamp) for key, item in zip(keys, items, strict=True) if found[key] is None]
    made = cards(db, [stamp for _key, stamp in missing], reader=view.reader) if missing else []
    for (key, _stamp), card in zip(missing, made, strict=True):
        html = view.macro("components/cards.html", "product_card", card, heading, eager=key[3], by=by)
        found[key] = view.kept.put(key, html)
    return "".join(found[key] for key in keys)


def newest_shelf(
    db: Session, view: View, wanted: ProductFilter, *, limit: int, heading: str = "h3", by: bool = True
) -> Markup:
    """The cards of the newest products of a filter."""
    found = listed(db, asked_for(db, wanted).question, limit=limit)
    return shelf_of(db, view, found.stamps, heading=heading, by=by)
