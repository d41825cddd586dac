"""python -m tools.mutants [NAME]   try all faults, or those of modules with that name in theirs; write docs/mutants.md

MINUTES: stop after so long, with a fair part of the faults tried. N: so many at a time.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time

import pytest
from hypothesis import Phase, settings

from tools.mutants.report import reasons, write_down
from tools.mutants.trying import Trial

ORDERS = ["tests/ordering/", "tests/safety/test_bugs_other_shops_paid_for.py"]
COUNTED = "tests/catalog/test_pieces_are_counted_by_hand.py"
WIRE = ["tests/payments/test_amounts_travel_and_come_back.py"]
BY_RAIL = [
    "tests/payments/test_sync_moves_only_forward.py",
    "tests/payments/test_refunds_and_disputes_move_only_forward.py",
    "tests/payments/test_the_order_of_news_does_not_matter.py",
    "tests/payments/test_a_rail_is_asked_and_believed.py",
    "tests/payments/test_an_attempt_is_begun_once.py",
    "tests/payments/test_money_goes_back_by_its_rail.py",
    "tests/payments/test_a_person_decides_what_differs.py",
    "tests/payments/test_what_a_bank_took_back_is_not_there.py",
    "tests/payments/test_what_was_refused_is_not_said_to_be_free.py",
    "tests/payments/test_what_went_back_elsewhere_is_not_sent_again.py",
]  # with a rail in the same process: a server cannot be forked with the tests
MONEY = [
    "tests/payments/test_money_by_hand.py",
    "tests/ordering/test_orders_follow_what_rails_say.py",
    "tests/ordering/test_the_life_of_an_order.py",
    "tests/ordering/test_money_by_hand_is_settled.py",
    "tests/ordering/test_money_for_what_asked_for_none.py",
    "tests/ordering/test_waiting_has_an_end.py",
]
TESTS = {
    "app/core/money.py": ["tests/core/test_money.py", *WIRE],
    "app/catalog/stock.py": ["tests/catalog/test_stock_and_prices.py", COUNTED, *ORDERS],
    "app/catalog/capacity.py": ORDERS,
    "app/ordering/states.py": ORDERS,
    "app/ordering/settle.py": [*MONEY, *ORDERS],
    "app/payments/attempts.py": BY_RAIL,
    "app/payments/noting.py": BY_RAIL,
    "app/payments/refunding.py": BY_RAIL,
    "app/payments/service.py": [*MONEY, *BY_RAIL, "tests/payments/test_how_a_group_is_paid_is_told.py"],
    "app/payments/sync.py": BY_RAIL,
    "app/payments/wire.py": [*WIRE, "tests/payments/test_money_by_hand.py"],
}
ENOUGH = 0.85  # of the faults of a module have to be seen


def main() -> int:
    """Try, write down, and say no where too many were not seen or one has no reason."""
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    # A fault is seen at the first example: to look for a smaller one takes long and says nothing more.
    settings.register_profile("faults", phases=[Phase.generate], database=None, derandomize=True, deadline=None)
    settings.load_profile("faults")
    until = time.monotonic() + 60 * float(os.environ.get("MINUTES", "inf"))
    trial = Trial(TESTS, hands=int(os.environ.get("N", "1")), only=only, until=until)
    files = sorted({file for module, known in TESTS.items() if only in module for file in known})
    quiet = ["-q", "--no-header", "--no-summary", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=line"]
    # A folder of its own: another run of pytest clears away what it takes for old.
    with tempfile.TemporaryDirectory(prefix="mutants-", ignore_cleanup_errors=True) as folder:
        pytest.main([*quiet, "-m", "not postgres", f"--basetemp={folder}/tests", *files], plugins=[trial])
    if not trial.came or not trial.sound:
        print("Nothing can be said: tests fail in a process of their own without any fault.", file=sys.stderr)
        return 1
    return 0 if write_down(trial.came, reasons(), all_=trial.all, enough=ENOUGH) else 1


if __name__ == "__main__":
    sys.exit(main())
