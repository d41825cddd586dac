"""What the commands share: settings from options and environment, progress in words, the open database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError

from app.core import schema
from app.core.db import Database
from app.core.errors import Refusal, _
from app.media.storage import Storage, open_storage
from app.settings import Settings

DataFolder = Annotated[Path | None, typer.Option("--data", help="The folder that holds the database and photographs.")]


class BadSetting(Refusal):
    """The environment says something that cannot be."""

    words = _("The setting BAZAAR_%(name)s cannot be used: %(reason)s.")


class OldSchema(Refusal):
    """The database is not at this release."""

    words = _("The database does not have the tables of this release. Run: bazaar migrate")


def settings_for(data: Path | None = None, **changes: object) -> Settings:
    """The settings in force; options win over the environment, and are left in it for child processes."""
    for name, value in {"data": data, **changes}.items():
        if value is not None:
            os.environ[f"BAZAAR_{name.upper()}"] = str(value)
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "?"
        ours = first.get("ctx", {}).get("error")  # in our own words; the library puts its own before them
        raise BadSetting(name=name, reason=str(ours or first["msg"])) from None
    except SettingsError as error:  # a list that is no JSON; the library names the field between quotation marks
        name = str(error).partition('"')[2].partition('"')[0].upper()
        raise BadSetting(name=name, reason="it is not written as JSON") from None
    settings.data.mkdir(parents=True, exist_ok=True)
    return settings


def open_database(settings: Settings, *, current: bool = True) -> Database:
    """The database; with `current`, only if it has the tables of this release.

    Raises:
        OldSchema: it has not.
    """
    database = Database(settings.database, info=settings.info)
    if current and not schema.is_current(database):
        raise OldSchema()
    return database


def storage_of(settings: Settings) -> Storage:
    """Where photographs lie."""
    return open_storage(settings.storage, **settings.s3)


def say(line: str) -> None:
    """One line of progress."""
    typer.echo(f"  {line}")
