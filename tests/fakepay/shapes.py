"""What goes out: objects whose keys stripe-python's own classes annotate, down to the inner ones.

`filled` builds an object: a key that its class does not know is a fault at once, and every key that the class
calls optional is there as null, as it is in Stripe's answers. `strange_keys` looks at a finished answer.
"""

from __future__ import annotations

import types
from functools import cache
from typing import Any, ForwardRef, Literal, Optional, Union, get_args, get_origin, get_type_hints

import stripe
from stripe.events._event_classes import get_v2_event_class

CLASSES: dict[str, Any] = {
    "account": stripe.Account,
    "account_link": stripe.AccountLink,
    "checkout.session": stripe.checkout.Session,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "item": stripe.LineItem,
}

# Stripe leaves these out where there is nothing to say, or until somebody asks to expand them.
LEFT_OUT = {
    "account": {"deleted", "individual", "company", "groups", "external_accounts"},
    "checkout.session": {"line_items"},
    "charge": {"refunds"},
    "event": {"account", "context"},
}


class Drift(Exception):
    """This server was about to answer something that stripe-python does not know."""


@cache
def annotated(known: Any) -> frozenset[str]:
    """The names of the attributes that a class of stripe-python, or a class it comes from, annotates."""
    own = frozenset(name for part in known.__mro__ for name in getattr(part, "__annotations__", {}))
    return own - frozenset(name for name in own if name.startswith("_") or name.isupper())


def class_of(body: dict[str, Any]) -> Any:
    """The class in stripe-python for an answer, by its `object`; None for lists and for what we do not answer."""
    kind = body.get("object")
    if kind == "v2.core.event":
        return get_v2_event_class(body["type"])
    return CLASSES.get(str(kind))


def filled(kind: str, **given: Any) -> dict[str, Any]:
    """An object of that kind. Raises Drift for a key that the class does not annotate."""
    known = CLASSES[kind]
    unknown = set(given) - annotated(known)
    if unknown:
        raise Drift(f"{kind} has no {sorted(unknown)}")
    empty = {name: None for name in _optional(known) if name not in LEFT_OUT.get(kind, set())}
    return {"object": kind} | empty | given


@cache
def _optional(known: Any) -> tuple[str, ...]:
    """Names whose annotation allows null. The annotations need not be resolved for that: Optional stands outside."""
    return tuple(
        name
        for name, hint in known.__annotations__.items()
        if not isinstance(hint, str) and type(None) in get_args(hint)
    )


@cache
def _words(known: Any) -> dict[str, frozenset[Any]]:
    """Attribute -> the words that its annotation lists, where it lists any: `Optional[Literal[...] | str]` and such."""
    return {
        name: frozenset(words)
        for part in known.__mro__
        for name, hint in getattr(part, "__annotations__", {}).items()
        if (words := _listed(hint))
    }


def _listed(hint: Any) -> list[Any]:
    if isinstance(hint, ForwardRef | str):
        written = hint if isinstance(hint, str) else hint.__forward_arg__
        if "Literal[" not in written:
            return []  # the name of a class, which has a place of its own in this walk
        return _listed(eval(written, {"Literal": Literal, "Optional": Optional, "Union": Union, "List": list}))
    if get_origin(hint) is Literal:
        return list(get_args(hint))
    if get_origin(hint) in (Union, types.UnionType):
        return [word for option in get_args(hint) for word in _listed(option)]
    return []


def strange_keys(body: Any, known: Any = None, where: str = "") -> list[str]:
    """Paths of all keys in an answer that the class of stripe-python for that place does not annotate, and of all
    words that are not among those which it lists."""
    if isinstance(body, list):
        return [path for each in body for path in strange_keys(each, known, where)]
    if not isinstance(body, dict):
        return []
    if body.get("object") == "list":
        return strange_keys(body["data"], None, f"{where}.data")
    known = class_of(body) or known
    if known is None:
        return []
    names = annotated(known)
    inner = getattr(known, "_inner_class_types", {})
    strange = [f"{where}.{name}" for name in body if name not in names]
    words = _words(known)
    for name, value in body.items():
        if isinstance(value, str) and name in words and value not in words[name]:
            strange.append(f"{where}.{name}={value}")
    return strange + [
        path for name, value in body.items() for path in strange_keys(value, inner.get(name), f"{where}.{name}")
    ]


def event_types() -> frozenset[str]:
    """The types of events that stripe-python lists for snapshots."""
    return frozenset(get_args(get_type_hints(stripe.Event)["type"]))
