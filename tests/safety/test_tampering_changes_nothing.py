"""70 hostile requests: no row changes, no answer is a fault of ours, none shows a word that belongs to somebody else.

`tests/proofs/test_five_thousand_hostile_requests.py` is the long form.
"""

from __future__ import annotations

from tests.safety.hostile import Harm
from tests.safety.striking import harm_done
from tests.safety.traded import Traded

COUNT = 70


def test_no_hostile_request_changes_or_shows_anything(world: Traded) -> None:
    found, statuses = harm_done(world, seed=1, count=COUNT)
    assert not found, "\n".join(found[:20])
    assert sum(statuses.values()) == COUNT
    assert {status for _kind, status in statuses} >= {200, 303, 403, 404, 405, 409, 422}


def test_the_same_seed_does_the_same_harm(world: Traded) -> None:
    first, again = ([(one.kind, one.path) for one in Harm(world, 7).requests(200)] for _time in range(2))
    assert first == again
    assert len({kind for kind, _path in first}) == Harm(world, 7).kinds
