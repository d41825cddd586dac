"""5,000 hostile requests, the rows looked at all the while: 0 rows change, 0 faults, 0 words of somebody else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.factories.front import front
from tests.factories.serving import client_at
from tests.factories.several import several
from tests.proofs.figures import name_of, write_down
from tests.safety.striking import harm_done
from tests.safety.traded import traded

pytestmark = pytest.mark.proof
COUNT = 5_000
AGAIN = "tests/proofs/test_five_thousand_hostile_requests.py"


def test_five_thousand_hostile_requests_change_nothing(tmp_path: Path, any_database_url: str) -> None:
    with traded(tmp_path / "shop", any_database_url) as world, several(world.settings) as servers:
        with front(servers.ports) as door, client_at(door.port) as world.browser:
            found, statuses = harm_done(world, seed=2026, count=COUNT)
        assert not found, "\n".join(found[:20])
        assert servers.faults() == []
        where = name_of(world.database)
    kinds = {kind for kind, _status in statuses}
    answers = Counter[int]()
    for (_kind, status), count in statuses.items():
        answers[status] += count
    told = ", ".join(f"{count:,} times {status}" for status, count in sorted(answers.items()))
    figures = f"{COUNT:,} requests of {len(kinds)} kinds (seed 2026): {told}; 0 rows changed, 0 words of somebody else"
    write_down("Tampering", where, figures, how=servers.how, again=AGAIN)
