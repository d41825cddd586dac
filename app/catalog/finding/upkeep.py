"""The index brought into line with what is true of products, once, when a transaction closes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from app.catalog.finding.facts import IN_TITLE, Facts, Key, facts_of
from app.catalog.finding.models import Listing, Posting, Term, TermKind, TermPair
from app.catalog.finding.names import name_terms
from app.catalog.finding.terms import Concepts, forget_unused, term_ids
from app.core.closing import at_the_end
from app.core.revision import queue_up

ORDER = 100  # among the steps that close a transaction
CHUNK = 400  # products read and written at a time
AS_CONCEPT = 0.6  # how much a product is about a thing that one of its words means
NEAR = 10_000  # microseconds: products published at the same moment stand this close together


def relist(db: Session, ids: Iterable[UUID]) -> None:
    """Have some products listed before the commit as they are then: what they are, or that they left."""
    for product_id in ids:
        at_the_end(db, bring_into_line, order=ORDER, item=product_id)


def bring_into_line(db: Session, ids: list[UUID]) -> None:
    """List some products as they are now. Nobody else writes the index from here to the commit."""
    queue_up(db)
    concepts, terms = Concepts(db), dict[Key, int]()
    for start in range(0, len(ids), CHUNK):
        _bring_some(db, ids[start : start + CHUNK], concepts, terms)


@dataclass(frozen=True)
class Listed:
    """A product as the index has it, or should have it."""

    stamp: int
    row: dict[str, Any]  # of `Listing`
    facets: frozenset[int]
    words: dict[int, int]  # terms with their weights

    @property
    def weights(self) -> dict[int, int]:
        """All its terms."""
        return dict.fromkeys(self.facets, 0) | self.words


def _bring_some(db: Session, ids: list[UUID], concepts: Concepts, terms: dict[Key, int]) -> None:
    before = {row.product_id: _as_kept(row) for row in db.execute(_kept().where(Listing.product_id.in_(ids)))}
    facts = facts_of(db, ids)
    keys = {key for each in facts.values() for key in (*each.facets, *each.words)}
    terms, new = term_ids(db, keys, known=terms)
    name_terms(db, {key: terms[key] for key in new})
    concepts.learn([terms[key] for key in keys if key[0] is TermKind.WORD])
    stamps = _stamps(db, facts, before)
    after = {id_: _as_true(each, stamps[id_], terms, concepts) for id_, each in facts.items()}
    change = Change()
    for product_id in ids:
        change.add(before.get(product_id), after.get(product_id))
    if change.write(db):
        terms.clear()  # some are gone


def _kept() -> Any:
    return select(Listing.__table__)


def _as_kept(row: Any) -> Listed:
    words = {int(term): int(weight) for term, weight in (pair.split(":") for pair in row.words.split())}
    return Listed(row.stamp, dict(row._mapping), frozenset(map(int, row.facets.split())), words)


def _as_true(facts: Facts, stamp: int, terms: dict[Any, int], concepts: Concepts) -> Listed:
    facets = frozenset(terms[key] for key in facts.facets)
    words = {terms[key]: weight for key, weight in facts.words.items()}
    spoken = facts.spoken.items()
    meant = [(concepts.of_word(terms[TermKind.WORD, word], lang), weight) for (word, lang), weight in spoken]
    meant += [(concepts.within(stretch), weight) for stretch, weight in facts.unspaced.items()]
    meant += [(concepts.in_phrases(title), IN_TITLE) for title in facts.titles]
    for things, weight in meant:
        for thing in things:
            words[thing] = max(words.get(thing, 0), int(weight * AS_CONCEPT), 1)
    row = {
        "stamp": stamp,
        "product_id": facts.product_id,
        "price_rank": facts.price_rank,
        "face": facts.face,
        "facets": " ".join(map(str, sorted(facets))),
        "words": " ".join(f"{term}:{weight}" for term, weight in sorted(words.items())),
    }
    return Listed(stamp, row, facets, words)


def _stamps(db: Session, facts: dict[UUID, Facts], before: dict[UUID, Listed]) -> dict[UUID, int]:
    """The place of each product among the newest: its moment, or the next one that is free."""
    found = {
        id_: before[id_].stamp
        for id_, each in facts.items()
        if id_ in before and 0 <= before[id_].stamp - each.moment < NEAR
    }
    taken = set(found.values())
    for id_, each in sorted(facts.items(), key=lambda pair: pair[1].moment):
        if id_ in found:
            continue
        stamp = each.moment
        near = select(Listing.stamp).where(Listing.stamp >= stamp, Listing.stamp < stamp + NEAR)
        if stamp in taken or db.scalar(near.limit(1)) is not None:
            taken |= set(db.scalars(near))
        while stamp in taken:
            stamp += 1
        found[id_] = stamp
        taken.add(stamp)
    return found


@dataclass
class Change:
    """How the index differs from what is true, gathered over many products and then written table by table."""

    removed: list[UUID] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    gone: list[dict[str, int]] = field(default_factory=list)
    come: list[dict[str, int]] = field(default_factory=list)
    listed: Counter[int] = field(default_factory=Counter)  # by how much the count of a term changes
    facets: Counter[frozenset[int]] = field(default_factory=Counter)  # how many products more have these choices

    def add(self, before: Listed | None, after: Listed | None) -> None:
        """One product."""
        if (before and before.row) == (after and after.row):
            return
        old, new = before.weights if before else {}, after.weights if after else {}
        moved = before is not None and after is not None and before.stamp != after.stamp
        if before is not None:
            self.removed.append(before.row["product_id"])
            went = [term for term, weight in old.items() if moved or new.get(term) != weight]
            self.gone += [{"was_term": term, "was_stamp": before.stamp} for term in went]
            self.facets[before.facets] -= 1
        if after is not None:
            self.rows.append(after.row)
            came = [(term, weight) for term, weight in new.items() if moved or old.get(term) != weight]
            self.come += [{"term_id": term, "stamp": after.stamp, "weight": weight} for term, weight in came]
            self.facets[after.facets] += 1
        self.listed.update(dict.fromkeys(new.keys() - old.keys(), 1))
        self.listed.subtract(dict.fromkeys(old.keys() - new.keys(), 1))

    def write(self, db: Session) -> bool:
        """Write all of it down; whether words may have gone that nothing has any more."""
        connection = db.connection()
        if self.gone:
            posting = (Posting.term_id == bindparam("was_term")) & (Posting.stamp == bindparam("was_stamp"))
            connection.execute(delete(Posting).where(posting), self.gone)
        if self.removed:
            connection.execute(delete(Listing).where(Listing.product_id.in_(self.removed)))
        if self.rows:
            connection.execute(insert(Listing), self.rows)
        if self.come:
            connection.execute(insert(Posting), sorted(self.come, key=itemgetter("term_id")))
        counts = [{"id_": term, "by": by} for term, by in self.listed.items() if by]
        if counts:
            more = update(Term).where(Term.id == bindparam("id_")).values(listed=Term.listed + bindparam("by"))
            connection.execute(more, counts)
        count_pairs(db, self.facets)
        fewer = [term for term, by in self.listed.items() if by < 0]
        forget_unused(db, fewer)
        return bool(fewer)


def count_pairs(db: Session, facets: Counter[frozenset[int]]) -> None:
    """Bring the counts of a place together with a craft into line."""
    kinds = (TermKind.REGION, TermKind.COUNTRY, TermKind.CRAFT)
    kind_of = {id_: kind for id_, kind in db.execute(select(Term.id, Term.kind).where(Term.kind.in_(kinds)))}
    by: Counter[tuple[int, int]] = Counter()
    for terms, products in facets.items():
        crafts = [term for term in terms if kind_of.get(term) is TermKind.CRAFT]
        for place in terms:
            if place in kind_of and kind_of[place] is not TermKind.CRAFT:
                for craft in crafts:
                    by[place, craft] += products
    changed = [{"place": place, "craft": craft, "by": more} for (place, craft), more in by.items() if more]
    if not changed:
        return
    pair = (TermPair.place_id == bindparam("place")) & (TermPair.craft_id == bindparam("craft"))
    known = {(place, craft) for place, craft in db.execute(select(TermPair.place_id, TermPair.craft_id))}
    new = [
        {"place_id": c["place"], "craft_id": c["craft"], "listed": 0}
        for c in changed
        if (c["place"], c["craft"]) not in known
    ]
    if new:
        db.connection().execute(insert(TermPair), new)
    more = update(TermPair).where(pair).values(listed=TermPair.listed + bindparam("by"))
    db.connection().execute(more, changed)
