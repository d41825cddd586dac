"""How long things wait. Each figure is a setting of the operator, with the reason for its default here."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

INFO = "times"  # under which a database's sessions carry them


@dataclass(frozen=True)
class Times:
    """Days and hours, as the operator has set them."""

    request_days: int = 7
    """A request waits for its group: a coordinator reads the phone every day or two, and travels now and then."""

    hold_hours: int = 72
    """So long the pieces of a request are set aside; later it waits on, and others can have them."""

    pay_days: int = 7
    """A payment by hand: a transfer from abroad takes up to five working days."""

    card_minutes: int = 60
    """Where nothing but a card can pay: time to find the card and type it twice; the pieces are kept meanwhile."""

    complaint_days: int = 30
    """After sending; then an order without a word from the buyer is done. Sea mail is not quicker."""

    remind_group_days: tuple[int, ...] = (2, 5)
    """After a request came: once when most groups have answered, once before it ends."""

    remind_buyer_days: int = 2
    """After an offer, or after a payment was asked for: once; more would be pressing."""

    refund_days: int = 14
    """After money was sent back by hand, without a word from the buyer; then the affiliate is asked, once. A transfer
    from abroad takes up to five working days, and a letter is read within a week."""

    @staticmethod
    def of(db: Session) -> Times:
        """Those that hold for this database."""
        found = db.info.get(INFO)
        return found if isinstance(found, Times) else Times()
