"""`python -m tests.fakepay --port 4242 --notify http://127.0.0.1:8000/pay/stripe/events`"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.fakepay.serving import serve
from tests.fakepay.state import Config


def main() -> None:
    """Reads the command line and serves on loopback until it is stopped."""
    parser = argparse.ArgumentParser(prog="fakepay", description="A stand-in for Stripe, on this machine only.")
    parser.add_argument("--port", type=int, default=0, help="0: a free one, which is printed")
    parser.add_argument("--key", action="append", help="an API key that is taken; may be given several times")
    parser.add_argument("--secret", default="whsec_test", help="signs the events")
    parser.add_argument("--notify", help="where snapshot events are sent")
    parser.add_argument("--thin-notify", help="where thin events are sent")
    parser.add_argument("--public-url", default="", help="how a browser reaches this server")
    parser.add_argument("--state", type=Path, help="a JSON file that outlives the process")
    parser.add_argument("--wait", type=float, action="append", help="seconds before each next attempt to deliver")
    parser.add_argument("--senders", type=int, default=1, help="events on their way at once")
    parser.add_argument("--live", action="store_true", help="everything says livemode")
    told = parser.parse_args()
    config = Config(
        secret=told.secret,
        notify=told.notify,
        thin_notify=told.thin_notify,
        public_url=told.public_url.rstrip("/"),
        live=told.live,
        file=told.state,
        senders=told.senders,
    )
    config.keys = told.key or config.keys
    config.waits = told.wait or config.waits
    serve(config, told.port)


if __name__ == "__main__":
    main()
