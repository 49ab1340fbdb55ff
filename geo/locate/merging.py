"""One place, one record: what several sources say of the same place is not two candidates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from geo.locate.distance import distance
from geo.model import Candidate

SAME_PLACE: Final = 25.0
"""Kilometres within which two records of one type, found under one name, are one place."""


def merge(*sources: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The candidates of one name from several sources, in order; of the same place the first source's record stays."""
    merged: list[Candidate] = []
    for candidates in sources:
        known = tuple(merged)
        merged.extend(one for one in candidates if not any(_same_place(one, other) for other in known))
    return tuple(merged)


def _same_place(one: Candidate, other: Candidate) -> bool:
    if one.place.id == other.place.id:
        return True
    if one.place.type != other.place.type:
        return False
    if one.place.type == "country":
        return one.place.country is not None and one.place.country == other.place.country
    return distance(one.place, other.place) <= SAME_PLACE
