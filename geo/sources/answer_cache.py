"""The answers of the geocoding service, kept so that no question is asked twice.

A SQLite file in WAL mode, written by any number of processes. Each answer is kept as the JSON text that came, so that a
better reading of it needs no new request. «Nothing found» is an answer too, kept for a shorter time, since maps grow.

A cache is a comfort: where it is damaged, cannot be written or belongs to a newer version, it says so once, and the run
goes on without it.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import filelock

from geo.errors import AnswersDamaged, CacheUnwritable, SchauplatzError

DAY: Final = 86_400.0
FOUND_DAYS: Final = 30
NOT_FOUND_DAYS: Final = 7

SCHEMA_VERSION: Final = 1
APPLICATION_ID: Final = 0x53504C5A
"""What SQLite's header holds to say whose file this is: «SPLZ»."""

_SCHEMA: Final = f"""
PRAGMA journal_mode = WAL;
BEGIN IMMEDIATE;
CREATE TABLE answers (
    endpoint TEXT NOT NULL,
    query TEXT NOT NULL,
    language TEXT NOT NULL,
    parameters TEXT NOT NULL,
    answer TEXT NOT NULL,
    found INTEGER NOT NULL,
    stored REAL NOT NULL,
    PRIMARY KEY (endpoint, query, language, parameters)
);
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};
COMMIT;
"""

_LIFETIME: Final = f"CASE found WHEN 1 THEN {FOUND_DAYS * DAY} ELSE {NOT_FOUND_DAYS * DAY} END"
# A clock that was ahead by less than a day when the answer came is forgiven.
_FRESH: Final = f"stored BETWEEN :now - ({_LIFETIME}) AND :now + {DAY}"
_KEY: Final = "endpoint = :endpoint AND query = :query AND language = :language AND parameters = :parameters"


@dataclass(frozen=True, slots=True)
class Question:
    """All that an answer depends on. ``parameters`` is the part of the request that is the same for every name."""

    endpoint: str
    query: str
    language: str
    parameters: str


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What a cache holds: all answers, those that found nothing, those too old to be used; ``size`` in bytes."""

    path: Path
    answers: int = 0
    not_found: int = 0
    expired: int = 0
    size: int = 0


class AnswerCache:
    """The answers kept at ``path``.

    ``say`` takes a sentence for the reader, ``clock`` gives seconds since the epoch.
    """

    def __init__(self, path: Path, say: Callable[[str], None], clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._say = say
        self._clock = clock
        self._readable = True
        self._writable = True

    def get(self, question: Question) -> str | None:
        """The answer kept for a question, or None where there is none or it is too old."""
        if not self._readable or not self._path.exists():
            return None
        try:
            with self._open() as database:
                row = database.execute(
                    f"SELECT answer FROM answers WHERE {_KEY} AND {_FRESH}",  # noqa: S608 - constants only
                    self._bind(question),
                ).fetchone()
        except (sqlite3.Error, OSError) as error:
            self._readable = self._writable = False
            self._say(str(self._meaning(error)))
            return None
        return row[0] if row is not None else None

    def put(self, question: Question, answer: str, *, found: bool) -> bool:
        """Keep an answer; True once it is safe on disk."""
        if not self._writable:
            return False
        try:
            with self._open(create=True) as database:
                database.execute(
                    "INSERT OR REPLACE INTO answers (endpoint, query, language, parameters, answer, found, stored) "
                    "VALUES (:endpoint, :query, :language, :parameters, :answer, :found, :now)",
                    self._bind(question) | {"answer": answer, "found": int(found)},
                )
        except (sqlite3.Error, OSError) as error:
            self._writable = False
            self._say(str(self._meaning(error)))
            return False
        return True

    def info(self) -> CacheInfo:
        """What is kept.

        Raises:
            AnswersDamaged: the file is no cache of ours, or broken.
            CacheUnwritable: it cannot be opened.
        """
        if not self._path.exists():
            return CacheInfo(self._path)
        try:
            with self._open() as database:
                answers, not_found, expired = database.execute(
                    f"SELECT count(*), total(NOT found), total(NOT ({_FRESH})) FROM answers",  # noqa: S608
                    {"now": self._clock()},
                ).fetchone()
            return CacheInfo(self._path, answers, int(not_found), int(expired), self._path.stat().st_size)
        except (sqlite3.Error, OSError) as error:
            raise self._meaning(error) from error

    def clear(self) -> int:
        """Forget all answers; how many there were. A damaged file is deleted.

        Raises:
            CacheUnwritable: the file can be neither written nor deleted.
        """
        if not self._path.exists():
            return 0
        try:
            with self._open() as database:
                answers = database.execute("DELETE FROM answers").rowcount
                database.execute("VACUUM")
                return answers
        except sqlite3.OperationalError as error:
            raise self._meaning(error) from error
        except sqlite3.DatabaseError:
            return self._delete()

    def _delete(self) -> int:
        try:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        except OSError as error:
            raise self._meaning(error) from error
        return 0

    @contextlib.contextmanager
    def _open(self, *, create: bool = False) -> Iterator[sqlite3.Connection]:
        """A connection for one statement: nothing is shared between threads or inherited by a forked process."""
        if create and not self._path.exists():
            self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        try:
            if not self._is_ours(database):
                # The switch to WAL does not wait for other processes, so only one of them makes it.
                with filelock.FileLock(f"{self._path}.lock"):
                    if not self._is_ours(database):
                        database.executescript(_SCHEMA)
            yield database
        finally:
            database.close()

    def _is_ours(self, database: sqlite3.Connection) -> bool:
        """Whether the file is a cache of this version; False for an empty file."""
        version, application = (
            database.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in ("user_version", "application_id")
        )
        if (version, application) == (SCHEMA_VERSION, APPLICATION_ID):
            return True
        if (version, application) == (0, 0) and not database.execute("SELECT 1 FROM sqlite_master").fetchone():
            return False
        raise sqlite3.DatabaseError("another program or another version of this one has written it")

    def _bind(self, question: Question) -> dict[str, str | int | float]:
        return {
            "endpoint": question.endpoint,
            "query": question.query,
            "language": question.language,
            "parameters": question.parameters,
            "now": self._clock(),
        }

    def _meaning(self, error: sqlite3.Error | OSError) -> SchauplatzError:
        """SQLite's *operational* errors are the folder's fault (full, read-only, locked), its others the file's."""
        if isinstance(error, (sqlite3.OperationalError, OSError)):
            return CacheUnwritable(str(self._path.parent), str(error))
        return AnswersDamaged(str(self._path), str(error))
