"""The pages that carry weights, their budgets (P17), and how a page is weighed: what arrives, compressed."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request

_PLAIN = {
    "home": "/",
    "products": "/products",
    "product": "/products/cushion-sprigs-indigo",
    "group": "/groups/machakos-cluster",
}
PAGES = {
    **{f"{name} in en": path for name, path in _PLAIN.items()},
    **{f"{name} in ur": f"/ur{path}" for name, path in _PLAIN.items()},
    "product with Hindi words": "/es/products/tablecloth-petal-wheels",
    "product with Bengali words": "/pt/products/kantha-throw-sixteen",
    "product with Urdu words": "/ur/products/mirror-work-cushion",
}
WORDS = {"product with Hindi words": "hi", "product with Bengali words": "bn", "product with Urdu words": "ur"}


@dataclass(frozen=True)
class Budget:
    """Bytes as they travel, and requests."""

    pictures: int
    total: int
    requests: int
    html: int = 14_000
    css: int = 10_000
    js: int = 10_000


LIST = Budget(pictures=60_000, total=95_000, requests=12)
CHECKOUT = Budget(pictures=40_000, total=40_000, requests=5, html=10_000)
PRODUCT = Budget(pictures=45_000, total=80_000, requests=8)


def budget_of(name: str) -> Budget:
    """What a page may weigh."""
    return PRODUCT if name.startswith("product ") else LIST


@dataclass
class Weight:
    """What came for a page. Pictures marked lazy do not count, though the browser fetches those near the screen."""

    html: int = 0
    css: int = 0
    js: int = 0
    fonts: int = 0
    pictures: int = 0
    other: int = 0
    requests: int = 0
    strangers: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All of it."""
        return self.html + self.css + self.js + self.fonts + self.pictures + self.other

    def add(self, request: Request) -> None:
        """One request more."""
        size = request.sizes()["responseBodySize"]
        kinds = {"document": "html", "stylesheet": "css", "script": "js", "font": "fonts", "image": "pictures"}
        kind = kinds.get(request.resource_type, "other")
        setattr(self, kind, getattr(self, kind) + size)
        self.requests += 1


LAZY = """() => [...document.images].filter(i => i.loading === 'lazy').map(i => i.currentSrc)"""


def phone(chromium: Browser, *, script: bool = True, width: int = 360) -> BrowserContext:
    """A small phone with a sharp screen; axe and measuring need a way past the pages' own policy."""
    return chromium.new_context(
        viewport={"width": width, "height": 740},
        device_scale_factor=2,
        is_mobile=width < 700,
        has_touch=width < 700,
        java_script_enabled=script,
        locale="en-GB",  # the front page is negotiated
    )


def weigh(page: Page, address: str) -> Weight:
    """Open a page and weigh what its first sight needs."""
    seen: list[Request] = []
    page.on("requestfinished", lambda request: seen.append(request))  # noqa: PLW0108  # it takes no builtin
    page.goto(address, wait_until="networkidle")
    lazy = set(page.evaluate(LAZY))
    here = urlsplit(address).netloc
    weight = Weight()
    for request in seen:
        if urlsplit(request.url).netloc != here and not request.url.startswith("data:"):
            weight.strangers.append(request.url)
        if request.url not in lazy and not request.url.startswith("data:"):
            weight.add(request)
    return weight
