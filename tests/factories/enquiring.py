"""Questions to test with: asked with the verbs of the house in a trading world."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.core.db import Database
from app.core.jobs import JobContext
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.enquiries import service
from app.enquiries.models import Enquiry, EnquiryKind, EnquiryMessage, Side, Speaker
from app.enquiries.service import Question
from app.enquiries.tasks import ask_to_confirm, tell
from tests.factories.ordering import the_group

ASHA, ROSE, DESK = Speaker(Side.BUYER, "Asha"), Speaker(Side.GROUP, "Rose"), Speaker(Side.DESK, "Joan")
MAIL, PHONE = "asha@example.org", "+491701234567"


def a_question(db: Session, **told: Any) -> Question:
    """What the form sends: Asha in Germany asks about the kiondo."""
    product = db.scalars(select(Product).where(Product.slug == told.pop("product", "kiondo"))).one()
    said = {
        "form_key": uuid4().hex,
        "group_id": the_group(db).id,
        "kind": EnquiryKind.QUESTION,
        "words": "Do you also make it in blue?",
        "name": "Asha",
        "country": "DE",
        "lang": "en",
        "email": MAIL,
        "product_id": product.id,
        "title": "Kiondo",
        "own_title": "Kiondo",
    }
    return Question(**{**said, **told})


def asked(database: Database, *, confirmed: bool = False, **told: Any) -> UUID:
    """The id of a question that was asked just now; with `confirmed` the group has it already."""
    with database.writing() as db:
        enquiry = service.ask(db, a_question(db, **told))
        if confirmed:
            service.confirm(db, enquiry)
        return enquiry.id


@contextmanager
def talking(database: Database, enquiry_id: UUID) -> Iterator[tuple[Session, Enquiry]]:
    """A conversation to add something to, committed at the end."""
    with database.writing() as db:
        yield db, db.get_one(Enquiry, enquiry_id)


def letters_of(
    database: Database,
    enquiry_id: UUID,
    *,
    tokens: Tokens = Tokens(b"k" * 32),  # noqa: B008  # frozen
    site: str = "https://bazaar.example.org",
) -> dict[str, Letter]:
    """Every letter about a conversation by its key, after its jobs ran, each of them twice."""
    context: Any = JobContext(database, None, tokens=tokens, site=site)
    with database.reading() as db:
        query = select(EnquiryMessage.seq).where(EnquiryMessage.enquiry_id == enquiry_id)
        lines = list(db.scalars(query.order_by(EnquiryMessage.seq)))
    for _again in range(2):
        ask_to_confirm(context, enquiry_id=str(enquiry_id))
        for seq in lines:
            tell(context, enquiry_id=str(enquiry_id), seq=seq)
    with database.reading() as db:
        number = db.get_one(Enquiry, enquiry_id).number
        found = db.scalars(select(Letter).where(Letter.key.contains(number)))
        return {letter.key.replace(f"enquiry-{number}-", ""): letter for letter in found}
