"""Odd requests: a walk over every address and parameter, with what no browser sends and what somebody will.

The same generator is asked for 1,000 requests inside the process by the tests and for 20,000 over sockets by
`make audit`. A seed gives the same requests again.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from fastapi import FastAPI

from app.core.i18n import languages
from app.core.paging import encode_cursor
from app.web import answer, api, embeds, health, media, outbox, rails, shop
from app.web.routes import routes_of
from app.web.shop.asked import FIELDS

HOST = "127.0.0.1"
TOO_LONG_CHARS = 5_000
TOO_BIG_BYTES = 300_000
OWN = ("/api", "/media", "/static", "/openapi", "/healthz", "/readyz", "/feeds", "/sitemap", "/robots")  # no language
FORM = ("Content-Type", "application/x-www-form-urlencoded")

GOOD = {
    "slug": ["machakos-cluster", "sisal-market-bag", "homenet-kenya", "basketry", "africa", "chikan-cloth-white"],
    "cc": ["ke", "KE", "in", "np"],
    "kind": ["whatsapp", "call", "sms", "email", "visit"],
    "code": ["AAAAAA"],
    "number": ["1", "2", "AAAAAA"],
    "rail": ["stripe", "card"],
    "token": ["A" * 43, "B" * 43, "AAAAAA"],  # the first has the form of our links and proves nothing
    "width": ["320", "640"],
    "ext": ["jpg", "webp", "avif"],
    "address": ["rest.css", "site.js"],
    "photo_id": ["abcdefghijkl"],
}
PARAMETERS = (*FIELDS, "after", "next", "p", "g", "lang", "currency", "limit", "fields", "affiliate", "updated")
TYPED = (
    *("name", "email", "phone", "country", "words", "kind", "pieces", "product", "group", "form_key", "homepage"),
    *("sku", "how", "action", "version", "refund", "sure", "device", "message", "message.machakos-cluster.KES"),
)  # fields of forms
WORDS = ["basket", "کڑھائی", "कढ़ाई", "ཕྲུག", "ตะกร้า", "কাঁথা", "felt", "ready", "price", "now", "KES", "africa", "KE"]
ODD = [
    "", " ", "0", "-1", "1e999", "NaN", "Infinity", "9" * 400, "٣٫١٤", "１２", "1,000.00", "0x10", "true", "null", "[]",
    "{}", "../../etc/passwd", "..%2f..", "\\\\host", "//host", "a" * 900, "\u202eabc", "\ufeff", "\u0301" * 60,
    "👩🏾‍🌾" * 9,
    "'; DROP TABLE product; --", '" OR 1=1', "%", "%s", "%(words)s", "{{7*7}}", "{0}", "<script>alert(1)</script>",
    "\r\nSet-Cookie: a=b", "\t", "*", "(", "a AND", "NEAR(", "^", "\u0000", "\ud800", "\uffff", "ﷺ" * 40, "ß", "İ",
]  # fmt: skip
BROKEN_ESCAPES = ["%", "%z", "%zz", "%c3%28", "%ed%a0%80", "%f5%80%80%80", "%u0041", "%e0%80%af", "%2", "%ff"]
METHODS = ["HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
AMOUNTS = ["cheap", "1e999", "NaN", "--1", "12.3.4.5", "<1>", "0x10"]


@dataclass(frozen=True)
class Odd:
    """One request, as bytes on a line; `right` are the statuses it may get, empty for any that is no fault."""

    kind: str
    method: str
    target: bytes  # path and query, ASCII but for kind "bytes"
    headers: tuple[tuple[str, bytes], ...] = ()
    body: bytes = b""
    right: frozenset[int] = field(default_factory=frozenset)
    lang: str = "en"  # of the address


def addresses() -> list[str]:
    """Every address of the application, with `{param}` places."""
    bare = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for part in (shop, answer, api, embeds, media, health, outbox, rails):
        bare.include_router(part.router)
    return sorted(set(routes_of(bare).values()))


def encoded(text: str) -> str:
    """Percent-encoded; what is no Unicode is encoded as it would be by a careless program."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


class Walk:
    """Makes odd requests from a seed."""

    def __init__(self, seed: int, *, host: str = HOST) -> None:
        self._random = random.Random(seed)
        self._host = host
        self._addresses = addresses()
        self._pages = [one for one in self._addresses if not one.startswith(OWN)]
        self._makers = [
            (self._anything, 60), (self._cursor, 6), (self._choice, 5), (self._amount, 4), (self._slug, 6),
            (self._nowhere, 4), (self._language, 3), (self._method, 6), (self._other_host, 2), (self._too_long, 2),
            (self._nul, 3), (self._escape, 4), (self._preference, 4), (self._cross_site, 3), (self._too_big, 1),
            (self._form, 12),
        ]  # fmt: skip

    def requests(self, count: int) -> Iterator[Odd]:
        """So many of them."""
        makers, weights = zip(*self._makers, strict=True)
        for maker in self._random.choices(makers, weights, k=count):
            yield maker()

    def _pick(self, options: Sequence[str]) -> str:
        return self._random.choice(options)

    def _prefix(self) -> tuple[str, str]:
        language = self._random.choice(list(languages().values()))
        return language.prefix, language.code

    def _value(self) -> str:
        kind = self._random.random()
        if kind < 0.55:
            return self._pick(ODD)
        if kind < 0.8:
            return self._pick(WORDS)
        length = int(self._random.paretovariate(0.7))
        return "".join(
            chr(self._random.choice((65, 0x627, 0x905, 0xE01, 0x1F600)) + i % 20) for i in range(length % 90)
        )

    def _filled(self, address: str, *, odd: float) -> str:
        for name, good in GOOD.items():
            value = self._value() if self._random.random() < odd else self._pick(good)
            address = address.replace(f"{{{name}}}", encoded(value)[:600])
        return address.replace("{", "%7B").replace("}", "%7D")

    def _query(self) -> str:
        pairs = [(self._pick(PARAMETERS), self._value()) for _ in range(self._random.randint(0, 4))]
        return "&".join(f"{name}={encoded(value)[:900]}" for name, value in pairs)

    def _odd_headers(self) -> tuple[tuple[str, bytes], ...]:
        strange = [
            ("Accept-Language", b"ur;q=x, *;q=-1,," + b"pt-BR-x-y;q=0.9," * self._random.choice((0, 1, 300))),
            ("Accept-Language", "भाषा,ur;q=\u06f1".encode()),
            ("Cookie", b"lang=xx; currency=%00; =; ;;" + b"a" * self._random.choice((0, 3000))),
            ("Cookie", b"currency=" + "€".encode() + b"; lang=\xff\xfe"),
            ("Cookie", b'lang="ur; currency=KES'),
            ("Accept-Encoding", b"br;q=0, *;q=nan, \xff"),
            ("If-None-Match", b'W/"' + b"x" * 500),
            ("Referer", b"http://[::1"),
            ("Origin", b"http://[bad"),
            ("Range", b"bytes=9999999999999999999-"),
            ("Sec-Fetch-Site", b"\xf0\x9f\x98\x80"),
            ("X-Forwarded-For", b"'; --"),
            ("X-Forwarded-Proto", b"gopher"),
            ("Accept", b"application/x-\xff, */*;q=9"),
        ]
        return tuple(self._random.sample(strange, self._random.choice((0, 0, 1, 3))))

    def _odd(self, kind: str, target: str, *right: int, lang: str = "en", method: str = "GET", **more: object) -> Odd:
        headers = more.get("headers", ())
        body = more.get("body", b"")
        assert isinstance(headers, tuple)
        assert isinstance(body, bytes)
        return Odd(kind, method, target.encode("ascii"), headers, body, frozenset(right), lang)

    def _anything(self) -> Odd:
        address = self._pick(self._addresses)
        prefix, lang = ("", "en") if address.startswith(OWN) else self._prefix()
        query = self._query()
        path = prefix + self._filled(address, odd=0.4)
        target = f"{path}?{query}" if query else path
        return self._odd("anything", target, lang=lang, headers=self._odd_headers())

    def _cursor(self) -> Odd:
        prefix, lang = self._prefix()
        broken = [
            "x", "=", "é", "W10", "e30", encode_cursor([]), encode_cursor([1]), encode_cursor([None, None]),
            encode_cursor([2**70, "a"]), encode_cursor(["\0", "\0"]), encode_cursor([{"a": 1}]),
            encode_cursor([1.5, []]),
            encode_cursor(["a", "b", "c", "d", "e"]), "A" * 500, encode_cursor([True]),
        ]  # fmt: skip
        page = self._pick(["/products", "/groups"])
        return self._odd("broken cursor", f"{prefix}{page}?after={encoded(self._pick(broken))}", 422, lang=lang)

    def _choice(self) -> Odd:
        prefix, lang = self._prefix()
        query = urlencode(
            {self._pick(["sort", "ready", "rail", "wholesale"]): self._pick(["nope", "1", "名", "%s", "<b>"])}
        )
        return self._odd("unknown choice", f"{prefix}/products?{query}", 422, lang=lang)

    def _amount(self) -> Odd:
        prefix, lang = self._prefix()
        query = urlencode({self._pick(["price_min", "price_max"]): self._pick(AMOUNTS)})
        return self._odd("no amount", f"{prefix}/products?{query}", 422, lang=lang)

    def _slug(self) -> Odd:
        prefix, lang = self._prefix()
        kind = self._pick(["products", "groups", "affiliates", "regions", "countries", "crafts", "p"])
        value = encoded(self._value().replace("\ud800", "").strip("\0./\\") or "x")
        return self._odd("unknown thing", f"{prefix}/{kind}/no-such{value}"[:3000].replace("%00", ""), 404, lang=lang)

    def _nowhere(self) -> Odd:
        prefix, lang = self._prefix()
        return self._odd("nowhere", f"{prefix}/zz/{encoded(self._pick(WORDS))}", 404, lang=lang)

    def _language(self) -> Odd:
        foreign = self._pick(["xx", "ur-PK", "EN", "zz", "pt_BR", "%D8%A7", "e", "engl"])
        return self._odd("unknown language", f"/{foreign}/products", 404)

    def _method(self) -> Odd:
        prefix, lang = self._prefix()
        page = self._pick(["/", "/products", "/groups/machakos-cluster", "/about", "/preferences"])
        method = self._pick(METHODS)
        right = {200} if method == "HEAD" else {405}
        if method == "HEAD" and page == "/":
            right = {200, 303}
        if (method, page) == ("POST", "/preferences"):
            right = {303}
        return self._odd("odd method", prefix + page, *right, lang=lang, method=method)

    def _other_host(self) -> Odd:
        host = self._pick(
            ["evil.example", "127.0.0.1.evil.example", "", "[::1", "a b", "localhost@evil.example", "%00"]
        )
        return self._odd("unknown host", "/products", 400, headers=(("Host", host.encode()),))

    def _too_long(self) -> Odd:
        prefix, lang = self._prefix()
        filler = self._pick(["a", "%41", "%D8%A7"]) * TOO_LONG_CHARS
        return self._odd("too long", f"{prefix}/products?q={filler}", 414, lang=lang)

    def _nul(self) -> Odd:
        prefix, lang = self._prefix()
        target = self._pick(["/%00", "/products/a%00b", "/products?q=a%00", "/groups?after=%00", "/media/%00/320.jpg"])
        return self._odd("NUL", prefix + target, 400, lang=lang)

    def _escape(self) -> Odd:
        prefix, lang = self._prefix()
        where = self._pick(
            ["/products/{}", "/products?q={}", "/crafts/{}?q={}", "/groups?region={}", "/{}", "/products?{}"]
        )
        return self._odd("broken escape", prefix + where.replace("{}", self._pick(BROKEN_ESCAPES)), lang=lang)

    def _preference(self) -> Odd:
        prefix, lang = self._prefix()
        told = {
            "lang": self._pick(["xx", "ur\0", "<b>"]),
            "currency": self._pick(["EUR", "XXX", "€"]),
            "next": self._value(),
        }
        body = "&".join(f"{name}={encoded(value)}" for name, value in told.items()).encode()
        return self._odd(
            "unknown preference",
            f"{prefix}/preferences",
            422,
            lang=lang,
            method="POST",
            headers=(FORM_LINE,),
            body=body,
        )

    def _cross_site(self) -> Odd:
        prefix, lang = self._prefix()
        foreign = self._pick(
            ["Sec-Fetch-Site: cross-site", "Origin: http://evil.example", "Origin: null", "Cookie: lang=ur"]
        )
        name, _colon, value = foreign.partition(": ")
        headers = (FORM_LINE, (name, value.encode()))
        return self._odd(
            "cross-site post", f"{prefix}/preferences", 403, lang=lang, method="POST", headers=headers, body=b"lang=ur"
        )

    def _form(self) -> Odd:
        prefix, lang = self._prefix()
        path = prefix + self._filled(self._pick(self._pages), odd=0.2)
        told = {
            name: self._pick(["\0", f"a\0{self._value()}", self._value()]) for name in self._random.sample(TYPED, 8)
        }
        body = "&".join(f"{encoded(name)}={encoded(value)[:900]}" for name, value in told.items()).encode()
        return self._odd("odd form", path, lang=lang, method="POST", headers=(FORM_LINE,), body=body)

    def _too_big(self) -> Odd:
        prefix, lang = self._prefix()
        body = b"next=/" + b"a" * TOO_BIG_BYTES
        return self._odd(
            "too big", f"{prefix}/preferences", 413, lang=lang, method="POST", headers=(FORM_LINE,), body=body
        )


FORM_LINE = (FORM[0], FORM[1].encode())
