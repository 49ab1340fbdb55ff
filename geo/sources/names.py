"""The keys under which names are looked up.

Two spellings of a name meet in its *exact key* where only capitals, hyphens, spaces, apostrophes and punctuation set
them apart: «BERLIN» and «Berlin», «Baden-Baden» and «Baden Baden», «Frankfurt/Oder» and «Frankfurt (Oder)». They meet
in its *folded key* where they also differ in diacritics («São Paulo», «Sao Paulo»), in how umlauts are written
(«München», «Muenchen») or in «Sankt» and «St.». Umlauts are not base letters with an ornament: «Münster» never
becomes «Munster».
"""

from __future__ import annotations

import unicodedata
from typing import Final

MAX_NAME: Final = 100
"""Longest name that can be looked up, in code points."""

_COMBINING_DOT: Final = "\u0307"  # what casefold leaves of the Turkish İ
_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_APOSTROPHES: Final = "'’‘`´ʼʻʹʿʾ′"
_SPACES: Final = '\u00a0\u2007\u2009\u202f-‐‑‒–—―−/()[],;:&"„“”«»'

_EXACT: Final = str.maketrans(
    dict.fromkeys(_INVISIBLE + _COMBINING_DOT + ".", "")
    | dict.fromkeys(_APOSTROPHES, "'")
    | dict.fromkeys(_SPACES, " ")
)
_LETTERS: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "œ": "oe", "ø": "o", "å": "a", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
    | {"ı": "i", "ħ": "h", "ŧ": "t", "ə": "e", "'": ""}
)
_WORDS: Final = {"sankt": "st"}


def exact_key(name: str) -> str:
    """The key that spellings of one name share whatever their capitals, hyphens and apostrophes; «» for no name."""
    if name.isascii():
        return " ".join(name.lower().translate(_EXACT).split())
    folded = unicodedata.normalize("NFC", name).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).translate(_EXACT).split())


def folded_key(key: str) -> str:
    """The coarser form of an exact key: without diacritics, umlauts written out, «sankt» as «st»."""
    if not key.isascii() or "'" in key:
        decomposed = unicodedata.normalize("NFD", key.translate(_LETTERS))
        key = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(_WORDS.get(word, word) for word in key.split()) if "sankt" in key else key


def spellings(name: str) -> tuple[str, ...]:
    """A name, and what German also writes for it: «Sankt Georgen», «St. Georgen»."""
    if "Sankt " in name:
        return name, name.replace("Sankt ", "St. ")
    if "St. " in name:
        return name, name.replace("St. ", "Sankt ")
    return (name,)
