"""People with a browser before several servers: they keep cookies, and ask the next server when one is gone.

Plain `http.client`, a connection for each request: what is measured is the servers.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

ANSWER_SECONDS = 150  # a thousand buyers at once wait for each other
AWAY_SECONDS = 60  # how long somebody keeps trying while no server answers
_AWAY = (OSError, http.client.HTTPException)  # refused, reset, cut off in the middle, too slow


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    location: str
    text: str


@dataclass
class Browser:
    """Somebody's browser.

    Args:
        ports: of servers that are the same to everybody.
        turn: with whom it begins.
        stays: with a server until that one is gone; if not, each request goes to the next one.
    """

    ports: Sequence[int]
    turn: int = 0
    cookies: dict[str, str] = field(default_factory=dict)
    stays: bool = False
    again: int = 0  # requests that had to be sent once more, for a server went away

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._asked("GET", path, None)

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        """Send a form from a page of the bazaar; once more, word for word, where no answer came."""
        return self._asked("POST", path, urlencode(form))

    def _asked(self, method: str, path: str, body: str | None) -> Answer:
        until = time.monotonic() + AWAY_SECONDS
        while True:
            self.turn += not self.stays
            try:
                return self._once(self.ports[self.turn % len(self.ports)], method, path, body)
            except _AWAY:
                if time.monotonic() > until:
                    raise
                self.turn += self.stays
                self.again += 1
                time.sleep(0.02)  # nothing tells a browser that a server is back

    def _once(self, port: int, method: str, path: str, body: str | None) -> Answer:
        headers = {"Accept-Language": "en", "Sec-Fetch-Site": "same-origin", "Connection": "close"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
        try:
            connection.request(method, path, body, headers)
            came = connection.getresponse()
            text = came.read().decode()
        finally:
            connection.close()
        for cookie in came.headers.get_all("set-cookie") or []:
            name, _equals, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Answer(came.status, urlsplit(came.headers["location"] or "").path, text)


def form_of(page: str) -> dict[str, str]:
    """The hidden fields of a page, and its radio buttons that are chosen."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    chosen = re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)" checked', page)
    return {name: unescape(value) for name, value in [*found, *chosen]}


LIVES = {"street_address": "Weg 1", "city": "Bonn", "postal_code": "53111"}


@dataclass
class Shopper(Browser):
    """A buyer with a name of their own, in Germany."""

    number: int = 0
    mails: bool = True  # has an e-mail address; the others have a phone
    form: dict[str, str] = field(default_factory=dict)  # what was sent last to place an order
    recorded: list[tuple[str, dict[str, str]]] = field(default_factory=list)  # the pages that said so, and the forms

    @property
    def reach(self) -> dict[str, str]:
        """Where this buyer alone is reached."""
        if self.mails:
            return {"email": f"buyer{self.number}@example.org"}
        return {"phone": f"+49151{self.number:07}"}

    def put(self, *skus: str) -> None:
        """Have one piece of each in the basket. Told twice, it is the same."""
        for sku in skus:
            answer = self.post("/basket", {"sku": sku, "pieces": "1", "how": "set"})
            assert answer.status == 303, (answer.status, answer.text[:2000])

    def review(self, action: str = "order") -> bool:
        """Read the costs, and fill in the form; whether there is anything to order."""
        page = self.get("/checkout?country=DE")
        if page.status == 303:
            return False
        assert page.status == 200, (page.status, page.text[:2000])
        self.form = {**form_of(page.text), **LIVES, **self.reach, "name": f"Buyer {self.number}", "action": action}
        return True

    def place(self) -> str:
        """Press the button: "recorded", "changed" (read it once more), "gone" (see the basket) or what went wrong."""
        answer = self.post("/checkout", self.form)
        if answer.status == 303 and answer.location.startswith("/checkouts/"):
            self.recorded.append((answer.location, self.form))
            return "recorded"
        if answer.status == 303 and answer.location == "/basket":
            return "gone"
        if answer.status == 409 and 'role="alert"' in answer.text:
            return "changed"
        return f"error {answer.status}"

    def order(self, *skus: str) -> str:
        """From the shelf to the page that says "recorded", reading again whatever changed on the way."""
        self.put(*skus)
        for _time in range(30):
            if not self.review():
                return "gone"
            came = self.place()
            if came != "changed":
                return came
        return "error: it never stands still"

    def ask(self, page: str, words: str) -> bool:
        """Follow the link of a page, ask its group something, and look whether the page of the conversation has it."""
        link = re.search(r'href="(/enquiries/new[^"]+)"', self.get(page).text)
        assert link is not None, page
        form = {**form_of(self.get(unescape(link[1])).text), "kind": "question", "words": words, "country": "DE"}
        answer = self.post("/enquiries/new", {**form, **self.reach, "name": f"Buyer {self.number}"})
        return answer.status == 303 and words in self.get(answer.location).text

    def is_told_kindly(self, title: str) -> bool:
        """Whether the basket is still there and says that there is no more of a thing."""
        page = self.get("/basket")
        return page.status == 200 and title in page.text and "Sold out" in page.text

    def orders(self) -> list[str]:
        """The addresses of this buyer's orders, as the page that said "recorded" tells them now."""
        found: list[str] = []
        for location, _form in self.recorded:
            page = self.get(location)
            assert page.status == 200, page.status
            found += dict.fromkeys(re.findall(r'href="(/orders/[^"]+)"', page.text))
        return found

    def give_up(self, address: str) -> bool:
        """Press "Give up this order" on its page; whether it was still there to be given up."""
        form = {"version": form_of(self.get(address).text).get("version", "0"), "action": "withdraw"}
        answer = self.post(address, form)
        assert answer.status in (303, 409), (answer.status, answer.text[:2000])
        return answer.status == 303


@dataclass
class Phone(Browser):
    """A group's phone."""

    def take_key(self, token: str) -> None:
        """Open the link that makes this phone the group's."""
        answer = self.post(f"/key/{token}", {"device": "Rose"})
        assert answer.status == 303, answer.text[:2000]

    def money_came(self, number: str) -> str:
        """Write down that all came that an order waits for: "written" or "not asked"."""
        asked = re.search(r'name="amount"[^>]* value="([^"]+)"', self.get(f"/o/{number}").text)
        if asked is None:
            return "not asked"
        done = self.act(number, "money", amount=unescape(asked[1]), means="bank_transfer")
        return "written" if done == 303 else "not asked"

    def act(self, number: str, action: str, **typed: str) -> int:
        """Do something with an order, and say yes to the sentence that follows: the last status."""
        sure = self.about_to(number, action, **typed)
        return self.say_yes(number, sure) if sure else 0

    def about_to(self, number: str, action: str, **typed: str) -> dict[str, str]:
        """The form under the sentence that asks once more; empty where it is not asked."""
        form = {**form_of(self.get(f"/o/{number}").text), "action": action, **typed}
        sure = self.post(f"/o/{number}", form)
        return form_of(sure.text) if sure.status == 200 else {}

    def say_yes(self, number: str, sure: Mapping[str, str]) -> int:
        """Press the button under that sentence."""
        done = self.post(f"/o/{number}", {**sure, "sure": "yes"})
        assert done.status in (303, 409), done.text[:2000]
        return done.status
