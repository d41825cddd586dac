"""The whole machine: beside what can be done with orders, buyers who place them and groups who change their goods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.affiliates.models import Group
from app.catalog.models import Capacity, Product, StockKind, Variant
from app.catalog.service import count_pieces, group_changed, publish, set_available, withdraw, withdraw_group
from app.core.clock import today
from app.core.money import Money
from app.ordering import basket as baskets
from app.ordering.models import Delivery, Order, OrderLine
from app.ordering.noting import About, OfferedLine, Proposal, agreed_by_phone
from app.ordering.parts import parts_of
from app.ordering.service import Buyer, Wish, lines_by_order, place
from app.ordering.states import OrderState as State
from app.ordering.views import fingerprint
from tests.factories.catalogue import a_product, a_variant
from tests.factories.ordering import GROUP
from tests.factories.two_groups import GROUP_OF, KAMPALA, MACHAKOS, PARTS, PIECES
from tests.ordering.agreeing import Agreeing
from tests.ordering.paper import OPEN_AT_MOST, PAY_DAYS, REQUEST_DAYS, Line, Sheet
from tests.ordering.paying import Paying
from tests.ordering.sending import Sending
from tests.ordering.walking import ANY

BUYERS = (
    Buyer("Asha", email="asha@example.org", phone="+254700000001"),
    Buyer("Ben", phone="+254700000002"),
    Buyer("Chloe", email="chloe@example.org"),
)
GOODS = ["shawl", *sorted(set(GROUP_OF) - {"shawl"})]  # of the first there is no end
COUNTRIES = ["KE", "UG", "DE"]
SKUS = st.sampled_from(GOODS)


edit = precondition(lambda self: self.edits < self.forms)  # a group does more than change its goods


class Bazaar(Agreeing, Paying, Sending):
    """Three buyers, two groups, the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.edits = 0
        self.baskets: dict[int, UUID | None] = {}
        self.wishes: list[tuple[int, Wish]] = []  # seen, and not placed yet
        self.placed: list[tuple[UUID, Wish, UUID]] = []  # from which basket

    @initialize(n=st.integers(0, 2), far=st.integers(0, 5), second=st.booleans())
    def an_order_has_come_some_way(self, n: int, far: int, second: bool) -> None:
        """Left to chance, few orders of fifty steps are ever paid, and what comes after that is hardly met."""
        for _order in range(1 + second):
            self.put_aside(n, "kiondo", 1)
            self.review(n, "KE", False)
            self.place_what_was_seen(0)
        further = (
            lambda: self.money_comes(11, 0, True, ""),
            lambda: self.parcel(1) if second else self.call_off(1, 3, True),
            lambda: self.complain(1, "Broken", False) if second else self.send_money_back(1, 3),
            lambda: self.answer_refund(0, False) if not second else self.money_comes(1, 0, True, ""),
        )
        for step in further[: max(0, far - 1)]:
            step()

    @initialize(n=st.integers(0, 2), far=st.integers(0, 2))
    def a_request_was_answered(self, n: int, far: int) -> None:
        """The same for wishes: a group offers, a buyer agrees."""
        if far:
            self.put_aside(n, "wish", 1)
            self.review(n, "KE", False)
            self.place_what_was_seen(len(self.wishes) - 1)
            self.offer(1, 1, 1, 3_333)
        if far > 1:
            self.agree(1, False)

    @rule(n=st.integers(0, 2), sku=SKUS, pieces=st.sampled_from([0, 1, 1, 1, 2, 3, 5, 400]))
    def put_aside(self, n: int, sku: str, pieces: int) -> None:
        def put(db: Session) -> None:
            basket = baskets.basket_of(db, self.baskets.get(n)) or baskets.new_basket(db)
            self.baskets[n] = basket.id
            baskets.set_quantity(db, basket, sku, pieces)

        if not self.do("basket", put):
            self.baskets[n] = None

    @rule(n=ANY)
    def a_buyer_orders(self, n: int) -> None:
        """See a review and place it at once. The simplest of all rules: the simplest walk does nothing else."""
        n, buyer = divmod(n, len(BUYERS))
        n, goods = divmod(n, len(GOODS))
        fetched, country = divmod(n, len(COUNTRIES))
        self.put_aside(buyer, GOODS[goods], 1)
        self.review(buyer, COUNTRIES[country], bool(fetched % 2))
        self.place_what_was_seen(len(self.wishes) - 1)

    @rule(n=st.integers(0, 2), country=st.sampled_from(COUNTRIES), fetched=st.booleans())
    def review(self, n: int, country: str, fetched: bool) -> None:
        wished = dict.fromkeys(PARTS.values(), Delivery.PICKUP) if fetched else {}
        with self.database.reading() as db:
            basket = baskets.basket_of(db, self.baskets.get(n))
            lines = baskets.lines_of(db, basket) if basket else []
            parts = parts_of(db, lines, lang="en", country=country, wished=wished)
        told = {"lang": "en", "country": country, "address": {"city": "Nyeri"}, "deliveries": wished}
        wish = Wish(form_key=self.next_form(), seen=fingerprint(parts), buyer=BUYERS[n], **told)  # type: ignore[arg-type]
        self.wishes.append((n, wish))

    @rule(n=ANY)
    @precondition(lambda self: bool(self.wishes))
    def place_what_was_seen(self, n: int) -> None:
        """Perhaps long after it was seen: then what changed is refused."""
        buyer, wish = self.wishes.pop(n % len(self.wishes))
        found: list[UUID] = []

        def placing(db: Session) -> None:
            basket = baskets.basket_of(db, self.baskets.get(buyer)) or baskets.new_basket(db)
            found.extend([basket.id, place(db, basket, wish).id])

        if self.do("place", placing):
            basket_id, checkout_id = found
            self.placed.append((basket_id, wish, checkout_id))
            self._write_down(checkout_id, wish.buyer)
            assert self.paper.open_of(wish.buyer.email, wish.buyer.phone) <= OPEN_AT_MOST

    def _write_down(self, checkout_id: UUID, buyer: Buyer) -> None:
        with self.database.reading() as db:
            orders = list(db.scalars(select(Order).where(Order.checkout_id == checkout_id).order_by(Order.currency)))
            lines = lines_by_order(db, orders)
            for order in orders:
                sheet = sheet_of(order, lines[order.id], buyer)
                open_day = order.ready_on is None  # a year has no room for it: the group is to say the day
                assert not open_day or any(
                    line.sku not in PIECES
                    and self.paper.room(db, line) < sum(each.quantity for each in lines[order.id])
                    for line in sheet.lines.values()
                )
                self.paper.hold(sheet, {} if open_day else None)
                self.paper.sheets.append(sheet)

    @rule(n=ANY)
    @precondition(lambda self: bool(self.placed))
    def send_the_same_form_again(self, n: int) -> None:
        """It opens what was placed; once its basket is forgotten, it opens and places nothing."""
        basket_id, wish, checkout_id = self.placed[n % len(self.placed)]
        found: list[UUID] = []

        def again(db: Session) -> None:
            basket = baskets.basket_of(db, basket_id) or baskets.new_basket(db)
            found.append(place(db, basket, wish).id)

        with self.database.reading() as db:
            known = baskets.basket_of(db, basket_id) is not None
        assert self.do("place again", again) == known
        assert found == [checkout_id] * known

    @rule(
        n=st.integers(0, 2),
        sku=SKUS,
        pieces=st.sampled_from([1, 1, 2, 4]),
        advance=st.sampled_from([0, 5_000, 10_000]),
        other=SKUS,
    )
    def write_down_a_call(self, n: int, sku: str, pieces: int, advance: int, other: str) -> None:
        """Somebody ordered by phone: the group notes it, twice, and now and then with what is not the group's."""
        slug, form, found = GROUP_OF[other], self.next_form(), []
        currency = PARTS[slug].rpartition(".")[2]
        lines = [OfferedLine(sku, pieces, Money(70_001, currency))]
        proposal = Proposal(lines, Money(500, currency), today(), "As we said", advance)
        about = About(form, BUYERS[n], "en", Delivery.SENT, {"country_code": "KE"})

        def note(db: Session) -> None:
            group = db.scalars(select(Group).where(Group.slug == slug)).one()
            for _twice in range(2):
                found.append(agreed_by_phone(db, group, about, proposal, by=GROUP, note="She called"))

        if not self.do("noted", note):
            return
        assert GROUP_OF[sku] == slug
        assert found[0].id == found[1].id
        with self.database.reading() as db:
            order = db.get_one(Order, found[0].id)
            sheet = sheet_of(order, lines_by_order(db, [order])[order.id], BUYERS[n])
        sheet.total = 70_001 * pieces + 500
        sheet.first = -(-sheet.total * advance // 10_000)
        with self.database.reading() as db:
            self.paper.hold(sheet, self.paper.granted(db, sheet))
        self.paper.agree(sheet)
        self.paper.sheets.append(sheet)

    def edited(self, name: str, change: Callable[[Session], object]) -> bool:
        """Change something of the catalogue; whether it was not refused."""
        self.edits += 1
        return self.do(name, change)

    @rule(sku=SKUS, price=st.sampled_from([None, 1, 99_999, 320_000]), title=st.sampled_from(["New", "Newer"]))
    @edit
    def rename_and_reprice(self, sku: str, price: int | None, title: str) -> None:
        def change(db: Session) -> None:
            product, variant, group = self._goods(db, sku)
            fresh = a_variant(product.id, group, price=price, sku=sku, kind=variant.kind)
            fresh.id = variant.id
            facts = {"id": product.id, "code": product.code, "withdrawn_at": product.withdrawn_at}
            a_product(db, group, sku, title=f"{title} {sku}", variants=[fresh], **facts)

        assert self.edited("rename", change)

    @rule(sku=SKUS, how=st.sampled_from(["publish", "publish", "withdraw", "pause"]))
    @edit
    def show_or_hide(self, sku: str, how: str) -> None:
        def change(db: Session) -> None:
            product, variant, _group = self._goods(db, sku)
            if how == "pause":
                set_available(db, variant, available=not variant.available)
            else:
                (publish if how == "publish" else withdraw)(db, product)

        assert self.edited(how, change)

    @rule(slug=st.sampled_from([MACHAKOS, KAMPALA]), stays=st.sampled_from([True, True, False]))
    @edit
    def come_or_go(self, slug: str, stays: bool) -> None:
        def change(db: Session) -> None:
            group = db.scalars(select(Group).where(Group.slug == slug)).one()
            if stays:
                group.withdrawn_at = None
                group_changed(db, group)
            else:
                withdraw_group(db, group)

        assert self.edited("group", change)

    @rule(sku=st.sampled_from(sorted(PIECES)), pieces=st.sampled_from([-1, 0, 1, 2, 5, 12]))
    @edit
    def count(self, sku: str, pieces: int) -> None:
        one_of_a_kind = min(pieces, 1) if sku in {"throne", "drum"} else pieces
        if self.edited("count", lambda db: count_pieces(db, self._goods(db, sku)[1], on_hand=one_of_a_kind)):
            assert one_of_a_kind >= self.paper.held[sku]
            self.paper.on_hand[sku] = one_of_a_kind

    @rule(owner=st.sampled_from([MACHAKOS, KAMPALA, "quilt"]), a_month=st.sampled_from([1, 4, 30]))
    @edit
    def say_how_many_a_month(self, owner: str, a_month: int) -> None:
        def change(db: Session) -> None:
            if owner == "quilt":
                db.merge(Capacity(product_id=self._goods(db, owner)[0].id, pieces_per_month=a_month))
            else:
                group = db.scalars(select(Group).where(Group.slug == owner)).one()
                group.capacity_per_month = a_month
                group_changed(db, group)

        assert self.edited("capacity", change)
        self.paper.a_month[owner] = a_month

    def _goods(self, db: Session, sku: str) -> tuple[Product, Variant, Group]:
        query = select(Variant).where(Variant.sku == sku)
        variant = db.scalars(query.options(selectinload(Variant.product).selectinload(Product.group))).one()
        assert (variant.kind is not StockKind.MADE_TO_ORDER) == (sku in PIECES)
        return variant.product, variant, variant.product.group


def sheet_of(order: Order, lines: Sequence[OrderLine], buyer: Buyer) -> Sheet:
    """An order as it was placed."""
    waits = order.state is State.AWAITING_PAYMENT
    return Sheet(
        id=order.id,
        checkout=order.checkout_id,
        currency=order.currency,
        state=order.state,
        lines={line.id: Line(line.sku, line.quantity) for line in lines},
        email=buyer.email,
        phone=buyer.phone,
        total=order.total_amount,
        first=order.due_first_amount,
        days_left=PAY_DAYS if waits else REQUEST_DAYS,
        asked=order.due_first_amount if waits else None,
    )
