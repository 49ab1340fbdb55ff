"""The outlines that ship with the project are whole, where they belong, and small enough for a page."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pycountry
import pytest

from geo.model import Geometry
from geo.sources.outlines import ShippedOutlines

KILOMETRES_A_DEGREE = 111.2
FAR_OFF = {
    "CN-X01~",
    "CO-SAP",
    "EC-W",
    "ES-CN",
    "ES-GC",
    "ES-TF",
    "MU-AG",
    "NZ-CIT",
    "NZ-X01~",
    "NZ-X04~",
    "NZ-X05~",
    "PT-20",
    "PT-30",
    "TF-X02~",
    "TF-X03~",
    "TF-X1~",
    "US-HI",
    "WF-AL",
}
"""Regions that their country's extent leaves out, islands far from its main land."""


def table(name: str) -> list[dict[str, str]]:
    text = (files("geo.sources") / "data" / name).read_text(encoding="utf-8")
    header, *rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [dict(zip(header, row, strict=True)) for row in rows]


COUNTRIES = table("countries.tsv")
REGIONS = table("regions.tsv")


@pytest.fixture(scope="module")
def outlines() -> ShippedOutlines:
    return ShippedOutlines()


def polygons(geometry: Geometry) -> list[Any]:
    coordinates: list[Any] = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Polygon" else coordinates


def inside(lon: float, lat: float, geometry: Geometry) -> bool:
    """Whether a point lies in a geometry: an odd number of its edges lie east of it."""
    crossings = 0
    for polygon in polygons(geometry):
        for ring in polygon:
            for (x1, y1), (x2, y2) in pairwise(ring):
                if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
                    crossings += 1
    return crossings % 2 == 1


def distance_to_edge(lon: float, lat: float, geometry: Geometry) -> float:
    """Kilometres from a point to the nearest edge of a geometry."""
    scale = math.cos(math.radians(lat))
    best = math.inf
    for polygon in polygons(geometry):
        for (x1, y1), (x2, y2) in pairwise(polygon[0]):
            ax, ay, bx, by = (x1 - lon) * scale, y1 - lat, (x2 - x1) * scale, y2 - y1
            along = max(0.0, min(1.0, -(ax * bx + ay * by) / ((bx * bx + by * by) or 1)))
            best = min(best, math.hypot(ax + along * bx, ay + along * by))
    return best * KILOMETRES_A_DEGREE


def in_extent(row: dict[str, str], lon: float, lat: float) -> bool:
    south, west, north, east = (
        float(row[side]) + rounding
        for side, rounding in {"south": -0.001, "west": -0.001, "north": 0.001, "east": 0.001}.items()
    )
    between = west <= lon <= east if west <= east else lon >= west or lon <= east
    return south <= lat <= north and between


def of(country: str, parent: str = "") -> Iterator[str]:
    return (r["iso"] for r in REGIONS if r["country"] == country and r["parent"] == parent)


def geometry_of(outlines: ShippedOutlines, reference: str) -> Geometry:
    geometry = outlines.outline(reference)
    assert geometry is not None, f"{reference} has no outline"
    return geometry


def test_the_base_map_is_small_enough_for_a_page(outlines: ShippedOutlines) -> None:
    assert len(json.dumps(outlines.world(), ensure_ascii=False, separators=(",", ":")).encode()) <= 260_000


def test_every_country_is_on_the_map_kosovo_taiwan_and_palestine_too(outlines: ShippedOutlines) -> None:
    every = {c.alpha_2 for c in pycountry.countries} | {"XK"}
    assert {"XK", "TW", "PS"} <= every
    assert {row["iso"] for row in COUNTRIES} == every
    assert {f["properties"]["id"] for f in outlines.world()["features"] if "id" in f["properties"]} == {
        f"iso:{iso}" for iso in every
    }


def test_every_country_has_the_properties_that_the_map_reads(outlines: ShippedOutlines) -> None:
    for feature in outlines.world()["features"]:
        properties = feature["properties"]
        if properties.get("kind") == "disputed":
            assert feature["geometry"]["type"] == "MultiLineString"
        else:
            assert properties.keys() == {"id", "de", "en", "lat", "lon", "rank"}
            assert properties["de"] and properties["en"] and properties["rank"] >= 1


def test_a_country_is_labelled_where_it_lies(outlines: ShippedOutlines) -> None:
    for row in COUNTRIES:
        lon, lat = float(row["lon"]), float(row["lat"])
        outline = geometry_of(outlines, f"iso:{row['iso']}")
        assert inside(lon, lat, outline) or distance_to_edge(lon, lat, outline) < 50, row["iso"]


def test_every_ring_is_closed_and_on_the_globe(outlines: ShippedOutlines) -> None:
    references = [f"iso:{row['iso']}" for row in COUNTRIES + REGIONS]
    for reference in references:
        for polygon in polygons(geometry_of(outlines, reference)):
            for ring in polygon:
                assert len(ring) >= 4 and ring[0] == ring[-1], reference
                assert all(abs(x) <= 180 and abs(y) <= 90 for x, y in ring), reference


def test_nothing_lies_at_null_island() -> None:
    for row in COUNTRIES + REGIONS:
        assert math.hypot(float(row["lat"]), float(row["lon"])) > 0.5, row["iso"]


@pytest.mark.parametrize(
    ("place", "lon", "lat"),
    [("Simferopol", 34.10, 44.95), ("Sevastopol", 33.60, 44.60), ("Donezk", 37.80, 48.00), ("Luhansk", 39.31, 48.57)],
)
def test_occupied_cities_lie_in_ukraine(outlines: ShippedOutlines, place: str, lon: float, lat: float) -> None:
    assert inside(lon, lat, geometry_of(outlines, "iso:UA")), place
    assert not inside(lon, lat, geometry_of(outlines, "iso:RU")), place


@pytest.mark.parametrize(
    ("country", "lon", "lat"), [("SY", 35.78, 33.05), ("SD", 28.4, 9.7), ("EH", -13.2, 24.5), ("XK", 21.16, 42.66)]
)
def test_disputed_land_lies_where_the_policy_puts_it(
    outlines: ShippedOutlines, country: str, lon: float, lat: float
) -> None:
    around = [r["iso"] for r in COUNTRIES if inside(lon, lat, geometry_of(outlines, f"iso:{r['iso']}"))]
    assert around == [country]


def test_every_disputed_border_is_a_line(outlines: ShippedOutlines) -> None:
    borders = [f for f in outlines.world()["features"] if f["properties"].get("kind") == "disputed"]
    assert borders and all(f["geometry"]["coordinates"] for f in borders)


@pytest.mark.parametrize(
    ("region", "lon", "lat"),
    [
        ("UA-09", 39.31, 48.57),
        ("UA-14", 37.80, 48.00),
        ("UA-43", 34.10, 44.95),
        ("UA-40", 33.53, 44.60),
        ("IT-25", 9.19, 45.46),
        ("FR-IDF", 2.35, 48.86),
        ("ES-MD", -3.70, 40.42),
        ("GB-SCT", -3.19, 55.95),
        ("IR-23", 51.42, 35.69),
        ("BA-SRP", 17.19, 44.77),
        ("PS-GZZ", 34.45, 31.50),
        ("SY-QU", 35.78, 33.05),
    ],
)
def test_a_region_contains_its_city(outlines: ShippedOutlines, region: str, lon: float, lat: float) -> None:
    assert inside(lon, lat, geometry_of(outlines, f"iso:{region}"))


@pytest.mark.parametrize(
    ("country", "number"),
    [("DE", 16), ("AT", 9), ("CH", 26), ("IT", 20), ("FR", 13), ("GB", 4), ("UA", 27), ("PL", 16)],
)
def test_the_regions_that_german_news_names_are_complete(country: str, number: int) -> None:
    assert len(list(of(country))) == number


def test_spain_has_its_seventeen_communities_and_two_cities() -> None:
    assert len(set(of("ES")) - {"ES-CE", "ES-ML"}) == 17


def test_the_united_states_have_fifty_states_and_their_capital() -> None:
    assert "US-DC" in set(of("US")) and len(set(of("US"))) == 51


def test_the_nations_of_the_united_kingdom_are_regions() -> None:
    assert set(of("GB")) == {"GB-ENG", "GB-NIR", "GB-SCT", "GB-WLS"}


def test_no_two_regions_share_a_code() -> None:
    codes = [row["iso"] for row in REGIONS]
    assert len(codes) == len(set(codes))


def test_a_region_lies_in_its_own_extent_and_in_that_of_its_country() -> None:
    countries = {row["iso"]: row for row in COUNTRIES}
    astray = []
    for row in REGIONS:
        lon, lat = float(row["lon"]), float(row["lat"])
        assert in_extent(row, lon, lat), row["iso"]
        if row["iso"] not in FAR_OFF and not in_extent(countries[row["country"]], lon, lat):
            astray.append(row["iso"])
    assert astray == []


def test_the_unit_above_a_region_is_a_region_of_the_same_country() -> None:
    countries = {row["iso"]: row["country"] for row in REGIONS}
    for row in REGIONS:
        assert not row["parent"] or countries[row["parent"]] == row["country"], row["iso"]


def test_countries_across_the_antimeridian_have_narrow_extents() -> None:
    countries = {row["iso"]: row for row in COUNTRIES}
    for iso, city in {"RU": (37.6, 55.75), "FJ": (178.44, -18.14)}.items():
        assert float(countries[iso]["west"]) > float(countries[iso]["east"])
        assert in_extent(countries[iso], *city)


def test_an_outline_is_fit_for_a_page(outlines: ShippedOutlines) -> None:
    sizes = sorted(len(json.dumps(geometry_of(outlines, f"iso:{r['iso']}"), separators=(",", ":"))) for r in REGIONS)
    assert sizes[-1] <= 15_000 and sizes[len(sizes) // 2] <= 4_000


@pytest.mark.parametrize(
    "reference", ["", "iso:", "iso:ZZ", "iso:DE-ZZ", "iso:ZZ-01", "iso:../../x", "geonames:524901"]
)
def test_an_unknown_reference_has_no_outline(outlines: ShippedOutlines, reference: str) -> None:
    assert outlines.outline(reference) is None


def test_one_outline_is_there_at_once() -> None:
    started = time.perf_counter()
    assert ShippedOutlines().outline("iso:UA-14") is not None
    assert time.perf_counter() - started < 0.5


def test_many_threads_may_ask_at_once() -> None:
    fresh = ShippedOutlines()
    references = [f"iso:{row['iso']}" for row in REGIONS[:: len(REGIONS) // 40]] * 2
    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(fresh.outline, references))
