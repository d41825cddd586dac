"""Characters that a database cannot keep, addresses that name several people, forms without an address: over HTTP."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.enquiries.models import Enquiry
from app.ordering.models import Checkout, Order
from tests.journeys.test_an_order_from_basket_to_parcel import HERE
from tests.safety.hostile import SOON
from tests.safety.hostile_talk import ASKED
from tests.safety.traded import Traded


def send(world: Traded, **changed: str) -> tuple[int, str]:
    """Send Asha's form with something in it changed."""
    world.browser.cookies.clear()
    world.browser.cookies.set("basket", world.asha.basket)
    answer = world.browser.post("/checkout", data={**world.asha.form, **changed}, headers=HERE)
    world.browser.cookies.clear()
    return answer.status_code, answer.headers.get("location", answer.text)


def test_a_nul_in_what_is_typed_is_left_out_and_breaks_nothing(world: Traded) -> None:
    status, where = send(world, name="Asha\0 Wanjiru", city="Ny\0eri", **{"message.machakos.KES": "For\0 Neema"})
    assert (status, where.startswith("/checkouts")) == (303, True)
    with world.database.reading() as db:
        checkout = db.scalars(select(Checkout).order_by(Checkout.id.desc()).limit(1)).one()
        order = db.scalars(select(Order).where(Order.checkout_id == checkout.id)).one()
        assert (checkout.name, order.address["city"], order.message) == ("Asha Wanjiru", "Nyeri", "For Neema")
    assert world.browser.post("/basket", data={"sku": "\0", "pieces": "1"}, headers=HERE).status_code == 404


def test_a_nul_in_a_question_is_left_out_and_breaks_nothing(world: Traded) -> None:
    asked = {**ASKED, "group": "mach\0akos", "name": "Asha\0 Wanjiru", "words": "In\0 blue?"}
    assert world.browser.post("/enquiries/new", data=asked, headers=HERE).status_code == 303
    with world.database.reading() as db:
        assert db.scalars(select(Enquiry.name).order_by(Enquiry.id.desc()).limit(1)).one() == "Asha Wanjiru"
    for name in ("product", "group"):
        assert world.browser.post("/enquiries/new", data={**ASKED, name: "\0"}, headers=HERE).status_code == 404


@pytest.mark.parametrize(
    "email", ["a,b@example.org", "a;b@example.org", "x:a@example.org", "a\x01@example.org", "(a)@b.org"]
)
def test_an_address_that_could_name_several_mailboxes_is_refused(world: Traded, email: str) -> None:
    status, page = send(world, email=email)
    assert (status, page.count('class="trouble"')) == (422, 1)


def test_goods_that_are_sent_have_an_address_whatever_the_form_leaves_out(world: Traded) -> None:
    left_out = {"delivery.nobody.KES": "pickup", "delivery.machakos.KES": "", "street_address": "", "city": ""}
    status, page = send(world, **left_out)
    assert status == 422
    assert "Please say where the goods should go." in page


def test_only_who_comes_by_the_mailed_link_proves_that_the_mail_arrives(world: Traded) -> None:
    side = world.asha

    def confirm(token: str) -> bool:
        assert world.browser.post(f"/orders/{token}", data={"action": "confirm"}, headers=HERE).status_code == 303
        with world.database.reading() as db:
            order = db.get_one(Order, side.orders["shipped"])
            return db.get_one(Checkout, order.checkout_id).email_proved_at is not None

    assert not confirm(side.links["shipped"])
    assert confirm(side.mailed["shipped"])


def test_an_offer_beyond_all_sense_is_refused_and_not_a_fault(world: Traded) -> None:
    side = world.asha
    world.browser.cookies.set("device", side.device)
    form = {"action": "offer", "sure": "yes", "version": str(side.versions["requested"]), "pieces.0": "99999"}
    told = {**form, "price.0": "9999999999999", "delivery": "1", "ready_on": SOON}
    answer = world.browser.post(f"/o/{side.numbers['requested']}", data=told, headers=HERE)
    assert answer.status_code == 422
