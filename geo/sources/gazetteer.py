"""The embedded gazetteer: which places bear a name, from a SQLite file that is only ever read.

The file holds settlements, regions, countries and features of the whole world; :mod:`geo.sources.gazetteer_build`
makes it. A name is looked up by its exact key first, and by its folded key where the exact one is unknown
(:mod:`geo.sources.names`).

Settlements: GeoNames (https://www.geonames.org), CC BY 4.0; who shows them to others names GeoNames. Centres and
extents of countries and regions: Natural Earth, public domain.

Three tables: ``places``; ``names``, one row for each key with the types of its bearers (a bit for each of
:data:`geo.model.PLACE_TYPES`), the prominence of the most prominent (thousandths) and the bearers themselves, most
prominent first, as «row of ``places`` and initial of the match» («17p 4711a»), so that one look at one row answers
both questions; ``about``, what the file was built from.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

from geo.errors import GazetteerDamaged, GazetteerMissing
from geo.model import PLACE_TYPES, Candidate, Extent, NameEntry, NameMatch, Place, PlaceType
from geo.sources.names import MAX_NAME, exact_key, folded_key

SCHEMA_VERSION: Final = 3
SOURCE: Final = "gazetteer"
MATCH_INITIALS: Final[dict[str, NameMatch]] = {
    "p": "preferred",
    "a": "alternate",
    "h": "historical",
    "t": "transcribed",
    "b": "bare",
}
MAX_BEARERS: Final = 60
"""Most places that one name is stored for; of the world's 350 called San José the rest is out of every text's reach."""

_HEADER: Final = b"SQLite format 3\x00"
_FIND: Final = "SELECT types, prominence, bearers FROM names WHERE key = ?"
_BEARER: Final = re.compile(r"(\d+)([a-z])(\d+)")
_PLACE: Final = (
    "SELECT id, name, de, en, lat, lon, type, country, south, west, north, east, admin, population, outline, course "
    "FROM places"
)


class Gazetteer:
    """A built gazetteer; implements :class:`geo.model.Names` and :class:`geo.model.CandidateSource`.

    May be used from several threads at once. Replacing the file does not disturb an open gazetteer.

    Raises:
        GazetteerMissing: there is no file.
        GazetteerDamaged: the file is truncated, of another version or no gazetteer at all; also raised by a lookup
            that meets a damaged page.
    """

    def __init__(self, path: Path) -> None:
        self.path: Final = path
        self._lock = threading.Lock()
        self._connection = _open(path)
        self._about = {str(name): str(value) for name, value in self._rows("SELECT name, value FROM about")}
        self._entry = lru_cache(maxsize=1 << 15)(self._read_entry)
        self._place_in_row = lru_cache(maxsize=1 << 13)(self._read_place_in_row)

    def close(self) -> None:
        """Close the file; the gazetteer cannot be used any more."""
        with self._lock:
            self._connection.close()

    def find(self, name: str) -> NameEntry | None:
        """The types of a name's bearers and the prominence of the first, or None where no place bears it."""
        return self._entry(name)

    def _read_entry(self, name: str) -> NameEntry | None:
        row = self._name_row(name)
        if row is None:
            return None
        types = frozenset(kind for bit, kind in enumerate(PLACE_TYPES) if row[0] >> bit & 1)
        return NameEntry(types=types, prominence=row[1] / 1000)

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """The records that bear the name, most prominent first, at most :data:`MAX_BEARERS`."""
        row = self._name_row(name)
        if row is None:
            return ()
        return tuple(
            Candidate(self._place_in_row(int(place)), MATCH_INITIALS[initial], SOURCE, int(prominence) / 1000)
            for place, initial, prominence in _BEARER.findall(cast(str, row[2]))
        )

    def place(self, id_: str) -> Place | None:
        """The place of an id («geonames:524901»), or None where the gazetteer does not hold it."""
        rows = self._rows(f"{_PLACE} WHERE id = ?", id_)
        return _place(rows[0]) if rows else None

    @property
    def fingerprint(self) -> str:
        """The digest of what the file was built from, see :func:`geo.sources.gazetteer_inputs.fingerprint`."""
        return self._about.get("fingerprint", "")

    def about(self) -> dict[str, str | int]:
        """What the gazetteer holds and was built from: places by type, names, bytes, versions of the packages."""
        figures: dict[str, str | int] = {"path": str(self.path), "bytes": self.path.stat().st_size}
        for name, value in self._about.items():
            if name != "fingerprint":
                figures[name] = int(value) if value.isdigit() else value
        return figures

    def _name_row(self, name: str) -> tuple[Any, ...] | None:
        if len(name) > MAX_NAME:
            return None
        key = exact_key(name)
        rows = self._rows(_FIND, key) if key else []
        if not rows:
            folded = folded_key(key)
            rows = self._rows(_FIND, folded) if folded != key else []
        return rows[0] if rows else None

    def _read_place_in_row(self, row: int) -> Place:
        rows = self._rows(f"{_PLACE} WHERE row = ?", row)
        if not rows:
            raise GazetteerDamaged(str(self.path), f"row {row} is missing")
        return _place(rows[0])

    def _rows(self, query: str, *parameters: str | int) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._connection.execute(query, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            raise GazetteerDamaged(str(self.path), str(error)) from error


def _open(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise GazetteerMissing(str(path))
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise GazetteerDamaged(str(path), error.strerror or str(error)) from error
    if not header.startswith(_HEADER) or len(header) < 100:
        raise GazetteerDamaged(str(path), "it is not a SQLite file")
    version = int.from_bytes(header[60:64], "big")
    if version != SCHEMA_VERSION:
        raise GazetteerDamaged(str(path), f"its version is {version}, not {SCHEMA_VERSION}")
    page_size = int.from_bytes(header[16:18], "big")
    expected = (65536 if page_size == 1 else page_size) * int.from_bytes(header[28:32], "big")
    size = path.stat().st_size
    if size != expected:
        raise GazetteerDamaged(str(path), f"it has {size:,} bytes, not {expected:,}")
    # «immutable»: nobody writes to this file, it is only ever replaced as a whole; SQLite needs no locks then.
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def _place(row: tuple[Any, ...]) -> Place:
    id_, name, de, en, lat, lon, kind, country, south, west, north, east, admin, population, outline, course = row
    return Place(
        id=id_,
        name=name,
        lat=lat,
        lon=lon,
        type=cast(PlaceType, kind),
        country=country,
        names={"de": de or name, "en": en or name},
        extent=None if south is None else Extent(south, west, north, east),
        admin=tuple(admin.split()),
        population=population,
        outline=outline,
        source=SOURCE,
        course=course_of(course),
    )


def course_of(written: str | None) -> tuple[tuple[float, float], ...]:
    """The points of a course as the tables write it: «47.66 9.18;47.56 7.59»."""
    pairs = (pair.split(" ") for pair in written.split(";")) if written else ()
    return tuple((float(lat), float(lon)) for lat, lon in pairs)
