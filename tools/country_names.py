"""Writes what the countries of the network are called in many languages (CLDR, by Babel), to be found by.

python -m tools.country_names        run it after a country was added to catalog_seed/reference/countries.yaml

CLDR knows no adjectives ("mexicano"): those stand in demonyms.yaml, and a new country needs its line there.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from babel import Locale

FOLDER = Path(__file__).resolve().parent.parent / "catalog_seed" / "reference"
LANGS = "en es pt fr de it sw ur hi bn ne si ta th lo km vi id fil ru ky ka bg am ar fa zh ja tr uk pl nl"
HEAD = "# What people of many languages call the countries of the network. Made from CLDR by tools/country_names.py.\n"


def names(code: str) -> list[str]:
    """The different names of a country."""
    told = (Locale.parse(lang).territories.get(code) for lang in LANGS.split())
    return list(dict.fromkeys(name for name in told if name))


def main() -> None:
    """Write the file anew."""
    countries = yaml.safe_load((FOLDER / "countries.yaml").read_text(encoding="utf-8"))
    found = {country["code"]: names(country["code"]) for country in countries}
    text = yaml.safe_dump(found, allow_unicode=True, width=118, default_flow_style=None, sort_keys=True)
    (FOLDER / "country_names.yaml").write_text(HEAD + text, encoding="utf-8")


if __name__ == "__main__":
    main()
