"""What gazetteer and morphology say of a word, as one number that the trained recogniser reads beside the word.

The recogniser judges the context and the gazetteer knows names; a hint brings the two together where it matters,
inside the network: «Stendal», which it may never have seen, is the name of a town, and the sentence decides whether
the town is meant. Training and running compute hints with the same code.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from geo.languages import WIDE, Finding

_SETTLEMENT: Final = (0.4, 0.5, 0.6, 0.75)
"""Limits of prominence between hamlets, small towns, towns, cities and the cities everybody knows."""
_KNOWN: Final = (0.5,)

_KINDS: Final = (
    *(f"settlement-{level}" for level in range(len(_SETTLEMENT) + 1)),
    *(f"wide-{level}" for level in range(len(_KNOWN) + 1)),
    "site",
    "street",
    "adjective",
    "resident",
    "part",
    "guess",
)
NO_HINT: Final = 0
HINTS: Final = 1 + 2 * len(_KINDS)
"""How many different hints there are: none, and two for each kind of finding, for its first word and for the others."""


def hints(findings: Iterable[Finding], length: int, words: Iterable[str]) -> list[int]:
    """The hint of each of the ``length`` tokens of a text."""
    texts = list(words)
    found = [NO_HINT] * length
    for finding in findings:
        first = 1 + 2 * _KINDS.index(_kind(finding, texts[finding.start]))
        found[finding.start] = first
        for position in range(finding.start + 1, finding.end):
            found[position] = first + 1
    return found


def _kind(finding: Finding, word: str) -> str:
    if finding.kind == "part":
        return "guess" if finding.is_guess else "part"
    if finding.kind == "derived":
        return "resident" if word[:1].isupper() else "adjective"
    types, prominence = finding.entry.types, finding.entry.prominence
    if types == {"street"}:
        return "street"
    if types & {"city", "district"}:
        return f"settlement-{sum(prominence >= limit for limit in _SETTLEMENT)}"
    if types & WIDE:
        return f"wide-{sum(prominence >= limit for limit in _KNOWN)}"
    return "site"
