"""What is drawn of an outline that a server has sent, whatever it has sent."""

from __future__ import annotations

import json
import time
from math import cos, pi, sin
from typing import Any

import pytest

from geo.model import Extent, Place
from geo.sources.nominatim_outlines import MAX_POINTS, geometry, osm_id, threshold

SQUARE = [[10.0, 50.0], [11.0, 50.0], [11.0, 51.0], [10.0, 51.0], [10.0, 50.0]]
HOLE = [[10.2, 50.2], [10.4, 50.2], [10.4, 50.4], [10.2, 50.2]]


def read(kind: str, coordinates: Any) -> dict[str, Any] | None:
    return geometry(json.dumps([{"geojson": {"type": kind, "coordinates": coordinates}}]))


def circle(count: int, lon: float = 10.0, radius: float = 1.0) -> list[list[float]]:
    turns = [2 * pi * (number % count) / count for number in range(count + 1)]
    return [[lon + radius * cos(turn), 50 + radius * sin(turn)] for turn in turns]


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        ("Polygon", [SQUARE]),
        ("Polygon", [SQUARE, HOLE]),
        ("MultiPolygon", [[SQUARE, HOLE], [[[20.0, 50.0], [21.0, 50.0], [21.0, 51.0], [20.0, 50.0]]]]),
        ("LineString", SQUARE[:3]),
        ("MultiLineString", [SQUARE[:2], SQUARE[2:4]]),
    ],
)
def test_a_light_outline_stays_as_it_is(kind: str, coordinates: Any) -> None:
    assert read(kind, coordinates) == {"type": kind, "coordinates": coordinates}


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        ("Point", [10.0, 50.0]),
        ("GeometryCollection", []),
        ("<script>", [SQUARE]),
        (["Polygon"], [SQUARE]),
        ("Polygon", []),
        ("Polygon", [[]]),
        ("Polygon", SQUARE),
        ("Polygon", [SQUARE[:2]]),
        ("Polygon", [[[10, 50], [200, 50], [10, 51], [10, 50]]]),
        ("Polygon", [[[10, 50], ["11", 50], [10, 51], [10, 50]]]),
        ("Polygon", [[[10, 50], [True, 50], [10, 51], [10, 50]]]),
        ("Polygon", [[[10, 50], [float("nan"), 50], [10, 51], [10, 50]]]),
        ("Polygon", [[[10, 50], [10**400, 50], [10, 51], [10, 50]]]),
        ("Polygon", "Polygon"),
        ("MultiPolygon", {"0": SQUARE}),
        ("LineString", None),
    ],
)
def test_what_is_no_outline_is_none(kind: Any, coordinates: Any) -> None:
    assert read(kind, coordinates) is None


@pytest.mark.parametrize("answer", ["", "[]", "[{}]", "[1]", "{}", '[{"geojson": null}]', "[" * 100_000])
def test_an_answer_without_an_outline_is_none(answer: str) -> None:
    assert geometry(answer) is None


def test_many_points_become_few_and_the_shape_stays() -> None:
    outline = read("Polygon", [circle(60_000)])
    assert outline is not None
    [ring] = outline["coordinates"]
    assert 100 < len(ring) <= MAX_POINTS and ring[0] == ring[-1]
    assert all(abs((lon - 10) ** 2 + (lat - 50) ** 2 - 1) < 0.01 for lon, lat in ring)


def test_of_many_parts_the_largest_stays() -> None:
    islands = [[circle(8, lon=140 + number / 150, radius=0.04)] for number in range(3000)]
    outline = read("MultiPolygon", [*islands, [circle(500, lon=150.0)]])
    assert outline is not None
    polygons = [outline["coordinates"]] if outline["type"] == "Polygon" else outline["coordinates"]
    assert sum(len(ring) for polygon in polygons for ring in polygon) <= MAX_POINTS
    assert len(polygons[-1][0]) > 20, "the mainland is among them"


def test_a_hole_does_not_stay_without_its_ring() -> None:
    hole_first = read("Polygon", [SQUARE[:2], HOLE])
    assert hole_first is None


def test_whatever_comes_is_read_in_a_moment() -> None:
    begun = time.monotonic()
    read("MultiPolygon", [[circle(4, lon=number / 100)] for number in range(10_000)])
    read("LineString", [[(-1) ** number * 179.0, 50 + number % 7] for number in range(60_000)])
    assert time.monotonic() - begun < 5


def place(id_: str = "osm:relation/1", outline: str | None = "osm:relation/1", size: float = 1.0) -> Place:
    return Place(id_, "X", 50, 10, "region", outline=outline, extent=Extent(50, 10, 50 + size, 10 + size))


def test_the_detail_asked_for_follows_the_size() -> None:
    sizes = (0.001, 0.05, 1.0, 10.0, 170.0)
    assert [threshold(place(size=size)) for size in sizes] == [1e-05, 0.0001, 0.01, 0.1, 1.0]


@pytest.mark.parametrize(
    ("where", "id_"),
    [
        (place(), "R1"),
        (place("osm:way/7", "osm:way/7"), "W7"),
        (place("osm:relation/1", "iso:UA-09"), "R1"),
        (place("schauplatz:saimaa", "osm:relation/18"), "R18"),
        (place("osm:node/1"), "R1"),
        (place("osm:node/1", "iso:UA-09"), None),
        (place("iso:UA-09", "iso:UA-09"), None),
        (place(outline=None), None),
    ],
)
def test_an_outline_is_asked_for_by_the_id_that_openstreetmap_knows(where: Place, id_: str | None) -> None:
    assert osm_id(where) == id_
