"""A template's sentences are put into it when it is compiled, and say exactly what looking them up would say."""

from __future__ import annotations

import pytest
from jinja2 import Environment

from app.core import i18n
from app.web.templating import environment


def looked_up(lang: str, source: str) -> str:
    """The same template by the library's own way."""
    plain = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    plain.install_gettext_translations(i18n.catalogue(lang), newstyle=True)  # type: ignore[attr-defined]
    return plain.from_string(source).render(name="<b>")


@pytest.mark.parametrize("lang", ["en", "es", "ur"])
@pytest.mark.parametrize(
    "source",
    [
        '{{ _("Products") }}',
        '{{ _("Products") | upper }}',
        '{{ _("Order %(number)s", number=name) }}',
        '{{ _("Order %(number)s", number=_("Products")) }}',
        '{% set said = _("Products") %}{{ said }}{{ name ~ _("Products") }}',
        '{{ ngettext("%(count)s product", "%(count)s products", 2, count=2) }}',
        '{{ _("Nothing has this 100%% message") }}',
        "{{ _(name) }}",
    ],
)
def test_the_result_is_what_looking_it_up_gives(lang: str, source: str) -> None:
    assert environment(lang).from_string(source).render(name="<b>") == looked_up(lang, source)


def test_nothing_is_looked_up_any_more() -> None:
    code = environment("es").compile('{{ _("Products") }}', raw=True)
    assert "Productos" in code
    assert "Products" not in code
