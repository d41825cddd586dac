"""From the domain's views to the API's answers: what all of them share."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from pydantic import BaseModel

from app.affiliates.views import AffiliateLine, GroupLine
from app.catalog.views import Availability, CraftLine
from app.core.i18n import Reader, languages
from app.core.money import Money
from app.core.texts import Words
from app.media.sizes import widths_for
from app.media.views import PhotoView
from app.web.api import models
from app.web.api.asked import Reading
from app.web.rendering import DEFAULT_CURRENCY, Site


class Parts:
    """Makes the parts of answers for one language: words, money, pictures, absolute addresses."""

    def __init__(self, site: Site, lang: str) -> None:
        self._site = site
        self._prefix = languages()[lang].prefix
        self.reader = Reader(lang, DEFAULT_CURRENCY)

    def page(self, name: str, **params: Any) -> str:
        """The address of a page for people, in this language."""
        return self._absolute(self._site.links.path(name, prefix=self._prefix, **params))

    def api(self, name: str, **params: Any) -> str:
        """The address of an answer of this API, in this language."""
        lang = self.reader.lang if self._prefix else None
        return self._absolute(self._site.links.path(f"api.v1.{name}", **params, lang=lang))

    def short(self, code: str) -> str:
        """The short address of a product."""
        return self._absolute(self._site.links.path("shop.short", code=code))

    def next(self, name: str, asked: BaseModel, after: str | None) -> str | None:
        """The address of the next page of a list."""
        if after is None:
            return None
        return self.same(name, asked, after=after)

    def same(self, name: str, asked: BaseModel, **more: str) -> str:
        """The address of a list with what was asked for, from its first page on unless a cursor is told."""
        params = asked.model_dump(mode="json", exclude_defaults=True, exclude={"after", "lang"})
        return self.api(name, **params, **more)

    def _absolute(self, path: str) -> str:
        return self._site.base_url.rstrip("/") + path

    def text(self, words: Words) -> models.Text:
        """Words with their language."""
        return models.Text(text=words.text, lang=words.lang, standing=words.standing)

    def text_or_none(self, words: Words) -> models.Text | None:
        """The same; None where nothing is said."""
        return self.text(words) if words else None

    def price(self, money: Money | None) -> models.Price | None:
        """An amount, exact; None: on request."""
        if money is None:
            return None
        return models.Price(amount=f"{money.decimal:f}", currency=money.currency)

    def picture(self, photo: PhotoView | None) -> models.Picture | None:
        """A photograph with its addresses."""
        if photo is None:
            return None
        sizes = [models.Size(width=w, url=self._absolute(photo.href(w, "jpg"))) for w in widths_for(photo.width)]
        return models.Picture(
            alt=self.text(photo.alt), width=photo.width, height=photo.height, sizes=sizes, sample=photo.sample
        )

    def availability(self, facts: Availability) -> models.Availability:
        """How soon, and how many."""
        return models.Availability(ready=facts.ready, lead_days=facts.lead_days)

    def group(self, line: GroupLine) -> models.GroupRef:
        """A group by name and place."""
        return models.GroupRef(
            slug=line.slug,
            name=line.name,
            district=line.district,
            country=line.country_code,
            region=line.region_slug,
            url=self.page("shop.group", slug=line.slug),
            api_url=self.api("group", slug=line.slug),
        )

    def affiliate(self, line: AffiliateLine) -> models.AffiliateRef:
        """An affiliate by name."""
        return models.AffiliateRef(
            slug=line.slug,
            name=line.name,
            url=self.page("shop.affiliate", slug=line.slug),
            api_url=self.api("affiliate", slug=line.slug),
        )

    def craft(self, line: CraftLine) -> models.Named:
        """A craft by name."""
        return models.Named(slug=line.slug, name=self.text(line.name), url=self.page("shop.craft", slug=line.slug))


def parts_for(request: Request, asked: Reading) -> Parts:
    """The parts in the language a request asks for."""
    return Parts(request.app.state.site, asked.lang)
