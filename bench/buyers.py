"""Eight buyers at once over HTTP, each from basket to placed order again and again, while a reader asks for lists."""

from __future__ import annotations

import http.client
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from html import unescape
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench import addresses, load
from bench.cores import CLIENT_CORE, pinned
from bench.measuring import Effort
from bench.processes import Server, served, uvicorn
from bench.sides import OURS, our_environment
from tools.audit.stage import Say, free_port

BUYERS = 8
SECONDS = 8  # of a round
COUNTRY = "KE"
WHO = {"name": "Asha", "street_address": "Road 1", "city": "Nairobi", "postal_code": "00100", "country_area": "Nairobi"}


class NotPlaced(Exception):
    """A buyer met another answer than a shop gives that has enough of everything."""


class Visitor:
    """A browser without script: it keeps cookies and sends forms of the page it is on."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(load.HOST, port, timeout=60)
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and text of a page."""
        headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, urlencode(form or {}), headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _is, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, text

    def order(self, skus: list[str]) -> float:
        """From an empty basket to a placed order; milliseconds of the last step.

        Raises:
            NotPlaced: it was not.
        """
        self._cookies.clear()
        for sku in skus:
            self.ask("POST", "/basket", {"sku": sku, "pieces": "1"})
        _status, page = self.ask("GET", f"/checkout?country={COUNTRY}")
        form = {**hidden(page), **WHO, "email": f"{uuid4().hex}@example.org", "country": COUNTRY, "action": "order"}
        began = perf_counter()
        status, said = self.ask("POST", "/checkout", form)
        took = 1000 * (perf_counter() - began)
        if status != http.client.SEE_OTHER or "seen.order" not in form:
            wrong = re.findall(r'class="(?:trouble|notice)"[^>]*>([^<]*)', said)
            raise NotPlaced(f"{status}: {', '.join(wrong)[:80]}")
        return took


def hidden(page: str) -> dict[str, str]:
    """The fields that a page sends along, and its buttons that are chosen."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    chosen = re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)" checked', page)
    return {name: unescape(value) for name, value in [*found, *chosen]}


def measure_buyers(folder: Path, skus: list[str], effort: Effort, say: Say) -> dict[str, Any]:
    """All of it, round after round; times in milliseconds."""
    port = free_port()
    command, environment = uvicorn(OURS, port), our_environment(folder, port)
    rounds = []
    with served("bazaar", command, port, folder / "log", environment) as server:
        for number in range(effort.rounds + 1):  # the first one warms it up
            figures = one_round(server, skus)
            if number:
                rounds.append(figures)
                told = ", ".join(f"{name} {figures[name]:.0f}" for name in ("p50", "p99", "slowest"))
                say(f"round {number} of {effort.rounds}  {BUYERS} buyers at once: {told} ms {figures['wrong'] or ''}")
    return {"buyers": BUYERS, "rounds": rounds}


def one_round(server: Server, skus: list[str]) -> dict[str, Any]:
    """Eight buyers and one reader, all for the same time."""
    wrong: Counter[str] = Counter()
    until = perf_counter() + SECONDS
    before = server.cpu_seconds()

    def walk(_buyer: int) -> list[float]:
        visitor, times = Visitor(server.port), []
        while perf_counter() < until:
            try:
                times.append(visitor.order(skus))
            except NotPlaced as why:
                wrong[str(why)] += 1
        return times

    plan = load.Plan(port=server.port, paths=addresses.first_pages(), count=10**9, connections=1, seconds=SECONDS)
    with ThreadPoolExecutor(BUYERS + 1) as hands, pinned(CLIENT_CORE):
        reader = hands.submit(load.run, plan, core=CLIENT_CORE)
        times = sorted(chain.from_iterable(hands.map(walk, range(BUYERS))))
        lists = reader.result()
    used = 1000 * (server.cpu_seconds() - before)
    return {
        "p50": times[len(times) // 2] if times else 0.0,
        "p99": times[min(len(times) - 1, len(times) * 99 // 100)] if times else 0.0,
        "slowest": times[-1] if times else 0.0,
        "placed": len(times),
        "cpu": used / max(1, len(times)),
        "wrong": dict(wrong),
        "lists": asdict(lists),
    }
