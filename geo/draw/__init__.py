"""Atlas → map, page, table, GeoJSON."""

from geo.draw.camera import picture
from geo.draw.geojson import geojson
from geo.draw.page import page
from geo.draw.table import csv_table, mention_rows
from geo.draw.tiles import Tiles, tiles_from

__all__ = ["Tiles", "csv_table", "geojson", "mention_rows", "page", "picture", "tiles_from"]
