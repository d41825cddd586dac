"""Lighthouse, as a mobile phone, three times a page; the middle score of each category counts."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from collections.abc import Mapping

from tools.audit.browser import FLAGS, chromium_path
from tools.audit.node import LIGHTHOUSE_JS, need
from tools.audit.pages import LANGS, MAIN, in_language
from tools.audit.report import Section
from tools.audit.stage import Say, Stage

MUST = 98
RUNS = 3
TRIES = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def measure(stage: Stage, say: Say) -> Section:
    """Scores of the main pages in both directions."""
    section = Section("Lighthouse, mobile, median of 3", f">= {MUST} in all four")
    for lang in LANGS:
        for name, path in MAIN.items():
            address = stage.url + in_language(lang, path)
            say(f"Lighthouse: {name} ({lang})")
            scores = [_scores(address) for _run in range(RUNS)]
            middle = {key: round(statistics.median(run[key] for run in scores)) for key in CATEGORIES}
            told = " ".join(f"{key} {value}" for key, value in middle.items())
            section.add(f"{name} ({lang})", told, min(middle.values()) >= MUST)
    return section


def _scores(address: str) -> Mapping[str, float]:
    command = [
        need("node", "nodejs"),
        str(LIGHTHOUSE_JS),
        address,
        "--quiet",
        "--output=json",
        "--output-path=stdout",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={' '.join(FLAGS)} --headless=new",
        "--no-enable-error-reporting",
    ]
    environment = {**os.environ, "CHROME_PATH": chromium_path()}
    for _try in range(TRIES):  # on a machine with other work the browser sometimes does not answer in time
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180, check=False)
        if done.returncode == 0:
            break
    else:
        raise RuntimeError(f"Lighthouse cannot look at {address}: {done.stderr[-600:]}")
    categories = json.loads(done.stdout)["categories"]
    return {key: (categories[key]["score"] or 0) * 100 for key in CATEGORIES}
