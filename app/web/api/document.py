"""The API described: the OpenAPI document for programs, and a light page of it for people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from markupsafe import Markup, escape
from pydantic.json_schema import models_json_schema
from starlette.responses import JSONResponse, Response

from app.core.i18n import languages
from app.core.rates import current_rates
from app.web.api.problems import Problem
from app.web.deps import DB, CurrentView
from app.web.rendering import PUBLIC_SECONDS

router = APIRouter(include_in_schema=False)
ABOUT = (
    "The public catalogue of the HBW Bazaar: what home-based workers make, the groups that make it and the "
    "organisations they belong to. Read only; no key is needed. Please name the group wherever you show its work."
)
SCHEMAS = "#/components/schemas/{model}"


@dataclass(frozen=True)
class Endpoint:
    """An address of the API as the page tells it."""

    method: str
    path: str
    summary: str
    parameters: list[tuple[str, str, Markup]]  # name, type, meaning


@dataclass(frozen=True)
class DocsPage:
    """What `templates/api/docs.html` may use."""

    endpoints: list[Endpoint]


@router.get("/openapi.json", name="api.v1.openapi")
def show_document(request: Request, db: DB) -> Response:
    document = openapi(request.app, tuple(sorted(current_rates(db).per_eur)))
    headers = {"Cache-Control": f"public, max-age=0, s-maxage={PUBLIC_SECONDS}"}
    return JSONResponse(document, headers=headers)


@router.get("/api", name="api.docs")
def show_docs(request: Request, db: DB, view: CurrentView) -> Response:
    document = openapi(request.app, tuple(sorted(view.rates.per_eur)))
    found = [
        Endpoint(method.upper(), path, operation["summary"], _parameters(operation, document))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    return view.render("api/docs.html", DocsPage(found))


def openapi(app: FastAPI, currencies: tuple[str, ...]) -> dict[str, Any]:
    """The document of the API with these currencies, to be read and not changed.

    It is kept with the application: to make it takes half a second, and a change in the catalogue changes nothing of
    it.
    """
    last, document = app.state.described
    if last != currencies:
        document = _made(app, currencies)
        app.state.described = (currencies, document)
    return dict(document)


def _made(app: FastAPI, currencies: tuple[str, ...]) -> dict[str, Any]:
    """Which languages and currencies the API takes is known only when it runs."""
    site = app.state.site
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=ABOUT,
        routes=app.routes,
        servers=[{"url": site.base_url.rstrip("/")}],
    )
    _keys, problem = models_json_schema([(Problem, "serialization")], ref_template=SCHEMAS)
    document["components"]["schemas"].update(problem["$defs"])
    now = {"lang": list(languages()), "currency": list(currencies)}
    for operation in _operations(document):
        for parameter in operation["parameters"]:
            schema = _never_null(parameter["schema"])
            if parameter["name"] in now:
                schema = {"type": "string", "enum": now[parameter["name"]], "default": schema["default"]}
            parameter["schema"] = schema
    return document


def _never_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is there or not, but an address cannot say null."""
    (only,) = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    return dict(only)


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in document["paths"].values():
        yield from operations.values()


def _parameters(operation: dict[str, Any], document: dict[str, Any]) -> list[tuple[str, str, Markup]]:
    schemas = document["components"]["schemas"]
    found = []
    for parameter in operation["parameters"]:
        schema = parameter["schema"]
        named = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        found.append((parameter["name"], _type_words(named), _marked(parameter.get("description", ""))))
    return found


def _marked(text: str) -> Markup:
    """What stands between backticks is code, on a page as well."""
    return Markup(re.sub("`([^`]*)`", r"<code>\1</code>", str(escape(text))))


def _type_words(schema: dict[str, Any]) -> str:
    if "enum" in schema or "const" in schema:
        return " | ".join(schema.get("enum", [schema.get("const")]))
    if schema["type"] == "integer":
        return f"{schema['minimum']} – {schema['maximum']}"
    return str(schema["type"])
