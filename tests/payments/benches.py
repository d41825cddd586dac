"""Three ways of paying, each asked the same by the verbs of payments: by hand, by Stripe, by a push to a phone."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from app.affiliates.models import Means
from app.core.clock import today
from app.core.db import Database
from app.core.money import Money
from app.payments import attempts, refunding, service, sync
from app.payments.accounts import connect, note_health
from app.payments.models import Payment, Refund, RefundState
from app.payments.rail import INFO, Rail, Rails, Seen, Wanted
from app.payments.service import Payable, Sums
from app.payments.stripe_rail import StripeRail
from tests.factories.ordering import a_trading_world, the_group
from tests.factories.push_rail import PushRail
from tests.factories.push_server import Push
from tests.fakepay.client import Fakepay

BACK = "http://127.0.0.1:9/orders/x/paid"  # nobody listens


class Bench:
    """A group, and what is paid to it by hand; the other benches change what is done at a rail."""

    name = "manual"
    not_carried = Money(2_000, "USD")  # of a thing that is sold in shillings

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.reading() as db:
            self.payee = the_group(db).id

    def asked(self, amount: Money) -> UUID:
        """Something to pay."""
        payable = Payable(uuid4(), self.payee, amount)
        with self.database.writing() as db:
            service.ask(db, payable, key=f"ask-{payable.id.hex}")
        return payable.id

    def begin(self, payable: UUID) -> UUID:
        """The attempt that waits for money."""
        with self.database.reading() as db:
            payment = service.open_payment(db, payable)
            assert payment is not None
            return payment.id

    def start(self, payment: UUID) -> None:
        """Nothing has to be made for money by hand."""

    def buyer(self, payment: UUID, do: str) -> None:
        """The group says that money came. It says that twice where it is told twice."""
        assert do == "pay"
        one = self.payment(payment)
        with self.database.writing() as db:
            service.record(db, one.payable, one.asked, means=Means.CASH, said_by="Rose", on=today())

    def look(self, payment: UUID) -> Seen | None:
        """By hand there is nothing to look at."""
        return None

    def close(self, payment: UUID) -> None:
        with self.database.writing() as db:
            service.close(db, self.payment(payment).payable)

    def send_back(self, payable: UUID, amount: Money, key: str) -> list[Refund]:
        told = {"how": "Cash", "reference": "", "said_by": "Rose", "on": today()}
        with self.database.writing() as db:
            return [service.send_back(db, payable, amount, key=key, **told)]  # type: ignore[arg-type]

    def refund_is(self, refund: Refund, status: str) -> None:
        """What becomes of money that was sent back."""
        with self.database.writing() as db:
            service.answer_refund(db, refund.payable, refund.id, arrived=status == "succeeded")

    def made(self) -> int:
        """Attempts that the rail knows of."""
        return 1

    def payment(self, id_: UUID) -> Payment:
        with self.database.reading() as db:
            return db.get_one(Payment, id_)

    def refund(self, id_: UUID) -> Refund:
        with self.database.reading() as db:
            return db.get_one(Refund, id_)

    def sums(self, payable: UUID) -> Sums:
        with self.database.reading() as db:
            return service.sums(db, payable)


class RailBench(Bench):
    """The same by a rail."""

    account = ""

    def __init__(self, database: Database, rail: Rail) -> None:
        super().__init__(database)
        self.rail = rail
        with database.writing() as db:
            note_health(db, connect(db, self.payee, rail.name, self.account), rail.health(self.account))

    def begin(self, payable: UUID) -> UUID:
        with self.database.writing() as db:
            waiting = service.open_payment(db, payable)
            assert waiting is not None
            wanted = Wanted(f"N{payable.hex[:12]}", "An order", "en", BACK, slow=True)
            return attempts.begin(db, Payable(payable, self.payee, waiting.asked), self.name, wanted).id

    def start(self, payment: UUID) -> None:
        sync.start(self.database, payment)

    def look(self, payment: UUID) -> Seen | None:
        return sync.sync(self.database, payment)

    def close(self, payment: UUID) -> None:
        sync.give_up(self.database, payment)

    def send_back(self, payable: UUID, amount: Money, key: str) -> list[Refund]:
        with self.database.writing() as db:
            made = refunding.send_back(db, payable, amount, key=key, said_by="Rose")
        for _twice in range(2):
            for refund in made:
                sync.send_refund(self.database, refund.id)
        return [self.refund(refund.id) for refund in made]

    def refund_is(self, refund: Refund, status: str) -> None:
        self.rail_says(self.refund(refund.id), status)
        assert refund.payment_id is not None
        self.look(refund.payment_id)

    def rail_says(self, refund: Refund, status: str) -> None:
        raise NotImplementedError

    def breaks(self, when: str) -> None:
        """The line breaks `before` or `after` the rail has done its work, until `calm`."""
        raise NotImplementedError

    def calm(self) -> None:
        raise NotImplementedError

    def seen(self, payment: UUID) -> Seen:
        """What the rail says just now; nothing is written down."""
        return self.rail.fetch(attempts.attempt_of(self.payment(payment)))


class StripeBench(RailBench):
    """Stripe, played by fakepay."""

    name = "stripe"
    not_carried = Money(2_000, "KPW")

    def __init__(self, database: Database, fake: Fakepay, rail: Rail) -> None:
        self.fake = fake
        self.account = fake.account(country="DE")["id"]
        super().__init__(database, rail)

    def buyer(self, payment: UUID, do: str) -> None:
        self.fake.buyer(session=self.payment(payment).ref, do=do)

    def send_back(self, payable: UUID, amount: Money, key: str) -> list[Refund]:
        self.fake.next_refunds(statuses=["pending"])
        return super().send_back(payable, amount, key)

    def rail_says(self, refund: Refund, status: str) -> None:
        verb = self.fake.refund_succeeds if status == "succeeded" else self.fake.refund_fails
        verb(refund=refund.ref)

    def breaks(self, when: str) -> None:
        self.fake.fault(when=when, how="reset", times=None)

    def calm(self) -> None:
        self.fake.calm()

    def made(self) -> int:
        return len(list(self.rail.listed(self.account, self.payment_since())))

    def payment_since(self) -> Any:
        with self.database.reading() as db:
            return min(one.asked_at for one in db.query(Payment).all())


class PushBench(RailBench):
    """A push to a phone."""

    name, account = "push", "254700000000"
    not_carried = Money(2_050, "KES")

    def __init__(self, database: Database, push: Push, rail: Rail) -> None:
        self.push = push
        super().__init__(database, rail)

    def buyer(self, payment: UUID, do: str) -> None:
        self.push.buyer(str(payment), do)

    def rail_says(self, refund: Refund, status: str) -> None:
        self.push.refund_is(str(refund.id), status)

    def breaks(self, when: str) -> None:
        self.push.away = when

    def calm(self) -> None:
        self.push.away = ""

    def made(self) -> int:
        return len(self.push.requests)


def a_bench(name: str, url: str, fake: Fakepay, push: Push) -> Bench:
    """The bench of that name over an empty database."""
    rails: dict[str, Rail] = {
        "stripe": StripeRail(fake.key, (fake.secret,), api=fake.url),
        "push": PushRail(push.url),
    }
    database = a_trading_world(Database(url, info={INFO: Rails(rails)}))
    if name == "stripe":
        return StripeBench(database, fake, rails[name])
    return PushBench(database, push, rails[name]) if name == "push" else Bench(database)


DONE = {"succeeded": (RefundState.SUCCEEDED, RefundState.ARRIVED), "failed": (RefundState.FAILED, RefundState.DENIED)}
