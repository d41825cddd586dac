"""`make demo`: a newcomer without account and script pays by card over real HTTP, and every page says "demo"."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx2
import pytest

from tests.cli.conftest import ROOT, environment
from tests.factories.serving import sample_settings
from tests.fakepay.payer import Payer
from tests.journeys.test_an_order_from_basket_to_parcel import BUYER, hidden
from tools.audit.stage import answers, free_port

PATIENCE = 180  # seconds for it to come up on a busy machine


def two_ports() -> int:
    """A free port whose neighbour is free, too."""
    while True:
        port = free_port()
        with socket.socket() as beside:
            try:
                beside.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[tuple[str, str, str]]:
    """The running demo: its address, that of the stand-in, and what it printed. At the end nothing of it runs."""
    base = tmp_path_factory.getbasetemp()
    sample = sample_settings(base if worker_id == "master" else base.parent)
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(sample.data, folder / "data")
    port, log = two_ports(), folder / "log"
    command = [sys.executable, "-m", "tools.demo", "--port", str(port), "--data", str(folder / "data")]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(BAZAAR_STRIPE_KEY="sk_live_of_somebody"), stdout=out, stderr=out
        )
    try:
        until = time.monotonic() + PATIENCE
        while not (answers(port) and b"Serving" in log.read_bytes()):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", log.read_text()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
    assert not answers(port)
    assert not answers(port + 1)


@pytest.fixture
def buyer(demo: tuple[str, str, str]) -> Iterator[httpx2.Client]:
    """A browser without script."""
    headers = {"sec-fetch-site": "same-origin"}
    with httpx2.Client(base_url=demo[0], headers=headers, follow_redirects=False, timeout=30) as browser:
        yield browser


def order(browser: httpx2.Client, slug: str) -> str:
    """Buy one piece as the demo says, sent to Germany; the address of the order."""
    page = browser.get(f"/products/{slug}").text
    sku = re.search(r'name="sku" value="([^"]+)"|<option value="([^"]+)"', page)
    assert sku is not None
    assert browser.post("/basket", data={"sku": sku[1] or sku[2], "pieces": "1"}).status_code == 303
    form = hidden(browser.get("/checkout?country=DE").text)
    placed = browser.post("/checkout", data={**form, **BUYER, "action": "order"})
    assert placed.status_code == 303, placed.text
    found = re.search(r'href="(/orders/[^"]+)"', browser.get(placed.headers["location"]).text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("beside", [0, 1])
def test_a_port_that_is_taken_is_one_plain_line_before_anything_is_started(tmp_path: Path, beside: int) -> None:
    """Beside `make run` it started all it has, and ended in a traceback."""
    port = two_ports()
    command = [sys.executable, "-m", "tools.demo", "--port", str(port), "--data", str(tmp_path / "data")]
    with socket.create_server(("127.0.0.1", port + beside)):
        done = subprocess.run(
            command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"demo: Port {port + beside} is taken.")
    assert line.endswith("make demo")
    assert not (tmp_path / "data").exists()


def test_a_newcomer_pays_by_card_and_the_order_is_confirmed(demo: tuple[str, str, str], buyer: httpx2.Client) -> None:
    address, stripe, _printed = demo
    mine = order(buyer, "glazed-cups-set-of-four")
    assert "Demo: no real money moves." in buyer.get(mine).text
    pressed = buyer.post(f"{mine}/pay", data={"action": "card"})
    assert pressed.status_code == 303, pressed.text
    policy = buyer.get(mine).headers["content-security-policy"]
    assert re.search(rf"form-action [^;]*{re.escape(stripe)}", policy)  # or the browser would not go there
    payer = Payer(pressed.headers["location"])
    assert "TEST PAYMENT PAGE" in payer.open()
    assert payer.decline() is None
    back = payer.pay()
    assert back is not None
    assert back.startswith(address)
    assert buyer.get(back.removeprefix(address)).status_code == 303
    assert "Confirmed" in unescape(buyer.get(mine).text)


def test_what_it_prints_says_what_to_try_and_hands_out_the_groups_phone(
    demo: tuple[str, str, str], buyer: httpx2.Client
) -> None:
    printed = demo[2]
    lines = [line for line in printed.splitlines() if re.match(r"  (\d\.|  )", line)]
    assert [line.split()[0] for line in lines if re.match(r"  \d\.", line)] == ["1.", "2.", "3.", "4.", "5."]
    key = re.search(r"http://\S+(/key/\S+)", printed)
    assert key is not None
    assert buyer.post(key[1], data={"device": "Demo"}).headers["location"].endswith("/answer")
    assert buyer.get("/dev/outbox").status_code == 200
    assert "Accounts" in httpx2.get(demo[1]).text
    for path in re.findall(rf"{re.escape(demo[0])}(/products/[a-z-]+)", printed):
        assert buyer.get(path).status_code == 200


def test_it_uses_nothing_of_the_callers_own_settings(demo: tuple[str, str, str]) -> None:
    made = httpx2.get(f"{demo[1]}/_control/ledger").json()  # all that the bazaar ever asked of a Stripe
    assert any(one["path"] == "/v1/accounts" for one in made)
