"""What an atlas says about each place, for the table of places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from geo.model import Atlas, MappedArticle, Place, PlaceType, Resolution, Status


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with the spans (offsets into it) that mention the place."""

    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place and its mentions; a name that was not located is a row of its own, without type and country."""

    name: str
    type: PlaceType | None
    country: str | None
    status: Status
    mentions: int
    quotes: tuple[Quote, ...]


def place_rows(atlas: Atlas, language: str) -> tuple[PlaceRow, ...]:
    """The places of an atlas, most mentioned first, with their names in a language (ISO 639-1); then the names that
    were not located. What was rejected has no row."""
    located: dict[str, list[tuple[MappedArticle, Resolution]]] = defaultdict(list)
    unlocated: dict[str, list[tuple[MappedArticle, Resolution]]] = defaultdict(list)
    places = {place.id: place for place in atlas.places}
    for mapped in atlas.articles:
        for resolution in mapped.resolutions:
            if resolution.place is not None:
                located[resolution.place.id].append((mapped, resolution))
            elif resolution.status == "unlocated":
                unlocated[resolution.mention.name].append((mapped, resolution))
    rows = [_row(places[id].name_in(language), places[id], found) for id, found in located.items()]
    rows.sort(key=lambda row: -row.mentions)
    return (*rows, *(_row(name, None, found) for name, found in unlocated.items()))


def names(atlas: Atlas, status: Status) -> tuple[str, ...]:
    """The names of the mentions that ended so, each once, in the order of the text."""
    return tuple(
        dict.fromkeys(r.mention.name for mapped in atlas.articles for r in mapped.resolutions if r.status == status)
    )


def _row(name: str, place: Place | None, found: list[tuple[MappedArticle, Resolution]]) -> PlaceRow:
    statuses = {resolution.status for _, resolution in found}
    return PlaceRow(
        name=name,
        type=place.type if place else None,
        country=place.country if place else None,
        # One sure mention says what the place is; the rest can only be doubtful about themselves.
        status="unlocated" if place is None else "located" if "located" in statuses else "unsure",
        mentions=len(found),
        quotes=tuple(_quotes(found)),
    )


def _quotes(found: list[tuple[MappedArticle, Resolution]]) -> Iterator[Quote]:
    by_sentence: dict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(list)
    texts = {}
    for mapped, resolution in found:
        mention = resolution.mention
        # A mention outside every sentence is quoted by itself rather than not at all.
        start, end = next(
            ((s.start, s.end) for s in mapped.sentences if s.start <= mention.start < s.end),
            (mention.start, mention.end),
        )
        by_sentence[mapped.article.id, start, end].append((mention.start - start, mention.end - start))
        texts[mapped.article.id] = mapped.article.text
    for (article, start, end), spans in by_sentence.items():
        yield Quote(texts[article][start:end], tuple(spans))
