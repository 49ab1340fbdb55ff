"""Atlas → map, page, table, GeoJSON."""

from geo.draw.geojson import geojson
from geo.draw.page import page
from geo.draw.table import csv_table, mention_rows

__all__ = ["csv_table", "geojson", "mention_rows", "page"]
