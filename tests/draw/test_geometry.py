"""Geometry as the page carries it."""

import json

from geo.draw import geojson
from geo.draw.geometry import course, packed
from geo.model import Article, Atlas, MappedArticle, Mention, Place, Resolution, Sentence

MAIN = Place("schauplatz:main", "Main", 50.0, 9.1, "river", "DE", course=((50.1, 11.4), (49.8, 9.9), (50.0, 8.3)))


def test_lines_become_steps_in_thousandths_of_a_degree() -> None:
    line = {"type": "LineString", "coordinates": [[8.5, 50.25], [8.501, 50.24], [-1, 0]]}
    assert packed(line)["coordinates"] == [8500, 50250, 1, -10, -9501, -50240]
    holed = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]], []]}
    assert packed(holed)["coordinates"] == [[0, 0, 1000, 0, -1000, 0], []]


def test_a_course_is_a_line_from_longitude_to_latitude_and_one_point_is_none() -> None:
    assert course(MAIN) == {"type": "LineString", "coordinates": [[11.4, 50.1], [9.9, 49.8], [8.3, 50.0]]}
    assert course(Place("x", "x", 0, 0, "river", course=((1.0, 2.0),))) is None


def test_a_river_is_a_line_in_geojson() -> None:
    found = Resolution(Mention(4, 8, "Main", "Main", "place"), "located", MAIN, 0.9)
    atlas = Atlas((MappedArticle(Article("a", "Der Main."), (Sentence(0, 9),), (found,)),))
    assert json.loads(geojson(atlas))["features"][0]["geometry"] == course(MAIN)
