"""What an operator sets is written down where an operator looks, and stays out of what is handed to others."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = [f"BAZAAR_{name.upper()}" for name in Settings.model_fields]
SECRETS = ("data", "data-demo", "data-2", ".env", ".audit", ".bench", ".venv", ".venv-s3", ".git")


def _example() -> dict[str, tuple[str, str]]:
    """The settings of `.env.example`: value, and the words above it, which neighbours share."""
    found, words, last = {}, "", ""
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        name, _equals, value = line.removeprefix("# ").partition("=")
        if name.startswith("BAZAAR_") and name.isupper():
            found[name] = (value, words)
        elif line.startswith("#"):
            words = f"{words} {line[2:]}" if last.startswith("#") else line[2:]
        else:
            words = ""
        last = line
    return found


def test_the_example_names_every_setting_with_a_word_of_why_and_no_other() -> None:
    example = _example()
    assert sorted(example) == sorted(SETTINGS)
    assert [name for name, (_value, words) in example.items() if len(words) < 10] == []


def test_the_example_shows_what_holds_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    plain = Settings()
    for name, (value, _words) in _example().items():
        monkeypatch.setenv(name, value)
    assert Settings().model_dump() == plain.model_dump()


@pytest.mark.parametrize("name", SETTINGS)
def test_the_operators_table_names_every_setting(name: str) -> None:
    rows = [line for line in (ROOT / "docs/operating.md").read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    assert any(f"`{name}`" in row for row in rows)


def test_containers_get_every_setting_and_a_folder_they_may_write_to() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    for ours in (services["app"], services["worker"], services["migrate"]):
        assert ours["env_file"] == ".env"
        assert f"data:{ours['environment']['BAZAAR_DATA']}" in ours["volumes"]


@pytest.mark.parametrize("name", SECRETS)
def test_no_image_holds_data_keys_or_what_only_this_machine_needs(name: str) -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert any(fnmatch(name, pattern) for pattern in ignored)
