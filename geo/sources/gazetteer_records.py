"""From the inputs to the gazetteer's records: places, how prominent they are, and how they bear their names.

**Prominence** (:mod:`geo.sources.prominence`) orders the bearers of a name when nothing else is known. A country's
capital gets 0.1 more than others of its size, and a place of the table of exonyms 0.05: German newspapers write about
it (Bethlehem).

How a place bears a name takes its share: a name that German texts use counts in full; a main or English name of
a place that has another German one 0.7 («Georgia» is the state of the USA, not the country); see :data:`_SHARES`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from geo.languages.tables import values
from geo.model import Extent, NameMatch, Place, PlaceType
from geo.sources import prominence
from geo.sources.gazetteer import course_of
from geo.sources.gazetteer_inputs import Inputs, Row
from geo.sources.geonames import (
    GERMAN_SPEAKING,
    Settlement,
    capitals,
    is_usable,
    parts_of_cities,
    parts_of_double,
    people_by_region,
    short_form,
    usable_names,
)
from geo.sources.names import exact_key, folded_key, spellings

SOURCE: Final = "gazetteer"

_SHARES: Final = {
    "german": 1.0,
    "short": 0.95,
    "historical": 0.9,
    "foreign": 0.7,
    "transcribed": 0.7,
    "alternate": 0.65,
    "bare": 0.5,
    "spelling": 0.9,
}
_TITLES: Final = tuple(
    f"{title} "
    for title in (
        *("Landkreis", "Kreis", "Regierungsbezirk", "Bezirk", "Region", "Städteregion", "Regionalverband"),
        *("Provinz", "Oblast", "Gebiet", "Gouvernement", "Departement", "Distrikt", "Präfektur"),
    )
)
_SHORTEST: Final = 2
"""Letters; a main name of so few is no name to look up, unless a table lists it."""
_HIGHEST: Final = 0.95
_LISTED: Final = 0.4
"""Of what a table lists nothing is less known than a village of 5,000, whoever lives there."""
_CAPITAL: Final = 0.1
_WRITTEN_ABOUT: Final = 0.05


@dataclass(frozen=True, slots=True)
class BorneName:
    """A name, how the place bears it, and the share of the place's prominence that it carries."""

    name: str
    match: NameMatch
    share: float


@dataclass(frozen=True, slots=True)
class Record:
    """A place with its prominence and its names, one for each exact key."""

    place: Place
    prominence: float
    names: tuple[BorneName, ...]


def records(inputs: Inputs) -> Iterator[Record]:
    """All records of the gazetteer, in the order of the inputs."""
    regions = _Regions(inputs)
    former = _former_names(inputs)
    yield from _countries(inputs, former)
    yield from _region_records(inputs, regions, former)
    yield from _features(inputs, former)
    yield from _settlements(inputs, regions, former)


def _german(names: Iterable[str]) -> list[BorneName]:
    return [BorneName(name, "preferred", _SHARES["german"]) for name in names]


def _foreign(names: Iterable[str]) -> list[BorneName]:
    return [BorneName(name, "preferred", _SHARES["foreign"]) for name in names]


def _borne(names: Iterable[str], match: NameMatch) -> list[BorneName]:
    return [BorneName(name, match, _SHARES[match]) for name in names]


def _alternates(names: Iterable[str], share: str) -> list[BorneName]:
    return [BorneName(name, "alternate", _SHARES[share]) for name in names]


def _distinct(names: Iterable[BorneName]) -> tuple[BorneName, ...]:
    """One name for each key: the first, unless a later one carries more."""
    best: dict[str, BorneName] = {}
    for name in names:
        for spelled in spellings(name.name):
            key = exact_key(spelled)
            if key and (key not in best or name.share > best[key].share):
                best[key] = replace(name, name=spelled)
    return tuple(best.values())


def _former_names(inputs: Inputs) -> dict[str, list[BorneName]]:
    """The historical names of each place, by its id; a bare number is one of GeoNames."""
    former: defaultdict[str, list[BorneName]] = defaultdict(list)
    for row in inputs.historical:
        place = row["place"]
        former[f"geonames:{place}" if place.isdigit() else place] += _borne([row["name"]], "historical")
    return former


# Countries


def _countries(inputs: Inputs, former: Mapping[str, list[BorneName]]) -> Iterator[Record]:
    german = {row["iso"]: row for row in inputs.german_countries}
    for row in inputs.countries:
        iso = row["iso"]
        cldr = inputs.cldr.get(iso, {})
        curated = german.get(iso, {})
        name = curated.get("name") or cldr.get("de") or row["name_de"]
        english = cldr.get("en") or row["name_en"]
        place = Place(
            id=f"iso:{iso}",
            name=english,
            names={"de": name, "en": english},
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            type="country",
            country=iso,
            extent=_extent(row),
            population=int(row["population"] or 0),
            outline=f"iso:{iso}",
            source=SOURCE,
        )
        names = [
            *_german([name, *values(curated.get("forms", "")), *filter(None, [cldr.get("de")]), row["name_de"]]),
            *former.get(place.id, ()),
            *_foreign([english, row["name_en"]]),
        ]
        yield Record(place, prominence.of_place(place), _distinct(names))


# Regions


class _Regions:
    """Which regions there are, and which of them are nothing but a city."""

    def __init__(self, inputs: Inputs) -> None:
        # Natural Earth's own codes end in «~»: parts of Hong Kong called «Norden» that no article means.
        rows = [row for row in inputs.regions if not row["iso"].endswith("~")]
        whole = _whole_countries(rows, inputs.countries)
        self.rows: Final = [row for row in rows if row["iso"] not in whole]
        self.by_code: Final = {row["geonames_admin1"]: row for row in self.rows if row["geonames_admin1"]}
        self.german: Final = {row["iso"]: row for row in inputs.german_regions}
        self.people: Final = people_by_region(inputs.settlements)
        self.city_of: Final = self._cities(inputs)
        """The number of the settlement that is the region, by the region's code."""
        self.of_city: Final = {number: row for row in self.rows if (number := self.city_of.get(row["iso"]))}

    def name(self, row: Row) -> str:
        """The German name of a region."""
        return self.german[row["iso"]]["name"] if row["iso"] in self.german else row["name_de"]

    def forms(self, row: Row) -> tuple[str, ...]:
        """The further German names of a region. A row of ours replaces Natural Earth's name: nobody calls the
        department of the Moselle «Mosel»."""
        return values(self.german[row["iso"]]["forms"]) if row["iso"] in self.german else (row["name_de"],)

    def is_given_up(self, row: Row, name: str) -> bool:
        """Whether a name of Natural Earth's is one that our row for the region has replaced."""
        return row["iso"] in self.german and exact_key(name) == exact_key(row["name_de"])

    def _cities(self, inputs: Inputs) -> dict[str, int]:
        exonyms = {int(row["geonames_id"]): row["name"] for row in inputs.exonyms}
        flagged = [row for row in self.rows if row["sameascity"]]
        by_key: defaultdict[tuple[str, str], list[Settlement]] = defaultdict(list)
        countries = {row["country"] for row in flagged}
        for s in inputs.settlements:
            if s.country in countries:
                for name in {s.name, exonyms.get(s.number, s.name)}:
                    by_key[s.country, folded_key(exact_key(name))].append(s)
        cities = {}
        for row in flagged:
            names = (self.name(row), row["name_en"], row["sameascity"], *values(row["names"]))
            keys = dict.fromkeys(folded_key(exact_key(name)) for name in names)
            found = [s for key in keys for s in by_key[row["country"], key] if _is_at(s, row)]
            if found:
                cities[row["iso"]] = max(found, key=lambda s: (s.population, -s.number)).number
        return cities


def _whole_countries(rows: Iterable[Row], countries: Iterable[Row]) -> frozenset[str]:
    """The codes of the regions that are their whole country once more: Macau in Macau."""
    names = {row["iso"]: row["name_de"] for row in countries}
    siblings = Counter(row["country"] for row in rows)
    return frozenset(
        row["iso"] for row in rows if siblings[row["country"]] == 1 and names.get(row["country"]) == row["name_de"]
    )


def _is_at(s: Settlement, row: Row) -> bool:
    box = _extent(row)
    inside = box is not None and box.south <= s.lat <= box.north and box.west <= s.lon <= box.east
    return inside and row["geonames_admin1"] in ("", s.region)


def _region_records(inputs: Inputs, regions: _Regions, former: Mapping[str, list[BorneName]]) -> Iterator[Record]:
    for row in regions.rows:
        if row["iso"] in regions.city_of:
            continue
        name = regions.name(row)
        people = regions.people.get(row["geonames_admin1"], 0)
        place = Place(
            id=f"iso:{row['iso']}",
            name=row["name_en"] or name,
            names={"de": name, "en": row["name_en"] or name},
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            type="region",
            country=row["country"],
            extent=_extent(row),
            admin=tuple(f"iso:{code}" for code in (row["country"], row["parent"]) if code),
            population=people,
            outline=f"iso:{row['iso']}",
            source=SOURCE,
        )
        names = [*_region_names(inputs, regions, row), *former.get(place.id, ())]
        yield Record(place, prominence.of_place(place), _distinct(names))


def _region_names(inputs: Inputs, regions: _Regions, row: Row) -> list[BorneName]:
    others = [*values(row["names"]), inputs.local_names.get(row["iso"], "")]
    english = [row["name_en"]] if row["name_en"] and not regions.is_given_up(row, row["name_en"]) else []
    usable = (n for n in others if is_usable(n) and not n.endswith(".") and not regions.is_given_up(row, n))
    return [
        *_german([regions.name(row), *regions.forms(row)]),
        *_bare(regions.name(row)),
        *_foreign(english),
        *_borne(usable, "alternate"),
    ]


# Features


def _features(inputs: Inputs, former: Mapping[str, list[BorneName]]) -> Iterator[Record]:
    courses = {row["id"]: course_of(row["course"]) for row in inputs.courses}
    for row in inputs.features:
        extent = _extent(row)
        place = Place(
            id=f"schauplatz:{row['id']}",
            name=row["name_en"] or row["name_de"],
            names={"de": row["name_de"], "en": row["name_en"] or row["name_de"]},
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            type=cast(PlaceType, row["type"]),
            country=row["country"] or None,
            extent=extent,
            admin=(f"iso:{row['country']}",) if row["country"] else (),
            source=SOURCE,
            course=courses.get(row["id"], ()),
        )
        names = [
            *_german([row["name_de"], *values(row["forms_de"])]),
            *(_bare(row["name_de"]) if row["type"] == "region" else ()),
            *former.get(place.id, ()),
            *_foreign(filter(None, [row["name_en"]])),
        ]
        yield Record(place, max(_LISTED, prominence.of_place(place)), _distinct(names))


def _bare(name: str) -> Iterator[BorneName]:
    """«Stendal» for the Landkreis Stendal: what is left of a region's name once the text has named its type."""
    for title in _TITLES:
        if name.startswith(title):
            yield BorneName(name.removeprefix(title), "bare", _SHARES["bare"])


# Settlements


def _settlements(inputs: Inputs, regions: _Regions, former: Mapping[str, list[BorneName]]) -> Iterator[Record]:
    exonyms: dict[int, tuple[str, ...]] = {}
    for row in inputs.exonyms:
        exonyms[int(row["geonames_id"])] = (row["name"], *values(row["forms"]))
    weeded = {(int(row["geonames_id"]), exact_key(row["name"])) for row in inputs.weeded}
    taken = _names_of_countries_and_features(inputs)
    states = {row["geonames_admin1"]: number for number, row in regions.of_city.items() if row["geonames_admin1"]}
    seats = capitals(inputs.settlements, inputs.capitals)
    # New Delhi lies in Delhi, and is no part of it to any reader.
    parts = {s: city for s, city in parts_of_cities(inputs.settlements, states).items() if s not in seats}
    parts |= {int(row["geonames_id"]): int(row["city"]) for row in inputs.boroughs}
    for s in inputs.settlements:
        german = exonyms.get(s.number, ())
        place = _settlement_place(s, german[0] if german else s.name, regions, parts.get(s.number))
        region = regions.of_city.get(s.number)
        names = _distinct(
            [
                *_settlement_names(s, german, is_district=s.number in parts, taken=taken),
                *(_region_names(inputs, regions, region) if region else ()),
                *former.get(place.id, ()),
            ]
        )
        kept = tuple(name for name in names if (s.number, exact_key(name.name)) not in weeded)
        fame = _CAPITAL * (s.number in seats) + _WRITTEN_ABOUT * bool(german)
        yield Record(place, min(_HIGHEST, prominence.of_place(place) + fame), kept)


def _names_of_countries_and_features(inputs: Inputs) -> frozenset[str]:
    """Keys of the names that a settlement can bear only as its main or its German name."""
    rows = (*inputs.german_countries, *inputs.countries, *inputs.features)
    return frozenset(exact_key(row.get("name") or row["name_de"]) for row in rows)


def _settlement_place(s: Settlement, german: str, regions: _Regions, city: int | None) -> Place:
    state = regions.of_city.get(s.number)
    return Place(
        id=f"geonames:{s.number}",
        name=s.name,
        names={"de": german, "en": s.name},
        lat=s.lat,
        lon=s.lon,
        type="city" if city is None else "district",
        country=s.country,
        extent=_extent(state) if state else None,
        admin=_admin(s, regions, city),
        population=s.population,
        outline=f"iso:{state['iso']}" if state else None,
        source=SOURCE,
    )


def _admin(s: Settlement, regions: _Regions, city: int | None) -> tuple[str, ...]:
    path = [f"iso:{s.country}"]
    row = regions.by_code.get(s.region)
    if row is not None:
        if row["parent"]:
            path.append(f"iso:{row['parent']}")
        number = regions.city_of.get(row["iso"])
        path.append(f"iso:{row['iso']}" if number is None else f"geonames:{number}")
    if city is not None:
        path.append(f"geonames:{city}")
    return tuple(id_ for id_ in dict.fromkeys(path) if id_ != f"geonames:{s.number}")


def _settlement_names(
    s: Settlement, german: tuple[str, ...], *, is_district: bool, taken: frozenset[str]
) -> Iterator[BorneName]:
    # Of the towns called Us and Eu no article says anything; of the USA and the European Union it does.
    main = [s.name] if len(exact_key(s.name)) > _SHORTEST else []
    own = german or main
    yield from _german(own)
    yield from _foreign(main)
    if (s.country in GERMAN_SPEAKING or german) and not is_district:
        for name in own:
            short = short_form(name)
            if short:
                yield BorneName(short, "alternate", _SHARES["short"])
            yield from _alternates(parts_of_double(name), "bare")
    usable = usable_names(s)
    written_otherwise = {folded_key(exact_key(name)) for name in own}
    for name in usable.alternates:
        key = exact_key(name)
        if folded_key(key) in written_otherwise:
            yield BorneName(
                name, "preferred", _SHARES["spelling"]
            )  # «Muenchen» for «München», «San José» for «San Jose»
        elif key not in taken:
            yield from _borne([name], "alternate")
    yield from _borne((name for name in usable.transcribed if exact_key(name) not in taken), "transcribed")


def _extent(row: Row) -> Extent | None:
    if not row["south"]:
        return None
    return Extent(float(row["south"]), float(row["west"]), float(row["north"]), float(row["east"]))
