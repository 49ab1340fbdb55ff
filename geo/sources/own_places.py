"""A reader's own places: a CSV or GeoJSON file beside the embedded gazetteer.

CSV (comma, semicolon or tab; UTF-8) with a header; ``name``, ``lat`` and ``lon`` are needed, these are understood
besides:

==============  =====================================================================================
column          meaning
==============  =====================================================================================
``id``          the place's id in the list; made from name and place otherwise
``names``       further names, separated by «|»
``type``        :data:`geo.model.PlaceType`; ``site`` where it is missing
``country``     ISO 3166-1 alpha-2
``population``  inhabitants
``south`` …     the extent: ``south``, ``west``, ``north``, ``east``
==============  =====================================================================================

GeoJSON (RFC 7946): a FeatureCollection; the same as properties of each feature. A geometry that is no point gives
centre and extent.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Any, Final, cast

from geo.errors import OwnGazetteerUnreadable
from geo.model import PLACE_TYPES, Candidate, Extent, NameEntry, NameMatch, Place
from geo.sources.names import exact_key, folded_key

SOURCE: Final = "user"
MAX_BYTES: Final = 50_000_000
MAX_PLACES: Final = 200_000
_LONGEST: Final = 200
_PROMINENCE: Final = 0.7
"""Whoever lists a place thinks of it: it is as well known as a city of half a million."""
_DELIMITERS: Final = ",;\t"
_SIDES: Final = ("south", "west", "north", "east")


class OwnPlaces:
    """The places of some files; implements :class:`geo.model.Names` and :class:`geo.model.CandidateSource`.

    Raises:
        OwnGazetteerUnreadable: a file cannot be read; names the line or feature that is wrong.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._by_key: defaultdict[str, list[Candidate]] = defaultdict(list)
        self._by_id: dict[str, Place] = {}
        for path in paths:
            for place, names in _places(path):
                self._by_id[place.id] = place
                for number, name in enumerate(names):
                    match: NameMatch = "alternate" if number else "preferred"
                    candidate = Candidate(place, match, SOURCE, _PROMINENCE)
                    for key in {exact_key(name), folded_key(exact_key(name))}:
                        if all(one.place.id != place.id for one in self._by_key[key]):
                            self._by_key[key].append(candidate)

    def find(self, name: str) -> NameEntry | None:
        """The types of the places that bear the name."""
        found = self.candidates(name)
        return NameEntry(frozenset(one.place.type for one in found), _PROMINENCE) if found else None

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """The places that bear the name, in the files' order."""
        key = exact_key(name)
        return tuple(self._by_key.get(key, ()) or self._by_key.get(folded_key(key), ()))

    def place(self, id_: str) -> Place | None:
        """The place of an id (``user:…``)."""
        return self._by_id.get(id_)


def _places(path: Path) -> Iterator[tuple[Place, tuple[str, ...]]]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise OwnGazetteerUnreadable(str(path), f"it is larger than {MAX_BYTES // 1_000_000} MB")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise OwnGazetteerUnreadable(str(path), error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise OwnGazetteerUnreadable(str(path), f"byte {error.start} is not UTF-8") from error
    rows = _features(path, text) if text.lstrip()[:1] in ("{", "[") else _rows(path, text)
    for count, (where, row, extent) in enumerate(rows):
        if count >= MAX_PLACES:
            raise OwnGazetteerUnreadable(str(path), f"it has more than {MAX_PLACES:,} places")
        try:
            yield _place(row, extent)
        except ValueError as error:
            raise OwnGazetteerUnreadable(str(path), f"{where}: {error}") from None


def _rows(path: Path, text: str) -> Iterator[tuple[str, Mapping[str, object], Extent | None]]:
    head = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns = [(column or "").strip().lower() for column in reader.fieldnames or ()]
    missing = [column for column in ("name", "lat", "lon") if column not in columns]
    if missing:
        raise OwnGazetteerUnreadable(str(path), f"the column {missing[0]} is missing")
    try:
        for row in reader:
            cells = {
                column: (row[key] or "").strip() for column, key in zip(columns, reader.fieldnames or (), strict=True)
            }
            if any(cells.values()):
                yield f"line {reader.line_num}", cells, _extent([cells.get(side) for side in _SIDES])
    except csv.Error as error:
        raise OwnGazetteerUnreadable(str(path), f"line {reader.line_num}: {error}") from error


def _features(path: Path, text: str) -> Iterator[tuple[str, Mapping[str, object], Extent | None]]:
    try:
        collection = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise OwnGazetteerUnreadable(str(path), f"it is no JSON ({error})") from error
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise OwnGazetteerUnreadable(str(path), "it is no GeoJSON FeatureCollection")
    for number, feature in enumerate(features, start=1):
        where = f"feature {number}"
        properties = feature.get("properties") if isinstance(feature, dict) else None
        points = list(_positions(feature.get("geometry"))) if isinstance(feature, dict) else []
        if not isinstance(properties, dict) or not points:
            raise OwnGazetteerUnreadable(str(path), f"{where} has no properties or no geometry")
        lons, lats = zip(*points, strict=True)
        box = Extent(min(lats), min(lons), max(lats), max(lons))
        point = {"lat": (box.south + box.north) / 2, "lon": (box.west + box.east) / 2}
        yield where, {"id": feature.get("id"), **properties, **point}, box if len(points) > 1 else None


def _positions(geometry: object) -> Iterator[tuple[float, float]]:
    """All positions (lon, lat) of a geometry."""
    waiting: list[object] = [geometry]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [one.get("coordinates"), *(one.get("geometries") or ())]
        elif isinstance(one, list) and len(one) >= 2 and all(_is_number(value) for value in one[:2]):
            yield float(one[0]), float(one[1])
        elif isinstance(one, list):
            waiting += one


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and isfinite(cast(float, value))


def _place(row: Mapping[str, object], extent: Extent | None) -> tuple[Place, tuple[str, ...]]:
    """A place and its names.

    Raises:
        ValueError: something is missing or not as it must be.
    """
    name = _text(row.get("name"))
    if not name:
        raise ValueError("the name is missing")
    lat, lon = _degrees(row.get("lat"), 90, "lat"), _degrees(row.get("lon"), 180, "lon")
    kind = _text(row.get("type")) or "site"
    if kind not in PLACE_TYPES:
        raise ValueError(f"the type «{kind}» is none of {', '.join(PLACE_TYPES)}")
    country = _text(row.get("country")).upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise ValueError(f"the country «{country}» is no ISO 3166-1 code of two letters")
    population = _text(row.get("population")).replace(".", "").replace(" ", "")
    number = _text(row.get("id")) or f"{folded_key(exact_key(name)).replace(' ', '-')}@{lat:g},{lon:g}"
    place = Place(
        id=f"user:{number}",
        name=name,
        lat=lat,
        lon=lon,
        type=kind,
        country=country or None,
        extent=extent,
        admin=(f"iso:{country}",) if country else (),
        population=int(population) if population.isascii() and population.isdigit() and len(population) < 11 else 0,
        source=SOURCE,
    )
    others = row.get("names")
    listed = others if isinstance(others, list) else _text(others).split("|")
    return place, tuple(dict.fromkeys([name, *filter(None, map(_text, listed))]))


def _text(value: object) -> str:
    if value is None:
        return ""
    text = " ".join(str(value).split())
    if len(text) > _LONGEST:
        raise ValueError(f"«{text[:40]}…» is longer than {_LONGEST} characters")
    return text


def _degrees(value: object, limit: int, what: str) -> float:
    try:
        degrees = float(str(value).strip().replace(",", "."))
    except ValueError:
        raise ValueError(f"{what} «{str(value)[:40]}» is no number") from None
    if not -limit <= degrees <= limit:
        raise ValueError(f"{what} is {degrees:g}; it must lie between -{limit} and {limit}")
    return degrees


def _extent(sides: list[Any]) -> Extent | None:
    try:
        return Extent(*(float(str(side).replace(",", ".")) for side in sides)) if all(sides) else None
    except ValueError:
        return None
