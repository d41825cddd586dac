"""What a text is found by: its words, folded; the stem and the sound of a word; pieces where no spaces are written.

Pure, and the same for both databases: neither of them is trusted with letters.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator

import Stemmer
from anyascii import anyascii

from app.catalog.codes import is_code

# Thai, Lao, Myanmar, Khmer, kana, Han: words are not parted, so neighbouring letters stand for them.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_RUN = re.compile(rf"[{_UNSPACED}]+|[^\s{_UNSPACED}]+")
_FIRST_UNSPACED = re.compile(rf"[{_UNSPACED}]")
MAX_WORD_CHARS = 40

# The stemmers asked for a word, by the script of its first letter: nobody tells us the language of a question.
_STEMMERS = {
    "LATIN": ("english", "spanish", "portuguese", "french"),
    "CYRILLIC": ("russian",),
    "DEVANAGARI": ("hindi", "nepali"),
    "ARABIC": ("arabic", "persian"),
    "TAMIL": ("tamil",),
}
# Endings of number and case that the library does not know, the longest first: Hindi as it is typed, Urdu, Bengali,
# the plurals of Turkic languages.
_ENDINGS = {
    "DEVANAGARI": ("ियाँ", "ियां", "ियों", "इयाँ", "इयां", "इयों", "ाओं", "ाएँ", "ों", "ें", "ाँ", "ी", "ि", "ई", "इ", "ा", "े"),
    "CYRILLIC": tuple(f"{start}{vowel}р" for start in "лдт" for vowel in "аеоө"),
    "LATIN": ("lar", "ler"),
    "ARABIC": ("یون", "یان", "ون", "ین", "یے", "ے", "ی", "ہ", "ا"),  # folded: without the dot-less noon
    "BENGALI": ("গুলির", "গুলোর", "গুলি", "গুলো", "দের", "টির", "টার", "ের", "টি", "টা", "তে", "কে", "য়", "ে", "র"),
}
_LEAST_STEM = 3
_LEAST_LEFT = {"LATIN": 4, "CYRILLIC": 4}  # of a word without its ending, where the endings are short words' own
_local = threading.local()  # a stemmer must not be used by two threads at once


def fold(text: str) -> str:
    """Words without case, accents and marks, parted by single spaces.

    Marks are stripped only where they are accents on a letter (Latin, Greek, Cyrillic, vocalised Arabic), never
    the vowel signs of Devanagari, Bengali or Thai, which are marks too.

    >>> fold("Ñandutí, Ōkina!")
    'nanduti okina'
    """
    out = []
    plain = unicodedata.normalize("NFKD", text).casefold()  # in this order: compatibility letters may be capitals
    for char in unicodedata.normalize("NFKD", plain):
        kind = unicodedata.category(char)
        if kind == "Cf" and char != "\u200b":  # joiners and marks of direction stand inside words; that space does not
            continue
        if kind == "Mn" and unicodedata.combining(char) not in (0, 7, 9, 103, 107, 118, 122):
            continue
        out.append(_SAME_LETTER.get(char, char) if kind[0] in "LNM" else " ")
    return unicodedata.normalize("NFC", " ".join("".join(out).split()))


# Letters that look the same and are typed for each other, as an Arabic or a Persian keyboard has them.
_SAME_LETTER = {"ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ھ": "ہ", "ة": "ہ", "ە": "ہ", "ں": "ن"}


def words_of(text: str) -> Iterator[str]:
    """The folded words of a text; a stretch of a script without spaces is one word."""
    for run in _RUN.finditer(fold(text)):
        yield run[0][:MAX_WORD_CHARS]


def is_unspaced(word: str) -> bool:
    """Whether a word is a stretch of a script that writes no spaces."""
    return _FIRST_UNSPACED.match(word) is not None


def pieces(word: str) -> list[str]:
    """Each two neighbouring letters of a stretch without spaces.

    >>> pieces("ผ้าไหม")
    ['ผ้', '้า', 'าไ', 'ไห', 'หม']
    """
    return [word[start : start + 2] for start in range(max(len(word) - 1, 1))]


def whole_of(parts: list[str]) -> str:
    """The stretch that these are the pieces of."""
    return parts[0] + "".join(piece[1:] for piece in parts[1:])


def script_of(word: str) -> str:
    """The script of a word's first letter: "LATIN", "DEVANAGARI"."""
    return unicodedata.name(word[0], "").partition(" ")[0]


def stems(word: str, *, stemmed: bool = True) -> set[str]:
    """What a word has in common with its other forms: its stems in the languages of its script.

    Args:
        stemmed: by stemmers too, not by our own endings alone.

    >>> sorted(stems("baskets") & stems("basket")), sorted(stems("vikapu") & stems("kikapu"))
    (['basket'], ['~kapu'])
    """
    script = script_of(word)
    found = {word, *(stem(word, name) for name in _STEMMERS.get(script, ()) if stemmed)}
    for ending in _ENDINGS.get(script, ()):
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_LEFT.get(script, _LEAST_STEM):
            found.add(word.removesuffix(ending))
            break
    if script == "LATIN":
        found |= noun_class(word)
    return {each for each in found if len(each) >= min(_LEAST_STEM, len(word))}


def noun_class(word: str) -> set[str]:
    """Swahili counts in front: kikapu, vikapu; mkeka, mikeka."""
    for one, many in (("ki", "vi"), ("m", "mi")):
        for start in (many, one):
            if word.startswith(start) and len(word) >= len(start) + 4:
                return {f"~{word.removeprefix(start)}"}
    return set()


def stem(word: str, language: str) -> str:
    """The stem of a word as the stemmer of one language takes it."""
    return str(_stemmer(language).stemWord(word))


def _stemmer(language: str) -> Stemmer.Stemmer:
    known: dict[str, Stemmer.Stemmer] = _local.__dict__.setdefault("stemmers", {})
    if language not in known:
        known[language] = Stemmer.Stemmer(language)
    return known[language]


_DIGRAPHS = (("ch", "C"), ("ph", "f"), ("qu", "k"), ("x", "ks"), ("q", "k"), ("z", "s"), ("w", "v"), ("b", "v"))
_SOFT_C = re.compile(r"c(?=[eiy])")
_TWICE = re.compile(r"(.)\1+")


def sound(word: str) -> str:
    """Roughly how a word sounds, whatever script it is written in: its consonants in Latin letters.

    >>> sound("tokri") == sound("टोकरी") == sound("ٹوکری"), sound("pashmeena") == sound("pashmina")
    (True, True)
    """
    script = script_of(word)
    roman = anyascii(word).lower()
    if script == "ARABIC":
        roman = roman.replace("w", "").replace("y", "")  # they write long vowels
    elif script not in ("LATIN", "CYRILLIC"):
        roman = roman.replace("ch", "c").replace("c", "ch")  # in the scripts of India it is always that sound
    for letters, one in _DIGRAPHS:
        roman = roman.replace(letters, one)
    roman = _SOFT_C.sub("s", roman).replace("c", "k")
    letters = "".join(char for char in roman if char.isalpha())
    tail = re.sub("[aeiouyh]", "", letters[1:])
    return _TWICE.sub(r"\1", ("a" if letters[:1] in set("aeiouy") else letters[:1]) + tail)


def letter_pairs(word: str) -> set[str]:
    """Each two neighbouring letters of a word, its edges among them."""
    edged = f" {word} "
    return {edged[start : start + 2] for start in range(len(edged) - 1)}


def keys(word: str) -> set[str]:
    """All keys a word is found under, see `WordKey`; a code only under itself, for every product has another one."""
    if is_code(word):
        return {f"+{word}"}
    heard = sound(word)
    found = {f"+{stem}" for stem in stems(word)} | {f"={pair}" for pair in letter_pairs(word)}
    return found | {f"^{heard}"} if len(heard) > 1 else found
