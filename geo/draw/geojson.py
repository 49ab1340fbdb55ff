"""The places as GeoJSON (RFC 7946)."""

from __future__ import annotations

import json

from geo.draw import geometry
from geo.draw.gather import Spot, gather
from geo.draw.table import decimal
from geo.draw.text import clean, sentence_text
from geo.model import Atlas, Extent, Place
from geo.settings import Labels


def geojson(atlas: Atlas, labels: Labels = "de") -> str:
    """A FeatureCollection with a point for each place, a line for a river whose course is known, and the place's extent
    as ``bbox`` where it is known.

    Names are in the language of ``labels``. ``mentions`` counts by kind, ``confidence`` is that of the surest mention.
    """
    features = [_feature(atlas, spot, spot.place, labels) for spot in gather(atlas) if spot.place]
    collection = clean({"type": "FeatureCollection", "features": features})
    return json.dumps(collection, ensure_ascii=False, indent=1) + "\n"


def bbox(extent: Extent) -> list[float]:
    """An extent in the order of RFC 7946: west, south, east, north."""
    return [decimal(degrees, 5) for degrees in (extent.west, extent.south, extent.east, extent.north)]


def _feature(atlas: Atlas, spot: Spot, place: Place, labels: Labels) -> dict[str, object]:
    sentences = dict.fromkeys(sentence_text(atlas.articles[a.article], a.sentence) for a in spot.appearances)
    articles = dict.fromkeys(atlas.articles[a.article].article.id for a in spot.appearances)
    feature: dict[str, object] = {
        "type": "Feature",
        "id": place.id,
        "geometry": geometry.course(place) or geometry.point(place),
        "properties": {
            "id": place.id,
            "name": place.name_in(labels),
            "type": place.type,
            "country": place.country,
            "status": spot.status,
            "confidence": decimal(spot.witness.confidence, 3),
            "source": place.source,
            "mentions": spot.counts,
            "articles": list(articles),
            "sentences": list(sentences),
        },
    }
    if place.extent:
        feature["bbox"] = bbox(place.extent)
    return feature
