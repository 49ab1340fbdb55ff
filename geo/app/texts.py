"""What the app says, in the interface's language."""

from __future__ import annotations

import datetime
import re
from functools import cache
from importlib.resources import files
from typing import Final

from babel import Locale
from babel.dates import format_date, format_skeleton

from geo.draw.wording import wording
from geo.errors import SchauplatzError
from geo.languages.tables import read_table
from geo.settings import Labels

PASTE: Final = "paste"
"""What a pasted text is called where a source has to be named."""


class Texts:
    """The interface's texts in one language."""

    def __init__(self, labels: Labels) -> None:
        self.labels = labels
        self._texts: dict[str, str] = {row["key"]: row[labels] for row in _table()}
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
        return str(self._locale.territories.get(code, code)) if code else ""

    def date(self, date: str | None) -> str:
        """A date (ISO 8601, possibly only year or year and month) as people write it, empty for none."""
        if date is None:
            return ""
        year, *rest = map(int, date.split("-"))
        if not rest:
            return str(year)
        if len(rest) == 1:
            return str(format_skeleton("yMMMM", datetime.date(year, rest[0], 1), locale=self._locale))
        return format_date(datetime.date(year, *rest), "long", self._locale)

    def note(self, note: str) -> str:
        """A note of the reading stage («language:en») as a sentence."""
        return wording(self.labels).note(note)

    def error(self, error: SchauplatzError, source: str = "") -> str:
        """An error as a sentence that ends in the remedy, about the input that ``source`` names."""
        keys = (f"error.{kind.__name__}" for kind in type(error).__mro__)
        key = next((key for key in keys if key in self._texts), None)
        return self(key, source=self.source(source)) if key else str(error)

    def source(self, source: str | None) -> str:
        """Where a text came from; a pasted one has no other source."""
        return self("source.paste") if source in (None, PASTE) else str(source)


def plain(text: str) -> str:
    """Text from outside as Markdown that shows it letter by letter: no links, no images, no formulas."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


@cache
def _table() -> tuple[dict[str, str], ...]:
    return tuple(read_table(files("geo.app").joinpath("texts.tsv")))
