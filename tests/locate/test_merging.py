"""What two sources say of one place is one candidate; what merely bears the same name stays apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.locate import merge
from geo.model import Candidate, Extent, Place, PlaceType


def candidate(id_: str, kind: PlaceType, lat: float, lon: float, **more: object) -> Candidate:
    place = Place(id_, "X", lat, lon, kind, source=id_.partition(":")[0])
    return Candidate(replace(place, **more), "preferred", place.source)  # type: ignore[arg-type]


def ids(candidates: tuple[Candidate, ...]) -> list[str]:
    return [one.place.id for one in candidates]


DONETSK = candidate("iso:UA-14", "region", 48.1, 37.8, country="UA", outline="iso:UA-14")
LAKE = candidate("schauplatz:saimaa", "lake", 61.3, 28.3, country="FI", extent=Extent(61.0, 27.5, 62.2, 30.0))
EUROPE = candidate("schauplatz:europa", "area", 50.0, 15.0, extent=Extent(34.0, -25.0, 72.0, 60.0))
GREAT = Extent(46.9, 12.0, 48.0, 14.0)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (DONETSK, candidate("osm:relation/1", "region", 47.1, 36.8, country="UA", outline="iso:UA-14")),
        (LAKE, candidate("osm:relation/2", "lake", 61.9, 29.8, country="FI", extent=Extent(61.0, 27.5, 62.0, 30.0))),
        (EUROPE, candidate("osm:node/3", "area", 54.0, 25.0)),
        (candidate("geonames:1", "city", 48.1, 11.6), candidate("osm:node/4", "city", 48.2, 11.5)),
    ],
    ids=["code", "extent", "point in extent", "near"],
)
def test_the_first_record_of_one_place_stays(first: Candidate, second: Candidate) -> None:
    assert ids(merge([first], [second])) == [first.place.id]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (LAKE, candidate("osm:relation/2", "river", 61.3, 28.3, country="FI")),
        (LAKE, candidate("osm:relation/2", "lake", 61.3, 33.0, country="RU", extent=LAKE.place.extent)),
        (LAKE, candidate("osm:way/2", "lake", 62.1, 29.9, country="FI", extent=Extent(62.1, 29.8, 62.15, 29.9))),
        (
            candidate("iso:AT-5", "region", 47.4, 13.2, country="AT", extent=GREAT),
            candidate("osm:relation/3", "region", 47.8, 12.6, country="AT", extent=Extent(47.7, 12.5, 47.9, 12.8)),
        ),
        (candidate("geonames:1", "city", 48.1, 11.6), candidate("osm:node/4", "city", 48.1, 12.6)),
    ],
    ids=["type", "country", "small in large", "region in region", "far"],
)
def test_other_places_of_the_name_stay_apart(first: Candidate, second: Candidate) -> None:
    assert ids(merge([first], [second])) == [first.place.id, second.place.id]


def test_a_place_without_an_outline_gets_that_of_the_other_record() -> None:
    drawn = candidate("osm:relation/2", "lake", 61.3, 28.3, country="FI", outline="osm:relation/2")
    [merged] = merge([LAKE], [drawn])
    assert (merged.place.id, merged.place.outline, merged.source) == (LAKE.place.id, "osm:relation/2", "schauplatz")
    [kept] = merge([DONETSK], [replace(drawn, place=replace(drawn.place, id="iso:UA-14"))])
    assert kept.place.outline == "iso:UA-14"
