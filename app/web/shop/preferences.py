"""The language and the currency a reader prefers: two small cookies, set by a form for what was chosen in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from app.core import i18n
from app.core.errors import Invalid, _
from app.web.deps import CurrentView
from app.web.forms import local_path, same_site
from app.web.languages import LANG_COOKIE
from app.web.rendering import CURRENCY_COOKIE

router = APIRouter()
YEAR_SECONDS = 365 * 24 * 3600


class UnknownPreference(Invalid):
    """A language or a currency the bazaar does not have."""

    words = _("The bazaar does not have that language or currency.")


@dataclass(frozen=True)
class PreferencesPage:
    """What `templates/shop/preferences.html` may use."""

    languages: list[i18n.Language]
    currencies: list[tuple[str, str]]
    next: str


@router.get("/preferences", name="shop.preferences")
def show_preferences(view: CurrentView, next: str = "/") -> Response:
    names = i18n.locale(view.reader.lang).currencies
    currencies = [(code, names.get(code, code)) for code in view.rates.currencies]
    page = PreferencesPage(list(i18n.languages().values()), currencies, local_path(next))
    return view.render("shop/preferences.html", page, noindex=True)


@router.post("/preferences", name="shop.set_preferences", dependencies=[Depends(same_site)])
def set_preferences(
    request: Request,
    view: CurrentView,
    lang: Annotated[str, Form()] = "",
    currency: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    if (lang and lang not in i18n.languages()) or (currency and currency not in view.rates.per_eur):
        raise UnknownPreference()
    response = RedirectResponse(i18n.languages()[lang or view.reader.lang].prefix + local_path(next), 303)
    secure = view.site.base_url.startswith("https:")
    for name, value in ((LANG_COOKIE, lang), (CURRENCY_COOKIE, currency)):
        if value:
            response.set_cookie(name, value, max_age=YEAR_SECONDS, secure=secure, samesite="lax", httponly=True)
    return response
