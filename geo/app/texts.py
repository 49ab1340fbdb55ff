"""What the app says, in the interface's language."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

from babel import Locale

from geo.errors import SchauplatzError
from geo.languages.tables import read_table
from geo.settings import Labels

PASTE: Final = "paste"
"""The source of a pasted text, as the reading stage knows it."""


class Texts:
    """The interface's texts in one language."""

    def __init__(self, labels: Labels) -> None:
        self.labels = labels
        self._texts = {row["key"]: row[labels] for row in _table()}
        self._locale = Locale(labels)

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, with its values filled in.

        Raises:
            KeyError: there is no such text.
        """
        return self._texts[key].format(**values)

    def count(self, key: str, n: int) -> str:
        """A number with its noun in the right form: «1 Wort», «2 Wörter»."""
        return self(f"{key}.one" if n == 1 else f"{key}.many", n=n)

    def country(self, code: str | None) -> str:
        """The name of a country (ISO 3166-1 alpha-2), empty for none."""
        return self._locale.territories.get(code, code) if code else ""

    def language(self, code: str) -> str:
        """The name of a language (ISO 639-1)."""
        return self._locale.languages.get(code, code)

    def note(self, note: str) -> str:
        """A note of the reading stage («language:en») as a sentence."""
        key, _, value = note.partition(":")
        if key == "language":
            value = self.language(value)
        return self(f"note.{key}", value=value) if f"note.{key}" in self._texts else note

    def error(self, error: SchauplatzError, source: str = "") -> str:
        """An error as a sentence that ends in the remedy, about the input that ``source`` names."""
        keys = (f"error.{kind.__name__}" for kind in type(error).__mro__)
        key = next((key for key in keys if key in self._texts), None)
        sentence = self(key, source=self.source(source)) if key else str(error)
        return sentence[:1].upper() + sentence[1:]

    def source(self, source: str | None) -> str:
        """Where a text came from, as the reader knows it."""
        return self("source.paste") if source == PASTE else source or ""


def plain(text: str) -> str:
    """Text from outside as Markdown that shows it letter by letter: no links, no images, no formulas."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


@cache
def _table() -> tuple[dict[str, str], ...]:
    return tuple(read_table(files("geo.app").joinpath("texts.tsv")))
