"""What a real Nominatim answers, and what we make of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geo.model import Candidate, PlaceType
from geo.settings import Settings
from geo.sources.nominatim import NominatimLookup
from tests.nominatim.conftest import Server

Lookup = Callable[[], NominatimLookup]


@pytest.fixture
def lookup(nominatim: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lookup:
    """Makes a lookup as a new run of the program would: nothing but the cache is left of the last one."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    (tmp_path / "runtime").mkdir(mode=0o700)
    settings = Settings(
        cache=tmp_path, data=tmp_path, contact="karte@schauplatz.dev", endpoint=nominatim.url, interval=0.0
    )
    return lambda: NominatimLookup(settings)


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
    ],
)
def test_places_of_the_founding_article_come_first_with_type_and_country(
    lookup: Lookup, name: str, place_type: PlaceType, country: str
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


def test_a_restaurant_is_no_candidate(lookup: Lookup) -> None:
    assert [c.place.type for c in lookup().candidates("Kiew")] == ["city"]


@pytest.mark.parametrize(("native", "german"), [("ירושלים", "Jerusalem"), ("東京都", "Tokio"), ("Москва", "Moskau")])
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
