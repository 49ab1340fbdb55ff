"""The phenomena set as rows: see ``README.md`` beside this file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from geo.languages.tables import read_table
from geo.model import KINDS
from tools.recogniser.corpus import unmarked_text

FOLDER: Final = Path(__file__).resolve().parent
MARK: Final = re.compile(rf"\[([^\[\]|]+)\|({'|'.join(KINDS)})\]")
ESCAPES: Final = {"\\n": "\n", "\\u00ad": "\u00ad", "\\u00a0": "\u00a0"}
PHENOMENA: Final = {
    int(number): name
    for number, name in re.findall(r"^\| (\d+) \| (.+) \|$", (FOLDER / "README.md").read_text(encoding="utf-8"), re.M)
}
"""What each number stands for."""


class Row(NamedTuple):
    """A text, and its mentions as (first code point, code point after the last, kind)."""

    number: int
    is_counter: bool
    text: str
    marks: set[tuple[int, int, str]]


def read_rows(part: str) -> Iterator[Row]:
    """The rows of a part, ``open`` or ``sealed``.

    Raises:
        ValueError: a mark that cannot be read; names the text.
    """
    for row in read_table(FOLDER / f"{part}.tsv"):
        line = row["text"]
        for written, meant in ESCAPES.items():
            line = line.replace(written, meant)
        text, marks = unmarked_text(line, MARK)
        yield Row(int(row["number"]), row["row"] == "counter", text, set(marks))
