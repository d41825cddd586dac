"""The templates: one strict environment for each language of the interface, with everything they may call."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import lists
from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from app.catalog import customs
from app.core import i18n
from app.core.money import Money
from app.ordering.addresses import written

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

# Macros are compiled once per language and know no request: what differs between two readers of the same
# language reaches them through this variable, set for the length of one rendering.
current_view: ContextVar[Any] = ContextVar("view")


class Current:
    """Stands in templates for something of the page being made: `reader`, `here`."""

    def __init__(self, find: Callable[[], Any]) -> None:
        self._find = find

    def __getattr__(self, name: str) -> Any:
        return getattr(self._find(), name)


class _Translated(NodeTransformer):
    """Puts a language's own sentence where a template says `_("...")`: looking it up each time costs a tenth of a page.

    The result is what the library's `_` gives: text that is markup, and a format even without values.
    """

    def __init__(self, gettext: Callable[[str], str]) -> None:
        self._gettext = gettext

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # the library calls it so
        self.generic_visit(node)
        match node:
            case nodes.Call(
                node=nodes.Name(name="_"), args=[nodes.Const(value=str(words))], dyn_args=None, dyn_kwargs=None
            ):
                return self._sentence(words, node)
        return node

    def _sentence(self, words: str, call: nodes.Call) -> nodes.Node:
        here = {"lineno": call.lineno, "environment": call.environment}
        sentence = Markup(self._gettext(words))
        if not call.kwargs:
            return nodes.Const(sentence % {}, **here)
        values = [nodes.Pair(nodes.Const(each.key, **here), each.value, **here) for each in call.kwargs]
        return nodes.Mod(nodes.Const(sentence, **here), nodes.Dict(values, **here), **here)


class _Templates(Environment):
    """Templates of one language, their sentences translated when they are compiled.

    All share one plain dict of globals; the chain that Jinja makes for each is slow to compare.
    """

    def __init__(self, gettext: Callable[[str], str], **options: Any) -> None:
        super().__init__(**options)
        self._translated = _Translated(gettext)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals

    def _generate(self, source: nodes.Template, *args: Any, **options: Any) -> str:
        return super()._generate(self._translated.visit(source), *args, **options)


@lru_cache(maxsize=32)
def environment(lang: str) -> Environment:
    """The templates in one language."""
    env = _Templates(
        i18n.catalogue(lang).gettext,
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    env.install_gettext_translations(i18n.catalogue(lang), newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        reader=Current(lambda: current_view.get().reader),
        here=Current(lambda: current_view.get().place),
        path=lambda name, **params: current_view.get().path(name, **params),
        shell=lambda name, *args: current_view.get().shell(name, *args),
        approx=lambda amount: current_view.get().approximate(amount),
        static=lambda name: current_view.get().site.assets.address(name),  # noqa: PLW0108
        lang=lang,
        dir=i18n.languages()[lang].dir,
        money=lambda amount: i18n.money_words(amount, lang),
        minor=lambda amount, currency: i18n.money_words(Money(amount, currency), lang),
        hs=customs.spelled,
        address_lines=written,
        plain=lambda amount: str(amount.decimal),  # as a form takes it
        number=lambda value: i18n.number_words(value, lang),
        date=lambda day: i18n.date_words(day, lang),
        as_of=lambda told: i18n.as_of_words(told, lang),
        country=lambda code: i18n.country_name(code, lang),
        language=lambda code: i18n.language_name(code, lang),
        listing_words=lambda items: i18n.list_words(items, lang),
        or_words=lambda items: lists.format_list(list(items), style="or", locale=i18n.locale(lang)),
    )
    return env
