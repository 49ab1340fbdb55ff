"""Which language a text is in.

Nearly every article is German, and a handful of words proves it; py3langid, whose model takes a second to load, is
asked about the others only. Names have no language («Wladiwostok»), so a short text counts as German unless it clearly
is not.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

GERMAN: Final = "de"

LANGUAGES: Final = (
    "ar bg ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lb lt lv mk nl no pl pt ro ru sk sl sq sr sv tr "
    "uk vi zh"
)
"""What a text can be taken for (ISO 639-1): languages that newspapers are written in. The rarer a language that is
allowed, the more often German dialect or a list of names is taken for it."""

_SAMPLE: Final = 5_000
_SLICES: Final = 5
_FEWEST_LETTERS: Final = 60
_LONG_ENOUGH: Final = 600
"""From this many letters on, the likeliest language is believed whatever its probability."""

_CLEAR: Final = 0.9
_LATIN: Final = "\u024f"
"""The last letter of the Latin script's blocks that German and its neighbours write with."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_ONLY_GERMAN: Final = re.compile(
    "aber|auch|auf|aus|bei|beim|dass?|dem|der|durch|eine?|einem|einen|einer|eines|für|hat|im|ist|mehr|mit|nach|nicht|"
    "noch|nur|oder|sei|sich|sie|sind|über|um|und|vom|von|vor|war|werden|wie|wird|wurde|zu|zum|zur|zwischen"
)
"""Frequent German words; each is rare in, or foreign to, the other languages of :data:`LANGUAGES`."""

_GERMAN_SHARE: Final = 0.15
_FEWEST_GERMAN_WORDS: Final = 4


def identify(text: str) -> str:
    """The language of a text, as an ISO 639-1 code. The same text always gives the same answer."""
    sample = _sample(text)
    words = _WORD.findall(sample)
    letters = sum(map(len, words))
    if letters < _FEWEST_LETTERS or _is_plainly_german(words):
        return GERMAN
    language, probability = _identifier().classify(sample)
    is_foreign_script = sum(letter > _LATIN for word in words for letter in word) > letters / 2
    return language if probability >= _CLEAR or letters >= _LONG_ENOUGH or is_foreign_script else GERMAN


def _sample(text: str) -> str:
    """A short text itself; of a long one, slices from beginning to end."""
    if len(text) <= _SAMPLE:
        return text
    size = _SAMPLE // _SLICES
    step = (len(text) - size) // (_SLICES - 1)
    return "\n".join(text[start : start + size] for start in range(0, step * _SLICES, step))


def _is_plainly_german(words: list[str]) -> bool:
    german = [word for word in map(str.lower, words) if _ONLY_GERMAN.fullmatch(word)]
    return len(german) >= _GERMAN_SHARE * len(words) and len(set(german)) >= _FEWEST_GERMAN_WORDS


@cache
def _identifier() -> LanguageIdentifier:
    # Most runs never come here, and the import alone takes a tenth of a second.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES.split())
    return identifier
