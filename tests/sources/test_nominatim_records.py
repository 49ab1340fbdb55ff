"""What is taken over from an answer, and what is not."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from geo.languages.tables import read_table
from geo.model import PLACE_TYPES, Candidate, Extent
from geo.sources.nominatim_records import candidates
from tests.sources.faults import MOSCOW


def read(*records: object, name: str = "Moskau") -> tuple[Candidate, ...]:
    return candidates(json.dumps(records), name, "de")


def test_a_record_becomes_a_place() -> None:
    [candidate] = read(MOSCOW)
    place = candidate.place
    assert (place.id, place.name, place.type, place.country) == ("osm:relation/102269", "Moskau", "city", "RU")
    assert (place.lat, place.lon, place.population) == (55.7505, 37.6175, 13010112)
    assert place.extent == Extent(south=55.14, west=36.8, north=56.02, east=37.97)
    assert place.names == {"de": "Moskau", "en": "Moscow"}
    # The city is its own subdivision, RU-MOW: that does not contain it.
    assert place.admin == ("iso:RU",)
    assert (candidate.source, place.source) == ("nominatim", "nominatim")


@pytest.mark.parametrize(
    ("name", "match"),
    [("Moskau", "preferred"), ("МОСКВА", "preferred"), ("Moscow", "alternate"), ("Moskowien", "historical")],
)
def test_the_match_tells_how_the_place_bears_the_name(name: str, match: str) -> None:
    assert read(MOSCOW, name=name)[0].match == match


@pytest.mark.parametrize(
    "change",
    [
        {"osm_type": "<script>"},
        {"osm_type": ["node"]},
        {"osm_id": True},
        {"osm_id": -1},
        {"osm_id": 10**30},
        {"lat": "91"},
        {"lat": "NaN"},
        {"lat": float("nan")},
        {"lon": 10**400},
        {"lon": None},
        {"class": "amenity", "type": "restaurant"},
        {"class": {}, "type": []},
        {"name": "x" * 201, "namedetails": None},
        {"name": "\ud800", "namedetails": {}},
        {"name": "Mos\u202ekau", "namedetails": []},
    ],
)
def test_a_record_that_does_not_fit_is_left_out(change: dict[str, object]) -> None:
    assert read(MOSCOW | change) == ()


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"address": {"country_code": "<b>"}}, "country", None),
        ({"address": "Moskau"}, "country", None),
        ({"boundingbox": ["1", "2", "3"]}, "extent", None),
        ({"boundingbox": ["56", "55", "36", "37"]}, "extent", None),
        ({"extratags": {"population": "many"}}, "population", 0),
        ({"extratags": {"population": "9" * 5000}}, "population", 0),
        ({"namedetails": {"name:de": "Mos\x00kau", "name:en": 7, "name:<b>": "x"}}, "names", {}),
        ({"osm_type": "node"}, "extent", None),
    ],
)
def test_what_does_not_fit_in_a_record_is_unknown(change: dict[str, object], field: str, value: object) -> None:
    [candidate] = read(MOSCOW | change)
    assert getattr(candidate.place, field) == value


@pytest.mark.parametrize("text", ["", "null", "{}", "[", "7", "[" * 100_000])
def test_an_answer_that_cannot_be_read_holds_nothing(text: str) -> None:
    assert candidates(text, "Moskau", "de") == ()


def test_the_same_thing_twice_is_one_candidate() -> None:
    assert len(read(MOSCOW, MOSCOW)) == 1


def test_the_table_of_types_knows_only_our_types_and_each_kind_of_thing_once() -> None:
    rows = read_table(resources.files("geo.sources") / "data" / "osm_types.tsv")
    assert {row["place_type"] for row in rows} <= set(PLACE_TYPES)
    assert len({(row["class"], row["type"], row["addresstype"]) for row in rows}) == len(rows)
