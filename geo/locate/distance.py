"""Distances on the globe."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Final

from geo.model import Place

EARTH_RADIUS: Final = 6371.0088
"""Mean radius in kilometres (IUGG)."""


def distance(one: Place, other: Place) -> float:
    """The great-circle distance between two places' points in kilometres (haversine formula)."""
    south, north = radians(one.lat), radians(other.lat)
    d_lat, d_lon = north - south, radians(other.lon - one.lon)
    half = sin(d_lat / 2) ** 2 + cos(south) * cos(north) * sin(d_lon / 2) ** 2
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(half)))
