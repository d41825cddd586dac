"""The commands as an operator types them: each in a process of its own, over a data folder of the test's own.

`program` is the whole way from a shell. `bazaar` is the same from `main()` on; most tests need no more.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories.nursery import nursery
from tests.factories.serving import migrated, settings_in
from tests.factories.worlds import a_small_sample

ROOT = Path(__file__).resolve().parents[2]
Bazaar = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(**settings: str) -> dict[str, str]:
    """The environment without settings of whoever runs the tests."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("BAZAAR_")}
    return {**plain, **settings}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "data"


@pytest.fixture
def bazaar(data: Path, tmp_path: Path) -> Bazaar:
    """Runs a command over that folder, without importing everything again."""

    def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        out, err = tmp_path / "out", tmp_path / "err"
        for one in (out, err):
            one.write_text("")
        code = nursery().begin("app.__main__", words, {"BAZAAR_DATA": str(data), **settings}, out, err).wait(300)
        return subprocess.CompletedProcess(list(words), code, out.read_text(), err.read_text())

    return run


@pytest.fixture
def program(data: Path) -> Bazaar:
    """Starts the program from nothing over that folder, as an operator's shell does."""

    def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "app", *words],
            cwd=ROOT,
            env=environment(BAZAAR_DATA=str(data), **settings),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


@pytest.fixture
def migrated_data(data: Path) -> Path:
    """The data folder with a database of this release, for what is not about `migrate`."""
    migrated(settings_in(data)).close()
    return data


@pytest.fixture
def small_sample(tmp_path: Path) -> Path:
    """The files of a small sample."""
    return a_small_sample(tmp_path / "sample")
