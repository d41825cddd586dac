"""What a buyer types to order: read, checked, and kept as typed for the page that asks again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request

from app.core import i18n
from app.core.errors import _
from app.ordering.addresses import cleaned
from app.ordering.models import Delivery
from app.ordering.service import Buyer, Wish
from app.ordering.views import Route
from app.web.contacts import LIMITS, NO_MAIL, NO_PHONE, countries, is_mail, phone_of
from app.web.forms import plain

Wrong = dict[str, str]  # field -> what is wrong, in the reader's language
MESSAGE_CHARS = 2000

NEEDED = _("Please fill this in.")
NOT_KNOWN = _("This does not look right for this country.")
NO_WAY = _("Please give an e-mail address or a phone number, so that the group can answer.")
TOO_LONG = _("This is too long.")


@dataclass(frozen=True)
class CheckoutForm:
    """A form as it came."""

    country: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)
    form_key: str = ""
    seen: str = ""
    action: str = ""

    def told(self, name: str) -> str:
        """A field without the blanks around it."""
        return self.typed.get(name, "").strip()

    @property
    def sends(self) -> bool:
        """Whether anything is to be sent, so that an address is needed."""
        return any(kind is not Delivery.PICKUP for kind in self.deliveries.values()) or not self.deliveries

    def wrong(self, words: Callable[[str, Mapping[str, Any]], str]) -> Wrong:
        """What has to be put right before anything is placed; only looked at when something is to be placed."""
        if self.action not in set(Route):
            return {}
        found = {name: TOO_LONG for name, most in LIMITS.items() if len(self.told(name)) > most}
        if not self.told("name"):
            found["name"] = NEEDED
        if not self.country:
            found["country"] = NEEDED
        email, phone = self.told("email"), self.told("phone")
        if not email and not phone:
            found["email"] = NO_WAY
        if email and not is_mail(email):
            found["email"] = NO_MAIL
        if phone and not phone_of(phone, self.country):
            found["phone"] = NO_PHONE
        if self.sends and self.country:
            _address, errors = cleaned(self.country, self.typed)
            found |= {name: NEEDED if why == "required" else NOT_KNOWN for name, why in errors.items()}
        return {name: words(message, {}) for name, message in found.items()}

    def wish(self, lang: str) -> Wish:
        """The same as the verb wants it. Only of a form with nothing wrong in it."""
        told = {name: self.told(name) for name in LIMITS}
        told["phone"] = phone_of(told["phone"], self.country)
        return Wish(
            form_key=self.form_key,
            seen=self.seen,
            buyer=Buyer(**told),
            lang=lang,
            country=self.country,
            address=cleaned(self.country, self.typed)[0] if self.sends else {},
            deliveries=self.deliveries,
            messages=self.messages,
            route=Route(self.action),
        )


async def read_form(request: Request) -> CheckoutForm:
    """The form of a request; what does not belong to it is left out."""
    sent = await request.form(max_files=0, max_fields=400)
    typed = {plain(name): plain(value[:MESSAGE_CHARS]) for name, value in sent.items() if isinstance(value, str)}
    kinds = set(Delivery)
    return CheckoutForm(
        country=typed.get("country", "")[:2] if typed.get("country", "") in dict(countries(i18n.SOURCE)) else "",
        typed=typed,
        deliveries={
            name.removeprefix("delivery."): Delivery(value)
            for name, value in typed.items()
            if name.startswith("delivery.") and value in kinds
        },
        messages={
            name.removeprefix("message."): value.strip() for name, value in typed.items() if name.startswith("message.")
        },
        form_key=re.sub(r"[^A-Za-z0-9_-]", "", typed.get("form_key", ""))[:40],
        seen=typed.get(f"seen.{typed.get('action', '')}", ""),
        action=typed.get("action", ""),
    )
