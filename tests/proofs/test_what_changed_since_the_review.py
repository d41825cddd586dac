"""Promise 6 in full: the shop changes while buyers read; all press at once, on three servers, and nothing is placed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.ordering.models import Checkout
from tests.factories.changing import CHANGES, asked_again, with_groups_that_change
from tests.factories.ordering import wrong
from tests.factories.racing import counted, deadlocks, racing
from tests.proofs.figures import name_of, write_down

pytestmark = pytest.mark.proof
BUYERS, TIMES = 20, 2  # for each kind; how often each presses the button of the old page
AGAIN = "tests/proofs/test_what_changed_since_the_review.py"


def test_whatever_changed_since_the_review_is_shown_and_asked_again(tmp_path: Path, any_database_url: str) -> None:
    asked = placed = 0
    with racing(tmp_path / "shop", {}, url=any_database_url) as (servers, database):
        with_groups_that_change(database)
        for number, change in enumerate(CHANGES):
            asked += asked_again(servers, database, change, first=1_000 * number, buyers=BUYERS, times=TIMES)
            placed += BUYERS
            assert counted(database, Checkout) == placed, change.__name__
        assert wrong(database) == []
        assert deadlocks(database) == 0
        assert servers.faults() == []
        kinds = ", ".join(str(change.__doc__) for change in CHANGES)
        figures = (
            f"{BUYERS} buyers at once for each of {len(CHANGES)} kinds ({kinds}): the old page was sent {asked} times, "
            f"{asked} times the change was shown and asked again, 0 placed; the page that shows it was sent {placed} "
            f"times, {placed} recorded"
        )
        write_down("6. What changed since the review", name_of(database), figures, how=servers.how, again=AGAIN)
