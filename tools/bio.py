"""Sentences in two-column BIO files, and the spans that their tags annotate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple


class Sentence(NamedTuple):
    """The words of a sentence and a tag for each."""

    words: list[str]
    tags: list[str]


def read_sentences(path: Path) -> Iterator[Sentence]:
    """The sentences of a file with ``word<TAB>tag`` lines and an empty line after each sentence."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n") if line]
        if rows:
            yield Sentence([row[0] for row in rows], [row[1] for row in rows])


def spans(tags: Sequence[str]) -> dict[tuple[int, int], str]:
    """The annotated spans: (first token, token after the last) → class.

    A tag that continues nothing («I-LOC» after «O», after «B-PER») begins a span.
    """
    found: dict[tuple[int, int], str] = {}
    begin = 0
    for index, tag in enumerate([*tags, "O"]):
        continues = index > 0 and tag.startswith("I-") and tags[index - 1][2:] == tag[2:]
        if not continues and index and tags[index - 1] != "O":
            found[begin, index] = tags[index - 1][2:]
        if tag != "O" and not continues:
            begin = index
    return found
