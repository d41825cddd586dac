"""From a page's dataclass to HTML: strict templates, one environment, every word in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from jinja2 import Template
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.core import i18n
from app.core.clock import today
from app.core.money import Money
from app.core.rates import Approximate, Rates
from app.web.addresses import one_spelling
from app.web.assets import Assets
from app.web.kept import Kept
from app.web.templating import current_view, environment

T = TypeVar("T")
CURRENCY_COOKIE = "currency"
DEFAULT_CURRENCY = "EUR"
PUBLIC_SECONDS = 30  # how long a shared cache may hand a page on without asking


@dataclass(frozen=True)
class Here:
    """Where the reader is, as base.html needs it."""

    path: str  # path and query without the language prefix, quoted as in an address
    canonical: str
    alternates: list[tuple[str, str]]  # (hreflang, absolute address)
    languages: list[i18n.Language]
    current: i18n.Language
    rates_day: date | None  # of the oldest rate in use
    rates_stale: bool
    noindex: bool


class Links:
    """Addresses by route name, as `path(...)` in templates and routes."""

    def __init__(self, routes: Mapping[str, str]) -> None:
        self._formats = routes

    def path(self, name: str, *, prefix: str = "", **params: Any) -> str:
        """The address of a route. What the route has no place for becomes a query; None and "" are dropped."""
        template = self._formats[name]
        if not params:
            return prefix + template
        query = {}
        for key, value in params.items():
            if f"{{{key}}}" in template:
                template = template.replace(f"{{{key}}}", quote(str(value), safe=""))
            elif value not in (None, ""):
                query[key] = str(value)
        return prefix + template + (f"?{urlencode(query)}" if query else "")

    def spoken(self, name: str, language: i18n.Language, **params: Any) -> str:
        """The address of a route in a language: a feed has a parameter for it, other machines none, a page a prefix."""
        if name.startswith("feeds."):
            return self.path(name, **params, lang=language.code if language.prefix else None)
        prefix = "" if name.startswith(("api.v1.", "embeds.")) else language.prefix
        return self.path(name, prefix=prefix, **params)


@dataclass(frozen=True)
class Site:
    """What every page shares and no visitor changes."""

    base_url: str
    desk_email: str
    assets: Assets
    links: Links
    cards: bool = False  # groups can be paid by card, where they have an account
    demo: bool = False  # and those cards are played: no money moves

    def absolute(self, path: str) -> str:
        """A path as the world may call it."""
        return self.base_url.rstrip("/") + path


@dataclass(frozen=True)
class Facts:
    """What every page needs to know of the catalogue, and which of its revisions says so."""

    revision: int
    rates: Rates
    rates_mark: int  # another one for other rates
    sample: bool


def keep(request: Request) -> None:
    """Say that this answer is the same for everybody who asks alike, until a public word changes."""
    request.scope["state"]["keep"] = True


class View:
    """One request's way to make pages: its reader, its addresses, its rates."""

    def __init__(self, request: Request, site: Site, kept: Kept, find_facts: Callable[[], Facts]) -> None:
        self.request, self.site, self.kept, self._find_facts = request, site, kept, find_facts
        self.language = i18n.languages()[request.scope.get("state", {}).get("lang", i18n.SOURCE)]

    @cached_property
    def facts(self) -> Facts:
        """What the catalogue says now; asked for when it is first needed, in the thread that needs it."""
        return self._find_facts()

    @property
    def rates(self) -> Rates:
        """The newest exchange rates."""
        return self.facts.rates

    @cached_property
    def reader(self) -> i18n.Reader:
        """Who reads: in the language of the address, thinking in the currency of a cookie."""
        currency = self.request.cookies.get(CURRENCY_COOKIE, DEFAULT_CURRENCY)
        known = currency in self.facts.rates.per_eur
        return i18n.Reader(self.language.code, currency if known else DEFAULT_CURRENCY)

    @cached_property
    def mark(self) -> str:
        """All of a reader and a day that a product card depends on."""
        return f"{self.reader.lang} {self.reader.currency} {self.facts.rates_mark} {today()}"

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """A piece that holds as long as no public word changes, for every reader of this language and currency."""
        return self.kept.ensured((key, self.facts.revision, self.mark), make)

    def path(self, name: str, **params: Any) -> str:
        """An address in the reader's language."""
        return self.site.links.spoken(name, self.language, **params)

    def absolute(self, path: str) -> str:
        """A path as the world may call it."""
        return self.site.absolute(path)

    def approximate(self, money: Money) -> Approximate | None:
        """A price in the currency the reader thinks in."""
        return self.rates.approximate(money, self.reader.currency, today=today())

    def here(self, *, noindex: bool) -> Here:
        """Where the reader is."""
        query = one_spelling(self.request.url.query)
        path = quote("/" + self.request.scope["path"].lstrip("/"))  # quoted: browsers read "/\host" as another site
        known = list(i18n.languages().values())
        base = self.site.base_url.rstrip("/")
        alternates = [(lang.code, f"{base}{lang.prefix}{path}") for lang in known]
        alternates.append(("x-default", base + path))
        return Here(
            path=f"{path}?{query}" if query else path,
            canonical=f"{base}{self.language.prefix}{path}",
            alternates=[] if noindex else alternates,
            languages=known,
            current=self.language,
            rates_day=self.rates.oldest,
            rates_stale=self.rates.is_stale(today()),
            noindex=noindex,
        )

    def render(
        self,
        template: str,
        page: Any = None,
        *,
        status: int = 200,
        noindex: bool = False,
        private: bool = False,
    ) -> HTMLResponse:
        """A page. `page` is a dataclass whose fields are what the template may use, and nothing else."""
        return self._answer(self._html(template, page, noindex), status=status, noindex=noindex, private=private)

    def standing(self, template: str, make: Callable[[], Any]) -> HTMLResponse:
        """A page that its address alone decides: made once for a revision, whatever encodings and hosts ask for it.

        Args:
            make: reads the page's dataclass; called only where the page is not kept.
        """
        query = one_spelling(self.request.url.query)
        key = ("page", template, self.request.scope["path"], query)
        html = self.keep(key, lambda: self._html(template, make(), False))
        return self._answer(html, status=200, noindex=False, private=False)

    def _html(self, template: str, page: Any, noindex: bool, /) -> str:
        context = {field.name: getattr(page, field.name) for field in fields(page)} if page else {}
        self.place = self.here(noindex=noindex)
        with self._current():
            return self._template(template).render(
                **context,
                critical_css=self.site.assets.critical_css,
                sample_catalogue=self.facts.sample,
                paid_by_card=self.site.cards,
                demo=self.site.demo,
            )

    def _answer(self, html: str, *, status: int, noindex: bool, private: bool) -> HTMLResponse:
        response = HTMLResponse(html, status)
        response.headers["Content-Language"] = self.reader.lang
        response.headers["Cache-Control"] = self._cache_control(private or status >= 400)
        if not private and status == 200:
            keep(self.request)
        response.headers["Vary"] = "Accept-Language, Cookie" if self._negotiated else "Cookie"
        if noindex:
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    def shell(self, name: str, *args: Hashable) -> Markup:
        """What stands around every page, the same on all of them in this language."""
        key = ("shell", self.language.code, name, *args)
        return Markup(self.kept.ensured(key, lambda: self.macro("components/shell.html", name, *args)))

    def macro(self, template: str, name: str, *args: Any, **options: Any) -> str:
        """What a macro makes of its arguments. Only for macros that do not look at where the reader is."""
        with self._current():
            return str(getattr(self._template(template).module, name)(*args, **options))

    def _template(self, name: str) -> Template:
        return environment(self.reader.lang).get_template(name)

    @contextmanager
    def _current(self) -> Iterator[None]:
        token = current_view.set(self)
        try:
            yield
        finally:
            current_view.reset(token)

    @property
    def _negotiated(self) -> bool:
        """Whether several headers chose the language: of an address that names one, none did."""
        return self.request.scope["path"] == "/" and not self.language.prefix

    def _cache_control(self, private: bool) -> str:
        # what is negotiated no shared cache should keep
        if private or self._negotiated or self.request.cookies:  # a cookie may hold a preference that shows in the page
            return "private, no-cache"
        return f"public, max-age=0, s-maxage={PUBLIC_SECONDS}"

    def words(self, message: str, values: Mapping[str, Any]) -> str:
        """A message in the reader's language with its values; amounts are written as that language does."""
        lang = self.reader.lang
        told = {
            name: i18n.money_words(each, lang) if isinstance(each, Money) else each for name, each in values.items()
        }
        return i18n.catalogue(lang).gettext(message) % told
