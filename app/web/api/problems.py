"""How the API documents its refusals; `app/web/problems.py` makes them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from app.web.problems import MEDIA_TYPE


class Wrong(BaseModel):
    """A parameter that says something it cannot say."""

    in_: Literal["path", "query"] = Field(alias="in")
    name: str
    detail: str


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: list[Wrong] = []


def _answer(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


ANY: dict[int | str, dict[str, Any]] = {
    400: _answer("The address cannot be read."),
    414: _answer("The address is too long."),
    422: _answer("A parameter says something it cannot say."),
}
ONE = {**ANY, 404: _answer("There is no such thing, or it is not public.")}
