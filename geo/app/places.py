"""What the table of places says beyond the gathered places: their sentences, and names that came to nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from geo.draw.gather import Spot
from geo.model import Atlas, Sentence, Status


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence and the spans (offsets into it) that mention the place."""

    text: str
    spans: tuple[tuple[int, int], ...]


def quotes(spot: Spot, atlas: Atlas) -> tuple[Quote, ...]:
    """The sentences that mention a place, each once, in the order of the articles."""
    spans: dict[tuple[int, Sentence], list[tuple[int, int]]] = defaultdict(list)
    for appearance in spot.appearances:
        sentence, mention = appearance.sentence, appearance.resolution.mention
        spans[appearance.article, sentence].append((mention.start - sentence.start, mention.end - sentence.start))
    return tuple(
        Quote(atlas.articles[article].article.text[sentence.start : sentence.end], tuple(found))
        for (article, sentence), found in spans.items()
    )


def names(atlas: Atlas, status: Status) -> tuple[str, ...]:
    """The names of the mentions that ended so, each once, in the order of the text."""
    ended = (r.mention.name for mapped in atlas.articles for r in mapped.resolutions if r.status == status)
    return tuple(dict.fromkeys(ended))
