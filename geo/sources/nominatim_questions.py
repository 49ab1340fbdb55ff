"""What a name is asked with: alone, or narrowed by what the text says of it.

A name alone brings the most important places that bear it, ten at most, and leaves out what is far less important than
the first. Where none of them fits what the text says («Paris in Texas», «der Kreis Gütersloh»), a second, narrower
question is asked. What is known about Nominatim's ways of narrowing:

- ``countrycodes`` excludes everything else, so it is never the only question about a name.
- ``featureType`` is ignored in silence where its value is wrong, and its ``state`` knows no Landkreis. A *structured*
  query, which looks a name up in one field of an address, has no such trap.
- A container that is no country is written behind the name, as people write addresses: «Paris, Texas».
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from geo.model import Place, PlaceType

MAX_QUERY: Final = 100
"""Longest name that is asked for, in code points."""

LIMIT: Final = 10
"""Records that an answer may hold."""

_SEARCH: Final = f"search limit={LIMIT} addressdetails namedetails extratags"
"""What all searches have in common, as part of the cache's key: other parameters, other answers."""

_FIELDS: Final[dict[PlaceType, str]] = {
    "country": "country",
    # States are important enough to be among the answers to the name alone.
    "region": "county",
    # Nominatim's «city» is every settlement from city to neighbourhood.
    "city": "city",
    "district": "city",
    "street": "street",
}
"""The field of an address that names places of a type."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What the text says of a name: the types that it may have (all if empty), and the place that it lies in."""

    types: frozenset[PlaceType] = frozenset()
    container: Place | None = None

    def fits(self, place: Place) -> bool:
        """Whether a place may be the one."""
        if self.types and place.type not in self.types:
            return False
        container = self.container
        if container is None or container.id in place.admin:
            return True
        return container.type == "country" and container.country is not None and container.country == place.country


@dataclass(frozen=True, slots=True)
class Search:
    """A request: ``text`` as people write an address, or the content of one ``field`` of it, in all the world or in one
    country (ISO 3166-1 alpha-2)."""

    text: str
    field: str | None = None
    country: str | None = None

    @property
    def parameters(self) -> str:
        """All of the request but its text, for the cache's key."""
        parts = [_SEARCH]
        parts += [f"field={self.field}"] if self.field else []
        parts += [f"countrycodes={self.country.lower()}"] if self.country else []
        return " ".join(parts)


def normal_query(name: str) -> str | None:
    """The form in which a name is asked for; None for what is none: Nominatim would read a pair of numbers as a
    position, and words in square brackets as a kind of thing."""
    query = " ".join(unicodedata.normalize("NFC", name).split())
    if not 2 <= len(query) <= MAX_QUERY or not query.isprintable() or not any(map(str.isalpha, query)):
        return None
    return None if set(query) & set("[]") else query


def narrowed(name: str, hint: Hint, language: str) -> Search | None:
    """The narrower question for a name, or None where the hint narrows nothing; ``language`` is the container's."""
    container = hint.container
    country = container.country if container is not None else None
    if container is not None and container.type != "country":
        within = normal_query(container.name_in(language))
        return Search(f"{name}, {within}", country=country) if within else None
    fields = {_FIELDS.get(one) for one in hint.types}
    field = fields.pop() if len(fields) == 1 else None
    if field == "street" and country is None:
        return None  # there is a Hauptstraße in every village
    return Search(name, field, country) if field or country else None
