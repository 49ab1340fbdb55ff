"""Atlas → the JSON that the page's scripts receive: segments, places and sentences, no offsets to cut at.

One block of data in place of an object for each marker keeps a page with hundreds of places small and fast.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from geo.draw import geometry
from geo.draw.gather import Appearance, Quote, Spot, quotes
from geo.draw.geojson import bbox
from geo.draw.table import CSV_COLUMNS, decimal
from geo.draw.text import Segment, clean, segments
from geo.draw.wording import GROUPS, Wording
from geo.model import KINDS, STATUSES, Atlas, Outlines, Place, RankedCandidate

MENTION_FIELDS: Final = ("sentence", "spot", "kind", "status", "start", "confidence", "name", "note", "surface")
"""The order of a mention's values: arrays take a third of the room of objects. Kind and status are numbers of their
lists. ``name`` is only there where it is not the surface, ``surface`` only where the text has no mark that shows it."""
_UNSAFE: Final = re.compile("[<>&\u2028\u2029]")
"""What ends a script or a line."""
_READ_OTHERWISE: Final = re.compile("[\\r\\x00-\\x08\\x0e-\\x1f\\x7f-\\x9f\ud800-\udfff]")
"""What a browser reads otherwise than it is written."""
_USUAL: Final = {"status": "located", "source": "gazetteer"}
"""What is not written of a place because most are so."""
MAX_REASONS: Final = 4
MAX_CANDIDATES: Final = 6
_FOR_SCRIPTS: Final = ("card.", "dates.", "page.show_all", "page.outside", "page.zoom", "type.none", "status.unsure")


class Phrases:
    """Sentences and words that occur again and again, each written once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __call__(self, text: str) -> int | None:
        """The number of a text; None for an empty one."""
        return self._numbers.setdefault(text, len(self._numbers)) if text else None

    def all(self) -> list[str]:
        """The texts by number."""
        return list(self._numbers)


def payload(
    atlas: Atlas,
    spots: tuple[Spot, ...],
    outlines: Outlines,
    words: Wording,
    *,
    placed: frozenset[int] = frozenset(),
    starts: Sequence[int] | None = None,
) -> dict[str, Any]:
    """All that the scripts need to know about an atlas.

    ``placed`` are the sentences that stand in the page's text as elements of their own: they are read there. ``starts``
    are the offsets of the mentions by number, where they are not those of the atlas (of an excerpt).
    """
    # Disputed lines are features too, but of no country.
    features = {f["properties"]["id"] for f in outlines.world()["features"] if "id" in f["properties"]}
    phrases = Phrases()
    found = quotes(spots)
    of_mention = {item.number: number for number, quote in enumerate(found) for item in quote.marked}
    marks = {
        piece.mention
        for number in placed
        for piece in _pieces(atlas, found[number])
        if piece.mention is not None and not _READ_OTHERWISE.search(piece.text)
    }
    numbered = {a.number: (index, a) for index, spot in enumerate(spots) for a in spot.appearances}
    return {
        "language": words.language,
        "words": {key: text for key, text in words.texts.items() if key.startswith(_FOR_SCRIPTS)},
        "csv": CSV_COLUMNS,
        "groups": dict(GROUPS),
        "kinds": KINDS,
        "statuses": STATUSES,
        "articles": [
            {
                "id": mapped.article.id,
                "title": mapped.article.title or mapped.article.source or "",
                "date": mapped.article.date or "",
            }
            for mapped in atlas.articles
        ],
        "sentences": [
            quote.article if number in placed else [quote.article, *_segments(atlas, quote)]
            for number, quote in enumerate(found)
        ],
        "fields": MENTION_FIELDS,
        "mentions": [
            _mention(
                appearance,
                spot,
                of_mention[number],
                appearance.resolution.mention.start if starts is None else starts[number],
                number in marks,
                words,
            )
            for number, (spot, appearance) in sorted(numbered.items())
        ],
        "spots": [
            # What is empty takes no room: there may be thousands of places.
            {
                key: value
                for key, value in _spot(spot, outlines, features, phrases, words).items()
                if value not in (None, "", [], _USUAL.get(key))
            }
            for spot in spots
        ],
        "phrases": phrases.all(),
    }


def json_block(data: object) -> str:
    """Compact JSON that may stand inside a ``<script>`` element whatever it contains; :func:`clean` goes before."""
    text = json.dumps(clean(data), ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _pieces(atlas: Atlas, quote: Quote) -> tuple[Segment, ...]:
    sentence = quote.sentence
    return segments(atlas.articles[quote.article].article.text, sentence.start, sentence.end, quote.marked)


def _segments(atlas: Atlas, quote: Quote) -> list[object]:
    """A sentence as segments: text, or text and the number of its mention."""
    pieces = _pieces(atlas, quote)
    return [piece.text if piece.mention is None else [piece.text, piece.mention] for piece in pieces]


def _mention(
    appearance: Appearance, spot: int, sentence: int, start: int, is_marked: bool, words: Wording
) -> list[object]:
    """The values of :data:`MENTION_FIELDS`, without empty ones at the end."""
    resolution = appearance.resolution
    mention = resolution.mention
    values = [
        sentence,
        spot,
        KINDS.index(mention.kind),
        STATUSES.index(resolution.status),
        start,
        decimal(resolution.confidence, 3),
        mention.name if mention.name != mention.surface else "",
        words.say(f"direction.{mention.direction}") if mention.direction else "",
        "" if is_marked else mention.surface,
    ]
    while values[-1] == "":
        values.pop()
    return values


def _spot(spot: Spot, outlines: Outlines, features: set[str], phrases: Phrases, words: Wording) -> dict[str, Any]:
    witness, place = spot.witness, spot.place
    if place is None:
        return {
            "id": spot.id,
            "name": witness.mention.name,
            "status": spot.status,
            "sure": phrases(words.say("sure.none")),
            "candidates": _candidates(witness.candidates, None, phrases, words),
        }
    name = place.name_in(words.language)
    by_name = (a.resolution.mention.name for a in spot.appearances if a.resolution.mention.kind == "place")
    reasons = sorted((r for r in witness.reasons if r.weight > 0), key=lambda r: -r.weight)
    return {
        "id": spot.id,
        "name": name,
        "other_names": [other for other in dict.fromkeys(by_name) if other != name],
        "type": place.type,
        "type_name": phrases(words.type(place)),
        "country": place.country,
        "country_name": phrases(words.country(place.country)) if place.type != "country" else None,
        "lat": decimal(place.lat, 5),
        "lon": decimal(place.lon, 5),
        "bbox": bbox(place.extent) if place.extent else None,
        **_shape(place, outlines, features),
        "source": place.source,
        "status": spot.status,
        "confidence": decimal(witness.confidence, 3),
        "sure": phrases(words.sureness(witness.confidence, spot.status == "unsure")),
        "reasons": list(dict.fromkeys(phrases(words.reason(reason)) for reason in reasons))[:MAX_REASONS],
        "candidates": _candidates(witness.candidates, place, phrases, words),
    }


def _shape(place: Place, outlines: Outlines, features: set[str]) -> dict[str, Any]:
    """A country is a feature of the base map, drawn once; other places bring their own outline where there is one."""
    for reference in (place.id, place.outline or "", f"iso:{place.country}" if place.type == "country" else ""):
        if reference in features:
            return {"feature": reference}
    if line := geometry.course(place):
        return {"course": line["coordinates"]}
    outline = outlines.outline(place.outline) if place.outline else None
    return {"outline": geometry.packed(outline)} if outline else {}


def _candidates(
    ranked: tuple[RankedCandidate, ...], chosen: Place | None, phrases: Phrases, words: Wording
) -> list[list[str | int]]:
    """Each other candidate: its name, and the numbers of the phrases that tell what it is and how likely."""
    others = [r for r in ranked if chosen is None or r.candidate.place.id != chosen.id]
    return [_candidate(other, phrases, words) for other in others[:MAX_CANDIDATES]]


def _candidate(ranked: RankedCandidate, phrases: Phrases, words: Wording) -> list[str | int]:
    place = ranked.candidate.place
    parts = [words.type(place), words.country(place.country) if place.type != "country" else ""]
    if place.population and place.type != "country":
        parts.append(words.count("card.inhabitants", place.population))
    parts.append(words.chance(ranked.confidence))
    numbers = (phrases(part) for part in parts)
    return [place.name_in(words.language), *(number for number in numbers if number is not None)]
