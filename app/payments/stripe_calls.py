"""What calls to Stripe go through: where a buyer waits, none takes longer than the buyer can."""

from __future__ import annotations

import threading
from typing import Any

import requests

from app.payments.rail import time_left

PATIENCE = 10.0  # seconds for one thing asked, repeats and all; less where who waits has waited already
CONNECTING = 3.0


class Sessions:
    """What the library sends its calls through: a connection for each thread, none longer than who waits can wait."""

    def __init__(self) -> None:
        self._here = threading.local()

    def request(self, method: str, url: str, **told: Any) -> requests.Response:
        """As `requests.Session.request`; the time-out told is not the one that counts."""
        left = time_left(PATIENCE)
        connecting = min(CONNECTING, left / 2)
        if not hasattr(self._here, "session"):
            self._here.session = requests.Session()
        session: requests.Session = self._here.session
        return session.request(method, url, **{**told, "timeout": (connecting, left - connecting)})

    def close(self) -> None:
        """End the connection of this thread."""
        if hasattr(self._here, "session"):
            self._here.session.close()
