"""Atlas → the JSON that the page's scripts receive: segments, places and sentences, no offsets to cut at.

One block of data in place of an object for each marker keeps a page with hundreds of places small and fast.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from geo.draw.gather import Appearance, Spot
from geo.draw.geojson import bbox
from geo.draw.table import CSV_COLUMNS, decimal
from geo.draw.text import Marked, segments
from geo.draw.wording import Wording
from geo.model import Atlas, Geometry, Outlines, Place, RankedCandidate, Sentence

MENTION_FIELDS: Final = ("sentence", "spot", "kind", "status", "start", "end", "surface", "name", "confidence", "note")
"""The order of a mention's values: arrays take a third of the room of objects."""
_UNSAFE: Final = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
"""What ends a script or a line, or cannot be written."""
MAX_REASONS: Final = 4
MAX_CANDIDATES: Final = 6
_FOR_SCRIPTS: Final = ("card.", "page.show_all", "page.outside", "page.zoom", "type.none")


def payload(atlas: Atlas, spots: tuple[Spot, ...], outlines: Outlines, words: Wording) -> dict[str, Any]:
    """All that the scripts need to know about an atlas."""
    # Disputed lines are features too, but of no country.
    features = {f["properties"]["id"] for f in outlines.world()["features"] if "id" in f["properties"]}
    sentences, of_mention = _sentences(atlas, spots)
    numbered = {a.number: (index, a) for index, spot in enumerate(spots) for a in spot.appearances}
    return {
        "language": words.language,
        "words": {key: text for key, text in words.texts.items() if key.startswith(_FOR_SCRIPTS)},
        "csv": CSV_COLUMNS,
        "articles": [
            {"id": mapped.article.id, "title": mapped.article.title or mapped.article.source or ""}
            for mapped in atlas.articles
        ],
        "sentences": sentences,
        "fields": MENTION_FIELDS,
        "mentions": [
            _mention(appearance, spot, of_mention[number], words)
            for number, (spot, appearance) in sorted(numbered.items())
        ],
        "spots": [
            # What is empty takes no room: there may be hundreds of places.
            {key: value for key, value in _spot(spot, outlines, features, words).items() if value not in (None, "", [])}
            for spot in spots
        ],
    }


def json_block(data: object) -> str:
    """Compact JSON that may stand inside a ``<script>`` element whatever it contains."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _sentences(atlas: Atlas, spots: tuple[Spot, ...]) -> tuple[list[dict[str, Any]], dict[int, int]]:
    """The sentences that mention something, as segments, and the number of the sentence of each mention."""
    marked: dict[tuple[int, Sentence], list[Marked]] = {}
    for appearance in sorted((a for spot in spots for a in spot.appearances), key=lambda a: a.number):
        place = (appearance.article, appearance.sentence)
        marked.setdefault(place, []).append(Marked(appearance.resolution.mention, appearance.number))
    sentences: list[dict[str, Any]] = []
    of_mention: dict[int, int] = {}
    for (article, sentence), items in marked.items():
        of_mention |= {item.number: len(sentences) for item in items}
        mapped = atlas.articles[article]
        pieces = segments(mapped.article.text, sentence.start, sentence.end, items)
        sentences.append(
            {
                "article": article,
                "segments": [piece.text if piece.mention is None else [piece.text, piece.mention] for piece in pieces],
            }
        )
    return sentences, of_mention


def _mention(appearance: Appearance, spot: int, sentence: int, words: Wording) -> list[object]:
    """The values of :data:`MENTION_FIELDS`; ``start`` and ``end`` are only for the table that can be downloaded."""
    resolution = appearance.resolution
    mention = resolution.mention
    return [
        sentence,
        spot,
        mention.kind,
        resolution.status,
        mention.start,
        mention.end,
        mention.surface,
        mention.name,
        decimal(resolution.confidence, 3),
        words.say(f"direction.{mention.direction}") if mention.direction else "",
    ]


def _spot(spot: Spot, outlines: Outlines, features: set[str], words: Wording) -> dict[str, Any]:
    witness, place = spot.witness, spot.place
    if place is None:
        return {
            "id": spot.id,
            "name": witness.mention.name,
            "group": spot.group,
            "status": spot.status,
            "named": spot.named,
            "sure": words.say("sure.none"),
            "candidates": _candidates(witness.candidates, None, words),
        }
    name = place.name_in(words.language)
    by_name = (a.resolution.mention.name for a in spot.appearances if a.resolution.mention.kind == "place")
    reasons = sorted((r for r in witness.reasons if r.weight > 0), key=lambda r: -r.weight)
    return {
        "id": spot.id,
        "name": name,
        "other_names": [other for other in dict.fromkeys(by_name) if other != name],
        "type": place.type,
        "type_name": words.type(place),
        "group": spot.group,
        "country": place.country,
        "country_name": words.country(place.country) if place.type != "country" else "",
        "lat": decimal(place.lat, 5),
        "lon": decimal(place.lon, 5),
        "bbox": bbox(place.extent) if place.extent else None,
        **_shape(place, outlines, features),
        "source": place.source,
        "status": spot.status,
        "named": spot.named,
        "confidence": decimal(witness.confidence, 3),
        "sure": words.sureness(witness.confidence, spot.status == "unsure"),
        "reasons": list(dict.fromkeys(words.reason(reason) for reason in reasons))[:MAX_REASONS],
        "candidates": _candidates(witness.candidates, place, words),
    }


def _shape(place: Place, outlines: Outlines, features: set[str]) -> dict[str, Any]:
    """A country is a feature of the base map, drawn once; other places bring their own outline where there is one."""
    for reference in (place.id, place.outline or "", f"iso:{place.country}" if place.type == "country" else ""):
        if reference in features:
            return {"feature": reference}
    outline: Geometry | None = outlines.outline(place.outline) if place.outline else None
    return {"outline": outline} if outline else {}


def _candidates(ranked: tuple[RankedCandidate, ...], chosen: Place | None, words: Wording) -> list[dict[str, str]]:
    others = [r for r in ranked if chosen is None or r.candidate.place.id != chosen.id]
    return [_candidate(other, words) for other in others[:MAX_CANDIDATES]]


def _candidate(ranked: RankedCandidate, words: Wording) -> dict[str, str]:
    place = ranked.candidate.place
    parts = [words.type(place), words.country(place.country) if place.type != "country" else ""]
    if place.population and place.type != "country":
        parts.append(words.count("card.inhabitants", place.population))
    parts.append(words.chance(ranked.confidence))
    return {"name": place.name_in(words.language), "note": " · ".join(part for part in parts if part)}
