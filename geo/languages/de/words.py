"""The closed word lists of German (``tables/words.tsv``) as sets."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from geo.languages.tables import read_table


def table(name: str) -> Traversable:
    """The file of a German table."""
    return files("geo.languages.de") / "tables" / name


@cache
def word_list(name: str) -> frozenset[str]:
    """One list of ``tables/words.tsv``."""
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    lists: defaultdict[str, set[str]] = defaultdict(set)
    for row in read_table(table("words.tsv")):
        lists[row["list"]].add(row["word"])
    return {name: frozenset(words) for name, words in lists.items()}


@cache
def common_words() -> frozenset[str]:
    """German words that are also names of places («Essen», «Weil»)."""
    lines = table("common_words.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(line for line in lines if line and not line.startswith("#"))
