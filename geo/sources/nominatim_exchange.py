"""Answers on their way from one cache to another: a text file that people can look into.

A JSON object a line (UTF-8). The first says what the file is and whose data it holds, each further one is a question
and its answer. A file to be taken over may be anybody's: every line is checked before the first one is kept, and one
that is wrong refuses the file.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from geo.errors import AnswersRefused, SchauplatzError
from geo.sources.answer_cache import DAY, MAX_ANSWER, AnswerCache, Question, StoredAnswer

HEADER: Final = {
    "schauplatz": "answers",
    "version": 1,
    "data": "© OpenStreetMap contributors, https://www.openstreetmap.org/copyright",
    "licence": "ODbL 1.0",
}
MAX_LINE: Final = 2 * MAX_ANSWER
MAX_ANSWERS: Final = 1_000_000
_KEYS: Final = {"endpoint", "query", "language", "parameters", "answer", "stored"}
_LANGUAGE: Final = re.compile(r"(?:[a-z]{2,3})?")
_PARAMETERS: Final = re.compile(r"(?:search|lookup)[a-z_0-9=. ]{0,200}")
_MAX_QUERY: Final = 300


def export_answers(cache: AnswerCache, path: Path) -> int:
    """Write the answers of a cache that are not too old; how many there were.

    Raises:
        SchauplatzError: the file cannot be written, or the cache not be read.
    """
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    count = 0
    try:
        try:
            # A half character in an answer is written as the escape that JSON has for it.
            with aside.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(_line(HEADER))
                for answer in cache.answers():
                    file.write(_line(_as_object(answer)))
                    count += 1
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise SchauplatzError(f"{path} cannot be written ({error.strerror}); give another file.") from error
    return count


def import_answers(cache: AnswerCache, path: Path) -> int:
    """Keep the answers of a file in a cache, beside those that are there; how many there were.

    Raises:
        AnswersRefused: the file is none that :func:`export_answers` has written; nothing of it is kept.
        SchauplatzError: the cache cannot be written.
    """
    return cache.take_over(_answers(path, time.time()))


def _answers(path: Path, now: float) -> Iterator[StoredAnswer]:
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(MAX_LINE + 1):
                number += 1
                try:
                    content = _read(line)
                    if number == 1:
                        _check_header(content)
                    else:
                        yield _stored(content, now)
                except (ValueError, RecursionError) as error:
                    why = str(error) if type(error) is _Wrong else "it is no JSON"
                    raise AnswersRefused(path.name, f"line {number}: {why}") from None
                if number > MAX_ANSWERS:
                    raise AnswersRefused(path.name, f"it has more than {MAX_ANSWERS:,} answers")
    except OSError as error:
        raise AnswersRefused(path.name, error.strerror or str(error)) from error
    if not number:
        raise AnswersRefused(path.name, "it is empty")


class _Wrong(ValueError):
    """What is wrong with a line."""


def _read(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise _Wrong("it is too long")
    content = json.loads(line)
    if not isinstance(content, dict):
        raise _Wrong("it is no object")
    return content


def _check_header(content: dict[str, Any]) -> None:
    if content.get("schauplatz") != HEADER["schauplatz"]:
        raise _Wrong("it is no file of answers")
    if content.get("version") != HEADER["version"]:
        raise _Wrong("another version of the program has written it")


def _stored(content: dict[str, Any], now: float) -> StoredAnswer:
    if set(content) != _KEYS:
        raise _Wrong(f"it must have {', '.join(sorted(_KEYS))}")
    endpoint, query, language, parameters = (content[key] for key in ("endpoint", "query", "language", "parameters"))
    if not isinstance(endpoint, str) or not _is_address(endpoint):
        raise _Wrong("the endpoint is no web address")
    if not isinstance(query, str) or not 0 < len(query) <= _MAX_QUERY or not query.isprintable():
        raise _Wrong("the query is no name")
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        raise _Wrong("the language is no code")
    if not isinstance(parameters, str) or not _PARAMETERS.fullmatch(parameters):
        raise _Wrong("the parameters are none of ours")
    answer, stored = content["answer"], content["stored"]
    if not isinstance(answer, list) or not all(isinstance(record, dict) for record in answer):
        raise _Wrong("the answer is no list of records")
    if type(stored) not in (int, float) or not 0 <= stored <= now + DAY:
        raise _Wrong("the time is none, or to come")
    text = json.dumps(answer, separators=(",", ":"))
    if len(text) > MAX_ANSWER:
        raise _Wrong("the answer is too long")
    return StoredAnswer(Question(endpoint, query, language, parameters), text, bool(answer), float(stored))


def _is_address(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
    except ValueError:
        return False
    return len(endpoint) <= _MAX_QUERY and parts.scheme in ("http", "https") and bool(parts.hostname)


def _as_object(answer: StoredAnswer) -> dict[str, Any]:
    question = answer.question
    return {
        "endpoint": question.endpoint,
        "query": question.query,
        "language": question.language,
        "parameters": question.parameters,
        "answer": json.loads(answer.answer),
        "stored": answer.stored,
    }


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
