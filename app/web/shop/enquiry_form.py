"""What a buyer types to ask a group: read, checked, and kept as typed for the page that asks again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import Request

from app.core import i18n
from app.core.errors import Invalid, _
from app.enquiries.models import EnquiryKind
from app.enquiries.service import Question
from app.web.contacts import LIMITS, NO_MAIL, NO_PHONE, countries, is_mail
from app.web.contacts import phone_of as international
from app.web.forms import plain
from app.web.shop.checkout_form import NEEDED, NO_WAY, TOO_LONG, Wrong

TRAP = "homepage"  # a field that no person sees: what fills it is a program
FIELDS = ("name", "email", "phone")
TYPED_CHARS = 4000  # more than a message may have, so that nobody's words are cut before they are told so


class FilledByProgram(Invalid):
    """The field that nobody sees was filled."""

    words = _("This looks as if a program had filled it in. Please empty the field “Leave this empty” and send again.")


@dataclass(frozen=True)
class EnquiryForm:
    """A form as it came."""

    typed: Mapping[str, str] = field(default_factory=dict)
    form_key: str = ""

    def told(self, name: str) -> str:
        """A field without the blanks at its ends; line breaks inside stay, to be refused."""
        return self.typed.get(name, "").strip()

    @property
    def kind(self) -> EnquiryKind:
        """What is wanted."""
        known = set(EnquiryKind)
        return EnquiryKind(self.told("kind")) if self.told("kind") in known else EnquiryKind.QUESTION

    @property
    def trapped(self) -> bool:
        """Whether the field that nobody sees was filled."""
        return bool(self.told(TRAP))

    def wrong(self, words: Callable[[str, Mapping[str, Any]], str]) -> Wrong:
        """What has to be put right before anything is sent."""
        found = {name: TOO_LONG for name in FIELDS if len(self.told(name)) > LIMITS[name]}
        found |= {name: NEEDED for name in ("name", "words", "country") if not self.told(name)}
        if self.told("country") and self.told("country") not in dict(countries(i18n.SOURCE)):
            found["country"] = NEEDED
        if self.kind is EnquiryKind.WHOLESALE and not self.told("pieces"):
            found["pieces"] = NEEDED
        email, phone = self.told("email"), self.told("phone")
        if not email and not phone:
            found["email"] = NO_WAY
        if email and not is_mail(email):
            found["email"] = NO_MAIL
        if phone and not international(phone, self.told("country")):
            found["phone"] = NO_PHONE
        return {name: words(message, {}) for name, message in found.items()}

    def question(self, lang: str, *, group_id: UUID, product: Mapping[str, Any]) -> Question:
        """The same as the verb wants it. Only of a form with nothing wrong in it."""
        pieces = self.told("pieces")
        digits = pieces.isdecimal() and len(pieces) < 8
        return Question(
            form_key=self.form_key,
            group_id=group_id,
            kind=self.kind,
            words=self.told("words"),
            name=self.told("name"),
            country=self.told("country"),
            lang=lang,
            email=self.told("email"),
            phone=international(self.told("phone"), self.told("country")) if self.told("phone") else "",
            pieces=int(pieces) if digits else -1 if pieces else None,
            **product,
        )


async def read_enquiry(request: Request) -> EnquiryForm:
    """The form of a request; what does not belong to it is left out."""
    sent = await request.form(max_files=0, max_fields=40)
    typed = {plain(name): plain(value[:TYPED_CHARS]) for name, value in sent.items() if isinstance(value, str)}
    return EnquiryForm(typed, re.sub(r"[^A-Za-z0-9_-]", "", typed.get("form_key", ""))[:40])
