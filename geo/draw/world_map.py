"""The map: Folium's, without its defaults.

Folium's own map loads eleven files from five hosts and its identifiers are random. Here Leaflet stands in the page, the
identifiers are fixed, and all places are drawn by one element of ours from one block of JSON.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import folium
from branca.element import MacroElement
from folium.map import Layer
from folium.template import Template
from xstatic.pkg import leaflet, leaflet_markercluster

from geo.draw.tiles import Tiles

MAX_ZOOM: Final = 11
"""Closer, the outlines show nothing more."""
MAX_ZOOM_OF_TILES: Final = 18


class WorldMap(folium.Map):
    """A map without layers; the page brings Leaflet, zoom buttons and credits of its own."""

    def __init__(self, max_zoom: int) -> None:
        super().__init__(
            location=(25.0, 12.0),
            zoom_start=2,
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            fade_animation=False,
            # Spelled as Leaflet does: Folium takes max_zoom for a tile layer's.
            maxZoom=max_zoom,
            zoom_snap=0.25,
            zoom_delta=1,
            wheel_px_per_zoom_level=120,
            max_bounds_viscosity=0.8,
            max_bounds=True,
            min_lat=-85,
            max_lat=85,
            min_lon=-210,
            max_lon=210,
        )
        self._id = "world"
        # Folium would add a link for each of these to the page's head.
        self.default_js = []
        self.default_css = []


class BaseLayer(Layer):
    """The world's countries, read from the page's block ``world`` and coloured by its style sheet.

    ``folium.GeoJson`` would write them into a script: a sixth larger, slower to parse, with colours that cannot follow
    the system's dark mode.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.geoJSON(
                schauplatz.unpacked(JSON.parse(document.getElementById("world").textContent)),
                {style: (feature) => ({className: feature.properties.kind || "land"}), smoothFactor: 0.6}
            );
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__(name="world")
        self._name = "Land"
        self._id = "world"


class PlacesLayer(MacroElement):
    """Draws all places of the page's block ``atlas`` and ties them to the text (``page.js`` and its companions)."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            schauplatz.start({{ this._parent.get_name() }}, {{ this.base.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, base: BaseLayer) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Places"
        self._id = "world"
        self.base = base


def world_map(tiles: Tiles | None = None) -> WorldMap:
    """Map, base layer and places, ready to be put into a figure; ``tiles`` lie under the outlines."""
    world = WorldMap(MAX_ZOOM_OF_TILES if tiles else MAX_ZOOM)
    if tiles:
        layer = folium.TileLayer(tiles.url, attr=tiles.credit, max_zoom=MAX_ZOOM_OF_TILES, name="tiles")
        layer._id = "world"
        world.add_child(layer)
    base = BaseLayer()
    world.add_child(base)
    world.add_child(PlacesLayer(base))
    return world


@cache
def leaflet_script(clusters: bool) -> str:
    """Leaflet, with its plugin for clusters where wanted, fit to stand in a page."""
    files = [_file(leaflet, "leaflet.js")]
    if clusters:
        files.append(_file(leaflet_markercluster, "leaflet.markercluster.js"))
    # A browser's developer tools would request the source map.
    return "\n".join(re.sub(r"//# sourceMappingURL=\S*", "", text).strip() for text in files)


@cache
def leaflet_style() -> str:
    """Leaflet's style sheet without its images, which this page does not use and could not load."""
    return re.sub(r"[\w-]+:\s*url\([^)]*\);?", "", _file(leaflet, "leaflet.css"))


def _file(package: Any, name: str) -> str:
    return Path(package.BASE_DIR, name).read_text(encoding="utf-8").replace("\r\n", "\n")
