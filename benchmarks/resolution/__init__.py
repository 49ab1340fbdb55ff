"""The gold set of resolution: texts whose mentions have a known place, and names as newspapers write them.

``README.md`` beside this file tells how both were made. ``places.tsv`` has the places, ``open.txt`` and ``sealed.txt``
the texts, ``names-open.tsv`` and ``names-sealed.tsv`` the names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias, cast

from geo.languages.tables import read_table
from geo.model import KINDS, PLACE_TYPES, Extent, Kind, PlaceType

Part: TypeAlias = Literal["open", "sealed"]

FOLDER: Final = Path(__file__).resolve().parent
MARK: Final = re.compile(rf"\[([^\[\]|]+)\|([^\[\]|]+)(?:\|({'|'.join(KINDS)}))?\]")
NONE: Final = "?"
"""The key of a place that no gazetteer holds: that none is chosen is right."""


class GoldError(ValueError):
    """A line of the set that cannot be read."""


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """The place that is meant, in words and in degrees (WGS 84). ``extent`` is None for what is drawn as a point;
    ``id`` is an ISO code (``iso:UA-14``) or empty."""

    words: str
    type: PlaceType
    country: str | None
    lat: float
    lon: float
    extent: Extent | None
    id: str


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A span of a text, code points; ``place`` is None where no gazetteer holds the place."""

    start: int
    end: int
    kind: Kind
    place: GoldPlace | None


@dataclass(frozen=True, slots=True)
class GoldText:
    """A short article and its mentions, in order."""

    id: str
    title: str | None
    date: str | None
    text: str
    mentions: tuple[GoldMention, ...]


@dataclass(frozen=True, slots=True)
class GoldName:
    """A name and the place that a reader thinks of without any context."""

    name: str
    place: GoldPlace


@cache
def places() -> Mapping[str, GoldPlace]:
    """The places of the texts by their words.

    Raises:
        GoldError: a place that cannot be read.
    """
    return {row["place"]: gold_place(row) for row in read_table(FOLDER / "places.tsv")}


def gold_place(row: Mapping[str, str]) -> GoldPlace:
    """The place of a row.

    Raises:
        GoldError: an unknown type, or a point that lies nowhere or outside its extent.
    """
    box = [row[side] for side in ("south", "west", "north", "east")]
    try:
        extent = Extent(*map(float, box)) if all(box) else None
        lat, lon = float(row["lat"]), float(row["lon"])
    except ValueError as error:
        raise GoldError(f"{row['place']}: {error}") from None
    if row["type"] not in PLACE_TYPES or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise GoldError(f"{row['place']}: type {row['type']} at {lat}, {lon}")
    if extent is not None and not holds(extent, lat, lon):
        raise GoldError(f"{row['place']} lies outside its extent")
    return GoldPlace(row["place"], row["type"], row["country"] or None, lat, lon, extent, row.get("id", ""))


def holds(extent: Extent, lat: float, lon: float) -> bool:
    """Whether a point lies within a box."""
    if not extent.south <= lat <= extent.north:
        return False
    if extent.west <= extent.east:
        return extent.west <= lon <= extent.east
    return lon >= extent.west or lon <= extent.east


def names(part: Part) -> Iterator[GoldName]:
    """The names of a part."""
    for row in read_table(FOLDER / f"names-{part}.tsv"):
        yield GoldName(row["name"], gold_place(row))


def texts(part: Part) -> Iterator[GoldText]:
    """The texts of a part.

    Raises:
        GoldError: a mark or a place that cannot be read; names the text.
    """
    blocks = (FOLDER / f"{part}.txt").read_text(encoding="utf-8").split("\n@ ")
    for block in blocks[1:]:
        yield _text(block)


def _text(block: str) -> GoldText:
    head, _, body = block.partition("\n\n")
    id_, *lines = head.split("\n")
    facts = dict(line.split(": ", 1) for line in lines)
    text, mentions, end = "", [], 0
    body = body.strip("\n")
    for match in MARK.finditer(body):
        text += body[end : match.start()]
        key = match[2]
        if key != NONE and key not in places():
            raise GoldError(f"{id_}: nobody says where «{key}» lies")
        place = None if key == NONE else places()[key]
        mentions.append(GoldMention(len(text), len(text) + len(match[1]), cast(Kind, match[3] or "place"), place))
        text += match[1]
        end = match.end()
    text += body[end:]
    if set("[]|") & set(text):
        raise GoldError(f"{id_}: brackets without a mark: {text}")
    return GoldText(id_, facts.get("title"), facts.get("date"), text, tuple(mentions))
