"""Everything that is remembered: objects and whose they are, keys, the ledger of calls, events on their way, a clock.

Kept in memory; with `--state FILE` also in a JSON file, so that a demo survives a restart.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.fakepay.errors import missing_object

PLATFORM = "acct_platform"


@dataclass
class Config:
    """What the command line says. `waits` are the seconds between attempts to deliver an event,
    `senders` how many of them are on their way at once: with more than one, order is by chance, as Stripe says."""

    keys: list[str] = field(default_factory=lambda: ["sk_test_fakepay"])
    secret: str = "whsec_test"
    notify: str | None = None
    thin_notify: str | None = None
    public_url: str = ""
    live: bool = False
    file: Path | None = None
    senders: int = 1
    waits: list[float] = field(default_factory=lambda: [0.2, 0.4, 0.8, 1.6, 3.2])


@dataclass
class Row:
    """An object as Stripe shows it, the account it lives on, and what Stripe knows without showing it."""

    account: str
    data: dict[str, Any]
    hidden: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.data["id"])

    @property
    def kind(self) -> str:
        return str(self.data["object"])


@dataclass
class Memory:
    """What a file of `--state` holds."""

    offset: int = 0
    count: int = 0
    rows: dict[str, Row] = field(default_factory=dict)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    ledger: list[dict[str, Any]] = field(default_factory=list)
    queue: list[list[Any]] = field(default_factory=list)  # a heap; see sending.py
    sent: list[dict[str, Any]] = field(default_factory=list)


class State:
    """The memory, its clock, its names for new things, and where it is kept."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.memory = Memory()
        self._by_kind: dict[str, list[Row]] = {}
        self.request: dict[str, Any] = {"id": None, "idempotency_key": None}  # what events say caused them
        self.next_refunds: list[str] = []  # what becomes of the next refunds, told by control
        self.on_event: Callable[[Row], None] = lambda _row: None
        if config.file and config.file.exists():
            self._load(config.file)

    def now(self) -> int:
        """Whole seconds since 1970 by this server's own clock, which control may put forward."""
        return int(time.time()) + self.memory.offset

    def new_id(self, prefix: str) -> str:
        """A new name, sortable by age and not to be guessed, as `cs_test_000012...`."""
        self.memory.count += 1
        return f"{prefix}_{self.memory.count:06d}{secrets.token_hex(9)}"

    def put(self, account: str, data: dict[str, Any], **hidden: Any) -> Row:
        row = Row(account, data, hidden)
        self.memory.rows[row.id] = row
        self._by_kind.setdefault(row.kind, []).append(row)
        return row

    def all(self, kind: str, account: str | None = None) -> Iterator[Row]:
        """Objects of a kind, oldest first; of every account if none is given."""
        for row in self._by_kind.get(kind, []):
            if account in (None, row.account):
                yield row

    def find(self, kind: str, identifier: Any, account: str, *, param: str = "id") -> Row:
        """Raises Refusal (404) if it is not there or lives on another account."""
        row = self.memory.rows.get(str(identifier))
        if row is None or row.kind != kind or row.account != account:
            raise missing_object(kind.replace(".", " ").replace("_", " "), str(identifier), param)
        return row

    def account(self, identifier: str) -> Row | None:
        """A connected account that still lets the platform in."""
        row = self.memory.rows.get(identifier)
        return row if row and row.kind == "account" and not row.hidden.get("disconnected") else None

    def save(self) -> None:
        """Writes the file whole and puts it in the place of the old one, so that a crash leaves one of the two."""
        file = self.config.file
        if file is None:
            return
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps(asdict(self.memory)), encoding="utf-8")
        os.replace(beside, file)

    def _load(self, file: Path) -> None:
        kept = json.loads(file.read_text(encoding="utf-8"))
        kept["rows"] = {name: Row(**row) for name, row in kept["rows"].items()}
        # A request that was cut off by the end of the process runs no more: its key is free again.
        kept["keys"] = {name: key for name, key in kept["keys"].items() if key["status"] is not None}
        self.memory = Memory(**kept)
        for row in self.memory.rows.values():
            self._by_kind.setdefault(row.kind, []).append(row)

    def reset(self) -> None:
        self.memory = Memory()
        self._by_kind.clear()
        self.next_refunds.clear()
        self.save()
