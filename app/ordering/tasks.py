"""Jobs of ordering. Each may run twice: a letter is written once for its cause."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.models import Group, NotifyAddress
from app.core.clock import now
from app.core.db import Database
from app.core.i18n import SOURCE, catalogue, languages
from app.core.jobs import JobContext, job
from app.core.mail import Words, post
from app.ordering.basket import forget_old
from app.ordering.ending import expire
from app.ordering.fulfilment import complete_quiet_ones
from app.ordering.limits import forget_counts
from app.ordering.messages import PAY_CHANGED, PAY_CHANGED_MORE, Told, news
from app.ordering.models import Checkout, Order, OrderEvent


@job("ordering.tell")
def tell(ctx: JobContext, order_id: str, seq: int) -> None:
    """Tell both sides of a line of an order's history, each in its language, each once."""
    with ctx.database.writing() as db:
        order, event = db.get(Order, UUID(order_id)), db.get(OrderEvent, (UUID(order_id), seq))
        if order is None or event is None:
            return
        checkout, group = db.get(Checkout, order.checkout_id), db.get(Group, order.group_id)
        assert checkout is not None
        assert group is not None
        if checkout.email:
            purpose = "order" if checkout.email_proved_at else "order-mail"
            link = f"{_site(ctx, checkout.lang)}/orders/{ctx.tokens.make(purpose, order.id, order.generation)}"
            _post(db, order, event, Told(checkout.lang, group.name, link), checkout.email, to_group=False)
        address = notify_email(db, group)
        if address:
            lang = next((lang for lang in group.languages if lang in languages()), SOURCE)
            link = f"{_site(ctx, lang)}/o/{order.number}"
            _post(db, order, event, Told(lang, group.name, link), address, to_group=True)


def _post(db: Session, order: Order, event: OrderEvent, told: Told, to: str, *, to_group: bool) -> None:
    words = news(order, event, told, to_group=to_group)
    if words is not None:
        side = "group" if to_group else "buyer"
        post(db, f"{order.number}-{event.seq}-{side}", to=to, words=words)


def _site(ctx: JobContext, lang: str) -> str:
    return ctx.site.rstrip("/") + languages()[lang].prefix


def notify_email(db: Session, group: Group) -> str:
    """Where the system writes to a group: its own address, else its affiliate's; "" where there is none."""
    own = select(NotifyAddress.email).where(NotifyAddress.group_id == group.id)
    above = select(NotifyAddress.email).where(NotifyAddress.affiliate_id == group.affiliate_id)
    return db.scalar(own) or db.scalar(above) or ""


def tell_of_pay_change(db: Session, group: Group) -> bool:
    """Write to a group that its way to be paid was changed; whether there is anybody to write to."""
    address = notify_email(db, group)
    if not address:
        return False
    lang = next((lang for lang in group.languages if lang in languages()), SOURCE)
    say = catalogue(lang).gettext
    words = Words(say(PAY_CHANGED), (say(PAY_CHANGED_MORE) % {"group": group.name},), "", lang)
    post(db, f"pay-{group.slug}-{now():%Y%m%d%H%M%S}", to=address, words=words)
    return True


def sweep(database: Database) -> None:
    """What time does: end what waited too long, complete what nobody complained about, forget old ones."""
    more = 1
    while more:
        with database.writing() as db:
            more = expire(db)
    for step in (complete_quiet_ones, forget_old, forget_counts):
        with database.writing() as db:
            step(db)
