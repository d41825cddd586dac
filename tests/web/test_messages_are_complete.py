"""No message of the interface is missing, fuzzy or broken in any of its languages."""

from __future__ import annotations

from tools.messages import placeholders, po_files, problems


def test_every_language_says_everything() -> None:
    found = list(problems())
    assert not found, f"{len(found)} problems:\n" + "\n".join(found[:20])


def test_there_are_languages_to_check() -> None:
    assert {"es", "pt", "sw", "ur"} <= {path.parent.parent.name for path in po_files()}


def test_a_differing_placeholder_would_be_seen() -> None:
    assert placeholders("%(count)s of %(total)s") != placeholders("%(count)s")
