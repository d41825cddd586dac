"""What a buyer types to order: read, checked, and kept as typed for the page that asks again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import phonenumbers
from fastapi import Request

from app.core import i18n
from app.core.errors import _
from app.ordering.addresses import cleaned
from app.ordering.models import Delivery
from app.ordering.service import Buyer, Wish
from app.ordering.views import Route
from app.web.forms import plain

Wrong = dict[str, str]  # field -> what is wrong, in the reader's language
# What lists and groups addresses in the head of a letter ("," ";" ":" and brackets) names more than one mailbox.
_LETTERS = r"[^@\s\x00-\x1f\x7f\"<>(),:;\[\]\\]"
_MAIL = re.compile(rf"{_LETTERS}{{1,64}}@{_LETTERS}{{1,180}}\.(?:(?!\.){_LETTERS}){{2,}}")
LIMITS = {"name": 120, "email": 254, "phone": 40, "company": 160, "tax_number": 40}
MESSAGE_CHARS = 2000

NEEDED = _("Please fill this in.")
NOT_KNOWN = _("This does not look right for this country.")
NO_MAIL = _("This does not look like an e-mail address.")
NO_PHONE = _("This does not look like a phone number. Please begin with + and the country.")
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


def is_mail(text: str) -> bool:
    """Whether a text is one e-mail address: a comma would make it several, and letters would go to strangers.

    >>> is_mail("asha@example.org"), is_mail("a,b@example.org"), is_mail("a@example")
    (True, False, False)
    """
    return text.isprintable() and _MAIL.fullmatch(text) is not None


def phone_of(text: str, country: str) -> str:
    """A phone number in international form; "" for what is none, or none outside its own town."""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def countries(lang: str) -> list[tuple[str, str]]:
    """All countries by name in a language, in its order."""
    names = i18n.locale(lang).territories
    known = [(code, str(name)) for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in _NO]
    return sorted(known, key=lambda pair: pair[1])


_NO = {
    "EU",
    "EZ",
    "UN",
    "ZZ",
    "XA",
    "XB",
    "QO",
    "AQ",
    "BV",
    "HM",
    "TF",
    "CP",
    "DG",
    "EA",
    "IC",
    "CQ",
}  # no addresses


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
