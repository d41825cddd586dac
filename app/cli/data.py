"""Commands that bring data in or out: migrate, seed, rates, photos."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select

import app.media.tasks  # noqa: F401  # registers its jobs
from app.catalog.seed.reference import load_reference
from app.catalog.seed.sample import clear_sample, load_sample
from app.catalog.seed.state import is_loaded, mark_loaded
from app.catalog.service import rank_all
from app.cli.environment import DataFolder, open_database, say, settings_for, storage_of
from app.core import jobs, schema
from app.core.db import Database
from app.core.jobs import enqueue
from app.core.rates import put_rates
from app.enquiries.service import forget_sample_enquiries
from app.media.models import Photo
from app.media.service import make_sizes
from app.media.sizes import FIRST_FORMATS
from app.ordering.sample import forget_sample_orders, load_sample_trade
from app.settings import Settings

BATCH = 100  # photographs ordered in one transaction: others want to write too


def migrate(data: DataFolder = None) -> None:
    """Bring the database to the tables of this release, and load regions, countries, crafts, materials, rates."""
    migrate_database(settings_for(data))
    typer.echo("The database is at this release.")


def migrate_database(settings: Settings) -> Database:
    """Apply migrations and reference data where they are not yet."""
    database = open_database(settings, current=False)
    if not schema.is_current(database):
        say("creating or changing tables")
        schema.upgrade(database)
    _prepare_jobs(database)
    with database.writing() as db:
        load_reference(db, say)
    return database


def _prepare_jobs(database: Database) -> None:
    """Make or change the tables of the job library, once for each of its versions: looking takes half a second."""
    version = jobs.library_version()
    with database.reading() as db:
        if is_loaded(db, "jobs", version):
            return
    from app.core import job_runner

    job_runner.prepare(database)
    with database.writing() as db:
        mark_loaded(db, "jobs", version)


def seed(
    data: DataFolder = None,
    clear: Annotated[bool, typer.Option("--clear", help="Remove the sample catalogue, and nothing else.")] = False,
) -> None:
    """Load the sample catalogue (as often as you like), or remove it."""
    settings = settings_for(data)
    database = open_database(settings)
    if clear:
        with database.writing() as db:
            forget_sample_enquiries(db)
            forget_sample_orders(db)
        counts = clear_sample(database, storage_of(settings))
        said = ", ".join(f"{count} {what}" for what, count in counts.items())
        typer.echo(f"The sample catalogue is gone: {said}.")
        return
    load_sample_catalogue(settings, database)
    typer.echo("The sample catalogue is loaded.")


def load_sample_catalogue(settings: Settings, database: Database) -> None:
    """Load the sample and make the picture sizes its first pages need; jobs make the others."""
    storage = storage_of(settings)
    first = load_sample(database, storage, say)
    with database.writing() as db:
        load_sample_trade(db)
    for number, photo_id in enumerate(first, start=1):
        if number % 10 == 1 or number == len(first):
            say(f"making the sizes of picture {number} of {len(first)} for the first pages")
        make_sizes(database, storage, photo_id, FIRST_FORMATS)
    if first:
        say("all other picture sizes are made in the background")


def import_rates(
    file: Annotated[Path, typer.Argument(help="CSV: currency,per_eur,as_of,source")],
    data: DataFolder = None,
) -> None:
    """Read exchange rates from a CSV file and put all prices in order by them."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        database = open_database(settings_for(data))
        with database.writing() as db:
            count = put_rates(db, lines)
            say("putting prices in order")
            ranked = rank_all(db)
    typer.echo(f"{count} rates read, {ranked} products put in order by price.")


def rebuild_photos(data: DataFolder = None) -> None:
    """Make all sizes of all photographs anew, in the background."""
    database = open_database(settings_for(data))
    with database.reading() as reading:
        ids = list(reading.scalars(select(Photo.id).where(Photo.withdrawn_at.is_(None))))
    batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    with typer.progressbar(batches, label="  ordering sizes") as progress:
        for batch in progress:
            with database.writing() as db:
                for photo_id in batch:
                    enqueue(db, "media.make_sizes", photo_id=photo_id)
    typer.echo(f"The sizes of {len(ids)} photographs are ordered. `bazaar stats` shows how far it is.")
