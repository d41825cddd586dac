"""What is measured: data folders in `.bench/`, made once and used again until what they are made of changes."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.core.db import Database
from bench.loading import load
from bench.multiplying import hurried, multiply
from bench.processes import clean_environment
from tools.audit.stage import ROOT, Say, staged

GROUND = ROOT / ".bench"
OSCAR_PYTHON = ROOT / ".venv-oscar/bin/python"
_WORDS = ("bench/goods.py", "bench/makers.py", "bench/vocabulary.py", "bench/words/*.csv")
_TABLES = (
    "migrations/versions/*.py",
    "app/catalog/*.py",
    "app/catalog/finding/*.py",
    "app/media/*.py",
    "catalog_seed/**/*",
)
_LOADED = ("bench/loading.py", "bench/rows.py", *_WORDS, *_TABLES)
_MULTIPLIED = ("bench/copies.py", "bench/multiplying.py", *_LOADED)
SO_MANY_LOADED = 10_000  # goods that go the way of all goods; more are multiplied from them
_OSCAR = ("bench/oscar/*.py", "requirements/oscar.txt", *_WORDS)


def fingerprint(patterns: Sequence[str]) -> str:
    """Of all that a data folder is made of."""
    total = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                total.update(path.read_bytes())
    return total.hexdigest()[:16]


def made(name: str, of: Sequence[str], make: Callable[[Path], object], say: Say) -> Path:
    """The folder of this name; made anew if it is missing, unfinished or made of something else."""
    folder = GROUND / name
    stamp, wanted = folder / ".made", fingerprint(of)
    if not stamp.exists() or stamp.read_text() != wanted:
        say(f"making {name}")
        began = time.monotonic()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder)
        stamp.write_text(wanted)
        say(f"making {name}: done in {time.monotonic() - began:.0f} s")
    return folder


def sample(say: Say) -> Path:
    """The sample catalogue with all picture sizes, as it is some minutes after the first start."""

    def make(folder: Path) -> None:
        with staged(folder, say):
            pass

    return made("sample", _TABLES, make, say)


def shop(n: int, say: Say) -> Path:
    """The sample and so many made-up goods beside it, with the pictures of the sample."""
    whole = sample(say)

    def make(folder: Path) -> None:
        with sqlite3.connect(whole / "bazaar.db") as source, sqlite3.connect(folder / "bazaar.db") as target:
            source.backup(target)
        (folder / "media").symlink_to(whole / "media")
        database = Database(f"sqlite:///{folder / 'bazaar.db'}")
        load(database, n, say=say)
        database.close()

    return made(f"shop-{n}", _LOADED, make, say)


def growth(n: int, say: Say) -> Path:
    """So many made-up goods and nothing else."""
    if n > SO_MANY_LOADED:
        return _multiplied(n, say)

    def make(folder: Path) -> None:
        migrate(folder)
        with hurried(f"sqlite:///{folder / 'bazaar.db'}") as database:
            load(database, n, say=say)

    return made(f"growth-{n}", _LOADED, make, say)


def _multiplied(n: int, say: Say) -> Path:
    some = growth(SO_MANY_LOADED, say)

    def make(folder: Path) -> None:
        with sqlite3.connect(some / "bazaar.db") as source, sqlite3.connect(folder / "bazaar.db") as target:
            source.backup(target)
        with hurried(f"sqlite:///{folder / 'bazaar.db'}") as database:
            multiply(database, n, say=say)

    return made(f"growth-{n}", _MULTIPLIED, make, say)


def oscar(n: int, say: Say) -> Path:
    """So many made-up goods in django-oscar."""
    return made(f"oscar-{n}", _OSCAR, lambda folder: oscar_runs(folder, "bench.oscar.fill", str(n)), say)


def oscar_environment(folder: Path) -> dict[str, str]:
    """What Oscar's settings need to know."""
    return {"DJANGO_SETTINGS_MODULE": "bench.oscar.settings", "BENCH_OSCAR": str(folder)}


def oscar_runs(folder: Path, module: str, *arguments: str) -> None:
    """Run a module in Oscar's own environment."""
    command = [str(OSCAR_PYTHON), "-m", module, *arguments]
    subprocess.run(command, cwd=ROOT, env={**clean_environment(), **oscar_environment(folder)}, check=True)


def migrate(folder: Path, environment: Mapping[str, str] | None = None) -> None:
    """Tables and reference data, by the operator's command."""
    command = [sys.executable, "-m", "app", "migrate", "--data", str(folder)]
    told = {**clean_environment(), **(environment or {})}
    subprocess.run(command, cwd=ROOT, env=told, check=True, stdout=subprocess.DEVNULL)
