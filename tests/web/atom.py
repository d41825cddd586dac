"""What RFC 4287 requires of a feed and its entries, as a list of what is missing or too much."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ONE = ("id", "title", "updated")
FEED = {*ONE, "subtitle", "link", "author", "generator", "entry", "category", "rights", "icon", "logo", "contributor"}
ENTRY = {*ONE, "link", "author", "category", "published", "summary", "content", "rights", "contributor", "source"}
AT_MOST_ONE = {"generator", "icon", "logo", "rights", "subtitle", "published", "summary", "content", "source"}


def faults_of(feed: etree._Element) -> list[str]:
    """Everything that the standard does not allow; an empty list for a good feed."""
    entries = feed.findall(f"{ATOM}entry")
    found = list(_faults(feed, FEED))
    for entry in entries:
        found += _faults(entry, ENTRY)
    if feed.tag != f"{ATOM}feed":
        found.append("is no feed")
    if not feed.findall(f"{ATOM}link[@rel='self']"):
        found.append("does not say where it is")
    if len({entry.findtext(f"{ATOM}id") for entry in entries}) != len(entries):
        found.append("two entries have the same id")
    if feed.find(f"{ATOM}author") is None and not all(entry.findall(f"{ATOM}author") for entry in entries):
        found.append("nobody wrote it")
    return found


def _faults(thing: etree._Element, known: set[str]) -> Iterator[str]:
    counted = Counter(child.tag.removeprefix(ATOM) for child in thing)
    yield from (f"{name} is not known here" for name in counted.keys() - known)
    yield from (f"{name} stands there {counted[name]} times" for name in ONE if counted[name] != 1)
    yield from (f"more than one {name}" for name in AT_MOST_ONE if counted[name] > 1)
    if not urlsplit(thing.findtext(f"{ATOM}id") or "").scheme:
        yield "the id is no absolute IRI"
    for name in ("updated", "published"):
        for day in thing.findall(f"{ATOM}{name}"):
            if not DATE.fullmatch(day.text or ""):
                yield f"{name} is no date: {day.text}"
    yield from _faults_of_links(thing)
    for author in thing.findall(f"{ATOM}author"):
        if not author.findtext(f"{ATOM}name") or not urlsplit(author.findtext(f"{ATOM}uri") or "").scheme:
            yield "an author without a name or an address"
    if any(not category.get("term") for category in thing.findall(f"{ATOM}category")):
        yield "a category without a term"
    content = thing.find(f"{ATOM}content")
    if content is not None and content.get("type") == "xhtml" and [child.tag for child in content] != [f"{XHTML}div"]:
        yield "XHTML content is not one div"


def _faults_of_links(thing: etree._Element) -> Iterator[str]:
    links = thing.findall(f"{ATOM}link")
    if any(not urlsplit(link.get("href", "")).netloc for link in links):
        yield "a link that is not absolute"
    alternates = Counter((link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate")
    if not alternates or max(alternates.values()) > 1:
        yield "no alternate page, or two of the same kind and language"
