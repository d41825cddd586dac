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
from app.media.storage import Storage
from app.web.rendering import Site, View

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
    site: Site = request.app.state.site
    rates = current_rates(db)
    currency = request.cookies.get(CURRENCY_COOKIE, DEFAULT_CURRENCY)
    if currency not in rates.per_eur:
        currency = DEFAULT_CURRENCY
    lang = request.scope.get("state", {}).get("lang", SOURCE)
    return View(request, site, Reader(lang, currency), rates, sample=has_sample(db))


CurrentView = Annotated[View, Depends(current_view, scope="function")]


def current_storage(request: Request) -> Storage:
    """Where photographs lie."""
    storage: Storage = request.app.state.storage
    return storage


Photos = Annotated[Storage, Depends(current_storage)]
