"""Geometry as the page carries it."""

from __future__ import annotations

from typing import Any, Final

from geo.draw.table import decimal
from geo.model import Geometry, Place

GRID: Final = 1000
"""Steps in a degree: a hundred metres, finer than any outline that is drawn."""


def point(place: Place) -> Geometry:
    """The place as a GeoJSON point."""
    return {"type": "Point", "coordinates": [decimal(place.lon, 5), decimal(place.lat, 5)]}


def course(place: Place) -> Geometry | None:
    """The course of a river or canal as a GeoJSON line, or None where it is not known."""
    if len(place.course) < 2:
        return None
    return {"type": "LineString", "coordinates": [[decimal(lon, 5), decimal(lat, 5)] for lat, lon in place.course]}


def packed(geometry: Geometry) -> Geometry:
    """A geometry whose lines are written as steps from point to point, in whole thousandths of a degree.

    That takes less than half the room; ``unpack`` in ``places.js`` makes GeoJSON of it again.
    """
    return {"type": geometry["type"], "coordinates": _packed(geometry["coordinates"])}


def packed_features(collection: Geometry) -> Geometry:
    """A FeatureCollection whose geometries are packed."""
    features = [{**feature, "geometry": packed(feature["geometry"])} for feature in collection["features"]]
    return {**collection, "features": features}


def _packed(coordinates: list[Any]) -> list[Any]:
    if not coordinates or not isinstance(coordinates[0][0], int | float):
        return [_packed(part) for part in coordinates]
    steps: list[int] = []
    x, y = 0, 0
    for lon, lat, *_ in coordinates:
        next_x, next_y = round(lon * GRID), round(lat * GRID)
        steps += [next_x - x, next_y - y]
        x, y = next_x, next_y
    return steps
