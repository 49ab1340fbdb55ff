"""The mentions as rows: the schema of everything tabular."""

from __future__ import annotations

import csv
import io
from typing import Final

from geo.draw.gather import appearances
from geo.draw.text import sentence_text, writable
from geo.model import Atlas, MappedArticle, Resolution
from geo.settings import Labels

CSV_COLUMNS: Final = (
    "article",
    "start",
    "end",
    "surface",
    "name",
    "kind",
    "type",
    "lat",
    "lon",
    "country",
    "place",
    "place_id",
    "confidence",
    "source",
    "sentence",
)
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def mention_rows(mapped: MappedArticle) -> list[dict[str, object]]:
    """A row for each mention that is not rejected, in the order of the text.

    Offsets count code points of the article's text, ``lat`` and ``lon`` are degrees (WGS 84) with five decimals,
    ``confidence`` has three. ``place`` is the place's name in the article's language.
    """
    return [_row(a.resolution, mapped.article.language) for a in appearances([mapped])]


def csv_table(atlas: Atlas, labels: Labels = "de") -> str:
    """All mentions as CSV (RFC 4180), with the article's id before each row and the sentence after it.

    ``place`` is the place's name in the language of ``labels``. A text that a spreadsheet would run as a formula gets
    an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for appearance in appearances(atlas.articles):
        mapped = atlas.articles[appearance.article]
        row = _row(appearance.resolution, labels)
        row["article"] = mapped.article.id
        row["sentence"] = sentence_text(mapped, appearance.sentence)
        writer.writerow([_cell(row[column]) for column in CSV_COLUMNS])
    return out.getvalue()


def decimal(value: float, places: int) -> float:
    """The value rounded, without a negative zero."""
    return round(value, places) + 0.0


def _row(resolution: Resolution, language: str) -> dict[str, object]:
    mention, place = resolution.mention, resolution.place
    return {
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "name": mention.name,
        "kind": mention.kind,
        "type": place.type if place else None,
        "lat": decimal(place.lat, 5) if place else None,
        "lon": decimal(place.lon, 5) if place else None,
        "country": place.country if place else None,
        "place": place.name_in(language) if place else None,
        "place_id": place.id if place else None,
        "confidence": decimal(resolution.confidence, 3),
        "source": resolution.source,
    }


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        # As JavaScript writes it, so that the page's own download is the same file.
        return f"{value:.5f}".rstrip("0").rstrip(".")
    text = writable(str(value))
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
