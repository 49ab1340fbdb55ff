"""The answers of the geocoding service, kept so that no question is asked twice.

A SQLite file in WAL mode, written by any number of processes. Each answer is kept as the JSON text that came, so that a
better reading of it needs no new request. «Nothing found» is an answer too, kept for a shorter time, since maps grow.

A cache is a comfort: where it is damaged, cannot be written or belongs to a newer version, it says so once, and the run
goes on; what it could not keep on disk it remembers until the program ends.

Versions of the file: 1 held the answers as text. 2 holds them compressed, to a sixth of the size; a file of version 1
is brought forward when it is first opened.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import filelock

from geo.errors import AnswersDamaged, CacheUnwritable, SchauplatzError
from geo.settings import FOUND_DAYS, NOT_FOUND_DAYS

DAY: Final = 86_400.0
MAX_ANSWER: Final = 4_000_000
"""The longest answer that is kept, in code points and in bytes."""

SCHEMA_VERSION: Final = 2
APPLICATION_ID: Final = 0x53504C5A
"""What SQLite's header holds to say whose file this is: «SPLZ»."""

_REMEMBERED: Final = 10_000
"""Answers remembered where they cannot be kept on disk."""

_SCHEMA: Final = f"""
PRAGMA journal_mode = WAL;
BEGIN IMMEDIATE;
CREATE TABLE answers (
    endpoint TEXT NOT NULL,
    query TEXT NOT NULL,
    language TEXT NOT NULL,
    parameters TEXT NOT NULL,
    answer BLOB NOT NULL,
    found INTEGER NOT NULL,
    stored REAL NOT NULL,
    PRIMARY KEY (endpoint, query, language, parameters)
);
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};
COMMIT;
"""

_MIGRATIONS: Final = {1: "UPDATE answers SET answer = compressed(answer)"}
"""By version: what makes a file of it one of the next."""

_LIFETIME: Final = "CASE found WHEN 1 THEN :keep_found ELSE :keep_not_found END"
# A clock that was ahead by less than a day when the answer came is forgiven.
_FRESH: Final = f"stored BETWEEN :now - ({_LIFETIME}) AND :now + {DAY}"
_PUT: Final = """
INSERT INTO answers (endpoint, query, language, parameters, answer, found, stored)
VALUES (:endpoint, :query, :language, :parameters, :answer, :found, :stored)
ON CONFLICT DO UPDATE SET answer = excluded.answer, found = excluded.found, stored = excluded.stored
WHERE excluded.stored >= answers.stored OR answers.stored > :now
"""
_KEY: Final = "endpoint = :endpoint AND query = :query AND language = :language AND parameters = :parameters"


@dataclass(frozen=True, slots=True)
class Question:
    """All that an answer depends on. ``parameters`` is the part of the request that is the same for every name."""

    endpoint: str
    query: str
    language: str
    parameters: str


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A question, its answer (JSON text), whether it found anything, and when it came, in seconds since the epoch."""

    question: Question
    answer: str
    found: bool
    stored: float


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

    ``say`` takes a sentence for the reader, ``clock`` gives seconds since the epoch. ``keep_found`` and
    ``keep_not_found`` say for how many days answers are used.
    """

    def __init__(
        self,
        path: Path,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.time,
        *,
        keep_found: float = FOUND_DAYS,
        keep_not_found: float = NOT_FOUND_DAYS,
    ) -> None:
        self._path = path
        self._say = say
        self._clock = clock
        self._lifetimes = {"keep_found": keep_found * DAY, "keep_not_found": keep_not_found * DAY}
        self._readable = True
        self._writable = True
        self._remembered: dict[Question, str] = {}

    def get(self, question: Question) -> str | None:
        """The answer kept for a question, or None where there is none or it is too old."""
        if question in self._remembered:
            return self._remembered[question]
        if not self._readable or not self._exists():
            return None
        try:
            with self._open() as database:
                row = database.execute(
                    f"SELECT answer FROM answers WHERE {_KEY} AND {_FRESH}",  # noqa: S608 - constants only
                    self._bind(question),
                ).fetchone()
                return _text(row[0]) if row is not None else None
        except (sqlite3.Error, OSError) as error:
            self._readable = self._writable = False
            self._say(str(self._meaning(error)))
            return None

    def put(self, question: Question, answer: str, *, found: bool) -> bool:
        """Keep an answer; True once it is safe on disk. Otherwise it is remembered until the program ends."""
        if self._writable:
            try:
                with self._open(create=True) as database:
                    database.execute(_PUT, self._row(StoredAnswer(question, answer, found, self._clock())))
                return True
            except (sqlite3.Error, OSError) as error:
                self._writable = False
                self._say(str(self._meaning(error)))
        if len(self._remembered) < _REMEMBERED:
            self._remembered[question] = answer
        return False

    def answers(self) -> Iterator[StoredAnswer]:
        """All answers that are not too old, in the order of their questions.

        Raises:
            AnswersDamaged: the file is no cache of ours, or broken.
            CacheUnwritable: it cannot be opened.
        """
        if not self._exists():
            return
        try:
            with self._open() as database:
                rows = database.execute(
                    f"SELECT endpoint, query, language, parameters, answer, found, stored FROM answers WHERE {_FRESH} "  # noqa: S608
                    "ORDER BY endpoint, query, language, parameters",
                    self._times(),
                )
                for *key, answer, found, stored in rows:
                    yield StoredAnswer(Question(*key), _text(answer), bool(found), stored)
        except (sqlite3.Error, OSError) as error:
            raise self._meaning(error) from error

    def take_over(self, answers: Iterable[StoredAnswer]) -> int:
        """Keep answers that came elsewhere, all or (where ``answers`` raises) none; of two to one question the later
        stays. Returns how many there were.

        Raises:
            AnswersDamaged: the file is no cache of ours, or broken.
            CacheUnwritable: it cannot be written.
        """
        count = 0
        try:
            with self._open(create=True) as database:
                database.execute("BEGIN IMMEDIATE")
                for answer in answers:
                    database.execute(_PUT, self._row(answer))
                    count += 1
                database.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise self._meaning(error) from error
        return count

    def info(self) -> CacheInfo:
        """What is kept.

        Raises:
            AnswersDamaged: the file is no cache of ours, or broken.
            CacheUnwritable: it cannot be opened.
        """
        if not self._exists():
            return CacheInfo(self._path)
        try:
            with self._open() as database:
                answers, not_found, expired = database.execute(
                    f"SELECT count(*), total(NOT found), total(NOT ({_FRESH})) FROM answers",  # noqa: S608
                    self._times(),
                ).fetchone()
            return CacheInfo(self._path, answers, int(not_found), int(expired), self._path.stat().st_size)
        except (sqlite3.Error, OSError) as error:
            raise self._meaning(error) from error

    def clear(self) -> int:
        """Forget all answers; how many there were. A damaged file is deleted.

        Raises:
            CacheUnwritable: the file can be neither written nor deleted.
        """
        self._remembered.clear()
        if not self._exists():
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
        database = self._connection(create=create)
        try:
            if self._version(database) != SCHEMA_VERSION:
                # The switch to WAL does not wait for other processes, so only one of them makes it.
                with filelock.FileLock(f"{self._path}.lock"):
                    self._bring_forward(database)
            yield database
        finally:
            database.close()

    def _connection(self, *, create: bool) -> sqlite3.Connection:
        """A connection, also to a file in a folder that cannot be written: SQLite keeps notes beside a file in WAL
        mode, unless it is told that nobody changes it."""
        if create or os.access(self._path.parent, os.W_OK):
            return sqlite3.connect(self._path, timeout=10, isolation_level=None)
        return sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)

    def _bring_forward(self, database: sqlite3.Connection) -> None:
        """Make an empty file a cache, or one of an earlier version one of this; another process may have done so."""
        version = self._version(database)
        if version == 0:
            database.executescript(_SCHEMA)
            return
        database.create_function("compressed", 1, _compressed, deterministic=True)
        while version < SCHEMA_VERSION:
            database.execute("BEGIN IMMEDIATE")  # a process that dies here leaves the file as it was
            database.execute(_MIGRATIONS[version])
            version += 1
            database.execute(f"PRAGMA user_version = {version}")
            database.execute("COMMIT")

    def _version(self, database: sqlite3.Connection) -> int:
        """The version of the cache; 0 for an empty file.

        Raises:
            sqlite3.DatabaseError: it is another program's, or of a later version.
        """
        version, application = (
            int(database.execute(f"PRAGMA {pragma}").fetchone()[0]) for pragma in ("user_version", "application_id")
        )
        if application == APPLICATION_ID and 0 < version <= SCHEMA_VERSION:
            return version
        if (version, application) == (0, 0) and not database.execute("SELECT 1 FROM sqlite_master").fetchone():
            return 0
        raise sqlite3.DatabaseError("another program or another version of this one has written it")

    def _exists(self) -> bool:
        """Whether there is a file; where its folder cannot be entered, there is none for us."""
        try:
            return self._path.exists()
        except OSError:
            return False

    def _times(self) -> dict[str, float]:
        return {"now": self._clock(), **self._lifetimes}

    def _bind(self, question: Question) -> dict[str, str | float]:
        return {
            "endpoint": question.endpoint,
            "query": question.query,
            "language": question.language,
            "parameters": question.parameters,
            **self._times(),
        }

    def _row(self, answer: StoredAnswer) -> dict[str, str | float | bytes]:
        return {
            **self._bind(answer.question),
            "answer": _compressed(answer.answer),
            "found": int(answer.found),
            "stored": answer.stored,
        }

    def _meaning(self, error: sqlite3.Error | OSError) -> SchauplatzError:
        """SQLite's *operational* errors are the folder's fault (full, read-only, locked), its others the file's."""
        if isinstance(error, (sqlite3.OperationalError, OSError)):
            return CacheUnwritable(str(self._path.parent), str(error))
        return AnswersDamaged(str(self._path), str(error))


def _compressed(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8"), 6)


def _text(blob: object) -> str:
    """An answer as it came.

    Raises:
        sqlite3.DatabaseError: it is damaged, or so long that no server of ours has sent it.
    """
    try:
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(blob, MAX_ANSWER)  # type: ignore[arg-type]  # a TypeError is one of the answers
        if not unpacking.eof:
            raise ValueError
        return data.decode("utf-8")
    except (zlib.error, ValueError, TypeError):
        raise sqlite3.DatabaseError("an answer in it is damaged") from None
