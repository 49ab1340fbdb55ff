"""What has been answered stays answered; what breaks costs time, never the run."""

from __future__ import annotations

import os
import pickle
import sqlite3
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import ModuleType

import pytest

from geo.errors import AnswersDamaged, CacheUnwritable
from geo.sources.answer_cache import DAY, AnswerCache, Question

MOSKAU = Question("https://nominatim.openstreetmap.org", "Moskau", "de", "limit=10")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "nominatim.sqlite"


@pytest.fixture
def said() -> list[str]:
    return []


def test_an_answer_comes_back_as_it_was(path: Path, said: list[str]) -> None:
    assert AnswerCache(path, said.append).get(MOSKAU) is None
    assert AnswerCache(path, said.append).put(MOSKAU, '[{"name": "Москва"}]', found=True)
    assert AnswerCache(path, said.append).get(MOSKAU) == '[{"name": "Москва"}]'
    assert said == []


@pytest.mark.parametrize("field", ["endpoint", "query", "language", "parameters"])
def test_another_question_has_another_answer(path: Path, said: list[str], field: str) -> None:
    cache = AnswerCache(path, said.append)
    cache.put(MOSKAU, "[1]", found=True)
    assert cache.get(replace(MOSKAU, **{field: "other"})) is None


@pytest.mark.parametrize(("found", "days"), [(True, 30), (False, 7)])
def test_an_answer_grows_old(path: Path, said: list[str], found: bool, days: int) -> None:
    now = time.time()
    AnswerCache(path, said.append).put(MOSKAU, "[]", found=found)
    assert AnswerCache(path, said.append, lambda: now + (days - 1) * DAY).get(MOSKAU) == "[]"
    late = AnswerCache(path, said.append, lambda: now + (days + 1) * DAY)
    assert late.get(MOSKAU) is None and late.info().expired == 1
    assert late.put(MOSKAU, "[2]", found=True) and late.get(MOSKAU) == "[2]"


def test_an_answer_from_the_far_future_is_not_believed(path: Path, said: list[str]) -> None:
    AnswerCache(path, said.append, lambda: time.time() + 400 * DAY).put(MOSKAU, "[]", found=True)
    assert AnswerCache(path, said.append).get(MOSKAU) is None


def test_info_counts_and_clear_forgets(path: Path, said: list[str]) -> None:
    cache = AnswerCache(path, said.append)
    assert cache.info().answers == cache.clear() == 0
    cache.put(MOSKAU, "[1]", found=True)
    cache.put(replace(MOSKAU, query="Nirgends"), "[]", found=False)
    info = cache.info()
    assert (info.answers, info.not_found, info.expired) == (2, 1, 0) and info.size > 0
    assert cache.clear() == 2 and cache.info().answers == 0 and cache.get(MOSKAU) is None


@pytest.mark.parametrize("content", [b"no database at all " * 100, pickle.dumps({"answers": 1}) * 50, os.urandom(8192)])
def test_a_damaged_file_is_said_once_and_can_be_cleared(path: Path, said: list[str], content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    cache = AnswerCache(path, said.append)
    assert cache.get(MOSKAU) is None and not cache.put(MOSKAU, "[]", found=True)
    assert cache.get(MOSKAU) == "[]", "until the program ends it is remembered"
    assert len(said) == 1 and "python -m geo cache clear" in said[0]
    with pytest.raises(AnswersDamaged):
        cache.info()
    cache.clear()
    assert AnswerCache(path, said.append).put(MOSKAU, "[]", found=True)


def test_a_file_of_another_program_is_not_written_to(path: Path, said: list[str]) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE answers (mine TEXT)")
    database.close()
    before = path.read_bytes()
    assert not AnswerCache(path, said.append).put(MOSKAU, "[]", found=True)
    assert path.read_bytes() == before and "another" in said[0]


def test_a_file_of_a_newer_version_is_left_alone(path: Path, said: list[str]) -> None:
    AnswerCache(path, said.append).put(MOSKAU, "[]", found=True)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    assert AnswerCache(path, said.append).get(MOSKAU) is None
    assert "another version" in said[0]


def test_a_folder_that_cannot_be_written_is_said_once(tmp_path: Path, said: list[str]) -> None:
    (tmp_path / "file").write_text("not a folder")
    cache = AnswerCache(tmp_path / "file" / "nominatim.sqlite", said.append)
    assert not cache.put(MOSKAU, "[]", found=True) and not cache.put(MOSKAU, "[]", found=True)
    assert cache.get(MOSKAU) == "[]" and cache.get(replace(MOSKAU, query="Kiew")) is None
    assert len(said) == 1 and "SCHAUPLATZ_CACHE" in said[0]


def test_a_folder_in_the_place_of_the_file_cannot_be_cleared(path: Path, said: list[str]) -> None:
    path.mkdir(parents=True)
    with pytest.raises(CacheUnwritable):
        AnswerCache(path, said.append).clear()


FULL_DISK = """
import os, resource, signal, sys
from pathlib import Path
from geo.sources.answer_cache import AnswerCache, Question
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
question = Question("e", "Kiew", "de", "p")
said = []
cache = AnswerCache(Path(sys.argv[1]), said.append)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
assert not cache.put(question, os.urandom(250_000).hex(), found=True)
assert cache.get(Question("e", "Moskau", "de", "p")) == "[1]", "what was kept before can still be read"
assert len(said) == 1 and "cannot be written" in said[0], said
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files as POSIX systems do")
def test_a_full_disk_is_said_once_and_the_answers_kept_are_read(path: Path, said: list[str]) -> None:
    AnswerCache(path, said.append).put(Question("e", "Moskau", "de", "p"), "[1]", found=True)
    subprocess.run([sys.executable, "-c", FULL_DISK, str(path)], check=True, timeout=60)


READ_ONLY = """
import os, sys
from pathlib import Path
from geo.sources.answer_cache import AnswerCache, Question
said = []
cache = AnswerCache(Path(sys.argv[1]), said.append)
if os.getuid() == 0:
    os.setuid(65534)  # nobody; root may write everywhere
assert cache.get(Question("e", "Moskau", "de", "p")) == "[1]" and said == []
assert not cache.put(Question("e", "Kiew", "de", "p"), "[2]", found=True)
assert cache.get(Question("e", "Kiew", "de", "p")) == "[2]"
assert cache.get(Question("e", "Moskau", "de", "p")) == "[1]"
assert len(said) == 1 and "cannot be written" in said[0], said
"""


@pytest.mark.skipif(sys.platform == "win32", reason="takes away the right to write as POSIX systems do")
def test_a_folder_that_can_only_be_read_still_answers(said: list[str]) -> None:
    # Not pytest's folder, which no other user may enter.
    with TemporaryDirectory() as temporary:
        path = Path(temporary) / "nominatim.sqlite"
        AnswerCache(path, said.append).put(Question("e", "Moskau", "de", "p"), "[1]", found=True)
        path.chmod(0o444)
        path.parent.chmod(0o555)
        try:
            subprocess.run([sys.executable, "-c", READ_ONLY, str(path)], check=True, timeout=60)
        finally:
            path.parent.chmod(0o755)


VERSION_1 = """
PRAGMA journal_mode = WAL;
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
PRAGMA application_id = 1397771354;
PRAGMA user_version = 1;
"""


def version_1(path: Path, answers: int) -> None:
    """A file as the first version of the program wrote it."""
    path.parent.mkdir()
    database = sqlite3.connect(path)
    database.executescript(VERSION_1)
    row = (MOSKAU.endpoint, MOSKAU.language, MOSKAU.parameters, '[{"name": "Москва"}]', 1, time.time() - DAY)
    database.executemany(
        "INSERT INTO answers (query, endpoint, language, parameters, answer, found, stored) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [("Moskau" if number == 0 else f"Ort {number}", *row) for number in range(answers)],
    )
    database.commit()
    database.close()


def test_a_file_of_the_previous_version_keeps_its_answers(path: Path, said: list[str]) -> None:
    version_1(path, answers=500)
    cache = AnswerCache(path, said.append)
    assert cache.get(MOSKAU) == '[{"name": "Москва"}]'
    assert cache.put(replace(MOSKAU, query="Kiew"), "[]", found=False)
    assert (cache.info().answers, cache.info().not_found, cache.info().expired) == (501, 1, 0)
    assert said == []


def _read_moscow(path: Path) -> tuple[str | None, list[str]]:
    said: list[str] = []
    return AnswerCache(path, said.append).get(MOSKAU), said


@contextmanager
def _four_processes() -> Iterator[ProcessPoolExecutor]:
    """Four processes that begin anew. Each would run the main module again, and an AppTest run before leaves the app
    in its place."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
            yield pool
    finally:
        sys.modules["__main__"] = main


def test_four_processes_bring_a_file_forward_once(path: Path) -> None:
    version_1(path, answers=2000)
    with _four_processes() as pool:
        assert list(pool.map(_read_moscow, [path] * 4)) == [('[{"name": "Москва"}]', [])] * 4


def test_how_long_answers_are_kept_can_be_chosen(path: Path, said: list[str]) -> None:
    now = time.time()
    AnswerCache(path, said.append).put(MOSKAU, "[1]", found=True)
    later = AnswerCache(path, said.append, lambda: now + 60 * DAY, keep_found=90)
    assert later.get(MOSKAU) == "[1]"
    assert AnswerCache(path, said.append, lambda: now + 2 * DAY, keep_found=1).get(MOSKAU) is None


def test_an_answer_damaged_inside_the_file_is_said_and_not_believed(path: Path, said: list[str]) -> None:
    AnswerCache(path, said.append).put(MOSKAU, "[1]", found=True)
    bomb = zlib.compress(b" " * 50_000_000)
    for blob in (b"", b"no zlib", bomb, "text", zlib.compress(b"\xff")):
        with sqlite3.connect(path) as database:
            database.execute("UPDATE answers SET answer = ?", (blob,))
        database.close()
        said.clear()
        assert AnswerCache(path, said.append).get(MOSKAU) is None
        assert len(said) == 1 and "python -m geo cache clear" in said[0]


def _write_fifty(path: Path, process: int) -> list[str]:
    said: list[str] = []
    cache = AnswerCache(path, said.append)
    for number in range(50):
        cache.put(replace(MOSKAU, query=f"{process}/{number}"), "[]", found=True)
    return said


def test_four_processes_create_and_fill_one_cache(path: Path, said: list[str]) -> None:
    with _four_processes() as pool:
        complaints = list(pool.map(_write_fifty, [path] * 4, range(4)))
    assert complaints == [[]] * 4
    assert AnswerCache(path, said.append).info().answers == 200


FOREVER = """
import os
from pathlib import Path
from geo.sources.answer_cache import AnswerCache, Question
cache = AnswerCache(Path(os.environ["CACHE"]), print)
content = "[" + os.urandom(1000).hex() + "]"
print(flush=True)
for number in range(1_000_000):
    name = f"{os.getpid()}/{number}"
    if cache.put(Question("e", name, "de", "p"), content, found=True):
        print(name, flush=True)
"""
WRITER = [sys.executable, "-c", FOREVER]


def test_what_was_reported_as_stored_survives_two_hundred_kills(path: Path, said: list[str]) -> None:
    chance = Random(5)
    reported: set[str] = set()
    for _ in range(200):
        # A process starts up while the one before it writes and dies.
        with subprocess.Popen(WRITER, env={**os.environ, "CACHE": str(path)}, stdout=subprocess.PIPE, text=True) as one:
            assert one.stdout is not None
            one.stdout.readline()
            time.sleep(chance.uniform(0.0, 0.03))
            one.kill()
            reported |= set(one.stdout.read().split("\n")[:-1])
    assert len(reported) > 200
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    cache = AnswerCache(path, said.append)
    assert [number for number in reported if cache.get(Question("e", number, "de", "p")) is None] == []
    assert said == []
