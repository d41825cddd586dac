"""The commands as an operator types them: each in a process of its own, over a data folder of the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

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
def bazaar(data: Path) -> Bazaar:
    """Runs a command over that folder."""

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
def small_sample(tmp_path: Path) -> Path:
    """The files of a small sample."""
    return a_small_sample(tmp_path / "sample")
