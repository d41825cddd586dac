"""For tests: a buyer with a browser that runs no script, on the hosted payment page."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin

import httpx2


class Payer:
    """Opens the page, presses a button, and stops at the door of the shop: the address it was sent to is returned."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.browser = httpx2.Client(follow_redirects=False, timeout=10, verify=False)  # no TLS on loopback
        self.shown = ""

    def open(self) -> str:
        """The words of the page. Raises if it does not answer 200."""
        answer = self.browser.get(self.page)
        answer.raise_for_status()
        self.shown = answer.text
        return self.shown

    def press(self, do: str) -> str | None:
        """Presses the button of the page that means `do`. Returns where the browser is sent, or None if it stays.

        Raises LookupError if the page has no such button.
        """
        self.open()
        for form in re.findall(r"<form.*?</form>", self.shown, re.DOTALL):
            action = re.search(r'action="([^"]*)"', form)
            fields = {
                unescape(name): unescape(value) for name, value in re.findall(r'name="(.*?)" value="(.*?)"', form)
            }
            if action and fields.get("do") == do:
                answer = self.browser.post(urljoin(self.page, unescape(action[1])), data=fields)
                self.shown = answer.text
                return answer.headers.get("location")
        raise LookupError(f"no button on the page means {do}")

    def pay(self) -> str | None:
        return self.press("pay")

    def decline(self) -> str | None:
        return self.press("decline")

    def slow(self) -> str | None:
        return self.press("slow")

    def cancel(self) -> str | None:
        return self.press("cancel")
