"""Orders and the rails their money comes by: begin to pay, close before anything is let go, look after accounts.

No function here holds a transaction while a rail is asked.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.affiliates.models import Group, GroupRail, Means, UsableFrom
from app.catalog.models import StockKind, Variant
from app.catalog.service import group_changed
from app.core.clock import now
from app.core.db import Database, queue_up
from app.core.errors import Conflict, _
from app.ordering.desk import TaskKind, close_task, open_task, waits_of
from app.ordering.models import Actor, Checkout, Order, OrderLine
from app.ordering.settle import settle
from app.ordering.states import LIVE, OPEN, ActorKind, OrderState
from app.payments import attempts, sync
from app.payments.accounts import not_asked_since, note_health
from app.payments.models import Payment, PaymentState, RailAccount
from app.payments.rail import Barred, KeyRefused, RailAway, Rails, Standing, Wanted
from app.payments.service import MANUAL, NothingAsked, Payable, open_payment

log = structlog.get_logger("payments")

AFTER_PAGE = timedelta(minutes=10)  # the pieces stay so long after a page's end: news of a payment take a while
ASK_AGAIN = timedelta(days=1)  # about an account of which nothing was heard: news get lost, and jobs give up
AWAY_AT_MOST = 3  # of a round of the clock: one may have a fault of its own
WATCHED = timedelta(hours=1)
IDLE_EVERYWHERE = 120  # and of all groups together: who tries cards goes from one to the next
IDLE_PAGES = 30  # of one group within an hour, begun and not paid: more looks like somebody who tries stolen cards
PROVED = 3  # times as many for mailboxes that work: a busy day's buyers have room, and who opens letters too has an end


class PaidMeanwhile(Conflict):
    """An order is to be ended, and its money is there or on its way."""

    words = _("The payment for this order has just come, or is on its way. Please look at the order again.")


class ProveMail(Conflict):
    """Somebody tries cards at this group; who pays now shows first that their letters arrive."""

    words = _("To pay by card now, please open the link in the letter we sent you, and begin there.")


class CardsRest(Conflict):
    """Somebody tries cards at this group, with mailboxes that work: nobody begins another page for a while."""

    words = _("Nothing was charged. Too many cards are tried here just now: please try later, or pay another way.")


TRIED = (ProveMail, CardsRest, attempts.TooManyTries)  # refusals after which a person should look


def begin(db: Session, order: Order, rail: str, wanted: Wanted) -> UUID:
    """Write down that the buyer begins to pay by a rail; the order waits at least as long as the rail's page.

    Raises:
        NothingAsked: nothing waits to be paid.
        ProveMail, CardsRest: see there.
        NoCards, PaidElsewhere, TooManyTries, TooLittle, TooMuch, NotExact, CannotCarry: see `attempts.begin`.
    """
    waiting = open_payment(db, order.id)
    if waiting is None or order.state not in (OrderState.AWAITING_PAYMENT, *LIVE):
        raise NothingAsked()
    if waiting.rail == MANUAL:
        _watch(db, order)
    payment = attempts.begin(db, Payable(order.id, order.group_id, waiting.asked), rail, wanted)
    if order.expires_at is not None and payment.until is not None:
        order.expires_at = max(order.expires_at, payment.until + AFTER_PAGE)
        db.flush()
    return payment.id


def _watch(db: Session, order: Order) -> None:
    """Where many pages are begun and none is paid, only mailboxes that work open more of them, and not without end."""
    queue_up(db, "idle card pages")  # who counts at the same moment waits: many at once are not more than the limit
    everywhere, here = _idle_pages(db, order.group_id)
    if here < IDLE_PAGES and everywhere < IDLE_EVERYWHERE:
        return
    if db.scalars(select(Checkout.email_proved_at).where(Checkout.id == order.checkout_id)).one() is None:
        raise ProveMail()
    if here >= PROVED * IDLE_PAGES or everywhere >= PROVED * IDLE_EVERYWHERE:
        raise CardsRest()
    _alarm(db, order)


def _idle_pages(db: Session, group_id: UUID) -> tuple[int, int]:
    """How many pages were begun of late and not paid: everywhere, and of one group."""
    recent = (
        select(func.count(), func.count().filter(Payment.payee_id == group_id))
        .where(Payment.rail != MANUAL, Payment.state != PaymentState.CAPTURED, attempts.has_page())
        .where(Payment.asked_at > now() - WATCHED)
    )
    everywhere, here = db.execute(recent).one()
    return everywhere, here


def raise_alarm(database: Database, order_id: UUID) -> None:
    """Have a person look at a group where somebody seems to try cards; what was refused wrote nothing down."""
    with database.writing() as db:
        _alarm(db, db.get_one(Order, order_id))


def _alarm(db: Session, order: Order) -> None:
    slug = db.scalars(select(Group.slug).where(Group.id == order.group_id)).one()
    open_task(db, TaskKind.CARDS_TRIED, about=f"{slug} {now():%Y-%m-%d}")
    log.warning("cards_tried", group=slug)


def slow_ways_fit(db: Session, order: Order) -> bool:
    """Whether a payment may take days: only where all is made to order, so that nothing is kept from others."""
    counted = exists().where(
        OrderLine.order_id == order.id, OrderLine.variant_id == Variant.id, Variant.kind != StockKind.MADE_TO_ORDER
    )
    return not db.scalar(select(counted))


def settle_order(database: Database, order_id: UUID) -> None:
    """Bring an order into line with what its rails have said."""
    with database.writing() as db:
        order = db.get(Order, order_id, with_for_update=True)
        if order is not None:
            settle(db, order, by=Actor(ActorKind.RAIL, "card"))


def look(database: Database, order_id: UUID) -> None:
    """Ask the rail of an order's last attempt how it stands: the buyer came back, or wants to know.

    Raises:
        RailAway: it does not answer.
    """
    with database.reading() as db:
        mine = select(Payment.id).where(Payment.payable == order_id, Payment.rail != MANUAL)
        last = db.scalar(mine.order_by(Payment.id.desc()).limit(1))
    if last is not None:
        sync.sync(database, last)
        settle_order(database, order_id)


def look_at_all(database: Database, order_id: UUID) -> None:
    """Ask the rails of everything by which money came for an order, or may come; one that is away stops no other.

    Raises:
        RailAway: some did not answer; the others were looked at.
    """
    with database.reading() as db:
        mine = select(Payment.id).where(Payment.payable == order_id, Payment.rail != MANUAL)
        asked = list(db.scalars(mine.order_by(Payment.id)))
    away: RailAway | None = None
    for payment in asked:
        try:
            sync.sync(database, payment)
        except RailAway as error:
            away = error
    settle_order(database, order_id)
    if away is not None:
        raise away


def close(database: Database, order_id: UUID) -> None:
    """Close what a rail is still asked for, before its order ends or is paid another way.

    Raises:
        RailAway: it does not answer, or not about this; nothing may be let go.
        PaidMeanwhile: the money is there, or the bank is at it.
    """
    with database.reading() as db:
        payment = attempts.asked_by_rail(db, order_id)
    if payment is None:
        return
    seen = sync.give_up(database, payment.id)
    settle_order(database, order_id)
    if seen.standing in (Standing.CAPTURED, Standing.AT_BANK):
        raise PaidMeanwhile()


def close_late_ones(database: Database) -> None:
    """Close what rails are still asked for of orders whose time is over. What cannot be closed keeps its pieces.

    What is at the bank is for `payments.sweep` to look at: there is nothing to close. What a rail says otherwise than
    was asked, or tells nothing of any more, a person decides.
    """
    waits_since = func.coalesce(Payment.looked_at, Payment.asked_at)
    with database.reading() as db:
        open_ = (Payment.state == PaymentState.OPEN, Payment.rail != MANUAL, ~Payment.at_bank)
        late = select(Payment.id, Order.id).join(Order, Payment.payable == Order.id).where(*open_)
        late = late.where(Order.state.in_(OPEN), Order.expires_at <= now(), ~waits_of(TaskKind.DIFFERS, Order.id))
        found = db.execute(late.order_by(waits_since, Order.id).limit(50)).all()
    away = 0
    for payment_id, order_id in found:
        try:
            close(database, order_id)
        except (PaidMeanwhile, Barred):
            pass  # nothing is stuck any more: it was paid, or a person is asked
        except Exception as error:  # one that cannot be closed must not keep the clock from all others
            _hold_kept(database, payment_id, order_id, error)
            away += isinstance(error, RailAway)
            if away >= AWAY_AT_MOST:
                return  # the others would wait for the same
            continue
        with database.writing() as db:
            close_task(db, TaskKind.STUCK, order_id, by="bazaar")


def _hold_kept(database: Database, payment_id: UUID, order_id: UUID, error: Exception) -> None:
    with database.writing() as db:
        open_task(db, TaskKind.STUCK, order_id)
        attempts.put_off(db, payment_id)
    log.warning("hold_kept", order=str(order_id), why=type(error).__name__)


def check_account(database: Database, group_id: UUID, rail: str) -> RailAccount | None:
    """Ask a rail what a group's account can do, and show or hide that way of paying everywhere.

    Raises:
        RailAway: it does not answer; where it does not take our key, a person is told.
    """
    with database.reading() as db:
        account = db.get(RailAccount, (group_id, rail))
        if account is None:
            return None
        adapter = Rails.of(db).get(rail)
    try:
        health = adapter.health(account.account)
    except KeyRefused:
        key_refused(database, rail)
        raise
    with database.writing() as db:
        close_task(db, TaskKind.KEY_REFUSED, about=rail, by="bazaar")
        asked, account = account.account, db.get_one(RailAccount, (group_id, rail))
        if account.account == asked:  # else another one took its place meanwhile
            note_health(db, account, health)
            _show(db, db.get_one(Group, group_id), live=account.live)
    return account


def key_refused(database: Database, rail: str) -> None:
    """Have a person look at the settings: by this rail nobody can be paid until then."""
    with database.writing() as db:
        open_task(db, TaskKind.KEY_REFUSED, about=rail, words="It does not take our key; see docs/payments.md.")
    log.error("rail_key_refused", rail=rail)


def check_silent_accounts(database: Database) -> None:
    """Look at the accounts that nobody looked at for a day, until one does not answer; the clock comes by again."""
    with database.reading() as db:
        some = not_asked_since(db, now() - ASK_AGAIN)
    for group_id, rail in some:
        try:
            check_account(database, group_id, rail)
        except Exception as error:  # one that cannot be looked at must not keep the clock from all else
            log.warning("account_not_checked", group=str(group_id), rail=rail, why=type(error).__name__)
            if isinstance(error, RailAway):
                return


def _show(db: Session, group: Group, *, live: bool) -> None:
    """The fact that pages and filters read: this group can be paid by card, from anywhere."""
    known = db.get(GroupRail, (group.id, Means.CARD))
    if (known is not None and known.live) == live:
        return
    if known is None:
        last = db.scalar(select(func.max(GroupRail.position)).where(GroupRail.group_id == group.id))
        known = GroupRail(group_id=group.id, means=Means.CARD, position=(last or 0) + 1)
        known.currency, known.usable_from = group.currency, UsableFrom.ANYWHERE
        db.add(known)
    known.live = live
    db.flush()
    group_changed(db, group)
