"""Who hears what of an order or a conversation: jobs that tell are run as a worker would, twice each, and read."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.affiliates.models import Affiliate
from app.affiliates.service import set_notify_address
from app.core.db import Database
from app.core.jobs import RUN, JobContext, client, registered, ticket_of
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.enquiries import tasks as enquiry_tasks
from app.ordering import tasks
from tests.factories.ordering import the_group

ASHA, ROSE, JOAN, DESK = (f"{name}@example.org" for name in ("asha", "rose", "joan", "desk"))
TELLING = (
    "ordering.tell",
    "ordering.tell_of",
    "ordering.tell_money",
    "ordering.remind",
    "ordering.said",
    "enquiries.tell",
)
assert tasks.tell is not enquiry_tasks.tell  # the jobs are known once their modules are


def reachable(database: Database, *, group: str = ROSE, affiliate: str = JOAN) -> None:
    """Write down where the group and its affiliate are reached; "": nowhere. All letters come in English."""
    with database.writing() as db:
        the_group(db).languages = ["en"]
        if group:
            set_notify_address(db, group=the_group(db), email=group)
        if affiliate:
            set_notify_address(db, affiliate=db.scalars(select(Affiliate)).one(), email=affiliate)


class Ear:
    """Listens to one shop: what was heard before is no news."""

    def __init__(self, database: Database, *, desk: str = "") -> None:
        self.database = database
        told = {"tokens": Tokens(b"k" * 32), "site": "https://bazaar.example.org", "desk": desk}
        self.context = JobContext(database, None, **told)  # type: ignore[arg-type]
        self.heard: set[UUID] = set()

    def news(self) -> dict[str, str]:
        """What was told since: the whole letter, by whom it went to; of several to one, the last."""
        return {to: words for to, words in self.letters()}

    def letters(self) -> list[tuple[str, str]]:
        """What was told since: to whom, and the whole letter."""
        tickets = [ticket_of(row) for row in client(self.database.writing_engine).list_workflows(name=RUN)]
        for _again in range(2):
            for ticket in tickets:
                known = registered(ticket.name) if ticket and ticket.name in TELLING else None
                if known is not None and ticket is not None:
                    known.run(self.context, **ticket.arguments)
        with self.database.reading() as db:
            new = [one for one in db.scalars(select(Letter).order_by(Letter.id)) if one.id not in self.heard]
        self.heard |= {one.id for one in new}
        return [(one.to, f"{one.subject}\n{one.text}") for one in new]
