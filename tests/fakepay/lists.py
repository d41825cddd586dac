"""Lists and expanding, the same for all objects (https://docs.stripe.com/api/pagination, .../expanding_objects)."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from tests.fakepay.errors import Refusal
from tests.fakepay.state import Row, State

FEWEST, USUAL, MOST = 1, 10, 100
DEEPEST = 4
COMPARED = {
    "gt": lambda at, border: at > border,
    "gte": lambda at, border: at >= border,
    "lt": lambda at, border: at < border,
    "lte": lambda at, border: at <= border,
}


def page(rows: Iterable[Row], url: str, params: dict[str, Any]) -> dict[str, Any]:
    """`{"object": "list", "data", "has_more", "url"}`, newest first.

    `rows` come oldest first. Filters: `created` (a time or borders), and any other parameter that is a key of the
    objects. Raises Refusal (400) for a limit outside 1 to 100 or a cursor that is not in the list.
    """
    limit = params.get("limit", USUAL)
    if not FEWEST <= limit <= MOST:
        raise Refusal(400, "This value must be between 1 and 100.", code="parameter_invalid_integer", param="limit")
    found = [row.data for row in rows if _fits(row.data, params)][::-1]
    if "starting_after" in params:
        found = found[_place(found, params["starting_after"], "starting_after") + 1 :]
    if "ending_before" in params:
        before = found[: _place(found, params["ending_before"], "ending_before")]
        return {"object": "list", "data": before[-limit:], "has_more": len(before) > limit, "url": url}
    return {"object": "list", "data": found[:limit], "has_more": len(found) > limit, "url": url}


def _place(found: list[dict[str, Any]], identifier: str, param: str) -> int:
    for at, data in enumerate(found):
        if data["id"] == identifier:
            return at
    raise Refusal(400, f"No such object: '{identifier}'", code="resource_missing", param=param)


def _fits(data: dict[str, Any], params: dict[str, Any]) -> bool:
    for name, wanted in params.items():
        if name in ("limit", "starting_after", "ending_before", "expand"):
            continue
        if name == "created":
            borders = wanted if isinstance(wanted, dict) else {"gte": wanted, "lte": wanted}
            if not all(COMPARED[how](data["created"], border) for how, border in borders.items()):
                return False
        elif name == "types":
            if data["type"] not in wanted:
                return False
        elif name not in data:
            raise Refusal(400, f"fakepay does not filter by '{name}'", code="fakepay_not_simulated", param=name)
        elif isinstance(wanted, dict):
            if not wanted.items() <= (data[name] or {}).items():
                return False
        elif data[name] != wanted:
            return False
    return True


def expanded(state: State, account: str, body: dict[str, Any], paths: list[str]) -> dict[str, Any]:
    """The answer with the objects that were asked for in the place of their ids.

    Raises Refusal (400) for a path that does not lead to an id.
    """
    body = copy.deepcopy(body)
    for path in paths:
        parts = path.split(".")
        if len(parts) > DEEPEST:
            raise Refusal(400, f"You cannot expand more than 4 levels of a property: {path}", param="expand")
        for place in [body] if parts[0] != "data" else body.get("data", []):
            _expand(state, account, place, parts[1:] if parts[0] == "data" else parts)
    return body


def _expand(state: State, account: str, place: dict[str, Any], parts: list[str]) -> None:
    name, rest = parts[0], parts[1:]
    own = state.memory.rows.get(str(place.get("id")))
    if name == "line_items" and own is not None and own.kind == "checkout.session":
        lines = own.hidden["lines"]
        url = f"/v1/checkout/sessions/{own.id}/line_items"
        place[name] = {"object": "list", "data": lines, "has_more": False, "url": url}
        return
    if name == "refunds" and own is not None and own.kind == "charge":
        found = [row for row in state.all("refund", account) if row.data["charge"] == own.id]
        place[name] = page(found, f"/v1/charges/{own.id}/refunds", {})
        return
    value = place.get(name)
    if name not in place:
        raise Refusal(400, f"This property cannot be expanded ({name}).", param="expand")
    if isinstance(value, str):
        row = state.memory.rows.get(value)
        if row is None or row.account != account:
            raise Refusal(400, f"This property cannot be expanded ({name}).", param="expand")
        place[name] = value = copy.deepcopy(row.data)
    if rest and isinstance(value, dict):
        _expand(state, account, value, rest)
