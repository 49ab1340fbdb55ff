"""What there is to check: each name of an article and the place it was taken for, the doubtful ones first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from geo.locate.distance import distance
from geo.model import (
    Action,
    Article,
    Atlas,
    Correction,
    MappedArticle,
    Mention,
    Place,
    PlaceType,
    RankedCandidate,
    Resolution,
    Scope,
    Status,
)
from geo.sources.names import exact_key, folded_key

SCOPES: Final[tuple[Scope, ...]] = ("article", "mention", "always")
"""In the order in which a reader needs them."""
MAX_FOUND: Final = 50
"""Mentions that are added at once for one name."""
_REACH: Final[dict[Scope, int]] = {"always": 0, "article": 1, "mention": 2}
_NUMBER: Final = r"([-+−]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*"
_COORDINATES: Final = re.compile(rf"\s*{_NUMBER}([NS])?\s*[,;/\s]\s*{_NUMBER}([EWO])?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """The mentions of one article that bear one name and were taken for one place (or none)."""

    article: int
    name: str
    place: Place | None
    resolutions: tuple[Resolution, ...]

    @property
    def key(self) -> str:
        """What names the question as long as its answer is the same."""
        first = self.resolutions[0]
        return f"{self.article}:{self.name}:{self.place.id if self.place else first.status}"

    @property
    def status(self) -> Status:
        """The worst that was said of its mentions."""
        found = {one.status for one in self.resolutions}
        return next(status for status in ("unlocated", "unsure", "located", "rejected") if status in found)

    @property
    def is_decided(self) -> bool:
        """Whether the reader has answered it."""
        if self.status == "rejected":
            return True
        return all(any(reason.code == "user" for reason in one.reasons) for one in self.resolutions)

    @property
    def is_doubtful(self) -> bool:
        return self.status in ("unsure", "unlocated") and not self.is_decided

    @property
    def doubt(self) -> float:
        """Doubt × mentions."""
        return sum(1.0 if one.place is None else 1 - one.confidence for one in self.resolutions)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        return tuple(one.mention for one in self.resolutions)

    @property
    def options(self) -> tuple[RankedCandidate, ...]:
        """What it can mean, the present answer first."""
        found = {one.candidate.place.id: one for one in max((r.candidates for r in self.resolutions), key=len)}
        if self.place is not None and self.place.id in found:
            found = {self.place.id: found[self.place.id], **found}
        return tuple(found.values())


def questions(atlas: Atlas) -> tuple[Question, ...]:
    """All questions about an atlas: doubtful ones first (doubt × mentions), then sure ones, then what is no place."""
    found: list[Question] = []
    for index, mapped in enumerate(atlas.articles):
        groups: dict[tuple[str, str], list[Resolution]] = defaultdict(list)
        for one in mapped.resolutions:
            groups[one.mention.name, one.place.id if one.place else one.status].append(one)
        found += (Question(index, name, group[0].place, tuple(group)) for (name, _), group in groups.items())
    return tuple(
        sorted(
            found,
            key=lambda q: (
                q.status == "rejected",
                not q.is_doubtful,
                -q.doubt,
                q.article,
                q.mentions[0].start,
            ),
        )
    )


def answer(
    question: Question,
    place: Place | None,
    scope: Scope,
    mention: Mention,
    article: Article,
    everything: Sequence[Question],
    decided: Iterable[Correction],
) -> tuple[Correction, ...]:
    """The lines that write a decision down; without a place it is none.

    Decisions that reach less far go before those that reach further: where the reader has taken such a one for a
    mention of the question before, the new decision is written for it too. And a name that means two places in one
    article is decided mention by mention, or the one would become the other.
    """
    action: Action = "reject" if place is None else "place"
    if scope == "mention":
        return (Correction("mention", action, question.name, article.id, mention.start, mention.end, place),)
    rivals = [q for q in everything if q.article == question.article and q.name == question.name and q != question]
    is_split = any(q.status != "rejected" for q in rivals)
    spans = {(one.start, one.end) for one in question.mentions}
    before = [one for one in decided if _REACH[one.scope] > _REACH[scope] and one.article == article.id]
    narrow = {(one.start, one.end) for one in before if one.scope == "mention"} & spans
    lines: list[Correction] = []
    if scope == "always":
        lines.append(Correction("always", action, question.name, place=place))
    if (scope == "article" and not is_split) or any(
        one.scope == "article" and one.name == question.name for one in before
    ):
        lines.append(Correction("article", action, question.name, article.id, place=place))
    exact = spans if scope == "article" and is_split else narrow
    lines += (
        Correction("mention", action, question.name, article.id, start, end, place)
        for start, end in sorted(exact, key=str)
    )
    return tuple(lines)


def additions(
    mapped: MappedArticle, name: str, place: Place, spans: Iterable[tuple[int, int]]
) -> tuple[Correction, ...]:
    """The lines that add mentions which were missed."""
    return tuple(Correction("mention", "add", name, mapped.article.id, start, end, place) for start, end in spans)


def occurrences(mapped: MappedArticle, words: str) -> tuple[tuple[int, int], ...]:
    """Where words stand in an article as words of their own and no place has been found for them yet."""
    words = " ".join(words.split())
    if not any(map(str.isalnum, words)):
        return ()
    taken = [(r.mention.start, r.mention.end) for r in mapped.resolutions if r.place is not None]
    phrase = r"\s+".join(map(re.escape, words.split()))
    pattern = re.compile(rf"(?<!\w){phrase}(?!\w)")
    found = (match.span() for match in pattern.finditer(mapped.article.text))
    free = [(start, end) for start, end in found if all(end <= one or other <= start for one, other in taken)]
    return tuple(free[:MAX_FOUND])


def coordinates(text: str) -> tuple[float, float] | None:
    """Latitude and longitude, as people write them («50,62; 11,21», «50.62 N 11.21 E»); None for anything else."""
    match = _COORDINATES.fullmatch(text)
    if match is None:
        return None
    lat, lon = (float(match[group].replace(",", ".").replace("−", "-")) for group in (1, 3))
    lat = -lat if (match[2] or "").upper() == "S" else lat
    lon = -lon if (match[4] or "").upper() == "W" else lon
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def own_place(name: str, lat: float, lon: float, kind: PlaceType = "site") -> Place:
    """A place that the reader gives by its coordinates; its id is made as for their lists of places."""
    slug = folded_key(exact_key(name)).replace(" ", "-")
    return Place(f"user:{slug}@{lat:g},{lon:g}", name, lat, lon, kind, source="user")


def nearest(place: Place, others: Iterable[Place]) -> tuple[Place, float] | None:
    """The nearest of the other places that are small enough to be near to, and the kilometres to it."""
    near = ((other, distance(place, other)) for other in others if other.id != place.id and _is_point(other))
    return min(near, key=lambda one: one[1], default=None)


def _is_point(place: Place) -> bool:
    return place.type in ("city", "district", "site", "island", "lake", "mountain", "street")
