"""Tables of facts: tab-separated text, with comments on top that name columns, source and licence."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path


def read_table(resource: Traversable | Path) -> list[dict[str, str]]:
    """The rows of a table, each as column name → cell.

    Lines that begin with ``#`` and empty lines are skipped; the first line left is the header. A cell may hold several
    values, see :func:`values`.

    Raises:
        ValueError: a table without a header, or a row with more or fewer cells than its header; names the line.
    """
    header: list[str] | None = None
    rows: list[dict[str, str]] = []
    # Not splitlines(): that breaks at form feeds and Unicode separators too, and the line numbers would be wrong.
    for number, line in enumerate(resource.read_text(encoding="utf-8").split("\n"), start=1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
        elif len(cells) != len(header):
            raise ValueError(f"{resource.name}, line {number}: {len(cells)} cells, but {len(header)} columns: {line}")
        else:
            rows.append(dict(zip(header, cells, strict=True)))
    if header is None:
        raise ValueError(f"{resource.name} has no header line")
    return rows


def values(cell: str) -> tuple[str, ...]:
    """The values of a cell that lists them with «|» between; none for an empty cell."""
    return tuple(cell.split("|")) if cell else ()
