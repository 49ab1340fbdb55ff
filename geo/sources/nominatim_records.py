"""What Nominatim answers, as candidates.

Everything in an answer is a stranger's: anybody can edit the map behind it, and the server may be anybody's. A record
is taken over only as far as it fits; one that does not fit is left out, and the others stay.

Format: https://nominatim.org/release-docs/latest/api/Output/ (JSON). ``data/osm_types.tsv`` says which of
OpenStreetMap's kinds of things are places of ours; shops, restaurants and the like are none.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from importlib import resources
from typing import Any, Final, cast

from geo.languages.tables import read_table
from geo.model import Candidate, Extent, NameMatch, Place, PlaceType
from geo.sources import prominence
from geo.sources.names import exact_key, folded_key
from geo.sources.nominatim_outlines import OUTLINED

SOURCE: Final = "nominatim"

MAX_RECORDS: Final = 50
MAX_NAME: Final = 200
MAX_NAMES: Final = 500
MAX_POPULATION: Final = 10_000_000_000

_IMPORTANT: Final = 0.95
_OSM_TYPES: Final = ("node", "way", "relation")
_TAG: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_COUNTRY: Final = re.compile(r"[a-z]{2}")
_SUBDIVISION: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_SUBDIVISION_KEY: Final = re.compile(r"ISO3166-2-lvl([1-9][0-9]?)")
_NAME_KEY: Final = re.compile(r"([a-z_]{1,30})(?::([A-Za-z_-]{2,20}))?")
_POPULATION: Final = re.compile(r"[0-9]{1,11}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,20})?")
# Direction marks that could turn the text after them around.
_FORBIDDEN: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def candidates(answer: str, name: str, language: str) -> tuple[Candidate, ...]:
    """The places of an answer (JSON text) to the question for ``name``, in the server's order, most important first.

    ``language`` (ISO 639-1) is the one that names were asked in. An answer that cannot be read holds none.
    """
    try:
        records = json.loads(answer)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(records, list):
        return ()
    found: dict[str, Candidate] = {}
    for record in records[:MAX_RECORDS]:
        place = place_of(record, language) if isinstance(record, dict) else None
        if place is not None:
            match = _match(name, record, place, language)
            found.setdefault(place.id, Candidate(place, match, SOURCE, _prominence(record, place)))
    return tuple(found.values())


def place_of(record: dict[str, Any], language: str) -> Place | None:
    """A record as a place; None where it is no place of ours or something about it is not as it must be."""
    identifier, where, place_type = _identifier(record), position(record), _place_type(record)
    names = _names(record)
    by_language = {key.removeprefix("name:"): name for key, name in names.items() if re.fullmatch("name:[a-z]{2}", key)}
    name = _text(record.get("name")) or by_language.get(language) or names.get("name")
    if identifier is None or where is None or place_type is None or name is None:
        return None
    country = _country(record)
    containing, own = _subdivisions(record)
    if place_type == "country":
        own, containing = (country, ()) if country else (None, ())
    elif country:
        containing = (country, *containing)
    return Place(
        id=identifier,
        name=name,
        lat=where[0],
        lon=where[1],
        type=place_type,
        country=country,
        names=by_language,
        extent=_extent(record),
        admin=tuple(f"iso:{code}" for code in containing),
        population=_population(record),
        outline=_outline(identifier, own, place_type),
        source=SOURCE,
    )


def _outline(identifier: str, own: str | None, place_type: PlaceType) -> str | None:
    """The reference of a place's outline: by ISO code, as the outlines that ship with the project go, or by its id. A
    node has none."""
    if own and place_type in ("country", "region"):
        return f"iso:{own}"
    return identifier if place_type in OUTLINED and not identifier.startswith("osm:node/") else None


def position(record: dict[str, Any]) -> tuple[float, float] | None:
    """Latitude and longitude of a record, in degrees."""
    lat, lon = _number(record.get("lat"), 90), _number(record.get("lon"), 180)
    return (lat, lon) if lat is not None and lon is not None else None


def _identifier(record: dict[str, Any]) -> str | None:
    kind, number = record.get("osm_type"), record.get("osm_id")
    if kind not in _OSM_TYPES or type(number) is not int or not 0 < number < 2**63:
        return None
    return f"osm:{kind}/{number}"


def _place_type(record: dict[str, Any]) -> PlaceType | None:
    tags = [record.get(key) for key in ("class", "type", "addresstype")]
    if not all(isinstance(tag, str) and _TAG.fullmatch(tag) for tag in tags):
        return None
    key, value, address = cast(list[str], tags)
    table = _osm_types()
    for row in ((key, value, address), (key, value, "*"), (key, "*", "*")):
        if row in table:
            return table[row]
    return None


@functools.cache
def _osm_types() -> dict[tuple[str, str, str], PlaceType]:
    rows = read_table(resources.files("geo.sources") / "data" / "osm_types.tsv")
    return {(row["class"], row["type"], row["addresstype"]): cast(PlaceType, row["place_type"]) for row in rows}


def _names(record: dict[str, Any]) -> dict[str, str]:
    """The names of a record by OpenStreetMap's key (``name``, ``name:de``, ``alt_name``, ``old_name:en``)."""
    details = record.get("namedetails")
    if not isinstance(details, dict):
        return {}
    checked = ((key, _text(value)) for key, value in list(details.items())[:MAX_NAMES] if _NAME_KEY.fullmatch(key))
    return {key: name for key, name in checked if name is not None}


def _match(name: str, record: dict[str, Any], place: Place, language: str) -> NameMatch:
    """How a place bears the name that was asked for.

    What Nominatim finds by a part of the name («Luhansk» → «Oblast Luhansk») is an alternate name too.
    """
    asked = _key(name)
    names = _names(record)
    own = (place.name, place.name_in(language), names.get("name", ""))
    if asked in map(_key, own):
        return "preferred"
    for key, value in names.items():
        # OpenStreetMap lists several names of one key with semicolons.
        if asked in map(_key, value.split(";")):
            return "historical" if key.startswith("old_name") else "alternate"
    return "alternate"


def _prominence(record: dict[str, Any], place: Place) -> float:
    """The larger of what people and size say, and of the server's «importance», which knows how often Wikipedia links
    to a place; a server without Wikipedia's data makes it up from the rank and stays below."""
    importance = _number(record.get("importance"), 1) or 0.0
    return max(prominence.of_place(place), _IMPORTANT * max(0.0, importance))


def _key(name: str) -> str:
    return folded_key(exact_key(name))


def _country(record: dict[str, Any]) -> str | None:
    code = _address(record).get("country_code")
    return code.upper() if isinstance(code, str) and _COUNTRY.fullmatch(code) else None


def _subdivisions(record: dict[str, Any]) -> tuple[tuple[str, ...], str | None]:
    """The ISO 3166-2 codes of the units that contain a place, widest first, and the place's own.

    Nominatim lists the place itself in its address. A unit of administrative level n has the rank 2 n.
    """
    rank = record.get("place_rank")
    levels: dict[int, str] = {}
    for key, code in _address(record).items():
        level = _SUBDIVISION_KEY.fullmatch(key)
        if level and isinstance(code, str) and _SUBDIVISION.fullmatch(code):
            levels[int(level[1])] = code
    own = levels.pop(rank // 2, None) if type(rank) is int else None
    return tuple(levels[level] for level in sorted(levels)), own


def _address(record: dict[str, Any]) -> dict[str, Any]:
    address = record.get("address")
    return address if isinstance(address, dict) else {}


def _extent(record: dict[str, Any]) -> Extent | None:
    """The bounding box of a way or relation. That of a node is made up by the server: a node has no extent."""
    box = record.get("boundingbox")
    if record.get("osm_type") == "node" or not isinstance(box, list) or len(box) != 4:
        return None
    south, north = (_number(value, 90) for value in box[:2])
    west, east = (_number(value, 180) for value in box[2:])
    if south is None or north is None or west is None or east is None or south > north:
        return None
    return Extent(south=south, west=west, north=north, east=east)


def _population(record: dict[str, Any]) -> int:
    tags = record.get("extratags")
    value = tags.get("population") if isinstance(tags, dict) else None
    if not isinstance(value, str) or not _POPULATION.fullmatch(value):
        return 0
    return min(int(value), MAX_POPULATION)


def _text(value: object) -> str | None:
    """A name fit to be shown, or None: no control characters, no half characters, not too long."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_NAME:
        return None
    if any(c in _FORBIDDEN or unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in value):
        return None
    return unicodedata.normalize("NFC", value).strip() or None


def _number(value: object, limit: float) -> float | None:
    """A coordinate, which Nominatim sends as a text, or None where it is none from -limit to limit."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value)
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    return float(value) if -limit <= value <= limit else None  # nothing compares with «not a number»
