"""Whether two words are forms of one: a stem that they share says so only where it is no accident.

A stem of three or four letters is shared by words that have nothing to do with each other: English "hand" and Hindi
"handi", a pot; "tell" and German "Teller", a plate. Such words are forms of one only if one is made of the other by
number or gender, or if the stemmer of the text's own language says so of both.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile

from app.catalog.finding.folding import noun_class, script_of, stem, stems

# What the ends of two forms may be, after the letters that they have in common: baskets, boxes; berries; tapices; bons;
# pulserais; balões.
_NUMBERS = [{"", "s"}, {"", "es"}, {"y", "ies"}, {"z", "ces"}, {"m", "ns"}, {"l", "is"}, {"ao", "oes"}]
_NUMBERS += [{"", "lar"}, {"", "ler"}, {"", "d"}]  # and dyed
_GENDERS = {"a", "o", "as", "os"}
_LEAST_GENDERED = 4  # letters in common: "punto" and "punta" are enough of an accident
_LEAST_COMMON = 3
_LEAST_STEM = 5
_LEAST_ENGLISH = 4
# The stemmers of their scripts, those of Arabic, Persian and Russian, take apart words that are none of theirs.
_BY_ENDINGS = {"ur", "ky", "tg"}
_STEMMER_OF = {"en": "english", "es": "spanish", "pt": "portuguese", "fr": "french"}


def are_forms(word: str, other: str, lang: str = "") -> bool:
    """Whether these are the same word but for its form; in any language, if none is told.

    >>> are_forms("bowls", "bowl", "en"), are_forms("roja", "rojas"), are_forms("vikapu", "kikapu", "sw")
    (True, True, True)
    >>> are_forms("hand", "handi", "en"), are_forms("red", "rede"), are_forms("antes", "anting", "pt")
    (False, False, False)
    """
    if word == other:
        return True
    if script_of(word) != "LATIN":
        return bool(_stems(word, lang) & _stems(other, lang))
    return _is_inflected(word, other) or _has_class(word, other, lang) or _is_stemmed(word, other, lang)


def _stems(word: str, lang: str) -> frozenset[str]:
    return frozenset(stems(word, stemmed=lang not in _BY_ENDINGS))


def _is_inflected(word: str, other: str) -> bool:
    common = sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    ends = {word[common:], other[common:]}
    if common >= _LEAST_GENDERED and ends <= _GENDERS:
        return True
    return common >= _LEAST_COMMON and ends in _NUMBERS


def _has_class(word: str, other: str, lang: str) -> bool:
    return lang in {"", "sw"} and bool(noun_class(word) & noun_class(other))


@lru_cache(maxsize=20_000)
def _is_stemmed(word: str, other: str, lang: str) -> bool:
    languages = [_STEMMER_OF[lang]] if lang in _STEMMER_OF else [] if lang else _STEMMER_OF.values()
    for language in languages:
        mine = stem(word, language)
        # English takes off little; the others take the ends of verbs off nouns, and leave what many words begin with.
        least = _LEAST_ENGLISH if language == "english" else _LEAST_STEM
        if len(mine) >= least and mine == stem(other, language):
            return True
    return False
