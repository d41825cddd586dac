"""An offer as a group types it on its phone: pieces and prices, how it reaches the buyer, when, what comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.money import Money
from app.ordering import answering
from app.ordering.models import Order
from app.ordering.noting import Choice, OfferedLine, Proposal, terms_of
from app.ordering.service import lines_by_order
from app.web.answer.actions import Sent, offer_in

ROWS = 3  # of an offer about no product: what fits on a phone


@dataclass(frozen=True)
class OfferTold:
    """An offer to be asked about once more: not as it was typed but as it was read, for so the buyer will read it."""

    lines: list[tuple[str, int, Money]]  # what, pieces, price of one
    delivery: Money | None  # None: the buyer comes for it
    advance_bp: int
    terms: answering.Terms
    ready_on: date
    words: str


def told_of_order(db: Session, order: Order, sent: Sent) -> OfferTold:
    """What was typed as an answer to an order, before it is done.

    Raises:
        BadOffer, NotAnAmount, NotAShare, NoReadyDay: it cannot be.
    """
    offer, lines = offer_in(db, order, sent), lines_by_order(db, [order])[order.id]
    terms = answering.terms_of(order, lines, offer)
    told = [(_named(line.own_title, line.label), *each) for line, each in zip(lines, terms.lines, strict=True)]
    return OfferTold(told, offer.delivery, offer.advance_bp, terms, offer.ready_on, offer.words)


def told_of(proposal: Proposal, known: Mapping[str, Choice]) -> OfferTold:
    """A proposal, before it is made.

    Raises:
        BadOffer, NotTheirs: it cannot be.
    """
    terms, pieces = terms_of(proposal), [known[line.sku] for line in proposal.lines]
    told = [(_named(one.title, one.label), *each) for one, each in zip(pieces, terms.lines, strict=True)]
    return OfferTold(told, proposal.delivery, proposal.advance_bp, terms, proposal.ready_on, proposal.words)


def _named(title: str, label: str) -> str:
    return " · ".join(filter(None, (title, label)))


def _chosen(sent: Sent, known: Mapping[str, Choice]) -> list[tuple[str, Choice]]:
    """The rows that name a piece and a number of pieces: the row's name and the piece."""
    rows = [(name.removeprefix("sku."), sent.told(name)) for name in sent.typed if name.startswith("sku.")]
    return [(n, known[sku]) for n, sku in rows if sku in known and sent.told(f"pieces.{n}")]


def proposal_in(sent: Sent, known: Mapping[str, Choice]) -> Proposal:
    """What was typed, as the verbs want it.

    Raises:
        NotAnAmount, NotAShare, NoReadyDay: it cannot be read.
    """
    rows = _chosen(sent, known)
    lines = [
        OfferedLine(one.sku, sent.pieces(f"pieces.{n}"), sent.money(f"price.{n}", one.currency)) for n, one in rows
    ]
    return Proposal(
        lines,
        None if sent.told("how") == "pickup" else sent.money("delivery", currency_of(known.values())),
        sent.ready_on(),
        sent.told("words"),
        advance_bp=sent.share_bp("advance"),
    )


def currency_of(known: Iterable[Choice]) -> str:
    """Of a group's prices."""
    return next((one.currency for one in known), "")
