"""The outlines that ship with the project: the base map's countries and the world's regions.

``data/world.json.gz`` is the base map; ``data/outlines.zip`` holds one JSON member for each country with the outlines
of its regions. Both are read when they are first asked for. ``tools/derive_outlines.py`` makes them; ``data/README.md``
tells their source and the policy on disputed borders.
"""

from __future__ import annotations

import gzip
import json
import re
import zipfile
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Final

from geo.model import Geometry, Outlines

_DATA: Final = files("geo.sources") / "data"
_REFERENCE: Final = re.compile(r"iso:([A-Z]{2})(-\S+)?")
_COUNTRIES_KEPT: Final = 32


class ShippedOutlines(Outlines):
    """The outlines of countries (``iso:DE``, as fine as the base map) and regions (``iso:UA-14``).

    What it returns is shared between callers and must not be changed. Any number of threads may ask at once.
    """

    def outline(self, reference: str) -> Geometry | None:
        """The geometry of a country or region, or None where ``reference`` is neither or has no outline."""
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            return None
        country, region = match.groups()
        return _regions(country).get(reference) if region else self._countries.get(reference)

    def world(self) -> Geometry:
        """The base map as a GeoJSON FeatureCollection.

        Besides the countries it holds, last, the borders to be drawn dashed: MultiLineString features whose properties
        are ``kind`` (``disputed``) and ``between`` (the ids of the two countries).
        """
        return self._world

    @cached_property
    def _world(self) -> Geometry:
        world: Geometry = json.loads(gzip.decompress((_DATA / "world.json.gz").read_bytes()))
        return world

    @cached_property
    def _countries(self) -> dict[str, Geometry]:
        features = self._world["features"]
        return {f["properties"]["id"]: f["geometry"] for f in features if "id" in f["properties"]}


@lru_cache(maxsize=_COUNTRIES_KEPT)
def _regions(country: str) -> dict[str, Geometry]:
    """The outlines of a country's regions by reference; empty for a country without any."""
    with (_DATA / "outlines.zip").open("rb") as file, zipfile.ZipFile(file) as archive:
        try:
            content = archive.read(f"{country}.json")
        except KeyError:
            return {}
    outlines: dict[str, Geometry] = json.loads(content)
    return outlines
