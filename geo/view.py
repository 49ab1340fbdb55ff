"""A text as recognition wants to see it, with a way back to the text as it is.

Articles come with soft hyphens, decomposed umlauts, non-breaking spaces and words broken across lines. None of that
may be changed in ``Article.text``, since offsets count its code points; so it is changed in a *view* that knows which
part of the original each of its own parts stands for.

What :func:`normalise` does:

* letters and their combining marks are composed (Unicode NFC);
* what has no width is removed: soft hyphens, zero-width spaces and joiners, byte order and direction marks;
* every kind of space but the tab becomes a plain space, every kind of line break becomes ``\\n``;
* the apostrophe «’» becomes «'», the hyphens U+2010 and U+2011 become «-», a lone surrogate becomes U+FFFD;
* a word broken across lines is mended: «Mün-⏎chen» → «München», «Ost-⏎West» → «Ost-West»,
  «US-⏎amerikanisch» → «US-amerikanisch». «Nord-⏎und Südkorea» stays, for its hyphen stands for «korea».

What remains wrong: «deutsch-⏎französisch» loses its hyphen, «MÜN-⏎CHEN» keeps it; only a dictionary could tell.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
"""What has no width, as the inside of a character class of a regular expression."""

_SAME_LENGTH: Final[dict[int, str]] = {
    **dict.fromkeys(map(ord, "\u00a0\u1680\u202f\u205f\u3000"), " "),
    **dict.fromkeys(range(0x2000, 0x200B), " "),
    **dict.fromkeys(map(ord, "\v\f\x85\u2028\u2029"), "\n"),
    **dict.fromkeys(map(ord, "\u2019\u02bc"), "'"),
    **dict.fromkeys(map(ord, "\u2010\u2011"), "-"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
"""What one character becomes where nothing moves."""

_BROKEN_WORD: Final = r"(?P<hyphen>[-\u00ad])(?P<gap>[ \t]*(?P<line>\r\n?|\n)[ \t]*)(?=[^\W\d_])"
_MOVING: Final = rf"{_BROKEN_WORD}|\r\n?|[{INVISIBLE}]+"
_MOVING_PATTERN: Final = re.compile(_MOVING)
_INVISIBLE_PATTERN: Final = re.compile(f"[{INVISIBLE}]")
_WORD_BEFORE: Final = re.compile(rf"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f{INVISIBLE}])*\Z")
_SUSPENDED: Final = re.compile(r"(?:und|oder|bzw|beziehungsweise|wie|sowie|bis|aber|noch|statt|als)\b")
"""The words that follow a hyphen which stands for the rest of a compound («Nord- und Südkorea»)."""

_LONGEST_WORD: Final = 64
"""How far to look back for the first half of a broken word, in code points."""


class _Edit(NamedTuple):
    """``view[view_start:view_end]`` stands for ``original[start:end]`` as a whole."""

    view_start: int
    view_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class View:
    """A normalised text. Build it with :func:`normalise`."""

    text: str
    _edits: tuple[_Edit, ...] = ()
    _edit_ends: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``self.text[start:end]`` comes from: offsets into the original, in code points.

        The original's span begins with the source of the first character and ends with the source of the last,
        combining marks included; what was removed at either side of it is left out. An empty span stays empty.

        Raises:
            ValueError: the span does not lie in this view.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"the span {start}:{end} does not lie in a text of {len(self.text)} characters")
        first = self._source(start)[0]
        return (first, first) if start == end else (first, self._source(end - 1)[1])

    def _source(self, position: int) -> tuple[int, int]:
        """The original's span that the character at a position stands for."""
        index = bisect_right(self._edit_ends, position)
        if index < len(self._edits) and self._edits[index].view_start <= position:
            return self._edits[index].start, self._edits[index].end
        shift = self._edits[index - 1].end - self._edits[index - 1].view_end if index else 0
        return position + shift, position + shift + 1


def normalise(text: str) -> View:
    """The view of a text; see the module for what it changes."""
    same_length = text.translate(_SAME_LENGTH)
    pieces: list[str] = []
    edits: list[_Edit] = []
    done = length = 0
    for start, end, replacement in _changes(same_length):
        pieces += same_length[done:start], replacement
        length += start - done
        edits.append(_Edit(length, length + len(replacement), start, end))
        length += len(replacement)
        done = end
    if not edits:
        return View(same_length)
    pieces.append(same_length[done:])
    return View("".join(pieces), tuple(edits), tuple(edit.view_end for edit in edits))


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and replacement of what changes its length, in the order of the text."""
    for match in _moving_pattern(text).finditer(text):
        found = match.group()
        if match.lastgroup == "cluster":
            composed = unicodedata.normalize("NFC", _INVISIBLE_PATTERN.sub("", found))
            if composed != found:
                yield match.start(), match.end(), composed
        elif match["hyphen"]:
            yield from _mended(match)
        else:
            yield match.start(), match.end(), "\n" if found[0] == "\r" else ""


def _moving_pattern(text: str) -> re.Pattern[str]:
    """What to look for in a text: letters with marks to compose only where it is not composed already."""
    characters = set(text)
    marks = "".join(sorted(filter(_continues, characters)))
    if not marks and unicodedata.is_normalized("NFC", text):
        return _MOVING_PATTERN
    loose = "".join(sorted(c for c in characters if unicodedata.normalize("NFC", c) != c))
    clusters = [rf"[^\r{INVISIBLE}](?:[{INVISIBLE}]*[{re.escape(marks)}])+"] if marks else []
    clusters += [f"[{re.escape(loose)}]"] if loose else []
    return re.compile(rf"(?P<cluster>{'|'.join(clusters)})|{_MOVING}")


def _continues(character: str) -> bool:
    """Whether NFC may merge a character with the one before it: a mark, or a Hangul vowel or final consonant."""
    return character >= "\u0300" and (
        "\u1160" <= character <= "\u11ff" or unicodedata.category(character).startswith("M")
    )


def _mended(match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """What becomes of a hyphen and the line break after it."""
    text, start, end = match.string, match.start(), match.end()
    before = _WORD_BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
    if match["hyphen"] == "\u00ad":
        yield start, end, ""
    elif before is None or _SUSPENDED.match(text, end):
        if match["line"] != "\n":
            yield *match.span("line"), "\n"
    elif text[end].islower() and len(before.group()) > 1 and before.group()[1:].islower():
        yield start, end, ""
    else:
        yield *match.span("gap"), ""
