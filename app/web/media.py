"""Photographs and static files as they are served."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import NotFound
from app.media.queries import is_shown, photo_bytes
from app.media.sizes import MEDIA_TYPES
from app.web.assets import Assets
from app.web.deps import DB, Photos

router = APIRouter(include_in_schema=False)
DAY_SECONDS = 24 * 3600
YEAR_SECONDS = 365 * DAY_SECONDS


@router.get("/media/{photo_id}/{width:int}.{ext}", name="media.photo")
def show_photo(request: Request, db: DB, storage: Photos, *, photo_id: str, width: int, ext: str) -> Response:
    headers = {"Cache-Control": f"public, max-age={DAY_SECONDS}", "ETag": f'"{photo_id}-{width}-{ext}"'}
    if request.headers.get("if-none-match") == headers["ETag"] and is_shown(db, photo_id):
        return Response(status_code=304, headers=headers)
    body = photo_bytes(db, storage, photo_id, width, ext)
    return Response(body, media_type=MEDIA_TYPES[ext], headers=headers)


@router.get("/static/{address:path}", name="static")
def show_static(address: str, request: Request) -> Response:
    assets: Assets = request.app.state.site.assets
    asset = assets.get(address)
    if asset is None:
        raise NotFound()
    accepted = request.headers.get("accept-encoding", "")
    encoding = next((name for name in ("br", "gzip") if name in accepted), None)
    body = {"br": asset.br, "gzip": asset.gzip, None: asset.plain}[encoding]
    headers = {"Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable"}
    if encoding:
        headers |= {"Content-Encoding": encoding, "Vary": "Accept-Encoding"}
    return Response(body, media_type=asset.media_type, headers=headers)
