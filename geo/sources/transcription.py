"""German transcription of Cyrillic place names, as the Duden has it: Чернігів → Tschernihiw, Челябинск → Tscheljabinsk.

Each language has its own sounds: Russian «г» is g, Ukrainian and Belarusian «г» is h; Ukrainian «и» is y. The rules
follow the Duden's tables for Russian, Ukrainian, Belarusian and Bulgarian, without their exceptions for morphemes
that a spelling does not show.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_COMMON: Final = {
    **dict(zip("абвгдезийклмнопрсту", "abwgdesiiklmnoprstu", strict=True)),
    **dict(zip("фхцжчшщ", ("f", "ch", "z", "sch", "tsch", "sch", "schtsch"), strict=True)),
    **dict(zip("юя", ("ju", "ja"), strict=True)),
    **dict.fromkeys("ьъ’'ʼ", ""),
}
_VOWELS: Final = frozenset("аеёиоуыэюяіїє")
_SOFT: Final = frozenset("ьъ’'ʼ")
_CYRILLIC: Final = re.compile(r"[а-яёіїєґў’'ʼ]+", re.IGNORECASE)
_NAME: Final = re.compile(r"[А-ЯЁІЇЄҐЎ][А-ЯЁІЇЄҐЎа-яёіїєґў’'ʼ \-]+")


@dataclass(frozen=True, slots=True)
class _Rules:
    """How a language's letters are written, and the letters that no word of it contains."""

    letters: Mapping[str, str]
    foreign: frozenset[str]
    iotated: Mapping[str, str]
    """What replaces a letter at the start of a word, after a vowel and after a soft or hard sign or an apostrophe."""
    joined: tuple[str, str] | None = None
    """Two letters that are written as one."""


_RULES: Final[Mapping[str, _Rules]] = {
    "ru": _Rules(
        letters=_COMMON | {"ё": "jo", "ы": "y", "э": "e"},
        foreign=frozenset("іїєґў’'ʼ"),
        iotated={"е": "je"},
        joined=("кс", "x"),
    ),
    "uk": _Rules(
        letters=_COMMON | {"г": "h", "ґ": "g", "и": "y", "і": "i", "ї": "ji", "є": "je", "й": "j"},
        foreign=frozenset("ыэёъў"),
        iotated={},
    ),
    "be": _Rules(
        letters=_COMMON | {"г": "h", "ґ": "g", "і": "i", "ў": "u", "ё": "jo", "ы": "y", "э": "e", "й": "j"},
        foreign=frozenset("ищъїє"),
        iotated={"е": "je"},
    ),
    "bg": _Rules(
        letters=_COMMON | {"ъ": "a", "щ": "scht", "й": "j"},
        foreign=frozenset("ыэёіїєґў’'ʼ"),
        iotated={},
    ),
}

_LANGUAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "UA": ("uk", "ru"),
    "BY": ("be", "ru"),
    "BG": ("bg",),
    **dict.fromkeys(("RU", "KZ", "KG", "UZ", "TJ", "TM", "MD", "GE", "AM", "AZ"), ("ru",)),
}
"""The languages whose names are transcribed, by country."""


def is_cyrillic(name: str) -> bool:
    """Whether a name is written in the letters of the languages that can be transcribed, and starts with a capital."""
    return _NAME.fullmatch(name) is not None


def transcriptions(name: str, country: str) -> tuple[str, ...]:
    """The German spellings of a Cyrillic name of a place in a country (ISO 3166-1 alpha-2).

    One for each of the country's languages that the name's letters allow; none where it is not in Cyrillic.
    """
    if not is_cyrillic(name):
        return ()
    letters = set(name.lower())
    languages = (language for language in _LANGUAGES.get(country, ()) if not letters & _RULES[language].foreign)
    return tuple(dict.fromkeys(transcribe(name, language) for language in languages))


def transcribe(name: str, language: str) -> str:
    """A Cyrillic name in German letters. ``language`` is ``ru``, ``uk``, ``be`` or ``bg``."""
    rules = _RULES[language]
    return _CYRILLIC.sub(lambda word: _word(word[0], rules), name)


def _word(word: str, rules: _Rules) -> str:
    letters = word.lower().replace(*rules.joined) if rules.joined else word.lower()
    out = []
    for i, letter in enumerate(letters):
        before = letters[i - 1] if i else ""
        after = letters[i + 1] if i + 1 < len(letters) else ""
        out.append(_letter(letter, before, after, rules))
    german = "".join(out)
    return german[:1].upper() + german[1:] if word[0].isupper() else german


def _letter(letter: str, before: str, after: str, rules: _Rules) -> str:
    if letter == "с" and before in _VOWELS and after in _VOWELS:
        return "ss"  # a single s would be read as voiced
    if letter == "й" and rules.letters["й"] == "i":
        if before in ("и", "ы"):
            return ""
        return "j" if after in _VOWELS else "i"
    if letter == "ё" and before in tuple("жчшщ"):
        return "o"
    if letter in ("о", "и") and before == "ь":
        return "j" + rules.letters[letter]
    if letter in rules.iotated and (not before or before in _VOWELS or before in _SOFT):
        return rules.iotated[letter]
    return letter if letter.isascii() and letter.isalpha() else rules.letters.get(letter, "")
