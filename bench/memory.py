"""What the bazaar holds in memory: web and worker in one process after a long walk, and a photo of 12 megapixels."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from app.media.sizes import FIRST_FORMATS, LATER_FORMATS, widths_for
from app.media.workshop import Workshop
from bench import addresses, ground, load
from bench.cores import CLIENT_CORE
from bench.processes import Server, peak_kilobytes, served, uvicorn
from bench.sides import FORGETFUL, GOODS, NO_CACHE, OURS, our_environment
from tools.audit.stage import Say, free_port

WALK = 1500  # requests
BIG = (4032, 3024)
MASTER = (2000, 1500)  # what is kept of it


def measure_memory(say: Say) -> dict[str, Any]:
    """Kilobytes at most."""
    folder = ground.shop(GOODS, say)
    walk = a_walk(folder)
    return {"goods": GOODS, "serve": serve(folder, walk, say), "steps": steps(folder, walk, say), "photo": photo(say)}


def a_walk(folder: Path) -> list[str]:
    """Many different pages."""
    with running("the bazaar", uvicorn_of(OURS), folder, NO_CACHE) as server:
        deep = addresses.deep_pages(server.port)
        return addresses.mixed(
            addresses.first_pages(),
            deep,
            addresses.filtered(),
            addresses.filtered_twice(),
            addresses.searches(),
            addresses.products(server.port, deep),
            addresses.groups(server.port),
        )


def serve(folder: Path, walk: list[str], say: Say) -> dict[str, Any]:
    """`bazaar serve` as operators start it, after the walk."""

    def command(port: int) -> list[str]:
        return [sys.executable, "-m", "app", "serve", "--port", str(port), "--data", str(folder)]

    with running("bazaar serve", command, folder) as server:
        begun = peak_kilobytes(server.pid)
        outcome = walked(server.port, walk)
        peak = peak_kilobytes(server.pid)
    say(f"bazaar serve: {peak / 1024:.0f} MB after {outcome.asked} requests")
    return {"started": begun, "peak": peak, "asked": outcome.asked, "pages": len(walk), "wrong": outcome.wrong}


def steps(folder: Path, walk: list[str], say: Say) -> dict[str, int]:
    """Where it goes: the same walk by the web process alone, keeping nothing, then pieces, then finished pages, too."""
    found: dict[str, int] = {}
    kinds: dict[str, tuple[str, Mapping[str, str]]] = {
        "nothing kept": (FORGETFUL, NO_CACHE),
        "pieces kept": (OURS, NO_CACHE),
        "and finished pages": (OURS, {}),
    }
    for name, (app, more) in kinds.items():
        with running(name, uvicorn_of(app), folder, more) as server:
            found.setdefault("started", peak_kilobytes(server.pid))
            walked(server.port, walk)
            found[name] = peak_kilobytes(server.pid)
        say(f"{name}: {found[name] / 1024:.0f} MB")
    return found


@contextmanager
def running(
    name: str, command: Callable[[int], list[str]], folder: Path, more: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server over a data folder."""
    port = free_port()
    told = {**our_environment(folder, port), **(more or {})}
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as logs,
        served(name, command(port), port, Path(logs) / "log", told) as server,
    ):
        yield server


def uvicorn_of(app: str) -> Callable[[int], list[str]]:
    """The command that serves an application on a port."""
    return lambda port: uvicorn(app, port)


def walked(port: int, walk: list[str]) -> load.Outcome:
    """Each page of the walk asked for."""
    plan = load.Plan(port=port, paths=walk, count=max(WALK, len(walk)), headers={"Accept-Encoding": "br"}, seconds=300)
    return load.run(plan, core=CLIENT_CORE)


def photo(say: Say) -> dict[str, int]:
    """The child process that opens a photograph, in each of its three tasks."""
    say("a photograph of 12 megapixels")
    grain = Image.effect_noise((BIG[0] // 4, BIG[1] // 4), 60).resize(BIG)
    picture = Image.merge("RGB", (grain, Image.linear_gradient("L").resize(BIG), grain))
    found = {}
    with Workshop() as workshop:
        workshop.clean(jpeg(picture))
        found["cleaned"] = workshop.peak_kilobytes
    master = jpeg(picture.resize(MASTER))
    for name, formats in (("WebP and JPEG", FIRST_FORMATS), ("AVIF", LATER_FORMATS)):
        with Workshop() as workshop:  # a fresh child, or it would still show what the task before took
            workshop.render(master, formats, widths_for(MASTER[0]))
            found[name] = workshop.peak_kilobytes
    return found


def jpeg(picture: Image.Image) -> bytes:
    """As a camera writes it."""
    out = BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()
