"""A small map of what a name can mean: numbered pins on the world's outline, as a picture (SVG) without a script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import cos, radians
from typing import Any, Final, Literal, TypeAlias, cast

from geo.model import Geometry, Outlines, Place

Scheme: TypeAlias = Literal["light", "dark"]
Box: TypeAlias = tuple[float, float, float, float]
"""South, west, north, east in degrees."""

WIDTH: Final = 560
HEIGHT: Final = 360
_MARGIN: Final = 0.18
_SMALLEST: Final = 4.0
"""Degrees of latitude that are shown at least: so much that one sees where in the world it is."""
_COLOURS: Final[dict[Scheme, dict[str, str]]] = {
    "light": {
        "sea": "#e3edf0",
        "land": "#fbf8f0",
        "line": "#b9b3a3",
        "text": "#1f1e1b",
        "pin": "#8a8577",
        "chosen": "#0b6e75",
    },
    "dark": {
        "sea": "#10181b",
        "land": "#2a2e31",
        "line": "#565b5f",
        "text": "#e5e1d8",
        "pin": "#7d8388",
        "chosen": "#2aa5ae",
    },
}


def small_map(
    options: Sequence[Place],
    chosen: int | None,
    others: Sequence[Place],
    outlines: Outlines,
    scheme: Scheme,
    title: str,
) -> str:
    """The map as SVG.

    ``options`` are numbered from 1, ``chosen`` is the index of the one that stands out, ``others`` are the article's
    other places, drawn as dots. ``title`` says what the picture shows to whoever cannot see it.
    """
    colours = _COLOURS[scheme]
    focus = [options[chosen]] if chosen is not None and options else list(options)
    near = sorted(others, key=lambda other: min((_gap(other, one) for one in focus), default=0.0))[:6]
    box = _box([*options, *near])
    frame = _Frame(box)
    land = "".join(frame.path(rings) for _, rings in _visible(_pieces(outlines), box))
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colours["text"]}" fill-opacity=".55"/>'
        for x, y in map(frame.point, others)
    )
    order = sorted(range(len(options)), key=lambda number: (number == chosen, -number))
    pins = "".join(_pin(number, frame, options[number], number == chosen, colours) for number in order)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title)}" '
        'style="width:100%;height:auto;border-radius:6px;display:block">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{colours["sea"]}"/>'
        f'<path d="{land}" fill="{colours["land"]}" stroke="{colours["line"]}" stroke-width=".8" fill-rule="evenodd"/>'
        f"{dots}{pins}</svg>"
    )


class _Frame:
    """The part of the world that is shown, on a plate whose degrees are right in its middle."""

    def __init__(self, box: Box) -> None:
        south, west, north, east = box
        self._middle = (south + north) / 2, (west + east) / 2
        self._narrow = max(0.2, cos(radians(self._middle[0])))
        self._scale = min(WIDTH / ((east - west) * self._narrow), HEIGHT / (north - south))

    def point(self, place: Place) -> tuple[float, float]:
        return self.project(place.lat, place.lon)

    def project(self, lat: float, lon: float) -> tuple[float, float]:
        x = WIDTH / 2 + (lon - self._middle[1]) * self._narrow * self._scale
        return x, HEIGHT / 2 - (lat - self._middle[0]) * self._scale

    def path(self, rings: Sequence[Sequence[tuple[float, float]]]) -> str:
        parts = []
        for ring in rings:
            points = (self.project(lat, lon) for lon, lat in ring)
            parts.append("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points) + "Z")
        return "".join(parts)


def _pin(number: int, frame: _Frame, place: Place, is_chosen: bool, colours: dict[str, str]) -> str:
    x, y = frame.point(place)
    radius, fill = (12, colours["chosen"]) if is_chosen else (9, colours["pin"])
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" stroke="#fff" stroke-width="1.5"/>'
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" font-size="{radius + 1}" font-weight="600" '
        f'font-family="sans-serif" fill="#fff">{number + 1}</text>'
    )


def _box(places: Sequence[Place]) -> Box:
    if not places:
        return (-55.0, -170.0, 78.0, 180.0)
    lats, lons = [place.lat for place in places], [place.lon for place in places]
    tall = max((max(lats) - min(lats)) * (1 + 2 * _MARGIN), _SMALLEST)
    wide = max((max(lons) - min(lons)) * (1 + 2 * _MARGIN), _SMALLEST)
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    return (lat - tall / 2, lon - wide / 2, lat + tall / 2, lon + wide / 2)


def _gap(one: Place, other: Place) -> float:
    return abs(one.lat - other.lat) + abs(one.lon - other.lon)


_Rings: TypeAlias = tuple[tuple[tuple[float, float], ...], ...]
_worked_out: dict[str, Any] = {}


def _pieces(outlines: Outlines) -> tuple[tuple[Box, _Rings], ...]:
    """Every piece of land with the box it lies in, worked out once for each world."""
    world = outlines.world()
    if _worked_out.get("world") is not world:
        _worked_out.update(world=world, pieces=_land(world))
    return cast("tuple[tuple[Box, _Rings], ...]", _worked_out["pieces"])


def _land(world: Geometry) -> tuple[tuple[Box, _Rings], ...]:
    return tuple(
        (_ring_box(rings[0]), rings)
        for feature in world["features"]
        for rings in _polygons(feature["geometry"])
        if rings
    )


def _polygons(geometry: Geometry) -> Iterator[_Rings]:
    if geometry["type"] == "Polygon":
        yield tuple(tuple((lon, lat) for lon, lat, *_ in ring) for ring in geometry["coordinates"])
    elif geometry["type"] == "MultiPolygon":
        for polygon in geometry["coordinates"]:
            yield tuple(tuple((lon, lat) for lon, lat, *_ in ring) for ring in polygon)


def _ring_box(ring: Sequence[tuple[float, float]]) -> Box:
    lons, lats = [lon for lon, _ in ring], [lat for _, lat in ring]
    return (min(lats), min(lons), max(lats), max(lons))


def _visible(pieces: Sequence[tuple[Box, _Rings]], box: Box) -> Iterator[tuple[Box, _Rings]]:
    south, west, north, east = box
    # The frame is wider or taller than the box: twice the box holds it.
    tall, wide = north - south, east - west
    reach = max(tall, wide)
    for piece in pieces:
        (low, left, high, right), _ = piece
        if high >= south - reach and low <= north + reach and right >= west - reach * 2 and left <= east + reach * 2:
            yield piece
