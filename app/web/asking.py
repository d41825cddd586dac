"""Routes that ask a rail while somebody waits: in threads of their own, so that a slow rail slows no other page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request

from app.payments.rail import RailAway, patient_for

PATIENCE = 8.0  # seconds for all that rails are asked for one press: with the answer it is within twelve on a busy day
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


async def asking(request: Request, work: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
    """Do something that waits for a rail; when too many wait already, nobody waits behind them.

    Raises:
        RailAway: all threads wait.
    """
    limiter: CapacityLimiter = request.app.state.askers
    if limiter.available_tokens < 1:
        raise RailAway()
    with patient_for(PATIENCE):
        return await to_thread.run_sync(partial(work, *args, **kwargs), limiter=limiter)
