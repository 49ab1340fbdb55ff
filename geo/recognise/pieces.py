"""Words as the word pieces that the trained recogniser reads, and long sentences as overlapping windows of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from tokenizers import Tokenizer

LONGEST: Final = 128
"""Word pieces in a window, its begin and end included."""
BEGIN: Final = 0
PADDING: Final = 1
END: Final = 2
UNKNOWN: Final = 3
_LONGEST_WORD: Final = 16
"""Pieces of a word that are read; the rest of a monster says nothing new."""
_LONGEST_FORM: Final = 100
"""Code points of a word that are split into pieces at all."""
_CONTEXT: Final = 40
"""Pieces that two windows of one sentence share: each word is judged where it has the more context."""
_REMEMBERED: Final = 100_000


@dataclass(frozen=True, slots=True)
class Window:
    """A sentence, or a part of a long one, in word pieces.

    ``word`` gives for each piece the number of its word in the sentence, −1 for begin and end; ``firsts`` the position
    of each word's first piece, for the words ``begin`` to ``end`` that this window is to judge.
    """

    pieces: tuple[int, ...]
    word: tuple[int, ...]
    firsts: tuple[int, ...]
    begin: int
    end: int


class Pieces:
    """Splits words into pieces. Every word is split by itself, so that pieces and words always meet."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._known: dict[str, tuple[int, ...]] = {}
        self._alone = self._tokenizer.token_to_id("▁")

    def split(self, words: Iterable[str]) -> list[tuple[int, ...]]:
        """The pieces of each word, one at least."""
        forms = list(words)
        known = self._known  # another thread may begin a new one meanwhile
        new = [form for form in dict.fromkeys(forms) if form not in known]
        if new:
            if len(known) + len(new) > _REMEMBERED:
                known = self._known = {}
                new = list(dict.fromkeys(forms))
            # A lone surrogate is no character, and the tokenizer takes none.
            texts = [form[:_LONGEST_FORM].encode("utf-8", "replace").decode() for form in new]
            for form, encoding in zip(
                new, self._tokenizer.encode_batch_fast(texts, add_special_tokens=False), strict=True
            ):
                known[form] = self._bounded(form, encoding.ids)
        return [known[form] for form in forms]

    def _bounded(self, form: str, pieces: Sequence[int]) -> tuple[int, ...]:
        if len(pieces) > 1 and pieces[0] == self._alone and not form[0].isalnum():
            pieces = pieces[1:]  # «▁» before a punctuation mark only lengthens the sentence
        return tuple(pieces[:_LONGEST_WORD]) or (UNKNOWN,)

    def windows(self, words: Sequence[str]) -> list[Window]:
        """The windows of a sentence: one, if it is not very long."""
        split = self.split(words)
        found: list[Window] = []
        begin = 0
        while begin < len(words):
            end, size = begin, 2
            while end < len(words) and size + len(split[end]) <= LONGEST:
                size += len(split[end])
                end += 1
            found.append(_window(split, begin, end))
            if end == len(words):
                break
            back = end
            while back > begin + 1 and sum(map(len, split[back:end])) < _CONTEXT:
                back -= 1
            begin = back
        return _shared_out(found)


def _window(split: Sequence[tuple[int, ...]], begin: int, end: int) -> Window:
    pieces, word, firsts = [BEGIN], [-1], []
    for number in range(begin, end):
        firsts.append(len(pieces))
        pieces += split[number]
        word += [number] * len(split[number])
    return Window((*pieces, END), (*word, -1), tuple(firsts), begin, end)


def _shared_out(windows: list[Window]) -> list[Window]:
    """The windows, each to judge only the words that no neighbour sees with more context."""
    borders = [0, *((before.end + after.begin + 1) // 2 for before, after in pairwise(windows))]
    ends = [*borders[1:], windows[-1].end] if windows else []
    return [
        Window(one.pieces, one.word, one.firsts[begin - one.begin : end - one.begin], begin, end)
        for one, begin, end in zip(windows, borders, ends, strict=False)
    ]
