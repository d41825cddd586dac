"""What routes ask for: a database session, and a view of the reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.affiliates.queries import has_sample
from app.core.db import Database
from app.core.i18n import SOURCE, Reader
from app.core.rates import current_rates
from app.core.revision import revision
from app.media.storage import Storage
from app.web.rendering import Facts, View

CURRENCY_COOKIE = "currency"
DEFAULT_CURRENCY = "EUR"


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


def open_reading(request: Request) -> Iterator[Session]:
    """A session for the length of a route; it changes nothing."""
    with _database(request).reading() as session:
        yield session


DB = Annotated[Session, Depends(open_reading, scope="function")]


def current_view(request: Request, db: DB) -> View:
    """The reader's language (from the address) and currency (from a cookie), and what pages share."""
    state = request.app.state
    number = revision(db)
    facts: Facts = state.kept.ensured(("facts", number), lambda: _facts(db, number))
    currency = request.cookies.get(CURRENCY_COOKIE, DEFAULT_CURRENCY)
    if currency not in facts.rates.per_eur:
        currency = DEFAULT_CURRENCY
    lang = request.scope.get("state", {}).get("lang", SOURCE)
    return View(request, state.site, Reader(lang, currency), facts, state.kept)


def _facts(db: Session, number: int) -> Facts:
    rates = current_rates(db)
    mark = hash((*sorted(rates.per_eur.items()), *sorted(rates.as_of.items())))
    return Facts(number, rates, mark, has_sample(db))


CurrentView = Annotated[View, Depends(current_view, scope="function")]


def current_storage(request: Request) -> Storage:
    """Where photographs lie."""
    storage: Storage = request.app.state.storage
    return storage


Photos = Annotated[Storage, Depends(current_storage)]
