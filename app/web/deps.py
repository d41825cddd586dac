"""What routes ask for: a database session, and a view of the reader."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.affiliates.queries import has_sample
from app.core.db import Database
from app.core.rates import current_rates
from app.core.revision import revision
from app.media.storage import Storage
from app.web.kept import Kept
from app.web.rendering import Facts, View


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def open_reading(request: Request) -> AsyncIterator[Session]:
    """A session for the length of a route; it changes nothing.

    Opening asks nobody. On SQLite closing does neither; a database server is told so in a thread, which is none of
    those that make pages: those may all be waiting for the connection that is given back here.
    """
    database = _database(request)
    session = database.reader()
    try:
        yield session
    finally:
        if database.is_sqlite:
            session.close()
        else:
            await to_thread.run_sync(session.close, limiter=request.app.state.closers)


DB = Annotated[Session, Depends(open_reading, scope="function")]


async def current_view(request: Request, db: DB) -> View:
    """The reader's way to make pages. It reads nothing before it is used."""
    return view_of(request, db)


def view_of(request: Request, db: Session) -> View:
    """The same for whoever has no route."""
    kept: Kept = request.app.state.kept

    def find_facts() -> Facts:
        # The page cache has just looked; what is read from now on is of that revision or a newer one.
        number = request.scope.get("state", {}).get("revision") or revision(db)
        facts: Facts = kept.ensured(("facts", number), lambda: _facts(db, number))
        return facts

    return View(request, request.app.state.site, kept, find_facts)


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


def read_page(make: Callable[..., Response]) -> Callable[[Request], Awaitable[Response]]:
    """Make a route of a function that reads a page: `make(request, db, view, **what the address names)`.

    Where the database is a file the page is made on the spot: handing it to a thread and back costs more than
    making it. A database server is waited for in a thread.
    """

    def made(request: Request) -> Response:
        with _database(request).reading() as db:
            return make(request, db, view_of(request, db), **request.path_params)

    async def route(request: Request) -> Any:
        return made(request) if _database(request).is_sqlite else await run_in_threadpool(made, request)

    return route


def writing(request: Request) -> AbstractContextManager[Session]:
    """A transaction for a verb, committed before the answer is made."""
    return _database(request).writing()
