"""Writes a miniature of OpenStreetMap from places.tsv and boundaries.tsv, for a real Nominatim to import.

python tests/nominatim/miniature.py FOLDER      makes FOLDER/miniature.osm and FOLDER/importance.tsv
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as Xml

_HERE = Path(__file__).parent
_MADE = {"version": "1", "timestamp": "2026-01-01T00:00:00Z", "changeset": "1", "uid": "1", "user": "miniature"}


def rows(table: str) -> Iterator[dict[str, str]]:
    lines = [line for line in (_HERE / table).read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    header = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(header, line.split("\t"), strict=True))


def tags(row: dict[str, str], number: int) -> dict[str, str]:
    """The tags that both tables have.

    Nominatim finds a place's importance by its Wikidata item, and joins a city's node with its boundary where both have
    the same; our items are made up.
    """
    names = {"name": row["name"], "name:de": row["de"], "name:en": row["en"]}
    return names | ({"wikidata": f"Q{number}"} if row["importance"] else {})


class Map:
    """OpenStreetMap's XML wants all nodes first, then ways, then relations."""

    def __init__(self) -> None:
        self.nodes: list[Xml.Element] = []
        self.ways: list[Xml.Element] = []
        self.relations: list[Xml.Element] = []

    def node(self, lat: float, lon: float, tags: dict[str, str] | None = None) -> str:
        return self._add(self.nodes, "node", tags, lat=f"{lat:.4f}", lon=f"{lon:.4f}")

    def box(self, sides: tuple[float, ...], tags: dict[str, str]) -> str:
        south, west, north, east = sides
        corners = [self.node(lat, lon) for lat, lon in ((south, west), (south, east), (north, east), (north, west))]
        way = self._add(self.ways, "way", None)
        for corner in [*corners, corners[0]]:
            Xml.SubElement(self.ways[-1], "nd", ref=corner)
        relation = self._add(self.relations, "relation", tags)
        self.relations[-1].insert(0, Xml.Element("member", type="way", ref=way, role="outer"))
        return relation

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


def main(folder: Path) -> None:
    miniature = Map()
    importance = ["language\ttitle\timportance\twikidata_id"]
    numbers: dict[str, int] = {}
    for row in [*rows("places.tsv"), *rows("boundaries.tsv")]:
        number = numbers.setdefault(row["name"], 900_000_000 + len(numbers))
        if row["importance"]:
            importance.append(f"de\tP{number}\t{row['importance']}\tQ{number}")
        if "level" in row:
            country = {"ISO3166-1": row["code"], "ISO3166-1:alpha2": row["code"]}
            code = country if row["level"] == "2" else {"ISO3166-2": row["code"]}
            kind = {"type": "boundary", "boundary": "administrative", "admin_level": row["level"]}
            kind |= {"place": row["place"]} if row["place"] else {}
            sides = tuple(float(row[side]) for side in ("south", "west", "north", "east"))
            miniature.box(sides, tags(row, number) | kind | code)
        else:
            population = {"population": row["population"]} if row["population"] else {}
            own = tags(row, number) | {row["key"]: row["value"]} | population
            miniature.node(float(row["lat"]), float(row["lon"]), own)
    miniature.write(folder / "miniature.osm")
    (folder / "importance.tsv").write_text("\n".join(importance) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
