"""Two thousand odd requests, each kind at every address: no answer is a fault, each refusal is right and translated."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal

from tests.factories.serving import sample_settings
from tests.web.test_bad_input_never_breaks import complaints

pytestmark = pytest.mark.proof


@pytest.mark.parametrize("seed", range(4))
def test_no_odd_request_breaks_anything(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    shared: Path = tmp_path_factory.getbasetemp()
    with start_blocking_portal() as portal:
        found = portal.call(partial(complaints, sample_settings(shared), seed=seed, count=500))
    assert not found, "\n".join(found)
