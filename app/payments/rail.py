"""What a rail is: a small adapter to a way of paying that is asked over the net. All truth about money comes from it.

A rail keeps no state and opens no transaction. What it is told was committed before (`Attempt`), what it answers
(`Seen`) is applied after, by `sync` alone. Doing the same thing twice is always safe: the key of an attempt or of a
refund makes it once.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.errors import NotFound, Unavailable, _
from app.core.money import Money
from app.payments.wire import Carrier

INFO = "rails"  # under which a database's sessions carry them
TAKEN_BACK = "taken_back"  # the reason of an account that its rail no longer shows us
_UNTIL: ContextVar[float | None] = ContextVar("until", default=None)  # by the monotonic clock; None: nobody waits


@contextmanager
def patient_for(seconds: float) -> Iterator[None]:
    """Somebody waits: all that rails are asked meanwhile, however many calls it takes, ends within so many seconds."""
    token = _UNTIL.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _UNTIL.reset(token)


def time_left(most: float) -> float:
    """Seconds that one call may take: `most`, or what is left for who waits.

    Raises:
        RailAway: nothing is left.
    """
    until = _UNTIL.get()
    left = most if until is None else min(most, until - time.monotonic())
    if left <= 0:
        raise RailAway()
    return left


class RailAway(Unavailable):
    """A rail does not answer, answers with a fault of its own, or has too much to do. Nobody knows what happened."""

    words = _("The way of paying does not answer just now. Nothing is lost: please try again in a few minutes.")


class KeyRefused(RailAway):
    """A rail answers that our key is not its key: until an operator puts another one in, it is away for everybody."""

    def __init__(self, rail: str) -> None:
        super().__init__()
        self.rail = rail


class Barred(RailAway):
    """A rail answers, but no longer about this account: the group took it back. It stands in no other's way."""


class RailRefused(Exception):
    """A rail understood, and says no for good. It carries the rail's own word for the reason."""


class FaultKept(RailRefused):
    """A rail keeps a fault of its own under a key, and nothing was made: only another key can bring it further."""


class Forged(Exception):
    """Something claims to come from a rail and does not."""


class NoSuchRail(NotFound):
    """A rail is named that this bazaar has not set up."""

    words = _("This way of paying is not set up here.")


@dataclass(frozen=True)
class Wanted:
    """What a rail shows the buyer, and where it sends them back to."""

    reference: str  # the number of the order
    words: str  # what is paid, in the buyer's language
    lang: str
    back_url: str  # with "?unpaid=yes" behind it where they turn back without paying; that chooses words alone
    slow: bool  # ways that take days are welcome: nothing is taken from others meanwhile


@dataclass(frozen=True)
class Attempt:
    """A payment as its rail is told of it."""

    id: UUID
    key: str  # the same for every repeat of the same attempt
    payable: UUID
    account: str
    amount: Money
    frozen: Mapping[str, Any]  # what was committed before the rail was called; JSON
    asked_at: datetime
    ref: str | None = None  # None: not known to have been made
    charge: str = ""
    at_bank: bool = False  # the rail said so when it was asked last


@dataclass(frozen=True)
class Back:
    """A refund as its rail is told of it."""

    id: UUID
    key: str
    attempt: Attempt
    amount: Money
    asked_at: datetime
    ref: str | None = None


class Standing(StrEnum):
    """How an attempt stands at its rail."""

    UNKNOWN = "unknown"  # the rail has never heard of it
    OPEN = "open"
    AT_BANK = "at_bank"  # the buyer did all; the bank has not said yes yet
    CAPTURED = "captured"
    ENDED = "ended"  # nobody can pay it any more
    FAILED = "failed"  # the bank said no in the end


class RefundStanding(StrEnum):
    """How a refund stands at its rail. Later in this list never goes back to earlier."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True)
class SeenRefund:
    """A refund at its rail."""

    ref: str
    standing: RefundStanding
    amount: Money
    ours: UUID | None = None  # our refund that it names
    why: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True)
class SeenDispute:
    """A dispute at its rail."""

    ref: str
    state: str
    over: bool
    lost: bool
    amount: Money
    reason: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True)
class Seen:
    """What a rail says of an attempt, all of it at one moment."""

    standing: Standing
    ref: str | None = None
    charge: str = ""
    page: str = ""  # where the buyer pays; "" where there is nothing to open, as when a phone rings
    until: datetime | None = None
    amount: Money | None = None  # that came
    account: str = ""
    ours: UUID | None = None  # our payment that it names
    fee: int = 0  # the network's own; always 0
    declined: str = ""  # the rail's word for the last no
    refunds: tuple[SeenRefund, ...] = ()
    disputes: tuple[SeenDispute, ...] = ()


@dataclass(frozen=True)
class Health:
    """What an account at a rail can do now."""

    live: bool
    reason: str = ""  # the rail's word for why not, or `TAKEN_BACK`
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class News:
    """Something a rail told us: where to look again, and nothing else."""

    event: str
    kind: str
    account: str
    about: tuple[str, ...]  # what the rail calls the things it is about
    ours: bool = True  # False: of another world, as a test event that reached a live server


class Rail(Protocol):
    """A way of paying that is asked over the net.

    Every method may raise `RailAway`; `start` and `refund` may raise `RailRefused`. An attempt that may not be looked
    at any more, for its account was taken back, is away while its page may be open. Afterwards it is refused
    (`RailRefused`), for its page may have been paid; only one whose page was never made is unknown. One that is at the
    bank is refused at once.
    """

    name: str
    carrier: Carrier  # how amounts travel to it
    page_minutes: int  # so long a buyer's page stays open at least

    def freeze(self, amount: Money, wanted: Wanted, *, until: datetime, account: str) -> dict[str, Any]:
        """Everything `start` will tell the rail about an attempt, as JSON."""
        ...

    def start(self, attempt: Attempt) -> Seen:
        """Make the attempt at the rail, or find the one that was made under the same key."""
        ...

    def fetch(self, attempt: Attempt) -> Seen:
        """How the attempt stands, with its refunds and disputes; one without `ref` is looked for."""
        ...

    def close(self, attempt: Attempt) -> Seen:
        """See to it that nobody can pay any more, and say how it stands: it may just have been paid."""
        ...

    def refund(self, back: Back) -> SeenRefund:
        """Ask for money back, or find the refund that was asked for under the same key."""
        ...

    def authenticate(self, headers: Mapping[str, str], body: bytes) -> News:
        """Read what claims to come from the rail. Where call-backs are not signed, any is a hint to look again.

        Raises:
            Forged: it does not.
        """
        ...

    def names_behind(self, kind: str, name: str, account: str) -> tuple[str, ...]:
        """What the thing is of that news of a kind gave a bare name of; () where news say so, or it is not shown."""

    def listed(self, account: str, since: datetime) -> Iterator[Seen]:
        """Everything the rail lists for an account since a moment.

        Raises:
            Barred: it does not show us this account any more.
        """
        ...

    def health(self, account: str) -> Health:
        """What an account can do now."""
        ...


class Joining(Protocol):
    """A rail at which groups open accounts of their own by a page of the rail."""

    def open_account(self, *, group: str, country: str, key: str) -> str:
        """Make an account for a group, or find the one made under the same key; returns what the rail calls it."""
        ...

    def joining_page(self, account: str, *, back_url: str, again_url: str) -> str:
        """The address of the rail's page where the group says who it is. It works once."""
        ...


@dataclass(frozen=True)
class Rails:
    """The rails of this bazaar, by name; none where nothing is set up."""

    by_name: Mapping[str, Rail] = field(default_factory=dict)

    def get(self, name: str) -> Rail:
        """A rail by its name.

        Raises:
            NoSuchRail: it is not set up here.
        """
        if name not in self.by_name:
            raise NoSuchRail()
        return self.by_name[name]

    @staticmethod
    def of(db: Session) -> Rails:
        """Those of this database's sessions."""
        found = db.info.get(INFO)
        return found if isinstance(found, Rails) else Rails()
