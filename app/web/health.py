"""Whether this process lives, and whether it can work."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request
from sqlalchemy import text
from starlette.responses import JSONResponse, Response

from app.core import jobs
from app.core.db import Database
from app.core.errors import Unavailable
from app.media.storage import Storage
from app.web.deps import Photos

router = APIRouter(include_in_schema=False)


@router.get("/healthz", name="health.live")
async def show_live() -> Response:
    return JSONResponse({"ok": True}, headers={"Cache-Control": "no-store"})


@router.get("/readyz", name="health.ready")
def show_ready(request: Request, storage: Photos) -> Response:
    answers = {**_database(request.app.state.database), **_storage(storage), "pages": asdict(request.app.state.tally)}
    ready = answers["database"] == answers["storage"] == "ok"
    return JSONResponse(answers, 200 if ready else 503, {"Cache-Control": "no-store"})


def _database(database: Database) -> dict[str, object]:
    try:
        with database.reading() as db:
            db.execute(text("SELECT 1"))
        return {"database": "ok", "jobs": asdict(jobs.health(database))}
    except Exception as error:  # whatever the driver says, we are not ready
        return {"database": type(error).__name__}


def _storage(storage: Storage) -> dict[str, object]:
    try:
        storage.check()
    except Unavailable:
        return {"storage": "unavailable"}
    return {"storage": "ok"}
