"""An offer as a group types it on its phone: pieces and prices, how it reaches the buyer, when, what comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.ordering.noting import Choice, OfferedLine, Proposal
from app.web.answer.actions import Sent

ROWS = 3  # of an offer about no product: what fits on a phone


def chosen(sent: Sent, known: Mapping[str, Choice]) -> list[tuple[str, Choice]]:
    """The rows that name a piece and a number of pieces: the row's name and the piece."""
    rows = [(name.removeprefix("sku."), sent.told(name)) for name in sent.typed if name.startswith("sku.")]
    return [(n, known[sku]) for n, sku in rows if sku in known and sent.told(f"pieces.{n}")]


def lines_told(sent: Sent, known: Mapping[str, Choice]) -> list[tuple[str, str, str]]:
    """The same to be asked once more: what, pieces, price."""
    return [
        (" · ".join(filter(None, (one.title, one.label))), sent.told(f"pieces.{n}"), sent.told(f"price.{n}"))
        for n, one in chosen(sent, known)
    ]


def proposal_in(sent: Sent, known: Mapping[str, Choice]) -> Proposal:
    """What was typed, as the verbs want it.

    Raises:
        NotAnAmount, NotAShare, NoReadyDay: it cannot be read.
    """
    rows = chosen(sent, known)
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
