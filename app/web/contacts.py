"""How people can be reached, as they type it: e-mail, phone, country."""

from __future__ import annotations

import re

import phonenumbers

from app.core import i18n
from app.core.errors import Invalid, _

# What lists and groups addresses in the head of a letter ("," ";" ":" and brackets) names more than one mailbox.
_LETTERS = r"[^@\s\x00-\x1f\x7f\"<>(),:;\[\]\\]"
_MAIL = re.compile(rf"{_LETTERS}{{1,64}}@{_LETTERS}{{1,180}}\.(?:(?!\.){_LETTERS}){{2,}}")
LIMITS = {"name": 120, "email": 254, "phone": 40, "company": 160, "tax_number": 40}
NO_MAIL = _("This does not look like an e-mail address.")
NO_PHONE = _("This does not look like a phone number. Please begin with + and the country.")


class NoMail(Invalid):
    """What is no e-mail address, or more than one."""

    words = NO_MAIL


class NoPhone(Invalid):
    """What is no phone number."""

    words = NO_PHONE


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
    return sorted(known, key=lambda pair: i18n.by_name(pair[1], lang))


_NO = {
    *("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AQ", "BV", "HM"),
    *("TF", "CP", "DG", "EA", "IC", "CQ"),
}  # no addresses
