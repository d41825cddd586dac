"""When nothing is what all the words of a question ask for: asking for one of them less."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from app.catalog.finding.facts import IN_STORY
from app.catalog.finding.matching import SCALE, best, found_up_to
from app.catalog.finding.question import Question, Unit

FEW = 6  # products: so few may have the words only in passing
AS_ITSELF = 3  # a score from which on a product is what is asked for, and does not only speak of it


def relaxed(db: Session, asked: Question) -> tuple[Question, tuple[Unit, ...]]:
    """The question with as few words less as it takes to find something, and the words that were left out.

    Of the words that could go, the one goes whose absence leaves the best match; of equals, things and rare words stay.
    A question of one word stays as it is, and so does one that finds something: unless that only speaks of all the
    words in its story, while without one of them there are products that are what is asked for. A rug whose makers
    mention women and a necklace is no necklace for women.
    """
    left_out: tuple[Unit, ...] = ()
    while len(asked.words) > 1 and not asked.impossible:
        number = found_up_to(db, asked, FEW)
        if number == FEW or (number and not _in_passing(db, asked)):
            break
        less = [(_worth(db, asked, gone), gone) for gone in asked.words]
        (score, *_equal), gone = max(less, key=lambda pair: pair[0])
        if number and score < AS_ITSELF * SCALE:
            break
        asked, left_out = _without(asked, gone), (*left_out, gone)
    return asked, left_out


def _without(asked: Question, gone: Unit) -> Question:
    return replace(asked, units=tuple(unit for unit in asked.units if unit is not gone))


def _in_passing(db: Session, asked: Question) -> bool:
    score, _stamp = best(db, asked)[0]
    return score <= IN_STORY * SCALE * len(asked.words)


def _worth(db: Session, asked: Question, gone: Unit) -> tuple[int, bool, int]:
    """What is left without a word: how well it is found, whether it asks for a thing, how rare it is."""
    less = _without(asked, gone)
    top = best(db, less)[:1]
    is_thing = bool(top) and any(unit.is_thing for unit in less.words)
    return top[0][0] if top else -1, is_thing, -sum(unit.listed for unit in less.words)
