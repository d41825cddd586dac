"""The jobs of photos. Each may run twice."""

from __future__ import annotations

from app.core.jobs import JobContext, enqueue, job
from app.media import service
from app.media.sizes import FIRST_FORMATS, LATER_FORMATS


@job("media.make_sizes", patient=True)
def make_sizes(ctx: JobContext, photo_id: str) -> None:
    """JPEG and WebP first, so that a photo is soon light for everybody; then order the slower AVIF."""
    if service.make_sizes(ctx.database, ctx.storage, photo_id, FIRST_FORMATS):
        with ctx.database.writing() as db:
            enqueue(db, "media.make_avif", photo_id=photo_id)


@job("media.make_avif", patient=True)
def make_avif(ctx: JobContext, photo_id: str) -> None:
    """The lightest format, which takes the longest to make."""
    service.make_sizes(ctx.database, ctx.storage, photo_id, LATER_FORMATS)


@job("media.erase")
def erase(ctx: JobContext, photo_id: str) -> None:
    """Delete whatever is still stored of a withdrawn or removed photo."""
    ctx.storage.delete_prefix(service.folder(photo_id))
