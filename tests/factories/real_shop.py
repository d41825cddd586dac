"""A small shop that is no sample: one group with real ways to reach it, one product, rates of a chosen day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import update
from starlette.testclient import TestClient

from app.affiliates.channels import ChannelKind
from app.core.db import Database
from app.core.rates import Rate
from app.settings import Settings
from tests.factories.catalogue import a_channel, a_group, a_product
from tests.factories.prepared import copy_into
from tests.factories.serving import client_for, settings_in
from tests.factories.worlds import with_a_world

NUMBER = "+254711000111"
MAIL = "baskets@machakos.example"
DESK = "desk@example.org"
REAL = re.compile(r'href="((?:https://wa\.me|tel:|sms:|mailto:|https://t\.me|viber:)[^"]*)"')  # a way that opens


def a_real_shop(database: Database, *, rates_of: date | None = None) -> None:
    """Fill an empty database."""
    copy_into(database, "real_shop", _open)
    if rates_of:
        with database.writing() as db:
            db.execute(update(Rate).values(as_of=rates_of))


def _open(database: Database) -> None:
    with_a_world(database, with_jobs=True)
    with database.writing() as db:
        group = a_group(db, "machakos")
        a_channel(db, group, ChannelKind.WHATSAPP, NUMBER)
        a_channel(db, group, ChannelKind.PHONE, NUMBER, calls=True, texts=True)
        a_channel(db, group, ChannelKind.EMAIL, MAIL)
        a_product(db, group, "basket", title="Sisal basket")


@contextmanager
def real_shop(
    folder: Path, database_url: str = "", *, rates_of: date | None = None
) -> Iterator[tuple[TestClient, Database]]:
    """A browser in such a shop, and the database behind it."""
    settings: Settings = settings_in(folder, database_url)
    database = Database(settings.database)
    a_real_shop(database, rates_of=rates_of)
    with client_for(settings) as client:
        yield client, database
    database.close()
