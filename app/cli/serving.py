"""Commands that keep running: serve, work."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Annotated, Any

import typer
import uvicorn
from uvicorn.supervisors import multiprocess

from app.cli.data import load_sample_catalogue, migrate_database
from app.cli.environment import DataFolder, open_database, settings_for
from app.core.errors import Conflict, Unavailable, _
from app.logs import set_up_logs
from app.main import create_app
from app.settings import Settings

DRAIN_SECONDS = 0.5  # how long a connection that is open may still begin to ask
GRACE_SECONDS = 20  # how long requests in flight may take after SIGTERM


class PortTaken(Conflict):
    """Somebody else listens there."""

    words = _("Port %(port)s is taken. Choose another: PORT=%(other)s make run, or bazaar serve --port %(other)s.")


class PortClosed(Unavailable):
    """The machine does not let us listen there."""

    words = _("Port %(port)s of %(host)s cannot be had: %(reason)s.")


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Web processes; one a core.", min=1, max=64)] = 1,
    data: DataFolder = None,
    sample: Annotated[bool, typer.Option("--sample", help="Load the sample catalogue first.")] = False,
) -> None:
    """Serve the bazaar, and work off its jobs beside it."""
    here = None if os.environ.get("BAZAAR_BASE_URL") else _address(host, port)
    settings = settings_for(data, base_url=here)
    set_up_logs(settings.log_level)
    must_be_free(host, port)
    typer.echo("HBW Bazaar")
    database = migrate_database(settings)
    if sample:
        load_sample_catalogue(settings, database)
    database.close()
    typer.echo(f"Serving {_address(host, port)}  (stop with Ctrl+C)")
    if here and host in ("0.0.0.0", "::"):
        typer.echo("  set BAZAAR_BASE_URL to the address the public uses, or links in messages lead nowhere")
    if workers == 1:
        _serve_here(settings, host, port)
    else:
        _serve_many(host, port, workers)


def _address(host: str, port: int) -> str:
    """How this machine itself reaches the server; what the world calls it is BAZAAR_BASE_URL."""
    named = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"http://{named}:{port}"


def _serve_here(settings: Settings, host: str, port: int) -> None:
    beside = _WorkerBeside(settings)
    # Not after `run` returns: uvicorn ends the process by the very signal that stopped it.
    app = create_app(settings, at_end=beside.stop)
    gc.freeze()  # as in app_from_environment
    server = _Draining(uvicorn.Config(app, host=host, port=port, **_UVICORN), beside=beside)
    server.run()
    if beside.fault is not None:
        raise beside.fault


class _WorkerBeside:
    """The worker in the process of the web: it starts when the web answers, for loading its library takes a while."""

    def __init__(self, settings: Settings) -> None:
        self.fault: Exception | None = None
        self._settings = settings
        self._stop: Callable[[], object] = bool
        self._thread = threading.Thread(target=self._run, name="worker-start", daemon=True)
        self._failed: Callable[[], object] = bool

    def start(self, failed: Callable[[], object]) -> None:
        """Begin; `failed` is called if there can be no worker."""
        self._failed = failed
        self._thread.start()

    def _run(self) -> None:
        from app.worker import start_worker

        try:
            self._stop = start_worker(self._settings).stop
        except Exception as fault:  # told by `serve`, in one plain line
            self.fault = fault
            self._failed()

    def stop(self) -> None:
        """End the worker, or its start."""
        if self._thread.ident is not None:
            self._thread.join()
        self._stop()


def _serve_many(host: str, port: int, workers: int) -> None:
    with subprocess.Popen([sys.executable, "-m", "app", "work"]) as beside:
        try:
            app = "app.main:app_from_environment"
            config = uvicorn.Config(app, factory=True, host=host, port=port, workers=workers, **_UVICORN)
            multiprocess.Process = _Child  # type: ignore[misc]  # uvicorn has no other place to say so
            _Children(config, sockets=[config.bind_socket()]).run()
        finally:
            beside.terminate()


def must_be_free(host: str, port: int) -> None:
    """Look whether the port can be had, before any work is done.

    Raises:
        PortTaken: somebody has it.
        PortClosed: it is not ours to take, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port=port, other=port + 80 if port < 65000 else 8080) from None
        why = str(error.strerror).partition(" (")[0]  # without the address once more
        raise PortClosed(port=port, host=host, reason=why) from None


class _Draining(uvicorn.Server):
    """Takes no new connection once it is told to stop, but lets those that are open ask what they came for.

    uvicorn itself hangs up at once on a connection whose request has not been read yet.
    """

    def __init__(self, config: uvicorn.Config, *, beside: _WorkerBeside | None = None) -> None:
        super().__init__(config)
        self._beside = beside

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._beside is not None:
            self._beside.start(self._give_up)

    def _give_up(self) -> None:
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        await asyncio.sleep(DRAIN_SECONDS)
        await super().shutdown(sockets)


class _Child(multiprocess.Process):
    """One of several web processes; it stops as a single one does."""

    @property
    def server(self) -> uvicorn.Server:
        if self._server is None:
            self._server = _Draining(self.config)
        return self._server


class _Children(multiprocess.Multiprocess):
    """All of them."""

    def terminate_all(self) -> None:
        for door in self.sockets:  # closed here too: or who comes now would stand in line until all requests are done
            door.close()
        super().terminate_all()


_UVICORN: dict[str, Any] = {
    "log_level": "warning",
    "access_log": False,
    "server_header": False,
    "timeout_graceful_shutdown": GRACE_SECONDS,
    "proxy_headers": True,
}


def work(data: DataFolder = None) -> None:
    """Work off jobs until stopped: on a machine of its own, or beside `serve`."""
    settings = settings_for(data)
    set_up_logs(settings.log_level)
    open_database(settings).close()
    from app.worker import run_worker

    typer.echo("Working off jobs (stop with Ctrl+C)")
    run_worker(settings)
