"""How well known a place is, from 0 to 1; it orders the bearers of a name when nothing else is known.

The scales of settlements (by their people) and of everything else (by its size) are made so that a reader's first
thought comes first: the river Elbe before the village of Elbe, Hamburg before a hill of its name.
"""

from __future__ import annotations

import math
from typing import Final

from geo.model import Extent, Place

COUNTRY: Final = 1.0
SITE: Final = 0.6
"""A building that a table lists is as well known as a city of 100,000."""
STREET: Final = 0.5
OF_REGION: Final = 0.85
"""A region comes right behind a city of its name which holds half of its people (Luhansk, Zürich)."""
OF_RIVER: Final = 0.92
"""A river is a line through its extent: the town of Fulda comes before the river."""
OF_DISTRICT: Final = 0.95
_UNKNOWN: Final = 0.2
_HIGHEST: Final = 0.95
_KM_PER_DEGREE: Final = 111.2


def by_people(people: int) -> float:
    """0.15 × log10(people) − 0.15: 0.9 for ten million, 0.6 for 100,000, 0.3 for a thousand; 0.2 where unknown."""
    return min(_HIGHEST, max(_UNKNOWN, 0.15 * math.log10(people) - 0.15)) if people else _UNKNOWN


def by_size(extent: Extent) -> float:
    """0.5 + 0.1 × log10(diagonal in km): 0.87 for Europe, 0.7 for the Harz."""
    middle = (extent.south + extent.north) / 2
    east = (extent.east - extent.west) % 360 * math.cos(math.radians(middle))
    diagonal = _KM_PER_DEGREE * math.hypot(extent.north - extent.south, east)
    return min(0.9, 0.5 + 0.1 * math.log10(max(diagonal, 1.0)))


def _uncounted(place: Place) -> float:
    return by_size(place.extent) if place.extent is not None else SITE


def of_place(place: Place) -> float:
    """The prominence of a place by its type, its people and its size."""
    if place.type == "country":
        return COUNTRY
    if place.type == "region":
        return OF_REGION * (by_people(place.population) if place.population else _uncounted(place))
    if place.type == "city":
        return by_people(place.population)
    if place.type == "district":
        return OF_DISTRICT * by_people(place.population)
    if place.type == "street":
        return STREET
    size = by_size(place.extent) if place.extent is not None and place.type != "site" else SITE
    return OF_RIVER * size if place.type == "river" else size
