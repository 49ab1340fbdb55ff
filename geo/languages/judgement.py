"""What a trained recogniser thinks of each word of a text.

The classes are those of GermEval 2014: ``LOC`` is a place's name, ``LOCderiv`` derived from one («russische»),
``LOCpart`` a compound with one («US-Präsident»); ``PER``, ``ORG`` and ``OTH`` are persons, organisations and other
names, ``WORD`` is what is derived from those or contains them («EU-Gipfel»). Each class has a label for a span's first
word and one for the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

CLASSES: Final = ("LOC", "LOCderiv", "LOCpart", "PER", "ORG", "OTH", "WORD")
LABELS: Final = ("O", *(f"{position}-{name}" for name in CLASSES for position in ("B", "I")))
PLACE_CLASSES: Final = ("LOC", "LOCderiv", "LOCpart")

_NEVER: Final = -1e4
_FORBIDDEN: Final = np.array(
    [[_NEVER if after[:1] == "I" and after[2:] != before[2:] else 0.0 for after in LABELS] for before in LABELS],
    dtype=np.float32,
)
"""What may not follow: a span goes on only with its own class."""
_NO_BEGIN: Final = np.array([_NEVER if label[:1] == "I" else 0.0 for label in LABELS], dtype=np.float32)


class Span(NamedTuple):
    """The tokens from ``start`` to before ``end``, and the class they were found to be."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Judgement:
    """The probability of each label at each token: an array, tokens × labels.

    ``sentences`` are the first tokens of the sentences; no span crosses from one to the next. ``classes`` are those
    that this recogniser can tell: others know no adjectives or compounds.
    """

    probabilities: NDArray[np.float32]
    sentences: tuple[int, ...]
    classes: frozenset[str] = frozenset(CLASSES)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The most probable spans, in the order of the text."""
        found: list[Span] = []
        for begin, end in pairwise((*self.sentences, len(self.probabilities))):
            if float(self.probabilities[begin:end, 0].min(initial=1.0)) < 0.99:
                found += _spans(_best_path(np.log(self.probabilities[begin:end] + 1e-9)), begin)
        return tuple(found)

    def first(self, token: int, name: str) -> float:
        """The probability that a span of this class begins at the token."""
        return float(self.probabilities[token, 1 + 2 * CLASSES.index(name)])

    def share(self, start: int, end: int, name: str) -> float:
        """The mean probability of a class over the tokens, as first word or not."""
        column = 1 + 2 * CLASSES.index(name)
        return float(self.probabilities[start:end, column : column + 2].sum() / max(end - start, 1))


def _best_path(scores: NDArray[np.float32]) -> list[int]:
    """The most probable run of labels that obeys the rules (Viterbi's algorithm)."""
    best = scores[0] + _NO_BEGIN
    came_from: list[NDArray[np.intp]] = []
    for step in scores[1:]:
        reached = best[:, None] + _FORBIDDEN
        choice = reached.argmax(axis=0)
        came_from.append(choice)
        best = reached[choice, np.arange(len(LABELS))] + step
    path = [int(best.argmax())]
    for choice in reversed(came_from):
        path.append(int(choice[path[-1]]))
    return path[::-1]


def _spans(path: list[int], offset: int) -> list[Span]:
    found: list[Span] = []
    begin = 0
    for index, label in enumerate([*path, 0]):
        if index and path[index - 1] and not (label and LABELS[label][0] == "I"):
            found.append(Span(offset + begin, offset + index, LABELS[path[index - 1]][2:]))
        if label and LABELS[label][0] == "B":
            begin = index
    return found
