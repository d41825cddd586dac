"""What calls to Stripe go through: where a buyer waits, none takes longer than the buyer can."""

from __future__ import annotations

from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import requests

from app.payments.rail import time_left

PATIENCE = 10.0  # seconds for one thing asked, repeats and all; less where who waits has waited already
CONNECTING = 3.0


class Sessions:
    """What the library sends its calls through: connections are kept, and nobody waits longer than they can.

    The time-outs of a socket begin anew with each byte, so that an answer which comes in drops would never end. Each
    call is therefore made in a thread of its own; one that takes too long is left behind, and its connection with it.
    """

    def __init__(self) -> None:
        self._idle: SimpleQueue[requests.Session] = SimpleQueue()

    def request(self, method: str, url: str, **told: Any) -> requests.Response:
        """As `requests.Session.request`; the time-out told is not the one that counts.

        Raises:
            requests.Timeout: nothing, or not all of an answer, came in time.
        """
        left = time_left(PATIENCE)
        connecting = min(CONNECTING, left / 2)
        told["timeout"] = (connecting, left - connecting)
        answer: Future[requests.Response] = Future()
        Thread(target=self._call, args=(answer, method, url, told), daemon=True).start()
        try:
            return answer.result(left)
        except TimeoutError:
            raise requests.Timeout from None

    def _call(self, answer: Future[requests.Response], method: str, url: str, told: dict[str, Any]) -> None:
        try:
            session = self._idle.get_nowait()
        except Empty:
            session = requests.Session()
        try:
            answer.set_result(session.request(method, url, **told))
        except Exception as error:
            answer.set_exception(error)
        self._idle.put(session)

    def close(self) -> None:
        """End the connections that nobody uses just now."""
        while not self._idle.empty():
            self._idle.get().close()
