"""The evidence for and against a candidate, and what each piece weighs.

Weights are log odds. They are set by judgement so far, in the order of what a reader would trust: the words next to the
name, then the company of the article, then fame.

=======================  ==============================================================================
code                     evidence (``detail``)
=======================  ==============================================================================
``match_…``              how the record bears the name (``preferred``, ``alternate``, ``historical``, ``transcribed``)
``prominence``           population or rank (the population, where known)
``city_before_region``   a bare name means the city, not the region around it (the city)
``type_cue``             the text names a type («Separatistenregionen»)
``within``               the text names a container («in Texas»)
``near``                 the text names a neighbour («bei Basel»)
``capital``              the text calls it a country's capital (the words)
``same_sense``           another mention of the name says so (the words there)
``country_mentioned``    the article names its country (the country)
``container_mentioned``  the article names its region (the region)
``near_mentioned``       it lies near another place of the article (that place)
``home``                 it lies in the outlet's country
``only_candidate``       no other record bears the name
``user``                 the reader's own decision
=======================  ==============================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log10, sqrt
from typing import Final

from geo.locate.distance import distance
from geo.model import Candidate, Cue, NameMatch, Place, PlaceType, Reason

_MATCH: Final[dict[NameMatch, float]] = {"preferred": 0.0, "alternate": -1.0, "historical": -0.7, "transcribed": -0.6}
_PROMINENCE: Final = 25.0
"""Log odds of the whole scale: a town of ten times the inhabitants is some twelve times as likely to be meant."""
_PROMINENCE_OF_TYPE: Final[dict[PlaceType, float]] = {
    "country": 1.0,
    "region": 0.72,
    "district": 0.5,
    "island": 0.75,
    "river": 0.75,
    "lake": 0.7,
    "sea": 0.8,
    "mountain": 0.75,
    "area": 0.8,
    "site": 0.72,
    "street": 0.4,
}
_CITY_BEFORE_REGION: Final = -3.0
_CITY_IN_REGION: Final = 150.0
"""Kilometres from a region's point within which a city of its name is its city."""
_TYPE_CUE: Final = (6.0, -4.0)
_WITHIN: Final = (7.0, -4.0)
_CONTAINERS: Final = frozenset({"country", "region", "area", "island", "river", "mountain"})
"""What may contain a place: «Moskau in Genf» is no city in a city. A river names the town at its bank."""
_NEAR: Final = (6.0, -3.0)
_NEAR_KILOMETRES: Final = 80.0
_CAPITAL: Final = (5.0, -4.0)
_SAME_SENSE: Final = 0.6
"""Share of a cue's weight that it has for the other mentions of the name."""
_COUNTRY_MENTIONED: Final = 1.5
_CONTAINER_MENTIONED: Final = 2.5
_NEAR_MENTIONED: Final = ((30.0, 2.0), (100.0, 1.3), (300.0, 0.5))
_HOME: Final = 2.0
NONE_OF_THESE: Final = 7.5
"""Score of «no candidate is meant»: that of a hamlet nothing else speaks for."""


def prominence(place: Place) -> float:
    """How well known a place is without any context, from 0 to 1; a city's grows with its population's logarithm."""
    if place.type == "city":
        return min(0.95, 0.2 + 0.1 * log10(place.population + 1))
    if place.type == "district" and place.population:
        return min(0.6, 0.1 + 0.1 * log10(place.population + 1))
    return _PROMINENCE_OF_TYPE[place.type]


@dataclass(frozen=True, slots=True)
class Company:
    """What else the article mentions: places by id, countries by code, and everything with a point of its own;
    ``language`` is the article's."""

    ids: dict[str, Place] = field(default_factory=dict)
    countries: dict[str, Place] = field(default_factory=dict)
    points: tuple[Place, ...] = ()
    language: str = "de"


def by_itself(candidate: Candidate, rivals: Sequence[Candidate], home: str | None) -> Iterator[Reason]:
    """The evidence that needs no context."""
    place = candidate.place
    yield Reason(f"match_{candidate.match}", _MATCH[candidate.match])
    yield Reason("prominence", _PROMINENCE * prominence(place), str(place.population or ""))
    if place.type == "region":
        city = next((r.place for r in rivals if _is_city_of(r.place, place)), None)
        if city is not None:
            yield Reason("city_before_region", _CITY_BEFORE_REGION, city.name)
    if home is not None and place.country == home and place.type != "country":
        yield Reason("home", _HOME, home)
    if len(rivals) == 1:
        yield Reason("only_candidate", 1.0)


def _is_city_of(city: Place, region: Place) -> bool:
    """Whether a large city gives its name to the region around it; not every record names the region it lies in."""
    if city.type != "city" or city.country != region.country or prominence(city) < 0.6:
        return False
    return region.id in city.admin or distance(city, region) <= _CITY_IN_REGION


def from_cue(candidate: Candidate, cue: Cue, named: Sequence[Place], own: bool) -> Reason | None:
    """What a cue says of a candidate. ``named`` are the places that the cue's name may mean; ``own`` is False where the
    cue stands at another mention of the same name."""
    weights = _cue_weights(candidate.place, cue, named)
    if weights is None:
        return None
    share = 1.0 if own else _SAME_SENSE
    return Reason(_cue_code(cue) if own else "same_sense", weights * share, cue.words)


def _cue_code(cue: Cue) -> str:
    return "type_cue" if cue.code == "type" else cue.code


def _cue_weights(place: Place, cue: Cue, named: Sequence[Place]) -> float | None:
    if cue.code == "type":
        return _TYPE_CUE[0 if place.type == cue.value else 1]
    if not named:
        return None
    if cue.code == "within":
        named = [other for other in named if other.type in _CONTAINERS]
        if not named:
            return None
        return _WITHIN[0 if any(lies_within(place, other) for other in named) else 1]
    if cue.code == "near":
        near = any(_is_near(place, other) for other in named)
        return _NEAR[0 if near else 1]
    same_country = any(other.country is not None and other.country == place.country for other in named)
    return _CAPITAL[0 if same_country and place.type == "city" else 1]


def lies_within(place: Place, container: Place) -> bool:
    """Whether a place is a part of another: by its admin path, its country, or the container's extent."""
    if place.id == container.id:
        return False
    if container.id in place.admin:
        return True
    if container.type == "country":
        return place.country is not None and place.country == container.country
    extent = container.extent
    if container.type == "region" or extent is None:
        # A river names the town at its bank: «Halle (Saale)».
        return container.type == "river" and _is_near(place, container)
    in_longitude = (
        extent.west <= place.lon <= extent.east
        if extent.west <= extent.east
        else place.lon >= extent.west or place.lon <= extent.east
    )
    return in_longitude and extent.south <= place.lat <= extent.north


def _is_near(place: Place, other: Place) -> bool:
    if other.type == "country":
        return place.country != other.country and other.extent is not None and _distance_to_extent(place, other) < 100
    return place.id != other.id and distance(place, other) <= _NEAR_KILOMETRES


def _distance_to_extent(place: Place, other: Place) -> float:
    """Kilometres from a place to a country's bounding box, in plane approximation; 0 inside it."""
    extent = other.extent
    assert extent is not None  # noqa: S101 - the caller has looked
    d_lat = max(extent.south - place.lat, 0.0, place.lat - extent.north)
    d_lon = max(extent.west - place.lon, 0.0, place.lon - extent.east)
    return 111.0 * sqrt(d_lat**2 + (d_lon * 0.65) ** 2)


def from_company(candidate: Candidate, company: Company) -> Iterator[Reason]:
    """What the article's other places say of a candidate."""
    place = candidate.place
    container = next((company.ids[one] for one in reversed(place.admin) if one in company.ids), None)
    if container is not None and container.type != "country":
        yield Reason("container_mentioned", _CONTAINER_MENTIONED, container.name_in(company.language))
    if place.country in company.countries and place.type != "country":
        country = company.countries[place.country]
        yield Reason("country_mentioned", _COUNTRY_MENTIONED, country.name_in(company.language))
    if place.type == "country":
        return
    others = [other for other in company.points if other.id != place.id]
    nearest = min(others, key=lambda other: distance(place, other), default=None)
    if nearest is not None:
        kilometres = distance(place, nearest)
        weight = next((w for limit, w in _NEAR_MENTIONED if kilometres <= limit), None)
        if weight is not None:
            yield Reason("near_mentioned", weight, nearest.name_in(company.language))
