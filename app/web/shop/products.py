"""The list of products: search by words, filters, three orders, pages by keyset."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.catalog.choices import Choices, choices
from app.catalog.finding import matching
from app.catalog.finding.matching import MOST_BEST, Count
from app.catalog.listing import Asked as Question
from app.catalog.listing import Listed, ProductFilter, Sort, asked_for, listed
from app.web.deps import read_page
from app.web.rendering import View
from app.web.shelves import shelf_of
from app.web.shop.asked import Asked, Chip, chips

router = APIRouter()


@dataclass(frozen=True)
class Elsewhere:
    """The same list with one filter less: the filter, and how many products that finds."""

    chip: Chip
    total: Count


@dataclass(frozen=True)
class Heard:
    """What the words of a search were understood as, where that is not plain."""

    taken: tuple[tuple[str, str], ...]  # asked, taken for
    unknown: tuple[str, ...]  # nothing here is called so
    left_out: tuple[str, ...]  # nothing has these together with the others
    literally_href: str  # the same search for exactly the words as typed
    rest: str  # the words that something is called by, where there was too little to go by
    rest_href: str


@dataclass(frozen=True)
class Around:
    """What all pages of one list share, whichever of its goods they show."""

    question: Question
    total: Count
    heard: Heard | None
    further: Choices
    chips: list[Chip]


@dataclass(frozen=True)
class ProductsPage:
    """What `templates/shop/products.html` may use."""

    asked: Asked
    sort: Sort
    items: Markup
    total: Count
    heard: Heard | None
    only_best: int  # how many of the total this order shows; 0: all of them
    next_href: str | None
    previous_href: str | None
    first_href: str | None  # set on a later page
    all_href: str  # the same list by newest, which has no end
    chips: list[Chip]
    clear_href: str
    panel: Markup  # the filters
    elsewhere: list[Elsewhere]  # where the list is empty: one filter away


@router.get("/products", name="shop.products")
@read_page
def show_products(request: Request, db: Session, view: View) -> Response:
    asked = Asked.of(request.query_params).read_by(view.reader)
    cursors = {name: request.query_params.get(name) or None for name in ("after", "before")}
    page = products_page(db, view, asked, **cursors)
    noindex = len(asked.params) > 1 or bool(asked.q or asked.unread)
    return view.render("shop/products.html", page, status=422 if asked.unread else 200, noindex=noindex)


def products_page(
    db: Session, view: View, asked: Asked, *, after: str | None = None, before: str | None = None
) -> ProductsPage:
    """The list, what it can be narrowed to, and the ways on and back.

    Raises:
        UnknownChoice, BadCursor: the address asks for what cannot be.
    """
    wanted = asked.filter(view.rates, view.reader.currency)
    around = view.keep(("around", asked, wanted), lambda: _around(db, view, asked, wanted))
    question = around.question

    def goods() -> Listed:
        ranked = _ranked(db, view, wanted, question) if asked.order is Sort.BEST else None
        return listed(db, question.question, sort=asked.order, after=after, before=before, ranked=ranked)

    found = view.keep(("listed", wanted, asked.order, after, before), goods)
    panel = view.keep(("panel", asked, wanted), lambda: _panel(view, around, asked))

    def page(**cursor: str | None) -> str | None:
        return view.path("shop.products", **asked.params, **cursor) if all(cursor.values()) else None

    return ProductsPage(
        asked=asked,
        sort=asked.order,
        items=shelf_of(db, view, found.stamps, eager=2),
        total=around.total,
        heard=around.heard,
        only_best=MOST_BEST if asked.order is Sort.BEST and around.total.number > MOST_BEST else 0,
        next_href=page(after=found.after),
        previous_href=page(before=found.before),
        first_href=page() if after or before else None,
        all_href=view.path("shop.products", **{**asked.params, "sort": Sort.NEWEST}),
        chips=around.chips,
        clear_href=view.path("shop.products"),
        panel=Markup(panel),
        elsewhere=[] if found.stamps else _elsewhere(db, wanted, question, around.chips),
    )


def _around(db: Session, view: View, asked: Asked, wanted: ProductFilter) -> Around:
    question = asked_for(db, wanted)
    further = choices(db, wanted, reader=view.reader, words=question.words)
    return Around(
        question=question,
        total=matching.count(db, question.question),
        heard=_heard(view, asked, question),
        further=further,
        chips=chips(asked, further, view.path),
    )


def _panel(view: View, around: Around, asked: Asked) -> str:
    return view.macro("components/filters.html", "filters", around.further, asked)


def _ranked(db: Session, view: View, wanted: ProductFilter, question: Question) -> list[matching.Place]:
    return view.keep(("best", wanted), lambda: matching.best(db, question.question))


def _heard(view: View, asked: Asked, question: Question) -> Heard | None:
    words = question.words
    if words is None or not (words.taken or words.unknown or question.left_out):
        return None
    literally = view.path("shop.products", **{**asked.params, "q": f"“{asked.q}”"})
    known = dict.fromkeys(unit.asked for unit in words.units if unit.asked not in dict(words.taken))
    rest = " ".join(known) if words.is_too_little(question.left_out) else ""
    rest_href = view.path("shop.products", **{**asked.params, "q": rest})
    return Heard(words.taken, words.unknown, question.left_out, literally, rest, rest_href)


def _elsewhere(db: Session, wanted: ProductFilter, question: Question, in_force: list[Chip]) -> list[Elsewhere]:
    """For each filter that could go: how many products that finds, the most first."""
    fields = {"price_min": "rank_min", "price_max": "rank_max"}
    found = []
    for chip in in_force:
        less = asked_for(db, wanted.without(fields.get(chip.kind, chip.kind)), words=question.words)
        total = matching.count(db, less.question)
        if total.number and chip.kind != "q":
            found.append(Elsewhere(chip, total))
    return sorted(found, key=lambda each: -each.total.number)
