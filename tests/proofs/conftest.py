"""The proofs borrow the fixtures of the tests they are the long form of."""

from __future__ import annotations

from tests.core.conftest import job_database, worker_process

__all__ = ["job_database", "worker_process"]
