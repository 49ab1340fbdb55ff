"""The line protocol of the command line: one JSON object in, one out, in order.

Other programs rely on it, so what cannot be handled is an answer too: ``{"id", "error"}``.
"""

from __future__ import annotations

import json
import os
import re
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import Enum, auto
from math import isfinite
from queue import Empty, Queue
from threading import Thread
from typing import BinaryIO, Final, NoReturn, TypeAlias

from geo.errors import EmptyText, SchauplatzError
from geo.model import Article

Row: TypeAlias = dict[str, object]


class Nothing(Enum):
    """No line has come yet."""

    YET = auto()


NOTHING: Final = Nothing.YET
WORKERS: Final = min(os.cpu_count() or 1, 4)
"""Texts that are worked on at the same time."""

MAX_LINE: Final = 16_000_000
"""Longest line that is read, in bytes: 2 MB of text may be escaped to some 12 MB."""

_ESCAPED: Final = re.compile("[\ud800-\udfff\u0085\u2028\u2029]")
"""Lone surrogates, which UTF-8 cannot hold, and what some readers take for the end of a line."""


class BadLine(SchauplatzError):
    """A line that is no request; the message says what it lacks."""

    def __init__(self, why: str, id_: object = None) -> None:
        super().__init__(why)
        self.id = id_


def lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a stream as they come; None for one that is longer than :data:`MAX_LINE`."""
    while line := stream.readline(MAX_LINE):
        if len(line) < MAX_LINE or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE)
        yield None


def answer_texts(
    stream: BinaryIO,
    read: Callable[..., Article],
    mentions: Callable[[Article], list[Row]],
    write: Callable[[str], None],
    workers: int = WORKERS,
) -> bool:
    """Answer each line ``{"id", "lang"?, "title"?, "date"?, "text"}`` with its mentions, in order; True if all went
    well. Several texts are worked on side by side; ``mentions`` is called by threads."""
    succeeded = True
    owed: deque[Callable[[], Row]] = deque()
    waiting: Queue[tuple[bytes | None] | None] = Queue(maxsize=2 * workers)
    Thread(target=_read_ahead, args=(stream, waiting), daemon=True).start()
    with ThreadPoolExecutor(workers) as pool:
        more = True
        while more or owed:
            line = _next(waiting, wait=not owed) if more and len(owed) < 2 * workers else NOTHING
            if isinstance(line, tuple):
                owed.append(_begun(pool, line[0], read, mentions))
                continue
            more = more and line is not None
            if owed:
                answer = owed.popleft()()
                succeeded = succeeded and "error" not in answer
                write(dump(answer) + "\n")
    return succeeded


def _begun(
    pool: ThreadPoolExecutor,
    line: bytes | None,
    read: Callable[..., Article],
    mentions: Callable[[Article], list[Row]],
) -> Callable[[], Row]:
    """Begin with the answer to a line; the function that waits for it. The line is parsed here, in the thread that will
    write the answer: what one thread can just read could be nested too deep for the stack of another."""
    try:
        request = parse(line)
    except BadLine as error:
        refusal: Row = {"id": error.id, "error": str(error)}
        return lambda: refusal
    return pool.submit(_answer, request, read, mentions).result


def _read_ahead(stream: BinaryIO, waiting: Queue[tuple[bytes | None] | None]) -> None:
    """Put the lines of a stream into a queue as they come, and None after the last."""
    try:
        for line in lines(stream):
            waiting.put((line,))
    finally:
        waiting.put(None)


def _next(waiting: Queue[tuple[bytes | None] | None], *, wait: bool) -> tuple[bytes | None] | Nothing | None:
    """The next line; NOTHING where none is there and nobody may wait for one, None after the last."""
    try:
        return waiting.get(block=wait)
    except Empty:
        return NOTHING


def _answer(request: Row, read: Callable[..., Article], mentions: Callable[[Article], list[Row]]) -> Row:
    id_ = request.get("id")
    try:
        article = _article(request, read)
        return {"id": id_, "mentions": mentions(article) if article is not None else []}
    except SchauplatzError as error:
        return {"id": id_, "error": str(error)}
    except Exception as error:  # A fault of ours in one text must not cost the answers to all that follow.
        fault = f"{type(error).__name__}: {error}"
        return {"id": id_, "error": f"the program failed on this text ({fault}); please report it."}


def parse(line: bytes | None) -> Row:
    """The object of a line.

    Raises:
        BadLine: too long, not UTF-8, not JSON, or no object.
    """
    if line is None:
        raise BadLine(f"the line is longer than {MAX_LINE // 1_000_000} MB; split the text.")
    try:
        request = json.loads(line.decode("utf-8-sig"), parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        raise BadLine(
            'the line is no JSON in UTF-8; write one object a line, such as {"id": 1, "text": "…"}.'
        ) from None
    if not isinstance(request, dict):
        raise BadLine('the line is no JSON object; write {"id": …, "text": …}.')
    return request


def _no_number(constant: str) -> NoReturn:
    """Python reads NaN and Infinity, which JSON does not know."""
    raise ValueError(constant)


def _finite(digits: str) -> float:
    """A number that can be written as JSON again: «1e999» cannot."""
    number = float(digits)
    return number if isfinite(number) else _no_number(digits)


def dump(value: object) -> str:
    """JSON on one line, as UTF-8 can hold it: lone surrogates leave as escapes."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _article(request: Row, read: Callable[..., Article]) -> Article | None:
    """The article of a request, or None where its text is empty."""
    id_, text = request.get("id"), request.get("text")
    if "id" not in request:
        raise BadLine('the object has no "id"; give each text one.')
    if not isinstance(text, str):
        raise BadLine('the object has no "text" that is a string; put the article\'s text there.', id_)
    context: dict[str, str | None] = {}
    for key, name in (("title", "title"), ("date", "date"), ("lang", "language")):
        value = request.get(key)
        if value is not None and not isinstance(value, str):
            raise BadLine(f'"{key}" must be a string; leave it out where it is unknown.', id_)
        context[name] = value or None
    try:
        return read(text, "jsonl", id=str(id_), **context)
    except EmptyText:
        return None
