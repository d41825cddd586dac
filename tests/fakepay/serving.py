"""The addresses of the server, and the process that serves them."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.fakepay import calls, checkout, desk, pages
from tests.fakepay.control import VERBS, Control
from tests.fakepay.errors import Refusal
from tests.fakepay.faults import CONNECTIONS, Fault
from tests.fakepay.sending import Sender
from tests.fakepay.state import Config, State

TICK = 0.25  # seconds between looks at sessions whose time is over
Page = Callable[[State, Request], Awaitable[Response]]


class Tearable(H11Protocol):
    """Remembers its transport by the other side's address, so that a fault can tear the connection."""

    def connection_made(self, transport: Any) -> None:
        self.other_side = tuple(transport.get_extra_info("peername") or ())[:2]
        CONNECTIONS[self.other_side] = transport
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        CONNECTIONS.pop(self.other_side, None)
        super().connection_lost(exc)


def application(config: Config) -> Starlette:
    """The server over a state of its own."""
    state, wanted = State(config), list[Fault]()
    sender = Sender(state)
    control = Control(state, wanted, sender)

    @asynccontextmanager
    async def with_sender(_app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(sender.run()) for _ in range(config.senders)]
        tasks.append(asyncio.create_task(_tick(state)))
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def call(request: Request) -> Response:
        return await calls.serve(state, wanted, request)

    async def show_desk(_request: Request) -> Response:
        return desk.show_desk(state)

    async def act_at_desk(request: Request) -> Response:
        return await desk.act_at_desk(control, request)

    async def told(request: Request) -> Response:
        return await _control(control, request)

    routes = [
        Route("/", show_desk),
        Route("/_desk/{verb}", act_at_desk, methods=["POST"]),
        Route("/_control/{verb}", told, methods=["GET", "POST"]),
        *_both("/c/pay/{id}", state, pages.show_payment, pages.act_on_payment),
        *_both("/onboard/{id}", state, pages.show_onboarding, pages.act_on_onboarding),
        Route("/{rest:path}", call, methods=["GET", "POST", "DELETE"]),
    ]
    return Starlette(routes=routes, lifespan=with_sender)


def _both(path: str, state: State, show: Page, act: Page) -> list[Route]:
    async def shown(request: Request) -> Response:
        return await show(state, request)

    async def acted(request: Request) -> Response:
        return await act(state, request)

    return [Route(path, shown), Route(path, acted, methods=["POST"])]


async def _tick(state: State) -> None:
    while True:
        checkout.expire_what_is_due(state)
        await asyncio.sleep(TICK)


async def _control(control: Control, request: Request) -> Response:
    """Looks or does, as control.py says; what cannot be done is told with its reason."""
    verb = request.path_params["verb"]
    try:
        if request.method == "GET":
            return JSONResponse(control.look(verb))
        if verb not in VERBS:
            raise Refusal(404, f"There is no verb {verb}")
        # Arguments in the address too, for whoever has only a command line: `/_control/clock?add=3600`.
        in_address = {name: int(said) if said.isdigit() else said for name, said in request.query_params.items()}
        done = getattr(control, verb)(**json.loads(await request.body() or b"{}"), **in_address)
        if asyncio.iscoroutine(done):
            done = await done
    except Refusal as refusal:
        return JSONResponse({"error": refusal.message}, refusal.status)
    except (TypeError, ValueError, KeyError) as error:
        return JSONResponse({"error": repr(error)}, 400)
    control.state.save()
    return JSONResponse(done)


def serve(config: Config, port: int) -> None:
    """Serves on loopback until it is told to stop. Prints the address when it answers, not before."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    config.public_url = config.public_url or address
    server = uvicorn.Server(
        uvicorn.Config(
            application(config),
            http=Tearable,
            log_level="error",
            lifespan="on",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
    )

    async def told_when_ready() -> None:
        serving = asyncio.create_task(server.serve([listening]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        print(f"fakepay on {address}", flush=True)
        await serving

    asyncio.run(told_when_ready())
