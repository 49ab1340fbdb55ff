"""The German inflection of place names, as far as spelling alone tells it.

Every function turns a form as it stands in a text into the base forms it may belong to, most likely first; whether one
of them is a name, a gazetteer decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from geo.model import Direction

ADJECTIVE_ENDINGS: Final = ("en", "em", "er", "es", "e")
_APOSTROPHES: Final = "'’"

COMPASS: Final[dict[str, Direction]] = {
    "nordwest": "northwest",
    "nordost": "northeast",
    "südwest": "southwest",
    "südost": "southeast",
    "nord": "north",
    "süd": "south",
    "west": "west",
    "ost": "east",
    "zentral": "centre",
    "mittel": "centre",
}
"""Prefixes that name a part of a place, longer ones first."""

DIRECTION_NOUNS: Final[dict[str, Direction]] = {
    "norden": "north",
    "süden": "south",
    "westen": "west",
    "osten": "east",
    "nordwesten": "northwest",
    "nordosten": "northeast",
    "südwesten": "southwest",
    "südosten": "southeast",
}
"""«im Westen Deutschlands»."""

ELLIPSIS_PREFIXES: Final = (
    *COMPASS,
    "ober",
    "nieder",
    "unter",
    "inner",
    "vor",
    "hinter",
    "groß",
    "klein",
    "neu",
    "alt",
)
"""First parts that a coordination may leave alone: «Ober- und Niederbayern»."""


def genitive_bases(word: str) -> Iterator[str]:
    """«Pjöngjangs» → Pjöngjang, «Texas'» → Texas, «Sudans» → Sudan, «Reiches» → Reich."""
    if len(word) > 2 and word[-1] in _APOSTROPHES:
        yield word[:-1]
    elif len(word) > 3 and word[-2] in _APOSTROPHES and word[-1] == "s":
        yield word[:-2]
    elif len(word) > 3 and word.endswith("s"):
        yield word[:-1]
        if word.endswith("es") and len(word) > 5:
            yield word[:-2]


def dative_plural_bases(word: str) -> Iterator[str]:
    """«Niederlanden» → Niederlande, «Emiraten» → Emirate."""
    if len(word) > 5 and word.endswith("en"):
        yield word[:-1]


def phrase_bases(words: list[str]) -> Iterator[str]:
    """Nominatives of a name of several words: «Vereinigten Arabischen Emiraten» → Vereinigte Arabische Emirate.

    The leading words are tried as adjectives that agree with a noun after them («Vereinigten Staaten von Amerika»:
    only the first of them is one); German leaves three endings to try.
    """
    *attributes, noun = words
    nouns = [noun, *genitive_bases(noun), *dative_plural_bases(noun)]
    for head in nouns[1:]:
        yield " ".join([*attributes, head])
    for first in genitive_bases(words[0]):
        yield " ".join([first, *words[1:]])  # «Rothenburgs ob der Tauber»
    stems = [_attribute_stem(word) for word in attributes]
    for inflected in range(len(stems), 0, -1):
        if stems[inflected - 1] is None:
            continue
        for head in nouns:
            for ending in ("e", "es", "er"):
                leading = [
                    stem + ending if stem else word
                    for stem, word in zip(stems[:inflected], attributes[:inflected], strict=True)
                ]
                yield " ".join([*leading, *attributes[inflected:], head])


def _attribute_stem(word: str) -> str | None:
    for ending in ADJECTIVE_ENDINGS:
        if word[:1].isupper() and word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)]
    return None


def adjective_stems(word: str) -> Iterator[str]:
    """«russischen» → russisch, «nordkoreanisches» → nordkoreanisch; the uninflected form first."""
    lowered = word.lower()
    yield lowered
    for ending in ADJECTIVE_ENDINGS:
        if lowered.endswith(ending) and len(lowered) > len(ending) + 3:
            yield lowered[: -len(ending)]


def resident_bases(word: str) -> Iterator[str]:
    """Names of towns that an -er form may come from.

    «Berliner» → Berlin, «Karlsruher» → Karlsruhe, «Göttinger» → Göttingen, «Dresdner» → Dresden, «Hamburgern» →
    Hamburg.
    """
    for ending in ("er", "ern", "ers", "erin", "erinnen"):
        if not word.endswith(ending) or len(word) < len(ending) + 3:
            continue
        stem = word[: -len(ending)]
        yield stem
        yield stem + "e"
        yield stem + "en"
        if stem.endswith("n") and len(stem) > 4:
            yield stem[:-1] + "en"


def split_compass(word: str) -> tuple[Direction, str] | None:
    """«Nordfrankreich» → north, Frankreich; «Ost-Ukraine» → east, Ukraine; None without such a prefix."""
    lowered = word.lower()
    for prefix, direction in COMPASS.items():
        if lowered.startswith(prefix) and len(word) > len(prefix) + 2:
            rest = word[len(prefix) :].removeprefix("-")
            return direction, rest[:1].upper() + rest[1:]
    return None


def complete_ellipsis(fragment: str, full: str) -> Iterator[str]:
    """What «Nord-» stands for beside «Südkorea»: Nordkorea."""
    first = fragment.rstrip("-")
    lowered = full.lower()
    for prefix in ELLIPSIS_PREFIXES:
        if lowered.startswith(prefix) and len(full) > len(prefix) + 2:
            yield first + full[len(prefix) :]
