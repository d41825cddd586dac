"""schemathesis over the API: requests made from its own description, right ones and wrong ones."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from tools.audit.report import Section
from tools.audit.stage import Stage

TIMEOUT_SECONDS = 30


def measure(stage: Stage, count: int) -> Section:
    """So many requests, shared among the operations; half of each break the description."""
    logging.getLogger("schemathesis").setLevel(logging.ERROR)
    section = Section("", "")
    schema = schemathesis.openapi.from_url(f"{stage.url}/openapi.json")
    found: list[Any] = list(schema.get_all_operations())
    operations = [one.ok() for one in found]
    each = -(-count // (2 * len(operations)))
    for operation in operations:
        name = f"{operation.method.upper()} {operation.path}"
        statuses: Counter[int] = Counter()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            statuses += _sent(operation, mode, each, stage.url)
        faults = sum(number for status, number in statuses.items() if status >= 500)
        told = ", ".join(f"{status}: {number}" for status, number in sorted(statuses.items()))
        section.add(name, f"{sum(statuses.values())} sent ({told})", not faults)
    return section


def _sent(operation: Any, mode: GenerationMode, count: int, url: str) -> Counter[int]:
    statuses: Counter[int] = Counter()

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        answer = case.call(base_url=url, timeout=TIMEOUT_SECONDS)
        statuses[answer.status_code] += 1

    try:
        send()
    except Exception as error:  # an operation without parameters has no wrong requests
        if not statuses and "negative" not in str(error).lower() and "Unsatisfiable" not in type(error).__name__:
            raise
    return statuses
