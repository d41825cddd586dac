"""When nothing has all the words of a question: asking for one of them less."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from app.catalog.finding.matching import best, finds
from app.catalog.finding.question import Question, Unit


def relaxed(db: Session, asked: Question) -> tuple[Question, tuple[Unit, ...]]:
    """The question with as few words less as it takes to find something, and the words that were left out.

    Of the words that could go, the one goes whose absence leaves the best match. A question that finds something, or
    has but one word, stays as it is.
    """
    left_out: tuple[Unit, ...] = ()
    while len(asked.words) > 1 and not asked.impossible and not finds(db, asked):
        less = [replace(asked, units=tuple(unit for unit in asked.units if unit is not gone)) for gone in asked.words]
        scored = [(best(db, question)[:1], question) for question in less]
        top = max(scored, key=lambda pair: pair[0][0][0] if pair[0] else -1)
        (gone,) = set(asked.units) - set(top[1].units)
        asked, left_out = top[1], (*left_out, gone)
    return asked, left_out
