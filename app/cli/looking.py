"""Commands that look and change nothing: check, stats."""

from __future__ import annotations

import typer
from sqlalchemy import func, select

from app.affiliates.channels import Channel
from app.affiliates.models import Affiliate, Group
from app.catalog.checks import findings
from app.catalog.models import Product
from app.cli.environment import DataFolder, open_database, settings_for, storage_of
from app.core import jobs
from app.media.models import Photo
from app.ordering.checks import order_findings

STUCK_SECONDS = 3600  # since it was due: a letter may wait for its next try for a day, and nothing is wrong


def check(data: DataFolder = None) -> None:
    """Compare what the bazaar derives with what it is derived from, and look at database, storage and jobs."""
    settings = settings_for(data)
    database = open_database(settings)
    storage_of(settings).check()
    with database.reading() as db:
        found = [*findings(db), *order_findings(db)]
    standing = jobs.health(database)
    if standing.failed:
        found.append(f"I8 {standing.failed} jobs have failed; `bazaar stats` shows them")
    if standing.oldest_seconds is not None and standing.oldest_seconds > STUCK_SECONDS:
        found.append(f"I8 a job has waited for {standing.oldest_seconds / 60:.0f} minutes; does a worker run?")
    for line in found:
        typer.echo(f"  wrong: {line}", err=True)
    if found:
        raise SystemExit(1)
    typer.echo("Everything agrees.")


def stats(data: DataFolder = None) -> None:
    """How much there is, and how the jobs stand."""
    database = open_database(settings_for(data))
    kinds = {
        "affiliates": Affiliate,
        "groups": Group,
        "channels": Channel,
        "products": Product,
        "photographs": Photo,
    }
    with database.reading() as db:
        for name, kind in kinds.items():
            typer.echo(f"{name:>12}  {db.scalar(select(func.count()).select_from(kind)) or 0}")
        ready = db.scalar(select(func.count()).select_from(Photo).where(Photo.ready >= 1)) or 0
        typer.echo(f"{'with sizes':>12}  {ready}")
    standing = jobs.health(database)
    typer.echo(f"{'jobs':>12}  {standing.queued} queued, {standing.running} running, {standing.failed} failed")
    if standing.oldest_seconds is not None:
        typer.echo(f"{'oldest job':>12}  {standing.oldest_seconds:.0f} s")
    for failed in jobs.failures(database):
        typer.echo(f"{'failed':>12}  {failed.name} {failed.arguments}: {failed.error}")
