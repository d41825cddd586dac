"""`make demo`: the bazaar with its sample, and a stand-in for Stripe beside it, so that cards can be tried. No money.

The stand-in (`tests/fakepay`) is a process of its own on the next port. What both remember lies in one folder, so that
a second start goes on where the first one ended. Nothing of the caller's own settings is used: a demo reaches nobody.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from app.affiliates.group_keys import LINK, new_key
from app.affiliates.models import Group
from app.cli.data import load_sample_catalogue, migrate_database
from app.cli.environment import settings_for
from app.cli.serving import PortTaken, must_be_free, serve
from app.core.db import Database
from app.core.errors import Refusal
from app.core.tokens import Tokens
from app.ordering import cards
from app.payments.accounts import accounts_of, connect
from app.payments.rail import Rails
from app.payments.stripe_rail import StripeRail
from app.settings import Settings
from tests.fakepay.client import Fakepay
from tests.fakepay.running import end

ROOT = Path(__file__).resolve().parents[1]
KEY, SECRET = "sk_test_fakepay", "whsec_test"  # the stand-in's own, known to everybody
# Groups that can be paid by card, and the country of their account where it is not their own.
GROUPS = {"osam-valley-makers": "", "telar-de-la-barranca": "", "machakos-cluster": "GB"}
SHOWN = "osam-valley-makers"  # the group whose phone the demo hands out
WORDS = """
DEMO: no real money moves. Cards can be tried with {names}.
  1. Buy       {bazaar}/products/painted-plate-and-bowl (made to order, so a slow bank method is offered too)
               or {bazaar}/products/glazed-cups-set-of-four (in stock), sent to Germany: "Order and pay".
  2. Pay       on the stand-in's page, and try each button: Pay, declined, slow bank method, Cancel.
  3. The bank  {stripe} lets a slow payment arrive or fail, a page expire, a refund fail, a buyer dispute.
  4. The group {key} makes a browser the group's phone: see the money, send it back.
  5. Letters   that would have been sent: {bazaar}/dev/outbox
"""


def main() -> None:
    """Read the command line and serve until stopped; what cannot be is one plain line, as with every command."""
    parser = argparse.ArgumentParser(prog="demo", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--port", type=int, default=8000, help="of the bazaar; the stand-in has the next one")
    parser.add_argument("--data", type=Path, default=Path("data-demo"), help="the folder of the demo")
    told = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the stand-in is ended, too
    try:
        both_free(told.port)
        play(told.port, told.data)
    except Refusal as refusal:
        raise SystemExit(f"demo: {refusal}") from None


def both_free(port: int) -> None:
    """Look whether both ports can be had, before anything is started.

    Raises:
        SystemExit: one is taken, as by `make run`.
        PortClosed: one is not ours to take.
    """
    for each in (port, port + 1):
        try:
            must_be_free("127.0.0.1", each)
        except PortTaken:
            other = port + 80 if port < 65000 else 8080
            raise SystemExit(f"demo: Port {each} is taken. Choose another: PORT={other} make demo") from None


def play(port: int, data: Path) -> None:
    """Start the stand-in, bring the sample to where cards can be tried, and serve until stopped."""
    with stand_in(port, data) as fake:
        settings = demo_settings(data, port=port, stripe=fake.url)
        database = migrate_database(settings)
        load_sample_catalogue(settings, database)
        names = connect_groups(database, fake)
        key = a_key(database, settings)
        database.close()
        print(WORDS.format(names=", ".join(names), bazaar=settings.base_url, stripe=fake.url, key=key), flush=True)
        serve(port=port, data=data)


@contextmanager
def stand_in(port: int, data: Path) -> Iterator[Fakepay]:
    """The stand-in for Stripe, which tells its news to the bazaar on `port`.

    Raises:
        SystemExit: it does not start.
    """
    data.mkdir(parents=True, exist_ok=True)
    news = f"http://127.0.0.1:{port}/pay/stripe/events"
    command = [sys.executable, "-m", "tests.fakepay", "--port", str(port + 1), "--notify", news]
    command += ["--state", str((data / "fakepay.json").absolute()), "--key", KEY, "--secret", SECRET]
    # In a group of its own: Ctrl+C reaches the bazaar alone, which may ask the stand-in to its last moment.
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith("fakepay on "):
            raise SystemExit(f"demo: the stand-in for Stripe does not start; is port {port + 1} taken?")
        yield Fakepay(line.removeprefix("fakepay on ").strip(), KEY, SECRET)
    except KeyboardInterrupt:
        pass
    finally:
        end(process)


def demo_settings(data: Path, *, port: int, stripe: str) -> Settings:
    """The settings of the demo, left in the environment for what is started later; the caller's own are put aside."""
    told: Mapping[str, str] = {
        "base_url": f"http://127.0.0.1:{port}",
        "stripe_key": KEY,
        "stripe_secret": SECRET,
        "stripe_api": stripe,
        "stripe_pages": stripe,
    }
    for name in [name for name in os.environ if name.startswith("BAZAAR_")]:
        del os.environ[name]
    return settings_for(data, **told)


def connect_groups(database: Database, fake: Fakepay) -> list[str]:
    """Give some of the sample's groups accounts at the stand-in that can take money; returns their names.

    Raises:
        SystemExit: the sample has no such group, or the stand-in has forgotten an account.
    """
    names = []
    for slug, country in GROUPS.items():
        with database.reading() as db:
            group = db.scalar(select(Group).where(Group.slug == slug))
            rail = Rails.of(db).get("stripe")
            if group is None or not isinstance(rail, StripeRail):
                raise SystemExit(f"demo: the sample has no group {slug}")
            known = accounts_of(db, group.id)
        account = known[0].account if known else _account(rail, group, country)
        if not known:
            fake.stand(account=account, standing="ready")
            with database.writing() as db:
                connect(db, group.id, rail.name, account)
        standing = cards.check_account(database, group.id, rail.name)
        if standing is None or (not standing.live and standing.reason == "account_invalid"):
            raise SystemExit("demo: the stand-in has forgotten its accounts; remove the folder of the demo")
        names.append(group.name)
    return names


def _account(rail: StripeRail, group: Group, country: str) -> str:
    return rail.open_account(group=group.slug, country=country or group.country_code, key=f"account-{group.slug}")


def a_key(database: Database, settings: Settings) -> str:
    """The link that makes a browser the phone of one of these groups."""
    with database.writing() as db:
        group = db.scalars(select(Group).where(Group.slug == SHOWN)).one()
        return f"{settings.base_url}/key/{Tokens(settings.key).make(LINK, new_key(db, group).id)}"


if __name__ == "__main__":
    main()
