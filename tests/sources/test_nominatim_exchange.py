"""A warmed cache can be shared, and a file from a stranger can do no more than what is checked allows."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.cli import main
from geo.errors import AnswersRefused, SchauplatzError
from geo.sources.answer_cache import DAY, MAX_ANSWER, AnswerCache, Question
from geo.sources.nominatim_exchange import HEADER, export_answers, import_answers

PARAMETERS = "search limit=10 addressdetails namedetails extratags"
MOSKAU = Question("https://nominatim.openstreetmap.org", "Moskau", "de", PARAMETERS)
NOWHERE = Question("https://nominatim.openstreetmap.org", "Nirgendwo", "de", PARAMETERS)
ROW: dict[str, Any] = {
    "endpoint": MOSKAU.endpoint,
    "query": "Moskau",
    "language": "de",
    "parameters": PARAMETERS,
    "answer": [{"name": "Москва"}],
    "stored": 1_700_000_000.5,
}


@pytest.fixture
def cache(tmp_path: Path) -> AnswerCache:
    return AnswerCache(tmp_path / "mine" / "nominatim.sqlite", print)


@pytest.fixture
def other(tmp_path: Path) -> AnswerCache:
    return AnswerCache(tmp_path / "theirs" / "nominatim.sqlite", print)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "answers.jsonl"


def write(file: Path, *rows: object) -> None:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_answers_come_over_as_they_were_the_missing_ones_too(
    cache: AnswerCache, other: AnswerCache, file: Path
) -> None:
    cache.put(MOSKAU, '[{"name":"Москва","half":"\\ud800"}]', found=True)
    cache.put(NOWHERE, "[]", found=False)
    assert export_answers(cache, file) == 2
    assert "OpenStreetMap contributors" in file.read_text(encoding="utf-8").split("\n")[0]
    assert import_answers(other, file) == 2
    assert json.loads(other.get(MOSKAU) or "") == [{"name": "Москва", "half": "\ud800"}]
    assert other.get(NOWHERE) == "[]"
    assert (other.info().answers, other.info().not_found) == (2, 1)
    assert [one.stored for one in other.answers()] == [one.stored for one in cache.answers()], "they grow no younger"


def test_what_is_too_old_is_not_exported(tmp_path: Path, file: Path) -> None:
    path = tmp_path / "nominatim.sqlite"
    AnswerCache(path, print, lambda: time.time() - 40 * DAY).put(MOSKAU, "[1]", found=True)
    assert export_answers(AnswerCache(path, print), file) == 0


def test_the_later_answer_stays(cache: AnswerCache, other: AnswerCache, file: Path) -> None:
    now = time.time()
    write(file, HEADER, ROW | {"stored": now - DAY})
    cache.put(MOSKAU, '[{"name":"new"}]', found=True)
    import_answers(cache, file)
    assert cache.get(MOSKAU) == '[{"name":"new"}]'
    write(file, HEADER, ROW | {"stored": now - DAY}, ROW | {"answer": [], "stored": now - DAY / 2})
    import_answers(other, file)
    assert other.get(MOSKAU) == "[]"


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "file:///etc/passwd"},
        {"endpoint": "http://[::1"},
        {"endpoint": 7},
        {"endpoint": "https://" + "x" * 400},
        {"query": ""},
        {"query": "x" * 301},
        {"query": "Mos\x00kau"},
        {"query": ["Moskau"]},
        {"language": "de'; DROP TABLE answers; --"},
        {"language": None},
        {"parameters": "search\n"},
        {"parameters": "anything else"},
        {"answer": {"name": "Moskau"}},
        {"answer": "[]"},
        {"answer": [7]},
        {"answer": [{"name": "x" * MAX_ANSWER}]},
        {"stored": time.time() + 10 * DAY},
        {"stored": -1},
        {"stored": True},
        {"stored": float("nan")},
        {"stored": 10**400},
        {"more": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_row_that_is_not_as_it_must_be_refuses_the_whole_file(
    cache: AnswerCache, file: Path, change: dict[str, Any]
) -> None:
    write(file, HEADER, ROW, ROW | change)
    with pytest.raises(AnswersRefused, match=r"line 3: .*python -m geo cache export"):
        import_answers(cache, file)
    assert cache.info().answers == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n", "no JSON"),
        (b"\xff\xfe\x00", "no JSON"),
        (b"[" * 100_000 + b"\n", "no JSON"),
        (b"7\n", "no object"),
        (b'{"schauplatz": "corrections"}\n', "no file of answers"),
        (b'{"schauplatz": "answers", "version": 99}\n', "another version"),
        (json.dumps(HEADER).encode() + b'\n{"endpoint": "', "line 2"),
        (json.dumps(HEADER).encode() + b"\n" + b" " * (2 * MAX_ANSWER + 2), "too long"),
        (b"SQLite format 3\x00" + bytes(4096), "no JSON"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused(cache: AnswerCache, file: Path, content: bytes, why: str) -> None:
    file.write_bytes(content)
    with pytest.raises(AnswersRefused, match=why):
        import_answers(cache, file)
    assert cache.info().answers == 0


def test_a_file_that_is_not_there_or_cannot_be_written_is_told(cache: AnswerCache, tmp_path: Path) -> None:
    with pytest.raises(AnswersRefused, match="No such file"):
        import_answers(cache, tmp_path / "missing.jsonl")
    with pytest.raises(AnswersRefused):
        import_answers(cache, tmp_path)
    with pytest.raises(SchauplatzError, match="another file"):
        export_answers(cache, tmp_path / "no folder" / "answers.jsonl")
    assert list(tmp_path.glob("*.part")) == []


def test_the_command_line_shares_a_cache(
    tmp_path: Path, cache: AnswerCache, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cache.put(MOSKAU, "[]", found=False)
    run: Callable[..., int] = lambda *arguments: main(["cache", *map(str, arguments)])  # noqa: E731
    monkeypatch.setenv("SCHAUPLATZ_CACHE", str(tmp_path / "mine"))
    assert run("export", file) == 0 and "1 answers" in capsys.readouterr().out
    monkeypatch.setenv("SCHAUPLATZ_CACHE", str(tmp_path / "theirs"))
    assert run("import", file) == 0 and "1 answers" in capsys.readouterr().out
    assert run("info") == 0 and "1 (1 «not found», 0 expired)" in capsys.readouterr().out
    assert run("export") == run("import") == 2
    assert "give a file" in capsys.readouterr().err
    file.write_text("hostile")
    assert run("import", file) == 2 and "is not taken over" in capsys.readouterr().err
