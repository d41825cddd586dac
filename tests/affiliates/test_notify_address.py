"""The system writes to a group, else to its affiliate, else to HNI's desk."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.affiliates.models import NotifyAddress
from app.affiliates.service import NoWayToNotify, notify_address, set_notify_address
from app.core.db import Database
from tests.factories.catalogue import a_group, an_affiliate
from tests.factories.worlds import undone

DESK = "desk@example.org"


def test_the_groups_own_address_comes_before_its_affiliates_and_that_before_the_desk(still_world: Database) -> None:
    with undone(still_world) as db:
        affiliate = an_affiliate(db)
        group = a_group(db, affiliate=affiliate)
        assert notify_address(db, group, desk_email=DESK) == ("email", DESK)
        set_notify_address(db, affiliate=affiliate, phone="+447700900200")
        assert notify_address(db, group, desk_email=DESK) == ("phone", "+447700900200")
        set_notify_address(db, group=group, phone="+447700900201")
        assert notify_address(db, group, desk_email=DESK) == ("phone", "+447700900201")


def test_mail_comes_before_the_telephone(still_world: Database) -> None:
    with undone(still_world) as db:
        group = a_group(db)
        set_notify_address(db, group=group, email="we@example.org", phone="+447700900201")
        assert notify_address(db, group, desk_email=DESK) == ("email", "we@example.org")


def test_another_groups_address_is_not_used(still_world: Database) -> None:
    with undone(still_world) as db:
        group, other = a_group(db), a_group(db, "other")
        set_notify_address(db, group=other, email="other@example.org")
        set_notify_address(db, affiliate=an_affiliate(db, "elsewhere"), email="elsewhere@example.org")
        assert notify_address(db, group, desk_email=DESK) == ("email", DESK)


def test_a_new_address_takes_the_place_of_the_old_one(still_world: Database) -> None:
    with undone(still_world) as db:
        group = a_group(db)
        set_notify_address(db, group=group, email="old@example.org")
        set_notify_address(db, group=group, phone="+447700900201")
        assert notify_address(db, group, desk_email=DESK) == ("phone", "+447700900201")
        assert db.scalar(select(func.count()).select_from(NotifyAddress)) == 1


def test_nobody_and_nothing_are_refused(still_world: Database) -> None:
    with undone(still_world) as db:
        group = a_group(db)
        with pytest.raises(NoWayToNotify):
            set_notify_address(db, group=group)
        with pytest.raises(NoWayToNotify):
            set_notify_address(db, email="we@example.org")
