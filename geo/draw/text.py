"""An article's text as segments.

Offsets end here: what comes after (page, tables) works with pieces of text, since JavaScript counts UTF-16 units where
the model counts code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geo.model import Article, MappedArticle, Mention, Sentence

_BLANK_LINE: Final = re.compile(r"(?:\r\n?|\n)[^\S\r\n]*(?:\r\n?|\n)\s*")
_SPACES: Final = re.compile(r"[ \t\n\v\f\r]+")
"""As in export.js, which must come to the same sentence."""
_UNWRITABLE: Final = re.compile("[\ud800-\udfff\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Lone surrogates, which no encoding can write, and what HTML forbids, such as NUL."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text; ``mention`` is its number in the atlas where the piece is one."""

    text: str
    mention: int | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A mention to be marked, and its number in the atlas."""

    mention: Mention
    number: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Segments that stand together; ``quote`` is the number of the quoted sentence that they are."""

    segments: tuple[Segment, ...]
    quote: int | None = None


def writable(text: str) -> str:
    """The text with a replacement character for everything that an HTML page cannot hold."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def clean(data: object) -> object:
    """JSON data with all its texts made :func:`writable`."""
    if isinstance(data, str):
        return writable(data)
    if isinstance(data, dict):
        return {clean(key): clean(value) for key, value in data.items()}
    return [clean(value) for value in data] if isinstance(data, list | tuple) else data


def segments(text: str, start: int, end: int, marked: Sequence[Marked]) -> tuple[Segment, ...]:
    """``text[start:end]`` cut at its mentions; of two that overlap the first counts."""
    pieces: list[Segment] = []
    position = start
    for item in marked:
        mention = item.mention
        if mention.start < position or mention.end > end:
            continue
        if mention.start > position:
            pieces.append(Segment(text[position : mention.start]))
        pieces.append(Segment(text[mention.start : mention.end], item.number))
        position = mention.end
    if position < end:
        pieces.append(Segment(text[position:end]))
    return tuple(pieces)


def passages(
    text: str, start: int, end: int, marked: Sequence[Marked], quotes: Sequence[tuple[Sentence, int]]
) -> tuple[Passage, ...]:
    """``text[start:end]`` cut at the quoted sentences that lie within it; of two that overlap the first counts."""
    found: list[Passage] = []
    position = start
    for sentence, number in quotes:
        if sentence.start < position or sentence.end > end or _cuts(sentence, marked):
            continue
        if sentence.start > position:
            found.append(Passage(segments(text, position, sentence.start, marked)))
        found.append(Passage(segments(text, sentence.start, sentence.end, marked), number))
        position = sentence.end
    if position < end:
        found.append(Passage(segments(text, position, end, marked)))
    return tuple(found)


def _cuts(sentence: Sentence, marked: Sequence[Marked]) -> bool:
    """Whether a mention lies across the sentence's start or end."""
    return any(m.mention.start < edge < m.mention.end for m in marked for edge in (sentence.start, sentence.end))


def headline(article: Article) -> tuple[int, int] | None:
    """Where the title stands in the article's first line, or None where it is not part of the text."""
    if not article.title:
        return None
    start = len(article.text) - len(article.text.lstrip("\ufeff \t\r\n"))
    line = article.text[start:].splitlines()[0].rstrip() if start < len(article.text) else ""
    if not line.endswith(article.title):
        return None
    return start + len(line) - len(article.title), start + len(line)


def paragraphs(article: Article, marked: Sequence[Marked]) -> Iterator[tuple[int, int]]:
    """The spans of the paragraphs after the headline: what blank lines separate, unless one runs through a mention."""
    text = article.text
    title = headline(article)
    start = title[1] if title else 0
    for match in _BLANK_LINE.finditer(text, start):
        if any(item.mention.start < match.end() and match.start() < item.mention.end for item in marked):
            continue
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def sentence_of(mapped: MappedArticle, mention: Mention) -> Sentence:
    """The sentence that a mention stands in: without the metadata before the title, and never cutting the mention."""
    found = next((s for s in mapped.sentences if s.start <= mention.start < s.end), None)
    if found is None:
        return Sentence(mention.start, mention.end)
    title = headline(mapped.article)
    start = title[0] if title and found.start < title[0] <= mention.start else found.start
    return Sentence(start, max(found.end, mention.end))


def sentence_text(mapped: MappedArticle, sentence: Sentence) -> str:
    """A sentence on one line."""
    return _SPACES.sub(" ", mapped.article.text[sentence.start : sentence.end]).strip(" ")
