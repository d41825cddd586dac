"""The page at `/`: a stand-in for Stripe's own dashboard, for the demo. What the bank and Stripe do, at a click."""

from __future__ import annotations

from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tests.fakepay.control import Control
from tests.fakepay.currencies import shown
from tests.fakepay.errors import Refusal
from tests.fakepay.pages import button, fields_of, goes_to, page
from tests.fakepay.state import Row, State

MARK = "TEST - stands in for Stripe's dashboard; no money, no bank, no Stripe behind it"
SHOWN = 50
# What a button may do: the verb, and which of its fields are more than text.
ALLOWED = {"buyer", "refund_succeeds", "refund_fails", "dispute", "close_dispute", "stand", "disconnect"}


def _session(state: State, row: Row) -> str:
    data = row.data
    intent = state.memory.rows.get(data["payment_intent"] or "")
    charge = state.memory.rows.get((intent.data["latest_charge"] if intent else None) or "")
    acts = []
    if data["status"] == "open":
        acts.append(f'<a href="{escape(data["url"])}">payment page</a>')
        acts.append(button("/_desk/buyer", "Let it expire", session=row.id, do="expire"))
    if intent is not None and intent.data["status"] == "processing":
        acts.append(button("/_desk/buyer", "The bank's money arrives", session=row.id, do="settle"))
        acts.append(button("/_desk/buyer", "The bank says no", session=row.id, do="fail"))
    if charge is not None and charge.data["status"] == "succeeded" and not charge.data["disputed"]:
        acts.append(button("/_desk/dispute", "The buyer disputes it", charge=charge.id))
    words = ", ".join(line["description"] for line in row.hidden["lines"])
    return (
        f"<tr><td>{escape(words)}<td>{escape(shown(data['amount_total'], data['currency']))}"
        f"<td>{data['status']}, {data['payment_status']}<td>{''.join(acts)}"
    )


def _refund(row: Row) -> str:
    acts = []
    if row.data["status"] in ("pending", "requires_action"):
        acts.append(button("/_desk/refund_succeeds", "It arrives", refund=row.id))
    if row.data["status"] != "failed":
        acts.append(button("/_desk/refund_fails", "It fails", refund=row.id))
    told = escape(shown(row.data["amount"], row.data["currency"]))
    return f"<tr><td>{escape(row.data['charge'])}<td>{told}<td>{row.data['status']}<td>{''.join(acts)}"


def _dispute(row: Row) -> str:
    acts = []
    if row.data["status"] not in ("won", "lost"):
        acts = [
            button("/_desk/close_dispute", "The seller wins", dispute=row.id, won="yes"),
            button("/_desk/close_dispute", "The buyer wins", dispute=row.id),
        ]
    told = escape(shown(row.data["amount"], row.data["currency"]))
    return f"<tr><td>{escape(row.data['charge'])}<td>{told}<td>{row.data['status']}<td>{''.join(acts)}"


def _account(row: Row) -> str:
    acts = [
        button("/_desk/stand", "Disable", account=row.id, standing="disabled"),
        button("/_desk/stand", "Enable", account=row.id, standing="ready"),
        button("/_desk/disconnect", "Disconnect", account=row.id),
    ]
    standing = "disconnected" if row.hidden.get("disconnected") else row.hidden["standing"]
    told = f"{row.data['country']}, {row.data['default_currency']}"
    return f"<tr><td>{escape(row.id)}<td>{told}<td>{standing}<td>{'' if standing == 'disconnected' else ''.join(acts)}"


def _table(title: str, rows: list[str], empty: str) -> str:
    return f"<h2>{title}</h2>" + (f"<table>{''.join(rows)}</table>" if rows else f"<p>{empty}</p>")


def show_desk(state: State, said: str = "") -> Response:
    """The newest of everything, with what may happen to it."""
    newest = {
        kind: list(state.all(kind))[::-1][:SHOWN] for kind in ("checkout.session", "refund", "dispute", "account")
    }
    body = f"<p class=no role=alert>{escape(said)}</p>" if said else ""
    body += _table("Payments", [_session(state, row) for row in newest["checkout.session"]], "No page was opened yet.")
    body += _table("Refunds", [_refund(row) for row in newest["refund"]], "None.")
    body += _table("Disputes", [_dispute(row) for row in newest["dispute"]], "None.")
    body += _table("Accounts", [_account(row) for row in newest["account"]], "No group has connected an account yet.")
    return page("Stand-in for Stripe", MARK, body)


async def act_at_desk(control: Control, request: Request) -> Response:
    """Does what the button says and shows the desk again."""
    verb = request.path_params["verb"]
    given: dict[str, Any] = await fields_of(request)
    if verb not in ALLOWED:
        return show_desk(control.state, "There is no such button.")
    if verb == "close_dispute":
        given["won"] = given.get("won") == "yes"
    try:
        getattr(control, verb)(**given)
    except (Refusal, TypeError, KeyError) as error:
        return show_desk(control.state, getattr(error, "message", "That cannot be done."))
    control.state.save()
    return goes_to("/")
