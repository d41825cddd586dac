"""`bazaar`: every command of the operator. Each says what it does, shows progress, and fails with one plain line."""

from __future__ import annotations

import sys

import typer
from sqlalchemy.exc import SQLAlchemyError

from app.cli import data, keys, looking, rail, serving, tasks, trade
from app.core.errors import Refusal

cli = typer.Typer(
    help="The HBW Bazaar: serve it, load it, look after it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
rates = typer.Typer(help="Exchange rates, for display only.", no_args_is_help=True, rich_markup_mode=None)
photos = typer.Typer(help="Photographs and their sizes.", no_args_is_help=True, rich_markup_mode=None)
cli.add_typer(rates, name="rates")
cli.add_typer(photos, name="photos")
cli.add_typer(rail.app, name="rail")

cli.command("serve")(serving.serve)
cli.command("work")(serving.work)
cli.command("migrate")(data.migrate)
cli.command("seed")(data.seed)
cli.command("group-key")(keys.group_key)
cli.command("pay-by")(trade.pay_by)
cli.command("delivery")(trade.delivery)
cli.command("reconcile")(rail.reconcile)
cli.command("tasks")(tasks.tasks)
cli.command("check")(looking.check)
cli.command("stats")(looking.stats)
rates.command("import")(data.import_rates)
photos.command("rebuild")(data.rebuild_photos)


def main() -> None:
    """The entry point: a refusal or a missing part becomes one line and a non-zero exit, never a traceback."""
    try:
        cli()
    except Refusal as refusal:
        _fail(str(refusal))
    except SQLAlchemyError as error:
        _fail(f"The database says: {str(error).splitlines()[0]}")
    except OSError as error:
        _fail(f"{error.strerror or error}: {error.filename}" if error.filename else str(error))


def _fail(line: str) -> None:
    print(f"bazaar: {line}", file=sys.stderr)
    raise SystemExit(1)
