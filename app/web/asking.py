"""Routes that ask a rail while somebody waits: in threads of their own, so that a slow rail slows no other page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, move_on_after, to_thread
from fastapi import Request

from app.core.errors import _
from app.payments.rail import RailAway, patient_for

ROOM = 3.0  # seconds until a thread is free; who waits longer is told to come again
PATIENCE = 8.0  # seconds for all that rails are asked for one press: with the answer it is within twelve on a busy day
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class RailBusy(RailAway):
    """Too many ask rails at the same moment."""

    words = _("Many people are paying just now. Nothing is lost: please try again in a moment.")


async def asking(request: Request, work: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
    """Do something that waits for a rail; where all threads wait already, for a moment only.

    Raises:
        RailBusy: no thread became free. Nothing was begun.
    """
    limiter: CapacityLimiter = request.app.state.askers
    with patient_for(PATIENCE), move_on_after(ROOM):  # which ends only the waiting: what has begun in a thread goes on
        return await to_thread.run_sync(partial(work, *args, **kwargs), limiter=limiter)
    raise RailBusy()
