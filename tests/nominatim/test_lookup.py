"""What a real Nominatim answers, and what we make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from geo.model import Candidate, Extent, Place, PlaceType
from geo.settings import Settings
from geo.sources.nominatim import Estimate, NominatimLookup
from geo.sources.nominatim_outlines import MAX_POINTS
from geo.sources.nominatim_questions import Hint
from geo.sources.outlines import ShippedOutlines
from tests.nominatim.server import Server

Lookup = Callable[[], NominatimLookup]


TEXAS = Place("iso:US-TX", "Texas", 31.1, -98.8, "region", "US")
GERMANY = Place("iso:DE", "Deutschland", 51.0, 10.0, "country", "DE")
USA = Place("iso:US", "Vereinigte Staaten", 39.8, -98.6, "country", "US")


@pytest.fixture
def lookup(settings: Settings) -> Lookup:
    """Makes a lookup as a new run of the program would: nothing but the cache is left of the last one."""
    return lambda: NominatimLookup(settings)


def parameters(server: Server) -> list[dict[str, str]]:
    """What the server was asked, in order."""
    return [{key: value for key, [value] in parse_qs(query).items()} for _, query in server.requests]


def of_type(candidates: tuple[Candidate, ...], place_type: PlaceType) -> list[Candidate]:
    return [candidate for candidate in candidates if candidate.place.type == place_type]


@pytest.mark.parametrize(
    ("name", "place_type", "country"),
    [
        ("München", "city", "DE"),
        ("Pjöngjang", "city", "KP"),
        ("Moskau", "city", "RU"),
        ("Wladiwostok", "city", "RU"),
        ("Kiew", "city", "UA"),
        ("Peking", "city", "CN"),
        ("Oblast Luhansk", "region", "UA"),
        ("Oblast Donezk", "region", "UA"),
        ("Nordkorea", "country", "KP"),
        ("Russland", "country", "RU"),
        ("Ukraine", "country", "UA"),
        ("China", "country", "CN"),
        ("Indien", "country", "IN"),
        ("Brasilien", "country", "BR"),
        ("Vereinigte Staaten", "country", "US"),
        ("Kreml", "site", "RU"),
        ("L'Aquila", "city", "IT"),
        ("Xi'an", "city", "CN"),
        ("N’Djamena", "city", "TD"),
        ("Europa", "area", None),
        ("Elbe", "river", "DE"),
        ("Saimaa", "lake", "FI"),
        ("Kreis Gütersloh", "region", "DE"),
    ],
)
def test_places_come_first_with_type_and_country(
    lookup: Lookup, name: str, place_type: PlaceType, country: str | None
) -> None:
    first = lookup().candidates(name)[0]
    assert (first.place.type, first.place.country, first.match) == (place_type, country, "preferred")
    assert first.place.name_in("de") == name


def test_moskau_offers_the_capital_first_and_the_village_too(lookup: Lookup) -> None:
    russian, thuringian = lookup().candidates("Moskau")
    assert (russian.place.country, thuringian.place.country) == ("RU", "DE")
    assert thuringian.place.admin == ("iso:DE", "iso:DE-TH")
    assert russian.place.population > thuringian.place.population > 0


def test_luhansk_is_a_city_and_a_region_with_an_extent(lookup: Lookup) -> None:
    found = lookup().candidates("Luhansk")
    [city], [region] = of_type(found, "city"), of_type(found, "region")
    assert city.place.admin == ("iso:UA", "iso:UA-09") and city.place.extent is None
    assert (region.place.admin, region.place.outline, region.match) == (("iso:UA",), "iso:UA-09", "alternate")
    extent = region.place.extent
    assert extent is not None and extent.south < city.place.lat < extent.north


def test_a_name_that_several_towns_bear_brings_them_all(lookup: Lookup) -> None:
    assert len(lookup().candidates("Frankfurt")) == 2
    assert [c.place.country for c in lookup().candidates("Essen")] == ["DE", "DE"]


def test_a_country_is_known_by_its_short_name(lookup: Lookup) -> None:
    [usa] = lookup().candidates("USA")
    assert (usa.place.type, usa.place.country, usa.match) == ("country", "US", "alternate")


@pytest.mark.parametrize(
    ("name", "countries"),
    [
        ("Frankfurt", ["DE", "DE"]),
        ("Neustadt", ["DE", "DE"]),
        ("Essen", ["DE", "DE"]),
        ("Halle", ["DE", "DE"]),
        ("Weil", ["DE"]),
        ("Freiburg", ["CH", "DE"]),
        ("Tripolis", ["LY", "LB"]),
        ("San José", ["CR", "US"]),
        ("Springfield", ["US", "US"]),
        ("Georgia", ["US", "GE"]),
        ("Gütersloh", ["DE", "DE"]),
        ("Moskau", ["RU", "DE"]),
    ],
)
def test_a_name_brings_all_that_bear_it(lookup: Lookup, name: str, countries: list[str]) -> None:
    assert [candidate.place.country for candidate in lookup().candidates(name)] == countries


@pytest.mark.parametrize(
    ("hint", "narrower"),
    [
        (Hint(container=USA), {"q": "Paris", "countrycodes": "us"}),
        (Hint(container=TEXAS), {"q": "Paris, Texas", "countrycodes": "us"}),
        (Hint(frozenset({"city"}), USA), {"city": "Paris", "countrycodes": "us"}),
    ],
    ids=["country", "region", "type and country"],
)
def test_a_place_that_its_namesake_outshines_is_found_by_what_the_text_says(
    lookup: Lookup, nominatim: Server, hint: Hint, narrower: dict[str, str]
) -> None:
    assert [candidate.place.country for candidate in lookup().candidates("Paris")] == ["FR"]
    french, texan = lookup().candidates("Paris", [hint])
    assert (french.place.country, texan.place.country) == ("FR", "US")
    assert texan.place.admin == ("iso:US", "iso:US-TX")
    first, second = parameters(nominatim)
    assert first["q"] == "Paris" and "countrycodes" not in first
    assert {key: second.get(key) for key in ("q", "city", "countrycodes")} == {"q": None, "city": None} | {
        "countrycodes": "us"
    } | narrower
    assert len(lookup().candidates("Paris", [hint])) == 2 and len(nominatim.requests) == 2


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Frankfurt", Hint(container=GERMANY)),
        ("Luhansk", Hint(frozenset({"region"}))),
        ("Essen", Hint()),
        ("Moskau", Hint(frozenset({"street"}))),
    ],
)
def test_no_second_question_is_asked_where_the_first_has_the_answer_or_nothing_narrows(
    lookup: Lookup, nominatim: Server, name: str, hint: Hint
) -> None:
    assert lookup().candidates(name, [hint]) == lookup().candidates(name)
    assert len(nominatim.requests) == 1


def test_a_wrong_hint_takes_nothing_away(lookup: Lookup) -> None:
    assert lookup().candidates("Kiew", [Hint(container=USA)]) == lookup().candidates("Kiew")


def test_a_restaurant_is_no_candidate(lookup: Lookup) -> None:
    assert [c.place.type for c in lookup().candidates("Kiew")] == ["city"]


@pytest.mark.parametrize(
    ("native", "german"),
    [
        ("ירושלים", "Jerusalem"),
        ("تهران", "Teheran"),
        ("القاهرة", "Kairo"),
        ("東京都", "Tokio"),
        ("서울", "Seoul"),
        ("西安市", "Xi'an"),
        ("თბილისი", "Tiflis"),
        ("Москва", "Moskau"),
    ],
)
def test_native_names_are_found_and_shown_in_german(lookup: Lookup, native: str, german: str) -> None:
    assert lookup().candidates(native)[0].place.name == german


def test_the_language_of_the_article_names_the_places(lookup: Lookup) -> None:
    assert lookup().in_language("en").candidates("Kiew")[0].place.name == "Kyiv"


def test_the_second_run_asks_nothing(lookup: Lookup, nominatim: Server) -> None:
    names = ["Moskau", "Luhansk", "Nirgendwohausen"]
    first = [lookup().candidates(name) for name in names]
    assert len(nominatim.requests) == 3 and first[2] == ()
    second = lookup()
    assert [second.candidates(name) for name in names] == first
    assert len(nominatim.requests) == 3 and second.requests == 0 and second.warnings == ()


def test_the_outlines_of_several_places_come_in_one_request_for_each_size(lookup: Lookup, nominatim: Server) -> None:
    asking = lookup()
    lake, river = asking.candidates("Saimaa")[0].place, asking.candidates("Elbe")[0].place
    district, city = asking.candidates("Kreis Gütersloh")[0].place, asking.candidates("Kiew")[0].place
    region = of_type(asking.candidates("Luhansk"), "region")[0].place
    nominatim.requests.clear()
    asking.ask_outlines([lake, river, district, city, region], ShippedOutlines())
    asked = parameters(nominatim)
    assert [(one["polygon_geojson"], float(one["polygon_threshold"])) for one in asked] == [("1", 0.001), ("1", 0.01)]
    assert [len(one["osm_ids"].split(",")) for one in asked] == [1, 2], "cities are points, and Luhansk's is here"
    outlines = asking.outlines(ShippedOutlines())
    kinds = {place.name: (outlines.outline(place.outline or "") or {}).get("type") for place in (lake, river, district)}
    assert kinds == {"Saimaa": "Polygon", "Elbe": "LineString", "Kreis Gütersloh": "Polygon"}
    nominatim.requests.clear()
    lookup().ask_outlines([lake, river, district], ShippedOutlines())
    assert nominatim.requests == [], "they are kept"


def test_an_outline_of_sixty_kilobytes_becomes_light_and_keeps_its_shape(lookup: Lookup) -> None:
    asking = lookup()
    lake = asking.candidates("Saimaa")[0].place
    asking.ask_outlines([lake], ShippedOutlines())
    outline = asking.outlines(ShippedOutlines()).outline(lake.outline or "")
    assert outline is not None and lake.extent is not None
    [ring] = outline["coordinates"]
    assert 50 < len(ring) <= MAX_POINTS and ring[0] == ring[-1] and len(str(outline)) < 10_000
    lons, lats = zip(*ring, strict=True)
    box = Extent(min(lats), min(lons), max(lats), max(lons))
    assert (box.south, box.west, box.north, box.east) == pytest.approx(
        (lake.extent.south, lake.extent.west, lake.extent.north, lake.extent.east), abs=0.1
    )


def test_the_estimate_counts_what_is_not_kept_yet(settings: Settings, lookup: Lookup) -> None:
    lookup().candidates("Moskau")
    names = ["Moskau", "Kiew", "Peking", "Kiew ", "52.1, 13.2"]
    assert lookup().estimate(names) == Estimate(names=2, kept=1, beyond=0, seconds=0.6)
    slow = NominatimLookup(replace(settings, interval=1.0, lookups=1))
    assert slow.estimate(names) == Estimate(names=2, kept=1, beyond=1, seconds=1.3)
