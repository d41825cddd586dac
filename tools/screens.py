"""Take the pictures of pages that stand in docs/screens.

python -m tools.screens http://127.0.0.1:8000     the bazaar must run there with its sample, all picture sizes made
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tools.audit.browser import FLAGS, chromium_path

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screens"
PAGES = {
    "home": "/",
    "products": "/products",
    "product": "/products/kiondo-rust-indigo",
    "group": "/groups/machakos-cluster",
}
SIZES = {1280: 960, 360: 780}  # width: height in CSS pixels
QUALITY = 76


def take(base: str) -> int:
    """Write every picture.

    Returns:
        Bytes of all of them together.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    total = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        for width, height in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            for lang, prefix in (("en", ""), ("ur", "/ur")):
                for name, path in PAGES.items():
                    page.goto(base + prefix + path, wait_until="networkidle", timeout=60_000)
                    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
                    target = FOLDER / f"{name}-{width}-{lang}.jpg"
                    picture.save(target, quality=QUALITY, optimize=True, progressive=True)
                    total += target.stat().st_size
        browser.close()
    return total


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    print(f"{take(sys.argv[1].rstrip('/')):,} bytes in {FOLDER.name}")
