"""create_app(settings): the only wiring for HTTP."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from urllib.parse import urlsplit

import anyio
import anyio.to_thread
from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send
from starlette_compress import CompressMiddleware

from app import __version__
from app.core.db import Database
from app.core.revision import RevisionWatch
from app.core.tokens import Tokens
from app.logs import set_up_logs
from app.media.storage import open_storage
from app.settings import Settings
from app.web import answer, api, embeds, errors, health, media, outbox, rails, shop
from app.web.assets import Assets, build_of, own_assets
from app.web.caching import PageCache, Tally
from app.web.head import HeadLikeGet
from app.web.headers import Surround, security_headers
from app.web.kept import Kept
from app.web.languages import LanguageByAddress
from app.web.refusals import FaultPages, TranslatedRefusals
from app.web.rendering import Links, Site
from app.web.routes import routes_of

THREADS = 2  # few: more of them wait for each other and make the slowest page slower
CLOSERS = 2  # threads that only give connections back
ASKERS = 16  # threads that wait for rails: however slow those are, pages have threads of their own


class Bazaar(FastAPI):
    """The application with its finished pages in front: a kept page passes none of the layers behind."""

    front: PageCache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.front(scope, receive, send)

    async def behind(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Everything that makes pages."""
        await super().__call__(scope, receive, send)


def create_app(settings: Settings, *, at_end: Callable[[], object] | None = None) -> FastAPI:
    """The web application, ready to serve; opens its database and storage, starts nothing.

    Args:
        at_end: called once the last request is answered; for what runs beside the web in the same process.
    """
    assets = own_assets()
    database = Database(settings.database, info=settings.info)
    watch, tally = RevisionWatch(database), Tally()
    headers = _headers(settings, assets)
    app = Bazaar(
        title="HBW Bazaar",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # LanguageByAddress knows the language the address had
        openapi_url=None,  # app/web/api/document.py serves it
        lifespan=_few_threads,
        middleware=_layers(settings, headers),
        routes=_routes(),
    )
    app.front = PageCache(
        app.behind,
        watch=watch,
        most_bytes=settings.page_cache_bytes,
        build=build_of(*_showing(settings), assets.build),
        tally=tally,
        headers=headers,
    )
    app.state.database, app.state.watch, app.state.tally = database, watch, tally
    app.state.at_end = at_end
    app.state.site = Site(
        *(settings.base_url, settings.desk_email, assets, Links(routes_of(app))),
        cards=settings.paid_by_card,
        demo=settings.played_cards,
    )
    _equip(app, settings)
    errors.install(app)
    return app


def _showing(settings: Settings) -> tuple[str, ...]:
    """The settings that pages show: with others, no page is the same."""
    return settings.base_url, settings.desk_email, settings.stripe_api, f"cards: {settings.paid_by_card}"


@cache
def _routes() -> list[BaseRoute]:
    """The same for every application of a process: what the library works out of them it works out once."""
    everything = APIRouter()
    for part in (shop, answer, api, embeds, media, health, outbox, rails):
        everything.include_router(part.router)
    return everything.routes


def _equip(app: FastAPI, settings: Settings) -> None:
    """What routes find in `app.state` beside the database and the site."""
    app.state.storage = open_storage(settings.storage, **settings.s3)
    app.state.tokens = Tokens(settings.key)
    app.state.outbox = settings.outbox
    app.state.closers = anyio.CapacityLimiter(CLOSERS)
    app.state.askers = anyio.CapacityLimiter(ASKERS)
    app.state.kept = Kept()
    app.state.described = ((), {})  # by app/web/api/document.py, once somebody asked


def _headers(settings: Settings, assets: Assets) -> dict[str, str]:
    return security_headers(
        assets.critical_source,
        pay=settings.stripe_pages if settings.paid_by_card else "",
        https=urlsplit(settings.base_url).scheme == "https",
    )


def _layers(settings: Settings, headers: dict[str, str]) -> list[Middleware]:
    """What every request passes that no finished page answers, the outermost first."""
    host = urlsplit(settings.base_url).hostname or "localhost"
    return [
        Middleware(Surround, headers=headers),
        Middleware(TranslatedRefusals),
        Middleware(TrustedHostMiddleware, allowed_hosts=[*settings.allowed_hosts, host]),
        Middleware(HeadLikeGet),
        Middleware(FaultPages),
        Middleware(RequestBodyLimitMiddleware, max_body_size=settings.body_limit),
        Middleware(CompressMiddleware, minimum_size=500),
        Middleware(LanguageByAddress),
    ]


@asynccontextmanager
async def _few_threads(app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield
    if app.state.at_end is not None:
        await anyio.to_thread.run_sync(app.state.at_end)
    app.state.watch.close()
    app.state.database.close()


def app_from_environment() -> FastAPI:
    """The application with settings from the environment: for servers that start several processes."""
    settings = Settings()
    set_up_logs(settings.log_level)
    app = create_app(settings)
    gc.freeze()  # what is there now stays; looking through all of it made every hundredth page slow
    return app
