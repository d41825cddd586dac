"""A decoder gone wrong takes only its child down, and the child has nothing worth taking."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.media.errors import PictureBroken, PictureTooLarge
from app.media.workshop import Workshop, clean, render
from tests.media.make_corpus import corpus, picture, saved

GOOD = saved(picture(), "JPEG")
ROOT = Path(__file__).resolve().parents[2]


def test_one_child_serves_many_pictures() -> None:
    with Workshop() as workshop:
        for _ in range(20):
            workshop.clean(GOOD)
        assert workshop.children == 1


def test_a_dead_child_is_replaced() -> None:
    with Workshop() as workshop:
        workshop.clean(GOOD)
        assert workshop.child_id
        os.kill(workshop.child_id, signal.SIGSEGV)
        os.waitid(os.P_PID, workshop.child_id, os.WEXITED | os.WNOWAIT)
        assert workshop.clean(GOOD).width == 64
        assert workshop.children == 2


def test_a_child_that_takes_too_long_is_killed() -> None:
    with Workshop(wall_seconds=0.01) as workshop, pytest.raises(PictureTooLarge):
        workshop.clean(GOOD)


def test_a_picture_that_needs_too_much_memory_is_too_large() -> None:
    with Workshop(memory_limit=120 * 1024 * 1024) as workshop:
        with pytest.raises((PictureTooLarge, PictureBroken)):
            workshop.clean(corpus()["flat-49-megapixels.png"].data)
        assert workshop.clean(GOOD).width == 64


def test_the_child_is_told_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAZAAR_S3_SECRET_KEY", "do not tell")
    with Workshop() as workshop:
        workshop.clean(GOOD)
        environment = Path(f"/proc/{workshop.child_id}/environ").read_bytes()
    assert b"do not tell" not in environment
    assert b"BAZAAR" not in environment


def test_the_child_loads_no_database_and_the_parent_no_decoder() -> None:
    names = "'sqlalchemy', 'PIL', 'pi_heif', 'obstore'"
    look = f"import sys; print(*(name for name in ({names}) if name in sys.modules))"
    for module, expected in (("app.media.images", "PIL pi_heif"), ("app.media.workshop", "")):
        code = f"import {module}; {look}"
        ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        assert ran.stdout.strip() == expected


def test_single_pictures_need_no_workshop_of_their_own() -> None:
    cleaned = clean(GOOD)
    assert set(render(cleaned.master, ["jpeg"], [64])) == {(64, "jpeg")}
