"""What comes in: nested form fields, made into values and checked against stripe-python's own TypedDicts.

Stripe takes `application/x-www-form-urlencoded` with brackets: `line_items[0][price_data][currency]=eur`. The types
say which fields there are, which must be there, and what they hold; nothing here is copied from them by hand, so a
new version of stripe-python changes this check by itself.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

from stripe import RequestOptions, StripeObject

from tests.fakepay.errors import Refusal, bad_parameter

Nested = dict[str, Any]
SCALARS = (str, int, bool, float, Decimal, object, Any)
PART = re.compile(r"\[([^\[\]]*)\]")
MOST_METADATA, LONGEST_METADATA_KEY, LONGEST_METADATA_VALUE = 50, 40, 500  # https://docs.stripe.com/api/metadata


def nested(encoded: str) -> Nested:
    """`a[b][0][c]=v` as `{"a": {"b": {"0": {"c": "v"}}}}`; `a[]=v` counts up. All leaves are strings.

    Raises Refusal when a name is used both as a value and as a group.
    """
    grown: Nested = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        head = name.split("[", 1)[0]
        place, last = grown, head
        for part in PART.findall(name[len(head) :]):
            below = place.setdefault(last, {})
            if not isinstance(below, dict):
                raise bad_parameter(f"Invalid object: {name}", None, name)
            place, last = below, part or str(len(below))
        if isinstance(place.get(last), dict):
            raise bad_parameter(f"Invalid string: {name}", None, name)
        place[last] = value
    return grown


@cache
def fields_of(params: Any) -> dict[str, Any]:
    """Name -> type of the fields of a `...Params` class, without the options that travel in headers."""
    hints = get_type_hints(params, None, {"StripeContext": object, "Mapping": Mapping})
    options = RequestOptions.__annotations__ if issubclass(params, dict) else {}
    travels_in_headers = set(options) if set(options) <= set(hints) else set()
    return {name: hint for name, hint in hints.items() if name not in travels_in_headers}


def checked(params: Any, given: Nested, where: str = "") -> Nested:
    """The fields of `given` as values of the types in the TypedDict `params`.

    Raises Refusal (400) for a field that is unknown, missing, or of another kind than the type says.
    """
    fields = fields_of(params)
    for name in given:
        if name not in fields:
            inside = f"{where}[{name}]" if where else name
            raise bad_parameter(f"Received unknown parameter: {inside}", "parameter_unknown", inside)
    for name in sorted(params.__required_keys__ & set(fields)):
        if name not in given:
            inside = f"{where}[{name}]" if where else name
            raise bad_parameter(f"Missing required param: {inside}.", "parameter_missing", inside)
    return {name: _value(fields[name], value, f"{where}[{name}]" if where else name) for name, value in given.items()}


def groups_in(hint: Any) -> list[Any]:
    """The TypedDicts inside a type. Raises TypeError for a type that `checked` could not read."""
    if get_origin(hint) is Literal or hint in SCALARS or hint is types.NoneType:
        return []
    if hasattr(hint, "__required_keys__"):
        return [hint]
    if get_origin(hint) in (Union, types.UnionType, list, dict) or issubclass(get_origin(hint) or hint, StripeObject):
        return [group for inner in get_args(hint) for group in groups_in(inner)]
    raise TypeError(f"{hint} is a type that fakepay cannot read")


def _value(hint: Any, value: Any, where: str) -> Any:
    """One field, read as its type says."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _one_of(get_args(hint), value, where)
    if origin is Literal:
        return _word(get_args(hint), value, where)
    if origin is list:
        return _list(get_args(hint)[0], value, where)
    if origin is dict:
        return _metadata(value, where)
    if hasattr(hint, "__required_keys__"):
        if not isinstance(value, dict):
            raise bad_parameter(f"Invalid object: {where}", None, where)
        return checked(hint, value, where)
    return _scalar(hint, value, where)


def _one_of(options: tuple[Any, ...], value: Any, where: str) -> Any:
    """A union. `Literal[...] | str` is how the library writes an enum that may grow: Stripe of today knows the listed
    words only, so they alone are taken. `Literal['']` beside something else means that the field can be emptied."""
    words = [word for option in options if get_origin(option) is Literal for word in get_args(option)]
    others = [option for option in options if get_origin(option) is not Literal and option is not types.NoneType]
    if isinstance(value, str) and value in words:
        return value
    if words and set(words) != {""} and all(option is str for option in others):
        return _word(tuple(words), value, where)
    groups = [option for option in others if hasattr(option, "__required_keys__") or get_origin(option) in (dict, list)]
    plain = [option for option in others if option not in groups]
    fitting = groups if isinstance(value, dict) else plain
    if not fitting:
        raise bad_parameter(f"Invalid value for {where}", None, where)
    return _value(fitting[0], value, where)


def _word(words: tuple[Any, ...], value: Any, where: str) -> Any:
    for word in words:
        if value == word or (isinstance(word, bool) and value == str(word).lower()):
            return word
    told = f"Invalid {where}: must be one of {', '.join(str(word) for word in words)}"
    raise bad_parameter(told, None, where)


def _list(hint: Any, value: Any, where: str) -> list[Any]:
    if not isinstance(value, dict) or not all(re.fullmatch("[0-9]{1,4}", key) for key in value):
        raise bad_parameter(f"Invalid array: {where}", None, where)
    return [_value(hint, value[key], f"{where}[{key}]") for key in sorted(value, key=int)]


def _metadata(value: Any, where: str) -> dict[str, str]:
    """Free pairs of strings, within the limits that Stripe documents for metadata."""
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise bad_parameter(f"Invalid object: {where}", None, where)
    if len(value) > MOST_METADATA:
        raise bad_parameter(f"{where} can have up to {MOST_METADATA} keys", None, where)
    for key, each in value.items():
        if len(key) > LONGEST_METADATA_KEY or len(each) > LONGEST_METADATA_VALUE:
            told = "Metadata keys can have up to 40 characters, values up to 500"
            raise bad_parameter(told, "parameter_invalid_string", f"{where}[{key}]")
    return dict(value)


def _scalar(hint: Any, value: Any, where: str) -> Any:
    if isinstance(value, dict):
        raise bad_parameter(f"Invalid string: {where}", None, where)
    if value == "":
        told = f"You passed an empty string for '{where}'. We assume empty values are an attempt to unset a parameter."
        raise bad_parameter(told, "parameter_invalid_empty", where)
    if hint is int:
        return _integer(value, where)
    if hint is bool:
        if value not in ("true", "false"):
            raise bad_parameter(f"Invalid boolean: {value}", None, where)
        return value == "true"
    if hint in (float, Decimal) and not re.fullmatch(r"-?[0-9]+([.][0-9]+)?", value):
        raise bad_parameter(f"Invalid decimal: {value}", None, where)
    if hint in SCALARS:  # a decimal stays a string: nothing here counts with floats
        return value
    raise Refusal(500, f"fakepay cannot read the type {hint} of {where}", kind="api_error")


def _integer(value: str, where: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,18}", value):
        raise bad_parameter(f"Invalid integer: {value}", "parameter_invalid_integer", where)
    return int(value)
