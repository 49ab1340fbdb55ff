"""One place, one record: what several sources say of the same place is not two candidates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from geo.locate.distance import distance
from geo.model import Candidate, Extent, Place

SAME_PLACE: Final = 25.0
"""Kilometres within which two records of one type, found under one name, are one place."""
SAME_EXTENT: Final = 0.3
"""Share of the area of two bounding boxes together that both must cover to be those of one place."""
_NATURE: Final = frozenset({"island", "river", "lake", "sea", "mountain", "area"})
"""Types whose sources put the point anywhere in the extent. Regions lie in regions of their name: their points say
little."""


def merge(*sources: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The candidates of one name from several sources, in order; of the same place the first source's record stays,
    with the outline of another where it has none."""
    merged: list[Candidate] = []
    for candidates in sources:
        known = len(merged)
        for one in candidates:
            same = next((index for index in range(known) if _same_place(merged[index].place, one.place)), None)
            if same is None:
                merged.append(one)
            else:
                merged[same] = _completed(merged[same], one.place)
    return tuple(merged)


def _completed(candidate: Candidate, other: Place) -> Candidate:
    place = candidate.place
    if place.outline is not None or place.course or other.outline is None:
        return candidate
    return replace(candidate, place=replace(place, outline=other.outline))


def _same_place(one: Place, other: Place) -> bool:
    if one.id == other.id:
        return True
    if one.type != other.type:
        return False
    if one.type == "country":
        return one.country is not None and one.country == other.country
    if _codes(one) & _codes(other):
        return True
    return distance(one, other) <= SAME_PLACE or _same_extent(one, other)


def _codes(place: Place) -> frozenset[str]:
    """The ISO codes that a place goes by."""
    return frozenset(one for one in (place.id, place.outline or "") if one.startswith("iso:"))


def _same_extent(one: Place, other: Place) -> bool:
    """Whether two records, whose points lie apart, are of one large place."""
    if one.country is not None and other.country is not None and one.country != other.country:
        return False
    if one.type != "region" and one.type not in _NATURE:
        return False
    if one.extent is not None and other.extent is not None:
        return _overlap(one.extent, other.extent) >= SAME_EXTENT
    extent, point = (one.extent, other) if one.extent is not None else (other.extent, one)
    return extent is not None and one.type in _NATURE and _lies_in(point, extent)


def _overlap(one: Extent, other: Extent) -> float:
    """The share of two boxes' common area in what they cover together; boxes across the antimeridian have none."""
    height = min(one.north, other.north) - max(one.south, other.south)
    width = min(one.east, other.east) - max(one.west, other.west)
    both = max(0.0, height) * max(0.0, width)
    together = _area(one) + _area(other) - both
    return both / together if together > 0 else 0.0


def _area(extent: Extent) -> float:
    return (extent.north - extent.south) * max(0.0, extent.east - extent.west)


def _lies_in(place: Place, extent: Extent) -> bool:
    in_longitude = (
        extent.west <= place.lon <= extent.east
        if extent.west <= extent.east
        else place.lon >= extent.west or place.lon <= extent.east
    )
    return in_longitude and extent.south <= place.lat <= extent.north
