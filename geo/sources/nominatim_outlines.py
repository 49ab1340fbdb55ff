"""The outlines of places that only the Nominatim server knows, for drawing.

They are asked for by their OSM ids after the places have been chosen, several in one request, and kept like every other
answer, each under the reference of its place (``Place.outline``). The server simplifies them to about what a map
shows; what still has too many points is thinned out here, so that no place makes a page heavy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from math import floor, hypot, log10
from typing import Any, Final

from geo.model import Geometry, Outlines, Place, PlaceType
from geo.sources.answer_cache import AnswerCache, Question

OUTLINED: Final[frozenset[PlaceType]] = frozenset({"country", "region", "island", "river", "lake", "sea", "area"})
"""The types that are drawn by their outline; others are points on the map."""

MAX_IDS: Final = 10
"""Outlines in one request."""
MAX_POINTS: Final = 400
"""Points of one outline, all its parts together."""
MAX_PARTS: Final = 80
"""Rings or lines of one outline, the longest ones."""

_DETAIL: Final = 100
"""A place's size in units of the detail that is asked for, at least."""
_LEAST_RING: Final = 4
_DEPTHS: Final = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
"""How deep the positions of each kind of geometry lie; others are not drawn."""

Line = list[list[float]]


def osm_id(place: Place) -> str | None:
    """The id of a place as the server's ``lookup`` wants it («R102269»); None for what has no outline there.

    A place of another source may have its outline from OpenStreetMap.
    """
    origin = place.outline if place.outline is not None and place.outline.startswith("osm:") else place.id
    source, _, number = origin.partition(":")
    kind, _, number = number.partition("/")
    if source != "osm" or kind not in ("way", "relation") or place.outline is None or place.type not in OUTLINED:
        return None
    return f"{kind[0].upper()}{number}"


def threshold(place: Place) -> float:
    """The detail to ask for, in degrees: a power of ten, so that places of about one size share a request."""
    extent = place.extent
    if extent is None:
        return 0.001
    size = hypot(extent.north - extent.south, (extent.east - extent.west) % 360)
    return float(10.0 ** min(0, max(-5, floor(log10(max(size, 1e-6) / _DETAIL)))))


class AnsweredOutlines(Outlines):
    """The outlines that ship with the project, and behind them those that the server has answered with."""

    def __init__(self, shipped: Outlines, cache: AnswerCache, endpoint: str) -> None:
        self._shipped = shipped
        self._cache = cache
        self._endpoint = endpoint

    def outline(self, reference: str) -> Geometry | None:
        """The geometry of a reference, from whoever has it."""
        found = self._shipped.outline(reference)
        if found is not None:
            return found
        answer = self._cache.get(question(self._endpoint, reference))
        return geometry(answer) if answer is not None else None

    def world(self) -> Geometry:
        """The base map."""
        return self._shipped.world()


def question(endpoint: str, reference: str) -> Question:
    """Under which the outline of a reference is kept."""
    return Question(endpoint, reference, "", "lookup polygon_geojson")


def geometry(answer: str) -> Geometry | None:
    """The geometry of an answer (JSON text with one record), checked, thinned and rounded; None where it is none that
    can be drawn."""
    try:
        [record] = json.loads(answer)
        shape = record["geojson"]
        kind, depth = shape["type"], _DEPTHS[shape["type"]]
        parts = list(_lines(shape["coordinates"], depth))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    thinned = _thinned(parts, is_ring=kind.endswith("Polygon"))
    if not thinned:
        return None
    if not kind.endswith("Polygon"):
        lines = [line for _, line in thinned]
        return {"type": "LineString", "coordinates": lines[0]} if len(lines) == 1 else _multi("MultiLineString", lines)
    polygons: dict[int, list[Line]] = {}
    for polygon, ring in thinned:
        polygons.setdefault(polygon, []).append(ring)
    rings = list(polygons.values())
    return _multi("Polygon", rings[0]) if len(rings) == 1 else _multi("MultiPolygon", rings)


def _multi(kind: str, coordinates: Sequence[object]) -> Geometry:
    return {"type": kind, "coordinates": list(coordinates)}


def _lines(coordinates: Any, depth: int) -> Iterator[tuple[int, Line]]:
    """The lines or rings of a geometry, each with the number of the polygon that it belongs to, outer rings first.

    Raises:
        ValueError, TypeError: a position is none.
    """
    groups: Sequence[Any] = coordinates if depth == 3 else [coordinates if depth == 2 else [coordinates]]
    for number, group in enumerate(groups):
        for line in group:
            yield number, [_position(one) for one in line]


def _position(value: Any) -> list[float]:
    lon, lat = value[:2]
    if type(lon) not in (int, float) or type(lat) not in (int, float):
        raise TypeError
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError
    return [float(lon), float(lat)]


def _thinned(parts: Sequence[tuple[int, Line]], *, is_ring: bool) -> list[tuple[int, Line]]:
    """The parts with so few points that they are no burden. A hole stays only with the ring around it."""
    least = _LEAST_RING if is_ring else 2
    longest = sorted(range(len(parts)), key=lambda index: -len(parts[index][1]))[:MAX_PARTS]
    kept = [parts[index] for index in sorted(longest)]
    positions = [position for _, line in kept for position in line]
    if not positions:
        return []
    size = max(max(axis) - min(axis) for axis in zip(*positions, strict=True))
    digits = max(1, min(5, 4 - floor(log10(size)))) if size > 0 else 5
    outer = _outer(parts) if is_ring else {}
    distance = 0.0
    while True:
        lines = [(number, line, _thin(line, distance, digits)) for number, line in kept]
        whole = {number for number, line, thin in lines if len(thin) >= least and outer.get(number) is line}
        found = [(number, thin) for number, _, thin in lines if len(thin) >= least and (not is_ring or number in whole)]
        if sum(len(line) for _, line in found) <= MAX_POINTS:
            return found
        distance = max(2 * distance, size / 1000)


def _outer(parts: Sequence[tuple[int, Line]]) -> Mapping[int, Line]:
    """The first ring of each polygon: the others are holes in it."""
    first: dict[int, Line] = {}
    for number, line in parts:
        first.setdefault(number, line)
    return first


def _thin(line: Line, distance: float, digits: int) -> Line:
    """A line without the points that lie closer than ``distance`` to the one before; its ends stay."""
    thin: Line = []
    for position in line:
        if not thin or abs(position[0] - thin[-1][0]) + abs(position[1] - thin[-1][1]) > distance:
            thin.append(position)
    if len(thin) > 1 and thin[-1] != line[-1]:
        thin[-1] = line[-1]
    rounded = [[round(lon, digits), round(lat, digits)] for lon, lat in thin]
    return [one for index, one in enumerate(rounded) if index == 0 or one != rounded[index - 1]]
