"""What the page says, in German and English: codes of the model become words here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeAlias

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from geo.model import Place, PlaceType, Reason
from geo.settings import Labels

Group: TypeAlias = Literal["country", "region", "city", "area", "nature", "site", "none"]
"""What shares a colour and a letter: more than six of either nobody can tell apart. ``none``: without a place."""

GROUPS: Final[Mapping[PlaceType, Group]] = {
    "country": "country",
    "region": "region",
    "city": "city",
    "district": "city",
    "island": "nature",
    "river": "nature",
    "lake": "nature",
    "sea": "nature",
    "mountain": "nature",
    "area": "area",
    "site": "site",
    "street": "site",
}
CITY_POPULATION: Final = 10_000
CERTAIN: Final = 0.9
FAIRLY_CERTAIN: Final = 0.75
POSSIBLE: Final = 0.1
"""A candidate above this confidence is called quite possible, below it unlikely."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one interface language."""

    language: Labels
    texts: Mapping[str, str]

    def say(self, key: str, **values: str) -> str:
        """The text of a key, with its gaps filled."""
        return self.texts[key].format(**values)

    def count(self, key: str, number: int) -> str:
        """A text that counts, in the singular where it has one."""
        singular = f"{key}.one"
        return self.say(singular if number == 1 and singular in self.texts else key, count=self.number(number))

    def number(self, number: int) -> str:
        """A whole number with the language's thousands separator."""
        return str(format_decimal(number, locale=self.language))

    def type(self, place: Place | None) -> str:
        """What a place is; a settlement is only called a city where its size allows it."""
        if place and place.type == "city" and place.population < CITY_POPULATION:
            return self.say("type.town")
        return self.say(f"type.{place.type if place else 'none'}")

    def country(self, code: str | None) -> str:
        """The name of a country by its ISO 3166-1 code; empty for what lies in none or several."""
        return Locale(self.language).territories.get(code, code) if code else ""

    def sureness(self, confidence: float, unsure: bool) -> str:
        """A confidence as a sentence: readers are not helped by «0.83»."""
        if unsure or confidence < FAIRLY_CERTAIN:
            return self.say("sure.low")
        return self.say("sure.high" if confidence >= CERTAIN else "sure.middle")

    def chance(self, confidence: float) -> str:
        """How likely a candidate is that was not chosen."""
        return self.say("chance.high" if confidence >= POSSIBLE else "chance.low")

    def reason(self, reason: Reason) -> str:
        """A reason as a sentence; one that this table does not know yet gets a neutral one."""
        detail = reason.detail.strip()
        if reason.code == "prominence":
            # Only a population means something to a reader; a rank does not.
            detail = self.number(int(detail)) if detail.isascii() and detail.isdigit() else ""
        key = f"reason.{reason.code}" if f"reason.{reason.code}" in self.texts else "reason.other"
        if detail and f"{key}.detail" in self.texts:
            return self.say(f"{key}.detail", detail=detail)
        return self.say(key)

    def note(self, note: str) -> str:
        """A note of the reading stage («language:en») as a sentence; an unknown one as it stands."""
        kind, _, value = note.partition(":")
        if kind == "language":
            value = str(Locale(self.language).languages.get(value, value))
        key = f"note.{kind}"
        return self.say(key, value=value) if key in self.texts else note

    def date(self, iso: str | None) -> str:
        """An ISO 8601 date, possibly reduced to month or year, as people write it; anything else as it stands."""
        if not iso:
            return ""
        parts = iso.split("-")
        try:
            if len(parts) == 2:
                return str(format_skeleton("yMMMM", date(int(parts[0]), int(parts[1]), 1), locale=self.language))
            return format_date(date.fromisoformat(iso), "long", locale=self.language) if len(parts) == 3 else iso
        except ValueError:
            return iso


@cache
def wording(language: Labels) -> Wording:
    """The words of a language."""
    column = ("de", "en").index(language) + 1
    lines = files("geo.draw").joinpath("wording.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return Wording(language, {row[0]: row[column] for row in rows})
