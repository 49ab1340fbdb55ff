"""What is left of an atlas for people who may share the map but not the texts: short quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from geo.draw.gather import Appearance, appearances
from geo.draw.text import headline
from geo.model import Atlas, MappedArticle, Resolution, Sentence

QUOTED_WORDS: Final = 25
"""The most words of a sentence that are quoted."""
_LEAD_WORDS: Final = 8
"""Words before a mention that are kept where a sentence has to be cut."""
_WORD: Final = re.compile(r"\S+")
_CUT: Final = "…"


def excerpt(atlas: Atlas) -> Atlas:
    """The atlas with articles that consist of their titles and of quotations of at most 25 words.

    Each sentence that mentions a place gives one quotation, or several where its mentions lie far apart. What is not
    quoted is not in the result at all. Offsets count in the shortened texts; numbers and order of mentions stay.
    """
    return replace(atlas, articles=tuple(_excerpt(mapped) for mapped in atlas.articles))


def _excerpt(mapped: MappedArticle) -> MappedArticle:
    article = mapped.article
    title = headline(article)
    shown = sorted(appearances([mapped]), key=lambda a: a.resolution.mention.start)
    text, sentences, resolutions = "", [], []
    if title:
        text = article.text[title[0] : title[1]]
        sentences.append(Sentence(0, len(text)))
        resolutions += [_moved(a.resolution, -title[0]) for a in shown if _within(a, *title)]
    for start, end, quoted in _quotations(article.text, [a for a in shown if not (title and _within(a, *title))]):
        text += "\n\n" if text else ""
        begin = len(text)
        before = "" if quoted[0].sentence.start >= start else f"{_CUT} "
        after = "" if quoted[-1].sentence.end <= end else f" {_CUT}"
        text += before + article.text[start:end] + after
        resolutions += [_moved(a.resolution, begin + len(before) - start) for a in quoted]
        sentences.append(Sentence(begin, len(text)))
    return MappedArticle(replace(article, text=text), tuple(sentences), tuple(resolutions))


def _quotations(text: str, shown: Sequence[Appearance]) -> Iterator[tuple[int, int, list[Appearance]]]:
    """Start, end and mentions of each quotation; a mention is in the first that holds it."""
    rest = list(shown)
    done = 0
    while rest:
        first = rest[0]
        start, end = _window(text, first, done)
        inside = [a for a in rest if a.sentence == first.sentence and _within(a, start, end)]
        quoted = inside if first in inside else [first]
        yield start, end, quoted
        rest = [a for a in rest if a not in quoted]
        done = end


def _window(text: str, first: Appearance, done: int) -> tuple[int, int]:
    """At most 25 words of the sentence around its first mention that has not been quoted yet."""
    mention, sentence = first.resolution.mention, first.sentence
    begin = max(sentence.start, min(done, mention.start))
    words = [m.span() for m in _WORD.finditer(text, begin, sentence.end)]
    if not words:
        return mention.start, mention.end
    holding = [i for i, (start, end) in enumerate(words) if start < mention.end and end > mention.start]
    at = holding[0] if holding else 0
    lead = 0 if at + len(holding) <= QUOTED_WORDS else at - min(at, _LEAD_WORDS)
    chosen = words[lead : lead + QUOTED_WORDS]
    return min(chosen[0][0], mention.start), max(chosen[-1][1], mention.end)


def _within(appearance: Appearance, start: int, end: int) -> bool:
    return start <= appearance.resolution.mention.start and appearance.resolution.mention.end <= end


def _moved(resolution: Resolution, by: int) -> Resolution:
    mention = resolution.mention
    return replace(resolution, mention=replace(mention, start=mention.start + by, end=mention.end + by))
