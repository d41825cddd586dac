"""The hosted pages that a buyer or the owner of an account sees: plain HTML without script, marked as a test."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tests.fakepay import accounts, checkout, payments
from tests.fakepay.currencies import shown
from tests.fakepay.errors import Refusal
from tests.fakepay.state import Row, State

STYLE = """
body { font: 1rem/1.5 sans-serif; max-width: 44rem; margin: 0 auto; padding: 1rem; color: #1a1a1a; background: #fff }
.test { background: #ffe08a; padding: .5rem 1rem; font-weight: bold }
.no { background: #fbdcdc; padding: .5rem 1rem }
button { font: inherit; padding: .6rem 1rem; margin: .25rem 0; min-height: 2.75rem }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .25rem .5rem; vertical-align: top }
form { display: inline-block; margin: 0 .25rem .25rem 0 }
"""
PAYMENT_MARK = "TEST PAYMENT PAGE - no real money"
ONBOARDING_MARK = "TEST PAGE - stands in for Stripe's own; nothing you do here is real"
CHOICES = {
    "pay": "Pay",
    "decline": "Pay, but the card is declined",
    "slow": "Pay by a slow bank method",
    "cancel": "Cancel",
}
STEPS = {
    "finish": ("ready", "Finish"),
    "wait": ("checking", "Finish, but checks are still going on"),
    "half": ("half", "Leave it half done"),
}


def page(title: str, mark: str, body: str, status: int = 200) -> HTMLResponse:
    """One page. `title` and `mark` are plain text, `body` is HTML."""
    return HTMLResponse(
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{escape(title)}</title>"
        f"<meta name=viewport content='width=device-width, initial-scale=1'><style>{STYLE}</style></head>"
        f"<body><p class=test>{escape(mark)}</p><h1>{escape(title)}</h1>{body}</body></html>",
        status,
        headers={"Cache-Control": "no-store"},
    )


def button(address: str, words: str, **hidden: Any) -> str:
    """A form that is one button."""
    fields = "".join(
        f'<input type=hidden name="{escape(name)}" value="{escape(str(value))}">' for name, value in hidden.items()
    )
    return f'<form method=post action="{escape(address)}">{fields}<button>{escape(words)}</button></form>'


async def fields_of(request: Request) -> dict[str, str]:
    """The fields of a posted form; of several with one name, the first."""
    return {name: values[0] for name, values in parse_qs((await request.body()).decode("utf-8", "replace")).items()}


def goes_to(url: str) -> RedirectResponse:
    return RedirectResponse(url, 303)


def payment_page(row: Row, said: str = "") -> Response:
    """The page at the session's `url`: open, or saying why it is not."""
    data = row.data
    if data["status"] == "complete":
        link = escape(checkout.success_url(row))
        return page("You are all done here", PAYMENT_MARK, f'<p>This was completed. <a href="{link}">Go back</a></p>')
    if data["status"] == "expired":
        back = f'<a href="{escape(data["cancel_url"])}">Go back</a>' if data["cancel_url"] else ""
        return page("This page has expired", PAYMENT_MARK, f"<p>Nothing was paid. {back}</p>", 410)
    lines = "".join(
        f"<tr><td>{escape(line['description'])}<td>{line['quantity']}<td>"
        f"{escape(shown(line['amount_total'], line['currency']))}"
        for line in row.hidden["lines"]
    )
    total = escape(shown(data["amount_total"], data["currency"]))
    offered = [
        name
        for name in CHOICES
        if not (name == "slow" and payments.slow_method(row) is None)
        and not (name == "cancel" and not data["cancel_url"])
        and not (name in ("pay", "decline") and "card" not in data["payment_method_types"])
    ]
    forms = "".join(button(f"/c/pay/{row.id}", CHOICES[name], do=name) for name in offered)
    note = f"<p class=no role=alert>{escape(said)}</p>" if said else ""
    return page(f"Pay {total}", PAYMENT_MARK, f"{note}<table>{lines}</table><p>Total: <b>{total}</b></p>{forms}")


def _session(state: State, identifier: str) -> Row | None:
    row = state.memory.rows.get(identifier)
    return row if row is not None and row.kind == "checkout.session" else None


async def show_payment(state: State, request: Request) -> Response:
    checkout.expire_what_is_due(state)
    row = _session(state, request.path_params["id"])
    return payment_page(row) if row else page("There is no such page", PAYMENT_MARK, "", 404)


async def act_on_payment(state: State, request: Request) -> Response:
    """What the buyer pressed. A second press finds the session closed and changes nothing."""
    do = (await fields_of(request)).get("do", "")
    checkout.expire_what_is_due(state)
    row = _session(state, request.path_params["id"])
    if row is None or do not in CHOICES:
        return page("There is no such page", PAYMENT_MARK, "", 404)
    if row.data["status"] != "open":
        return payment_page(row)
    if do == "cancel":  # the session stays open: the buyer may come back to it
        return goes_to(row.data["cancel_url"]) if row.data["cancel_url"] else payment_page(row)
    try:
        acts = {"pay": payments.pay, "decline": payments.decline, "slow": payments.pay_slowly}
        acts[do](state, row)
    except Refusal as refusal:
        return payment_page(row, refusal.message)
    state.save()
    return payment_page(row, payments.DECLINED) if do == "decline" else goes_to(checkout.success_url(row))


async def show_onboarding(state: State, request: Request) -> Response:
    """The first visit shows the page; another one, or a late one, goes to `refresh_url`."""
    link = state.memory.rows.get(request.path_params["id"])
    if link is None or link.kind != "onboarding":
        return page("There is no such page", ONBOARDING_MARK, "", 404)
    if link.hidden["visited"] or link.hidden["expires_at"] <= state.now():
        return goes_to(link.data["refresh_url"])
    link.hidden["visited"] = True
    state.save()
    forms = "".join(button(f"/onboard/{link.id}", words, do=do) for do, (_, words) in STEPS.items())
    return page("Tell us about your group", ONBOARDING_MARK, f"<p>Account {escape(link.account)}</p>{forms}")


async def act_on_onboarding(state: State, request: Request) -> Response:
    """Finished or not, the owner goes to `return_url`, once."""
    do = (await fields_of(request)).get("do", "")
    link = state.memory.rows.get(request.path_params["id"])
    account = state.account(link.account) if link is not None else None
    if link is None or link.kind != "onboarding" or account is None or do not in STEPS:
        return page("There is no such page", ONBOARDING_MARK, "", 404)
    if link.hidden["left"]:
        return goes_to(link.data["refresh_url"])
    link.hidden["left"] = True
    accounts.stand(state, account, STEPS[do][0])
    state.save()
    return goes_to(link.data["return_url"])
