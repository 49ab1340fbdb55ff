"""What an atlas says about each place: mentions of all articles, gathered by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geo.draw.text import Marked, sentence_of
from geo.draw.wording import GROUPS, Group
from geo.model import KINDS, Atlas, Kind, MappedArticle, Place, Resolution, Sentence, Status


@dataclass(frozen=True, slots=True)
class Appearance:
    """A mention that is shown: its number in the atlas, the article's number, what became of it, its sentence."""

    number: int
    article: int
    resolution: Resolution
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Spot:
    """A place and all that mention it; ``place`` is None for a name that could not be located."""

    place: Place | None
    appearances: tuple[Appearance, ...]

    @property
    def id(self) -> str:
        """The place's id, or one made of the name that has no place."""
        return self.place.id if self.place else f"name:{self.appearances[0].resolution.mention.name}"

    @property
    def group(self) -> Group:
        return GROUPS[self.place.type] if self.place else "none"

    @property
    def status(self) -> Status:
        """The best that was said of it: one sure mention makes the place sure."""
        found = {appearance.resolution.status for appearance in self.appearances}
        return next(status for status in ("located", "unsure", "unlocated") if status in found)

    @property
    def witness(self) -> Resolution:
        """The mention that speaks best for the place: its reasons are shown."""
        return max((a.resolution for a in self.appearances), key=lambda r: (r.confidence, len(r.reasons)))

    @property
    def counts(self) -> dict[Kind, int]:
        """How often each kind of mention occurs, in the model's order, without zeros."""
        found = Counter(appearance.resolution.mention.kind for appearance in self.appearances)
        return {kind: found[kind] for kind in KINDS if found[kind]}

    @property
    def named(self) -> int:
        """How often the place is called by its name."""
        return self.counts.get("place", 0)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that mentions something: its article's number, its span, its mentions in the order of the text."""

    article: int
    sentence: Sentence
    marked: tuple[Marked, ...]


def appearances(articles: Sequence[MappedArticle]) -> Iterator[Appearance]:
    """Every mention that is not rejected, numbered in the order of the text."""
    number = 0
    for index, mapped in enumerate(articles):
        for resolution in sorted(mapped.resolutions, key=lambda r: (r.mention.start, r.mention.end)):
            if resolution.status != "rejected":
                yield Appearance(number, index, resolution, sentence_of(mapped, resolution.mention))
                number += 1


def gather(atlas: Atlas) -> tuple[Spot, ...]:
    """The places of an atlas, most often named first, then in order of first mention; what has no place comes last."""
    found: dict[str, list[Appearance]] = {}
    for appearance in appearances(atlas.articles):
        place = appearance.resolution.place
        found.setdefault(place.id if place else f"name:{appearance.resolution.mention.name}", []).append(appearance)
    spots = [Spot(group[0].resolution.place, tuple(group)) for group in found.values()]
    return tuple(sorted(spots, key=lambda s: (s.place is None, -s.named, -len(s.appearances), s.appearances[0].number)))


def quotes(spots: Sequence[Spot]) -> tuple[Quote, ...]:
    """The sentences that mention the places, in the order of their first mention."""
    found: dict[tuple[int, Sentence], list[Marked]] = {}
    for appearance in sorted((a for spot in spots for a in spot.appearances), key=lambda a: a.number):
        marked = Marked(appearance.resolution.mention, appearance.number)
        found.setdefault((appearance.article, appearance.sentence), []).append(marked)
    return tuple(Quote(article, sentence, tuple(marked)) for (article, sentence), marked in found.items())
