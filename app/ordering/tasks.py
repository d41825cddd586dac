"""Jobs of ordering. Each may run twice: a letter is written once for its cause."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.core.clock import now, today
from app.core.db import Database
from app.core.i18n import catalogue
from app.core.jobs import JobContext, job
from app.core.mail import Words, post
from app.ordering import cards, other_news
from app.ordering.basket import forget_old
from app.ordering.catching_up import settle_what_was_missed
from app.ordering.desk import TaskKind, open_task
from app.ordering.ending import expire, left_of
from app.ordering.fulfilment import complete_quiet_ones
from app.ordering.limits import forget_counts
from app.ordering.messages import (
    PAY_CHANGED,
    PAY_CHANGED_MORE,
    TO_SEND_ON,
    TO_SEND_ON_MORE,
    by_affiliate,
    news,
    reminder,
    said,
)
from app.ordering.models import Checkout, Order, OrderEvent
from app.ordering.money_news import money_news, money_state, pay_again, to_affiliate
from app.ordering.news import News
from app.ordering.other_news import Reader
from app.ordering.passing_on import waiting
from app.ordering.telling import affiliates_reach, deliver, language_of, reach_of, site_of, tell_affiliate, tell_side
from app.ordering.thread import OrderMessage
from app.ordering.waiting import MONEY_WAITED_FOR, ask_affiliates, let_go, payment_is_late, remind
from app.payments.models import Dispute, Payment, Refund
from app.payments.service import disputes_of, open_payment, refunds_of, sums

SIDES = (("buyer", False), ("group", True))


@job("ordering.tell")
def tell(ctx: JobContext, order_id: str, seq: int) -> None:
    """Tell both sides of a line of an order's history, each in its language, each once."""
    with ctx.database.writing() as db:
        order, event = db.get(Order, UUID(order_id)), db.get(OrderEvent, (UUID(order_id), seq))
        if order is None or event is None:
            return
        times = db.scalars(select(Checkout.corrections).where(Checkout.id == order.checkout_id)).one()
        again = f"-{times}" if times else ""  # another address: told once more
        words = partial(news, order, event, left=left_of(db, order))
        for side, to_group in SIDES:
            key = f"{order.number}-{seq}-{side}" + ("" if to_group else again)
            words_for, own = partial(words, to_group=to_group), by_affiliate(event)
            tell_side(ctx, db, order, to_group=to_group, key=key, words_for=words_for, by_affiliate=own)


@job("ordering.remind")
def tell_again(ctx: JobContext, order_id: str, seq: int, time: int) -> None:
    """Remind the side that has to act, unless it has acted since; of one payment once, wherever its order stands."""
    with ctx.database.writing() as db:
        order = db.get(Order, UUID(order_id))
        if order is None or order.seq != seq:
            return
        of_money = order.state in MONEY_WAITED_FOR
        if of_money and not payment_is_late(db, order.id):
            return
        # Between two sums that came one payment is asked for, by however many attempts and in whatever state.
        cause = f"paid-{sums(db, order.id).captured}" if of_money else str(seq)
        for side, to_group in SIDES:
            key = f"{order.number}-{cause}-{side}-again-{time}"
            tell_side(ctx, db, order, to_group=to_group, key=key, words_for=partial(reminder, order, to_group=to_group))


@job("ordering.said")
def bring(ctx: JobContext, order_id: str, position: int, above: bool = False) -> None:
    """Bring what one side wrote to the other; what an affiliate wrote for a group, to the group as well."""
    with ctx.database.writing() as db:
        order, message = db.get(Order, UUID(order_id)), db.get(OrderMessage, (UUID(order_id), position))
        if order is None or message is None:
            return
        for side, to_group in SIDES:
            key = f"{order.number}-{side}-said-{position}"
            words_for = partial(said, order, message, to_group=to_group, above=above)
            tell_side(ctx, db, order, to_group=to_group, key=key, words_for=words_for, by_affiliate=above)


def tell_of_pay_change(db: Session, group: Group) -> bool:
    """Write to a group that its way to be paid was changed; whether there is anybody to write to."""
    reach = reach_of(db, group)
    if not reach.email and not reach.phone:
        return False
    lang = language_of(group)
    say = catalogue(lang).gettext
    words = Words(say(PAY_CHANGED), (say(PAY_CHANGED_MORE) % {"group": group.name},), "", lang)
    deliver(db, reach, key=f"pay-{group.slug}-{now():%Y%m%d%H%M%S}", affiliate_id=group.affiliate_id, words=words)
    return True


@job("ordering.settle")
def settle_again(ctx: JobContext, payable: str) -> None:
    """A rail said something about the money of an order."""
    cards.settle_order(ctx.database, UUID(payable))


@job("ordering.close_card", waits=(10.0, 60.0, 600.0))
def close_card(ctx: JobContext, order_id: str) -> None:
    """A card page is still open for money that has come: nobody is to pay it once more."""
    with suppress(cards.PaidMeanwhile):  # what came twice goes back
        cards.close(ctx.database, UUID(order_id))


@job("ordering.differs")
def differs(ctx: JobContext, payment: str, fields: dict[str, Any]) -> None:
    """A rail says otherwise than what was asked: a person looks, and nothing of it is believed."""
    with ctx.database.writing() as db:
        mine = db.get_one(Payment, UUID(payment))
        if mine.decided and "refund" not in fields:
            return  # a person has said meanwhile what comes of it
        open_task(db, TaskKind.DIFFERS, mine.payable, words=json.dumps({"payment": payment, **fields}))


@job("ordering.pay_again")
def tell_to_pay_again(ctx: JobContext, order_id: str, payment: str) -> None:
    """Tell the buyer once that a payment came to nothing after they had done all; nothing, if it was paid since."""
    with ctx.database.writing() as db:
        order, over = db.get_one(Order, UUID(order_id)), db.get_one(Payment, UUID(payment))
        if open_payment(db, order.id) is None:
            return
        key = f"{order.number}-buyer-{over.id.hex}-again"
        tell_side(ctx, db, order, to_group=False, key=key, words_for=partial(pay_again, order, over))


@job("ordering.check_account", waits=(10.0, 60.0, 600.0))
def check_account(ctx: JobContext, group: str, rail: str) -> None:
    """Ask a rail what a group's account can do now."""
    cards.check_account(ctx.database, UUID(group), rail)


@job("ordering.tell_money")
def tell_money(ctx: JobContext, order_id: str) -> None:
    """Tell both sides what a rail said of refunds and disputes, each once."""
    with ctx.database.writing() as db:
        order = db.get_one(Order, UUID(order_id))
        refunds = [one for one in refunds_of(db, order.id) if one.payment_id is not None and not one.is_moot]
        things: list[Refund | Dispute] = [*refunds, *disputes_of(db, order.id)]
        for thing in things:
            for side, to_group in SIDES:
                key = f"{order.number}-{side}-{thing.id.hex}-{money_state(thing)}"
                words_for = partial(money_news, order, thing, to_group=to_group)
                tell_side(ctx, db, order, to_group=to_group, key=key, words_for=words_for)
            key = f"{order.number}-affiliate-{thing.id.hex}-{money_state(thing)}"
            tell_affiliate(ctx, db, order, key=key, words_for=partial(to_affiliate, order, thing))


@job("ordering.tell_of")
def tell_news(ctx: JobContext, order_id: str, what: str, about: str, above: bool) -> None:
    """Tell those whom it concerns of something that is no move, each once."""
    with ctx.database.writing() as db:
        order, kind, id_ = db.get(Order, UUID(order_id)), News(what), UUID(about)
        found = None if order is None else other_news.about(db, order, kind, id_)
        if order is None or found is None:
            return
        own = other_news.SENTENCES[kind].group is None
        for reader in Reader:
            key = f"{order.number}-{reader}-{id_.hex}-{kind}"
            words_for = partial(other_news.other_news, order, kind, found, to=reader, above=above)
            if reader is Reader.AFFILIATE:
                tell_affiliate(ctx, db, order, key=key, words_for=words_for)
            else:
                to_group = reader is Reader.GROUP
                tell_side(ctx, db, order, to_group=to_group, key=key, words_for=words_for, by_affiliate=own)


def tell_who_sends_on(ctx: JobContext) -> None:
    """Write to affiliates for which messages wait, once a day each; where they have no mailbox, to HNI's desk."""
    with ctx.database.reading() as db:
        affiliates = waiting(db)
    for id_ in affiliates:
        with ctx.database.writing() as db:
            to, lang = affiliates_reach(db, id_)
            say = catalogue(lang).gettext
            link = f"{site_of(ctx, lang)}/answer/messages"
            if to or ctx.desk:
                words = Words(say(TO_SEND_ON), (say(TO_SEND_ON_MORE),), link, lang)
                post(db, f"send-on-{id_.hex}-{today()}", to=to or ctx.desk, words=words)


def sweep(database: Database) -> None:
    """What time does: end what waited too long, let pieces go, remind, ask, complete what nobody complained about."""
    cards.close_late_ones(database)
    settle_what_was_missed(database)  # before anything ends: its money may be there
    for one_by_one in (expire, let_go, remind, ask_affiliates):
        more = 1
        while more:
            with database.writing() as db:
                more = one_by_one(db)
    for step in (complete_quiet_ones, forget_old, forget_counts):
        with database.writing() as db:
            step(db)
    cards.check_silent_accounts(database)  # last: a rail may be slow, and nobody's order waits for it
