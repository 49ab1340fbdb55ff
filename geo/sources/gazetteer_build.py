"""Builds the gazetteer: from the inputs' records to one SQLite file, which appears whole or not at all.

The file is written aside, flushed to the disk and moved into place. A lock next to it lets one process build and the
others wait for its result. A build that was killed leaves a temporary file that the next build removes. The same
inputs give the same bytes.
"""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final, TypeAlias

from filelock import FileLock, Timeout

from geo.errors import CacheUnwritable, GazetteerBuildFailed, GazetteerError
from geo.model import PLACE_TYPES, Place
from geo.sources.gazetteer import MATCH_INITIALS, MAX_BEARERS, SCHEMA_VERSION, Gazetteer
from geo.sources.gazetteer_inputs import Inputs, fingerprint, package_versions, read_inputs
from geo.sources.gazetteer_records import Record, records
from geo.sources.names import exact_key, folded_key

Say: TypeAlias = Callable[[str], None]

_WAIT: Final = 600.0
"""Seconds to wait for another process that is building."""
_TEMPORARY: Final = ".part"
_INITIALS: Final = {match: initial for initial, match in MATCH_INITIALS.items()}
_TYPE_BITS: Final = {kind: 1 << bit for bit, kind in enumerate(PLACE_TYPES)}

_SCHEMA: Final = f"""
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -64000;
PRAGMA temp_store = MEMORY;
PRAGMA user_version = {SCHEMA_VERSION};
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE places (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, de TEXT, en TEXT,
    lat REAL NOT NULL, lon REAL NOT NULL, type TEXT NOT NULL, country TEXT,
    south REAL, west REAL, north REAL, east REAL,
    admin TEXT NOT NULL, population INTEGER NOT NULL, outline TEXT, course TEXT
);
CREATE TABLE names (
    key TEXT PRIMARY KEY, types INTEGER NOT NULL, prominence INTEGER NOT NULL, bearers TEXT NOT NULL
) WITHOUT ROWID;
CREATE TEMP TABLE borne (
    key TEXT, folded TEXT, place INTEGER, match TEXT, prominence INTEGER, type INTEGER
);
"""
_INSERT_PLACE: Final = "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_GROUPED: Final = """
    SELECT key, place, match, prominence, type FROM borne
    UNION ALL
    SELECT folded, place, match, prominence, type FROM borne
    WHERE folded IS NOT NULL AND folded NOT IN (SELECT key FROM borne)
    ORDER BY 1, 4 DESC, 2, 3
"""
"""Every bearer of every exact key, and of every folded key that is no exact key of anything."""


def ensure(path: Path, say: Say, read: Callable[[], Inputs] = read_inputs) -> None:
    """Build the gazetteer unless the one in place was built from exactly what is installed now.

    ``say`` is told what happens, in a few short sentences. ``read`` gives what the gazetteer is made of.

    Raises:
        CacheUnwritable: its folder cannot be written to.
        GazetteerBuildFailed: its sources are missing, or another process has been building for too long.
    """
    wanted = fingerprint()
    if not _is_current(path, wanted):
        _build_alone(path, say, read, done=lambda: _is_current(path, wanted))


def build(path: Path, say: Say, read: Callable[[], Inputs] = read_inputs) -> None:
    """Build the gazetteer anew, or wait for the process that is just doing it.

    ``say`` is told what happens, in a few short sentences. ``read`` gives what the gazetteer is made of.

    Raises:
        CacheUnwritable: its folder cannot be written to.
        GazetteerBuildFailed: its sources are missing, or another process has been building for too long.
    """
    before, wanted = _identity(path), fingerprint()
    _build_alone(path, say, read, done=lambda: _identity(path) != before and _is_current(path, wanted))


def _is_current(path: Path, wanted: str) -> bool:
    try:
        gazetteer = Gazetteer(path)
    except GazetteerError:
        return False
    gazetteer.close()
    return gazetteer.fingerprint == wanted


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def _build_alone(path: Path, say: Say, read: Callable[[], Inputs], done: Callable[[], bool]) -> None:
    """Build while no other process does, unless, once it is our turn, another one has ``done`` it."""
    lock = FileLock(f"{path}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say("Another process is building the gazetteer; waiting for it …")
            lock.acquire(timeout=_WAIT)
    except Timeout as error:
        raise GazetteerBuildFailed(f"another process holds {path}.lock for more than {_WAIT:.0f} seconds") from error
    except OSError as error:
        raise CacheUnwritable(str(path.parent), _why(error)) from error
    try:
        if not done():
            _build_aside(path, say, read)
    finally:
        lock.release()


def _build_aside(path: Path, say: Say, read: Callable[[], Inputs]) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}{_TEMPORARY}")
    try:
        # Whoever holds the lock is the only one to build: what lies here was left by a build that was killed.
        for left in path.parent.glob(f"{path.name}.*{_TEMPORARY}"):
            left.unlink()
        say("Building the gazetteer (once; a minute or so): reading GeoNames …")
        facts = {"fingerprint": fingerprint(), **dict(package_versions())}
        write(temporary, records(read()), facts, say)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except (OSError, sqlite3.OperationalError) as error:
        raise CacheUnwritable(str(path.parent), _why(error)) from error
    finally:
        temporary.unlink(missing_ok=True)
    say(f"The gazetteer is ready: {path.stat().st_size / 1e6:.0f} MB.")


def write(path: Path, content: Iterable[Record], facts: dict[str, str], say: Say) -> None:
    """Write a gazetteer file with these records; ``facts`` and the counts of places and names go into ``about``.

    Raises:
        sqlite3.OperationalError: the file cannot be written.
    """
    connection = sqlite3.connect(path)
    try:
        connection.executescript(_SCHEMA)
        counts = _write_records(connection, content)
        say(f"{counts.total():,} places; sorting their names …")
        connection.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", _name_rows(connection))
        connection.execute("CREATE UNIQUE INDEX places_by_id ON places (id)")
        names = connection.execute("SELECT count(*) FROM names").fetchone()[0]
        figures = {**facts, **{kind: str(count) for kind, count in counts.items()}, "names": str(names)}
        connection.executemany("INSERT INTO about VALUES (?, ?)", figures.items())
        connection.commit()
    finally:
        connection.close()


def _write_records(connection: sqlite3.Connection, content: Iterable[Record]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row, record in enumerate(content, start=1):
        place = record.place
        counts[place.type] += 1
        connection.execute(_INSERT_PLACE, (row, *_place_cells(place)))
        connection.executemany("INSERT INTO borne VALUES (?, ?, ?, ?, ?, ?)", _borne_rows(row, record))
    return counts


def _place_cells(place: Place) -> tuple[str | int | float | None, ...]:
    german, english = place.names.get("de"), place.names.get("en")
    box = place.extent
    return (
        *(place.id, place.name, german if german != place.name else None, english if english != place.name else None),
        *(place.lat, place.lon, place.type, place.country),
        *((box.south, box.west, box.north, box.east) if box else (None, None, None, None)),
        *(" ".join(place.admin), place.population, place.outline),
        ";".join(f"{lat:g} {lon:g}" for lat, lon in place.course) or None,
    )


def _borne_rows(row: int, record: Record) -> Iterator[tuple[str, str | None, int, str, int, int]]:
    kind = _TYPE_BITS[record.place.type]
    for name in record.names:
        key = exact_key(name.name)
        folded = folded_key(key)
        prominence = round(1000 * record.prominence * name.share)
        yield key, folded if folded != key else None, row, _INITIALS[name.match], prominence, kind


def _name_rows(connection: sqlite3.Connection) -> Iterator[tuple[str, int, int, str]]:
    for key, group in groupby(connection.execute(_GROUPED), key=lambda bearer: bearer[0]):
        types, first, bearers = 0, 0, dict[int, str]()
        for _, place, match, prominence, kind in group:
            types |= kind
            first = max(first, prominence)
            if len(bearers) < MAX_BEARERS:
                bearers.setdefault(place, f"{match}{prominence}")
        yield key, types, first, " ".join(f"{place}{how}" for place, how in bearers.items())


def _sync_folder(folder: Path) -> None:
    """Make the move itself survive a power cut, where the system lets a folder be opened."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _why(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
