"""Where rails tell us news, and where a group comes back from a rail's own page about its account."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from app.affiliates.models import Group
from app.core.db import Database
from app.core.tokens import BadLink, Tokens, named_in
from app.ordering import cards
from app.payments import inbox
from app.payments.accounts import ACCOUNT, AccountStanding, standing_of
from app.payments.models import RailAccount
from app.payments.rail import Forged, Joining, RailAway, RailRefused, Rails
from app.web.asking import asking
from app.web.deps import view_of
from app.web.forms import same_site

router = APIRouter(include_in_schema=False)
log = structlog.get_logger("payments")


@dataclass(frozen=True)
class AccountPage:
    """What `templates/shop/rail_account.html` may use."""

    group: str
    token: str
    standing: AccountStanding
    known: bool  # the rail answered just now
    refused: bool  # it did not open its page for the group


@router.post("/pay/{rail}/events", name="rails.events")
async def take_news(rail: str, request: Request) -> Response:
    """From a rail's servers: 200 what is kept, 400 what is forged; what could not be kept is a fault, to come again."""
    body = await request.body()
    return await run_in_threadpool(_keep, request, rail, body)


def _keep(request: Request, rail: str, body: bytes) -> Response:
    database: Database = request.app.state.database
    try:
        with database.writing() as db:
            news = inbox.receive(db, rail, request.headers, body)
    except Forged:
        log.warning("forged_news", rail=rail[:20], bytes=len(body))
        return PlainTextResponse("This was not signed by who it claims to be from.\n", 400)
    log.info("news", rail=rail, kind=news.kind, ours=news.ours)
    return PlainTextResponse("Kept.\n")


@router.get("/pay/{rail}/account/{token}", name="rails.account")
async def show_account(rail: str, token: str, request: Request) -> Response:
    """How a group's account stands, asked for just now."""
    return await asking(request, _account, request, rail, token)


def _account(request: Request, rail: str, token: str, *, refused: bool = False) -> Response:
    database: Database = request.app.state.database
    account = _opened(request, rail, token)
    try:
        account, known = cards.check_account(database, account.group_id, rail) or account, True
    except RailAway:
        known = False
    with database.reading() as db:
        group = db.get_one(Group, account.group_id)
        page = AccountPage(group.name, token, standing_of(account), known, refused)
        status = 409 if refused else 200
        return view_of(request, db).render("shop/rail_account.html", page, status=status, noindex=True, private=True)


@router.post("/pay/{rail}/account/{token}", name="rails.join", dependencies=[Depends(same_site)])
async def go_on_joining(rail: str, token: str, request: Request) -> Response:
    """A new address of the rail's page: each works once."""
    return await asking(request, _join, request, rail, token)


def _join(request: Request, rail: str, token: str) -> Response:
    account = _opened(request, rail, token)
    database: Database = request.app.state.database
    with database.reading() as db:
        adapter, view = Rails.of(db).get(rail), view_of(request, db)
        here = view.absolute(view.path("rails.account", rail=rail, token=token))
    joining: Joining = adapter  # type: ignore[assignment]  # only rails with such pages have accounts with such links
    try:
        return RedirectResponse(joining.joining_page(account.account, back_url=here, again_url=here), 303)
    except RailRefused as refused:  # the group took its account back, perhaps: the page says how it stands now
        log.warning("joining_refused", rail=rail, group=str(account.group_id), why=str(refused)[:80])
        return _account(request, rail, token, refused=True)


def _opened(request: Request, rail: str, token: str) -> RailAccount:
    """The account that a link opens.

    Raises:
        BadLink: none.
    """
    tokens: Tokens = request.app.state.tokens
    database: Database = request.app.state.database
    with database.reading() as db:
        account = db.get(RailAccount, (named_in(token), rail))
        if account is None or not tokens.proves(token, f"{ACCOUNT}-{rail}", account.group_id):
            raise BadLink()
        return account
