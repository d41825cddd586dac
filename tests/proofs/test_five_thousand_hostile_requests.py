"""5,000 hostile requests, each looked at before and after: 0 rows change, 0 faults, 0 words of somebody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.safety.striking import harm_done
from tests.safety.traded import traded

pytestmark = pytest.mark.proof
COUNT = 5_000


def test_five_thousand_hostile_requests_change_nothing(tmp_path: Path) -> None:
    with traded(tmp_path / "shop") as world:
        found, statuses = harm_done(world, seed=2026, count=COUNT)
    assert not found, "\n".join(found[:20])
    for (kind, status), count in sorted(statuses.items()):
        print(f"{kind:24} {status} {count:5}")
