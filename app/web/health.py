"""Whether this process lives, and whether it can work."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import text
from starlette.responses import JSONResponse, Response

from app.core import jobs
from app.core.errors import Unavailable
from app.web.deps import Photos

router = APIRouter(include_in_schema=False)


@router.get("/healthz", name="health.live")
def show_live() -> Response:
    return JSONResponse({"ok": True}, headers={"Cache-Control": "no-store"})


@router.get("/readyz", name="health.ready")
def show_ready(request: Request, storage: Photos) -> Response:
    database = request.app.state.database
    answers: dict[str, object] = {}
    try:
        with database.reading() as db:
            db.execute(text("SELECT 1"))
        answers["database"] = "ok"
        standing = jobs.health(database)
        answers["jobs"] = {"queued": standing.queued, "running": standing.running, "failed": standing.failed}
        answers["oldest_job_seconds"] = standing.oldest_seconds
    except Exception as error:  # whatever the driver says, we are not ready
        answers["database"] = type(error).__name__
    try:
        storage.check()
        answers["storage"] = "ok"
    except Unavailable:
        answers["storage"] = "unavailable"
    ready = answers["database"] == answers["storage"] == "ok"
    return JSONResponse(answers, 200 if ready else 503, {"Cache-Control": "no-store"})
