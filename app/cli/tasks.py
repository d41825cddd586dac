"""`bazaar tasks`: what waits for a person."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import select

from app.cli.environment import DataFolder, open_database, settings_for
from app.core.errors import NotFound, _
from app.ordering.desk import Task, close_this
from app.ordering.desk import tasks as waiting_tasks
from app.ordering.models import Order


class NoSuchTask(NotFound):
    """No open task has this number."""

    words = _("There is no open task with this number.")


def tasks(
    close: Annotated[UUID | None, typer.Option(help="The number of a task that has been seen to.")] = None,
    by: Annotated[str, typer.Option(help="Who saw to it.")] = "",
    closed: Annotated[bool, typer.Option("--closed", help="Those that were seen to, the newest first.")] = False,
    data: DataFolder = None,
) -> None:
    """List what waits for a person, the oldest first: money to go back, complaints, differences with a rail."""
    database = open_database(settings_for(data))
    if close is not None and not by.strip():
        typer.echo("Please say who saw to it: --by NAME", err=True)
        raise typer.Exit(2)
    with database.writing() as db:
        if close is not None:
            task = db.get(Task, close)
            if task is None or task.closed_at is not None:
                raise NoSuchTask()
            close_this(db, task, by=by.strip()[:120])
            typer.echo("Closed.")
            return
        found = waiting_tasks(db, closed=closed)
        numbers = {
            id_: number
            for id_, number in db.execute(
                select(Order.id, Order.number).where(Order.id.in_([task.order_id for task in found if task.order_id]))
            )
        }
        for task in found:
            about = f"order {numbers[task.order_id]}" if task.order_id else task.about or f"enquiry {task.enquiry_id}"
            typer.echo(f"{task.id}  {task.opened_at:%Y-%m-%d}  {task.kind:<14} {about}  {task.words}".rstrip())
    if not found:
        typer.echo("Nothing waits.")
