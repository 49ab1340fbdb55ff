"""Writes a miniature of OpenStreetMap from places.tsv, boundaries.tsv and shapes.tsv, for a real Nominatim to import.

python tests/nominatim/miniature.py FOLDER      makes FOLDER/miniature.osm and FOLDER/importance.tsv
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from math import cos, pi, sin
from pathlib import Path
from xml.etree import ElementTree as Xml

_HERE = Path(__file__).parent
_LONGEST_WAY = 2000
"""Nodes that a way of OpenStreetMap may have."""
_MADE = {"version": "1", "timestamp": "2026-01-01T00:00:00Z", "changeset": "1", "uid": "1", "user": "miniature"}


def rows(table: str) -> Iterator[dict[str, str]]:
    lines = [line for line in (_HERE / table).read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    header = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(header, line.split("\t"), strict=True))


def tags(row: dict[str, str], number: int) -> dict[str, str]:
    """The tags that all tables have.

    Nominatim finds a place's importance by its Wikidata item, and joins a city's node with its boundary where both have
    the same; our items are made up.
    """
    names = {"name": row["name"], "name:de": row["de"], "name:en": row["en"]}
    names |= {"alt_name": row["other"]} if row["other"] else {}
    return names | ({"wikidata": f"Q{number}"} if row["importance"] else {})


class Map:
    """OpenStreetMap's XML wants all nodes first, then ways, then relations."""

    def __init__(self) -> None:
        self.nodes: list[Xml.Element] = []
        self.ways: list[Xml.Element] = []
        self.relations: list[Xml.Element] = []

    def node(self, lat: float, lon: float, tags: dict[str, str] | None = None) -> str:
        return self._add(self.nodes, "node", tags, lat=f"{lat:.4f}", lon=f"{lon:.4f}")

    def line(self, points: Sequence[tuple[float, float]], tags: dict[str, str]) -> str:
        return self._way([self.node(*point) for point in points], tags)

    def ring(self, points: Sequence[tuple[float, float]], tags: dict[str, str]) -> str:
        nodes = [self.node(*point) for point in points]
        nodes.append(nodes[0])
        step = _LONGEST_WAY - 1
        ways = [self._way(nodes[first : first + step + 1], None) for first in range(0, len(nodes) - 1, step)]
        relation = self._add(self.relations, "relation", tags)
        members = [Xml.Element("member", type="way", ref=way, role="outer") for way in ways]
        self.relations[-1][:0] = members
        return relation

    def _way(self, nodes: Sequence[str], tags: dict[str, str] | None) -> str:
        way = self._add(self.ways, "way", tags)
        self.ways[-1][:0] = [Xml.Element("nd", ref=node) for node in nodes]
        return way

    def _add(self, kind: list[Xml.Element], name: str, tags: dict[str, str] | None, **attributes: str) -> str:
        number = str(len(kind) + 1)
        element = Xml.Element(name, {"id": number} | _MADE | attributes)
        for key, value in (tags or {}).items():
            Xml.SubElement(element, "tag", k=key, v=value)
        kind.append(element)
        return number

    def write(self, path: Path) -> None:
        osm = Xml.Element("osm", version="0.6", generator="miniature.py")
        osm.extend([*self.nodes, *self.ways, *self.relations])
        Xml.ElementTree(osm).write(path, encoding="utf-8", xml_declaration=True)


def corners(row: dict[str, str]) -> list[tuple[float, float]]:
    south, west, north, east = (float(row[side]) for side in ("south", "west", "north", "east"))
    return [(south, west), (south, east), (north, east), (north, west)]


def windings(row: dict[str, str]) -> list[tuple[float, float]]:
    """A shape with many bends: a ring in the box between two corners, or a line from the first to the second."""
    count = int(row["points"])
    lat, lon, to_lat, to_lon = (float(row[key]) for key in ("lat", "lon", "to_lat", "to_lon"))
    if row["form"] == "line":
        shares = [number / (count - 1) for number in range(count)]
        bends = [0.15 * sin(40 * pi * share) for share in shares]
        return [
            (lat + share * (to_lat - lat) + bend, lon + share * (to_lon - lon))
            for share, bend in zip(shares, bends, strict=True)
        ]
    turns = [2 * pi * number / count for number in range(count)]
    radii = [0.9 + 0.1 * sin(150 * turn) for turn in turns]
    return [
        (
            (lat + to_lat + radius * sin(turn) * (to_lat - lat)) / 2,
            (lon + to_lon + radius * cos(turn) * (to_lon - lon)) / 2,
        )
        for turn, radius in zip(turns, radii, strict=True)
    ]


def main(folder: Path) -> None:
    miniature = Map()
    importance = ["language\ttitle\timportance\twikidata_id"]
    numbers: dict[tuple[str, str], int] = {}
    for row in [*rows("places.tsv"), *rows("boundaries.tsv"), *rows("shapes.tsv")]:
        number = numbers.setdefault((row["name"], row["importance"]), 900_000_000 + len(numbers))
        if row["importance"]:
            importance.append(f"de\tP{number}\t{row['importance']}\tQ{number}")
        if "level" in row:
            country = {"ISO3166-1": row["code"], "ISO3166-1:alpha2": row["code"]}
            code = country if row["level"] == "2" else {"ISO3166-2": row["code"]} if row["code"] else {}
            kind = {"type": "boundary", "boundary": "administrative", "admin_level": row["level"]}
            kind |= {"place": row["place"]} if row["place"] else {}
            miniature.ring(corners(row), tags(row, number) | kind | code)
        elif row.get("form") == "ring":
            shape = {"type": "multipolygon", row["key"]: row["value"]}
            miniature.ring(windings(row), tags(row, number) | shape)
        elif row.get("form") == "line":
            miniature.line(windings(row), tags(row, number) | {row["key"]: row["value"]})
        else:
            population = {"population": row["population"]} if row["population"] else {}
            own = tags(row, number) | {row["key"]: row["value"]} | population
            miniature.node(float(row["lat"]), float(row["lon"]), own)
    miniature.write(folder / "miniature.osm")
    (folder / "importance.tsv").write_text("\n".join(importance) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
