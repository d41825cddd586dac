"""What the bazaar holds in memory: web and worker in one process after a long walk, and a photo of 12 megapixels."""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from app.media.sizes import FIRST_FORMATS, LATER_FORMATS, widths_for
from app.media.workshop import Workshop
from bench import addresses, ground, load
from bench.cores import CLIENT_CORE
from bench.processes import peak_kilobytes, served
from bench.sides import GOODS
from tools.audit.stage import Say, free_port

WALK = 1500  # requests
BIG = (4032, 3024)
MASTER = (2000, 1500)  # what is kept of it


def measure_memory(say: Say) -> dict[str, Any]:
    """Kilobytes at most."""
    return {"goods": GOODS, "serve": serve(ground.shop(GOODS, say), say), "photo": photo(say)}


def serve(folder: Path, say: Say) -> dict[str, Any]:
    """`bazaar serve` as operators start it, after a walk over many different pages."""
    port = free_port()
    command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--data", str(folder)]
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as logs,
        served("bazaar serve", command, port, Path(logs) / "log") as server,
    ):
        begun = peak_kilobytes(server.pid)
        say("walking over many pages")
        deep = addresses.deep_pages(port)
        walk = addresses.mixed(
            addresses.first_pages(),
            deep,
            addresses.filtered(),
            addresses.filtered_twice(),
            addresses.searches(),
            addresses.products(port, deep),
            addresses.groups(port),
        )
        headers = {"Accept-Encoding": "br"}
        plan = load.Plan(port=port, paths=walk, count=max(WALK, len(walk)), headers=headers, seconds=300)
        outcome = load.run(plan, core=CLIENT_CORE)
        peak = peak_kilobytes(server.pid)
    say(f"bazaar serve: {peak / 1024:.0f} MB after {outcome.asked} requests")
    return {"started": begun, "peak": peak, "asked": outcome.asked, "pages": len(walk), "wrong": outcome.wrong}


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
