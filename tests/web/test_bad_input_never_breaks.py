"""Bad input never gives a 5xx: a walk over every address and parameter, each refusal right and translated.

`tests/proofs/test_odd_requests_at_length.py` is the long form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal

from app.main import create_app
from app.settings import Settings
from tests.factories.asking import ask
from tests.factories.catalogue import a_group
from tests.factories.serving import migrated, settings_in
from tools.audit.judge import complaint
from tools.audit.oddities import GOOD, Walk, addresses

COUNT, PARTS = 1_000, 4  # in parts, so that the processes of a test run share them


@pytest.mark.parametrize("part", range(PARTS))
def test_no_odd_request_breaks_anything(sample: Settings, part: int) -> None:
    with start_blocking_portal() as portal:  # in a thread of its own: a browser's loop may live in this one
        found = portal.call(partial(complaints, sample, seed=part, count=COUNT // PARTS))
    assert not found, "\n".join(found)


def test_no_odd_form_and_no_odd_address_breaks_anything_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    settings = settings_in(tmp_path, postgres_url)  # it refuses text that SQLite keeps
    database = migrated(settings)
    with database.writing() as db:
        a_group(db, GOOD["slug"][0])
    database.close()
    with start_blocking_portal() as portal:
        found = portal.call(partial(complaints, settings, seed=1, count=1_500, kinds=("odd form", "anything")))
    assert not found, "\n".join(found)


async def complaints(settings: Settings, *, seed: int, count: int, kinds: Sequence[str] = ()) -> list[str]:
    """What is wrong with the answers to so many requests of a walk; of all kinds, or of some."""
    app = create_app(settings)
    found = []
    async with app.router.lifespan_context(app):
        for odd in Walk(seed).requests(count):
            if kinds and odd.kind not in kinds:
                continue
            try:
                answer = await ask(app, odd)
            except Exception as error:  # the server would answer 500 and go on
                found.append(f"{odd.kind}: {odd.method} {odd.target[:100]!r} raises {error!r:.200}")
                continue
            said = complaint(odd, answer.status, answer.headers, answer.body)
            if said:
                found.append(f"{odd.kind}: {odd.method} {odd.target[:100]!r} {said}")
    return found


def test_the_walk_reaches_every_address_and_every_kind_of_refusal() -> None:
    walked = list(Walk(0).requests(1_000))
    kinds = Counter(odd.kind for odd in walked)
    assert min(kinds.values()) >= 3
    assert {status for odd in walked for status in odd.right} >= {200, 303, 400, 403, 404, 405, 413, 414, 422}
    starts = {address.partition("{")[0] for address in addresses()}
    targets = [odd.target.decode() for odd in walked]
    assert [start for start in starts if not any(start in target for target in targets)] == []


def test_the_same_seed_asks_the_same() -> None:
    assert list(Walk(7).requests(200)) == list(Walk(7).requests(200))
