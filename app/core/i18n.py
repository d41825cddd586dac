"""The interface's own languages: which there are, how far each is trusted, how they write dates and money.

Languages are found, not listed: each folder `app/locale/{lang}` with a compiled catalogue is one. Nothing may
assume how many there are.
"""

from __future__ import annotations

import gettext
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError, dates, lists, numbers
from babel.core import get_global

from app.core.money import Money, exponent
from app.core.texts import Standing, direction

SOURCE = "en"  # the language the messages are written in; it has no prefix in addresses
LOCALE_DIR = Path(__file__).parent.parent / "locale"
DOMAIN = "messages"


@dataclass(frozen=True)
class Language:
    """A language the interface speaks."""

    code: str
    name: str  # in itself: "Kiswahili"
    dir: str
    standing: Standing

    @property
    def prefix(self) -> str:
        """What its addresses begin with: "" for English, "/ur" for Urdu."""
        return "" if self.code == SOURCE else f"/{self.code}"


@dataclass(frozen=True)
class Reader:
    """Who reads a page: their language, and the currency they think in."""

    lang: str
    currency: str


def standing_of(catalogue: Path) -> Standing:
    """How far a language's messages may be trusted, as its file says in the header; a draft if it says nothing."""
    found = re.search(r'^"X-Standing: (\w+)', catalogue.read_text(encoding="utf-8"), re.MULTILINE)
    return Standing(found.group(1)) if found else Standing.DRAFT


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """All languages of the interface by code, English first, the rest by code."""
    found = {SOURCE: Language(SOURCE, language_name(SOURCE, SOURCE), "ltr", Standing.ORIGINAL)}
    for path in sorted(LOCALE_DIR.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        code = path.parent.parent.name
        found[code] = Language(code, language_name(code, code), direction(code), standing_of(path))
    return found


@lru_cache(maxsize=32)
def catalogue(lang: str) -> gettext.NullTranslations:
    """The compiled messages of a language; English answers with the messages themselves."""
    if lang == SOURCE:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE_DIR, [lang])


# CLDR, as Babel ships it, has no data for these languages of our groups: what they call themselves ...
_OWN = {"kam": "Kikamba", "luo": "Dholuo", "dv": "ދިވެހި", "lg": "Luganda", "gn": "Avañe'ẽ", "ay": "Aymar aru"}
# ... and what the interface's languages call those of which CLDR knows nothing at all.
_NAMES = {
    "cak": {"en": "Kaqchikel", "es": "kaqchikel", "pt": "kaqchikel", "sw": "Kikaqchikel", "ur": "کاقچیکل"},
    "mix": {"en": "Mixtec", "es": "mixteco", "pt": "mixteco", "sw": "Kimixteki", "ur": "مِکسٹیک"},
    "tuv": {"en": "Turkana", "es": "turkana", "pt": "turkana", "sw": "Kiturkana", "ur": "ترکانا"},
}


@lru_cache(maxsize=64)
def locale(lang: str) -> Locale:
    """The CLDR locale of a language; English where CLDR has none."""
    try:
        return Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(SOURCE)


@lru_cache(maxsize=1024)
def language_name(code: str, lang: str) -> str:
    """What a language is called in another: language_name("sw", "en") is "Swahili"."""
    known, ours = locale(lang).languages, _NAMES.get(code, {})
    name = known.get(code) or known.get(code.split("-", maxsplit=1)[0]) or ours.get(lang) or _OWN.get(code)
    name = name or ours.get(SOURCE, code)
    return name if lang != code else name[:1].upper() + name[1:]


@lru_cache(maxsize=2048)
def country_name(code: str, lang: str) -> str:
    """What a country is called in a language, by CLDR."""
    return str(locale(lang).territories.get(code) or locale(SOURCE).territories.get(code, code))


@lru_cache(maxsize=1024)
def city_name(timezone: str, lang: str) -> str:
    """The city a time zone is named after, as a language writes it: by CLDR, or as the zone does.

    >>> city_name("America/Mexico_City", "es"), city_name("Asia/Kolkata", "es"), city_name("Africa/Nairobi", "es")
    ('Ciudad de México', 'Calcuta', 'Nairobi')
    """
    names = locale(lang).time_zones
    # CLDR files a city under the name its zone had first: Asia/Calcutta
    earlier = [old for old, zone in get_global("zone_aliases").items() if zone == timezone]
    found = [names.get(zone, {}).get("city") for zone in (timezone, *earlier)]
    return next(filter(None, found), timezone.rpartition("/")[2].replace("_", " "))


# Alphabets whose order is not that of the code points: Spanish counts ñ as a letter of its own, Urdu has its own order.
_ALPHABETS = {
    "es": {"ñ": "n\U0010ffff"},
    "ur": {char: chr(0xE000 + place) for place, char in enumerate("آابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھءیے")},
}
_TYPED_ALIKE = {"ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ة": "ہ"}  # as an Arabic keyboard has them


@lru_cache(maxsize=8192)
def by_name(text: str, lang: str) -> tuple[str, str]:
    """What names are sorted by for a reader of a language: by its alphabet, whatever the accents and the capitals.

    >>> sorted(["Uganda", "Índia", "África do Sul", "Quirguistão", "Quênia"], key=lambda name: by_name(name, "pt"))
    ['África do Sul', 'Índia', 'Quênia', 'Quirguistão', 'Uganda']
    """
    alphabet = _ALPHABETS.get(lang, {})
    letters = []
    for char in unicodedata.normalize("NFC", text).casefold():
        known = alphabet.get(_TYPED_ALIKE.get(char, char))
        letters.append(known or "".join(alphabet.get(_TYPED_ALIKE.get(bare, bare), bare) for bare in _bare(char)))
    return "".join(letters), text


def _bare(char: str) -> str:
    """A letter without its accent; the vowel signs of Devanagari, Bengali or Thai are no accents and stay."""
    parts = unicodedata.normalize("NFKD", char)
    return "".join(part for part in parts if unicodedata.category(part) != "Cf" and not _is_accent(part))


def _is_accent(char: str) -> bool:
    place = unicodedata.combining(char)  # above, below and around a letter; 27 to 36: Arabic vowels
    return place >= 200 or 27 <= place <= 36


@lru_cache(maxsize=4096)
def number_words(value: int | float | Decimal, lang: str) -> str:
    """A number as the language writes it."""
    return numbers.format_decimal(value, locale=locale(lang))


@lru_cache(maxsize=512)
def _money_pattern(lang: str, places: int) -> str:
    pattern: str = locale(lang).currency_formats["standard"].pattern
    decimals = "." + "0" * places if places else ""
    return pattern.replace(".00", decimals)


@lru_cache(maxsize=8192)
def money_words(money: Money, lang: str) -> str:
    """An amount as the language writes it, with decimals only where they say something.

    >>> money_words(Money(320000, "KES"), "en").replace(chr(160), " ")
    'KES 3,200'
    """
    whole = money.amount % 10 ** exponent(money.currency) == 0
    pattern = _money_pattern(lang, 0 if whole else exponent(money.currency))
    text = numbers.format_currency(
        money.decimal, money.currency, format=pattern, locale=locale(lang), currency_digits=False
    )
    # CLDR, currencySpacing: a code in letters stands apart from the number; Babel leaves that out
    return re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", "\u00a0", text)


@lru_cache(maxsize=1024)
def date_words(day: date, lang: str) -> str:
    """A day in full as the language writes it, always by the Gregorian calendar."""
    return dates.format_date(day, format="long", locale=locale(lang))


@lru_cache(maxsize=256)
def as_of_words(told: str, lang: str) -> str:
    """A day, a month or a year, as precise as it was told.

    >>> as_of_words("2023-11", "es"), as_of_words("2019", "en")
    ('noviembre de 2023', '2019')
    """
    day = date.fromisoformat((told + "-01-01")[:10])
    if len(told) == 10:
        return date_words(day, lang)
    return dates.format_skeleton("yMMMM" if len(told) == 7 else "y", day, locale=locale(lang))


def list_words(items: Sequence[str], lang: str) -> str:
    """A list as the language writes it: "a, b, c"."""
    return lists.format_list(list(items), style="standard", locale=locale(lang)) if items else ""
