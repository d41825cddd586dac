"""What a phone fetches on its first visit (P17), and when its largest picture or paragraph stands there (P18)."""

from __future__ import annotations

import statistics
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from bench import ground
from bench.processes import served, uvicorn
from bench.sides import OURS, our_environment
from tests.browser.weighed import budget_of, phone, weigh
from tools.audit.axe import browser
from tools.audit.pages import LANGS, MAIN, in_language
from tools.audit.stage import Say, free_port

VISITS = 3
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 700_000 / 8, "uploadThroughput": 700_000 / 8}
SLOWER_PROCESSOR = 4
WATCH = """
window.largest = 0;
new PerformanceObserver(list => { for (const one of list.getEntries()) window.largest = one.startTime; })
  .observe({type: 'largest-contentful-paint', buffered: true});
"""


def measure_weights(say: Say) -> dict[str, Any]:
    """The main pages in both directions, over the sample catalogue with all its pictures."""
    folder, port = ground.sample(say), free_port()
    pages = {f"{name} in {lang}": in_language(lang, path) for lang in LANGS for name, path in MAIN.items()}
    found: dict[str, Any] = {}
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as logs,
        served(OURS, uvicorn(OURS, port), port, Path(logs) / "log", our_environment(folder, port)) as server,
        browser() as chromium,
    ):
        for name, path in pages.items():
            address = f"http://127.0.0.1:{server.port}{path}"
            with phone(chromium) as context:
                weight = weigh(context.new_page(), address)
            paints = [largest_paint(chromium, address) for _visit in range(VISITS)]
            found[name] = {
                "weight": {**asdict(weight), "total": weight.total},
                "budget": asdict(budget_of(name)),
                "paint": statistics.median(paints),
                "paints": paints,
            }
            say(f"{name:<16} {weight.total:7,} B, largest paint {statistics.median(paints):6.0f} ms")
    return {"pages": found}


def largest_paint(chromium: Browser, address: str) -> float:
    """Milliseconds until the largest paint of a first visit, on a slow line and a slow phone."""
    with phone(chromium) as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
        page.goto(address, wait_until="networkidle", timeout=120_000)
        return float(page.evaluate("window.largest"))
