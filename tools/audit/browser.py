"""The browser of this machine: Debian's Chromium, never one that a package brings along."""

from __future__ import annotations

import shutil

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage")


class NoBrowser(Exception):
    """There is no browser on the path."""


def chromium_path() -> str:
    """Where Chromium is.

    Raises:
        NoBrowser: with the command that brings it.
    """
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    raise NoBrowser("There is no Chromium on the path. Type: make setup-browser")
