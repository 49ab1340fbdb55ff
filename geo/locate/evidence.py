"""The evidence for and against a candidate.

Each piece is an :class:`Evidence`: a code, and how much of it there is (0 to 1 mostly). What a piece weighs stands in
``weights.tsv`` as log odds, fitted by ``tools/weigh_resolution.py`` on texts whose places are known: once for a name
that stands alone and before anything else of the article is known (``alone``), once for the company of the article's
other places (``together``).

========================  =============================================================================
code                      evidence (``detail``)
========================  =============================================================================
``match_…``               how the record bears the name (``alternate``, ``historical``, ``transcribed``, ``bare``)
``bare_fits``             it bears the name without its type, and the text names the type («Landkreis Stendal»)
``prominence``            how well known the place is under this name (its population, where known)
``well_known``            it is as well known as a city of 50,000 at least
``type_…``                what it is: cities are meant more often than villages' namesakes of other types
``city_before_region``    a city of the same name lies in it; a bare name means the city (the city)
``home``                  it lies in the outlet's country
``only_candidate``        no other record bears the name
``adjective``             an adjective derived from a name («luxemburgisch»), and it is a country or a region
``compound``              a compound («Gaza-Krieg»), and it is a country, a region or an area
``resident``              an -er form («Luxemburger»), and it is a city
``type_cue``              the text names its type («Separatistenregionen»); ``…_against``: another type
``within``                the text names its container («in Texas»); ``…_against``: it does not lie in that
``near``                  the text names a neighbour («bei Basel»); ``…_against``: it does not lie there
``capital``               the text calls it a country's capital (the words); ``…_against``: it is not
``article_fits``          the name has an article («der Main»), and it is a river, a mountain, an area …
``article_against``       the name has an article right before it, and it is a settlement
``article_missing``       the name has no article, and it is a river or a mountain
``on_fits``               the text is «auf» it, and it is an island or a mountain; ``on_against``: a city
``listed_type``           it is what the place beside it in an enumeration is (that place)
``listed_country``        it lies in the country of the place beside it in an enumeration (that place)
``same_sense``            another mention of the name says so (the words there); ``…_against``
``named_elsewhere``       the article names it by another name too, such as a longer one (that name)
``country_mentioned``     the article names its country (the country)
``container_mentioned``   the article names its region (the region)
``country_share``         the share of the article's other places that lie in its country
``outsider``              most of the article's other places lie in one country, and it lies in none of theirs
``region_share``          the share of the article's other places that lie in its region
``near_mentioned``        it lies near another place of the article (that place)
``dateline``              it lies near the place of the article's dateline (that place)
``user``                  the reader's own decision
========================  =============================================================================
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Final, NamedTuple

from geo.locate.distance import distance
from geo.model import Candidate, Cue, Mention, Place

AGAINST: Final = "_against"
SETTLEMENTS: Final = frozenset({"city", "district"})
_WITH_ARTICLE: Final = frozenset({"river", "sea", "lake", "mountain", "area", "site"})
"""Types whose names German uses with an article; countries and regions do as they please."""
_ALWAYS_WITH_ARTICLE: Final = frozenset({"river", "mountain", "sea"})
_PEOPLED: Final = frozenset({"country", "region", "area", "island"})
"""Types that give their name to adjectives and compounds more often than a town or river of the name."""
_RAISED: Final = frozenset({"island", "mountain"})
_CITY_IN_REGION: Final = 150.0
"""Kilometres from a region's point within which a city of its name is its city."""
_LARGE: Final = 0.55
"""Prominence from which a place is well known, and a city gives its name to the region around it."""
_CONTAINERS: Final = frozenset({"country", "region", "area", "island", "river", "mountain"})
"""What may contain a place: «Moskau in Genf» is no city in a city. A river names the town at its bank."""
_NEAR_KILOMETRES: Final = 80.0
_HALF_NEAR: Final = 60.0
"""Kilometres at which nearness to another place of the article counts half."""
_FEW: Final = 3
"""Countries up to which each that is named speaks in full for its places."""
_MANY: Final = 3
"""Other places that an article must have before it says anything that a place lies elsewhere."""
_NAMED: Final = 5
"""Meanings of a cue's name that are considered."""


class Evidence(NamedTuple):
    """A piece of evidence, how much of it there is, and the words or names that it rests on."""

    code: str
    amount: float = 1.0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """What else the article mentions. ``names`` has, for the id of each place that is sure, the names that mean it;
    ``countries`` are the countries among them by code; ``points`` are those that lie in one spot, ``dateline`` those of
    the dateline. ``language`` is the article's."""

    places: Mapping[str, Place] = field(default_factory=dict)
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    countries: Mapping[str, Place] = field(default_factory=dict)
    points: tuple[Place, ...] = ()
    dateline: tuple[Place, ...] = ()
    language: str = "de"


def by_itself(candidate: Candidate, rivals: Sequence[Candidate], home: str | None) -> Iterator[Evidence]:
    """The evidence that needs no context."""
    place = candidate.place
    if candidate.match != "preferred":
        yield Evidence(f"match_{candidate.match}")
    yield Evidence("prominence", candidate.prominence, str(place.population or ""))
    if candidate.prominence >= _LARGE:
        yield Evidence("well_known")
    yield Evidence(f"type_{place.type}")
    if place.type == "region":
        city = next((r.place for r in rivals if r.prominence >= _LARGE and _is_city_of(r.place, place)), None)
        if city is not None:
            yield Evidence("city_before_region", 1.0, city.name)
    if home is not None and place.country == home and place.type != "country":
        yield Evidence("home", 1.0, home)
    if len(rivals) == 1:
        yield Evidence("only_candidate")


def _is_city_of(city: Place, region: Place) -> bool:
    """Whether a city gives its name to the region around it; not every record names the region it lies in."""
    if city.type != "city" or city.country != region.country:
        return False
    return region.id in city.admin or distance(city, region) <= _CITY_IN_REGION


def from_form(candidate: Candidate, mention: Mention) -> Iterator[Evidence]:
    """What the form of the mention says."""
    kind = candidate.place.type
    if mention.kind == "part" and kind in _PEOPLED:
        yield Evidence("compound", 1.0, mention.surface)
    elif mention.kind == "derived" and mention.surface[:1].islower() and kind in _PEOPLED:
        yield Evidence("adjective", 1.0, mention.surface)
    elif mention.kind == "derived" and mention.surface[:1].isupper() and kind in SETTLEMENTS:
        yield Evidence("resident", 1.0, mention.surface)


def from_grammar(candidate: Candidate, cues: Sequence[Cue]) -> Iterator[Evidence]:
    """What article and preposition say: «am Main», «auf Rügen», and «in Saale», where a river would have one."""
    kind = candidate.place.type
    article = next((cue for cue in cues if cue.code == "article"), None)
    if article is not None and kind in _WITH_ARTICLE:
        yield Evidence("article_fits", 1.0, article.words)
    elif article is not None and article.value == "next" and kind in SETTLEMENTS:
        yield Evidence("article_against", 1.0, article.words)
    elif article is None and kind in _ALWAYS_WITH_ARTICLE:
        yield Evidence("article_missing")
    on = next((cue for cue in cues if cue.code == "on"), None)
    if on is not None and kind in _RAISED:
        yield Evidence("on_fits", 1.0, on.words)
    elif on is not None and kind in SETTLEMENTS:
        yield Evidence("on_against", 1.0, on.words)


def from_cue(candidate: Candidate, cue: Cue, named: Sequence[Place]) -> Evidence | None:
    """What a cue says of a candidate, None where it does not concern it. ``named`` are the places that the cue's name
    may mean, most prominent first."""
    fits = _fits(candidate.place, cue, named[:_NAMED])
    if fits is None:
        return None
    code = "type_cue" if cue.code == "type" else cue.code
    return Evidence(code if fits else code + AGAINST, 1.0, cue.words)


def _fits(place: Place, cue: Cue, named: Sequence[Place]) -> bool | None:
    if cue.code == "type":
        return place.type in cue.value.split("|")
    if cue.code not in ("within", "near", "capital") or not named:
        return None
    if place.type == "country" or place.country is None:
        return None  # «Russland im Donbass»: nobody says where Russia lies
    if cue.code == "within":
        containers = [other for other in named if other.type in _CONTAINERS]
        return any(lies_within(place, other) for other in containers) if containers else None
    if cue.code == "near":
        return any(_is_near(place, other) for other in named)
    same_country = any(other.country is not None and other.country == place.country for other in named)
    return same_country and place.type == "city"


def lies_within(place: Place, container: Place) -> bool:
    """Whether a place is a part of another: by its admin path, its country, or the container's extent."""
    if place.id == container.id:
        return False
    if container.id in place.admin:
        return True
    if container.type == "country":
        return place.country is not None and place.country == container.country
    extent = container.extent
    is_first_level = container.type == "region" and container.id.startswith("iso:") and len(container.admin) == 1
    knows_better = is_first_level and len(place.admin) > 1
    if knows_better or extent is None or (container.country or place.country) != place.country:
        return False  # the place names its own first-level region
    if container.type == "river":
        # A river names the town at its bank: «Halle (Saale)».
        return _is_near(place, container)
    in_longitude = (
        extent.west <= place.lon <= extent.east
        if extent.west <= extent.east
        else place.lon >= extent.west or place.lon <= extent.east
    )
    return in_longitude and extent.south <= place.lat <= extent.north


def _is_near(place: Place, other: Place) -> bool:
    if place.id == other.id:
        return False
    if other.type in ("country", "region", "area", "river", "sea", "lake") and other.extent is not None:
        outside = other.type not in ("country", "region") or place.country != other.country or other.type == "region"
        return outside and _distance_to_extent(place, other) < _NEAR_KILOMETRES
    return distance(place, other) <= _NEAR_KILOMETRES


def _distance_to_extent(place: Place, other: Place) -> float:
    """Kilometres from a place to another's bounding box, in plane approximation; 0 inside it."""
    extent = other.extent
    assert extent is not None  # noqa: S101 - the caller has looked
    d_lat = max(extent.south - place.lat, 0.0, place.lat - extent.north)
    d_lon = max(extent.west - place.lon, 0.0, place.lon - extent.east)
    return 111.0 * sqrt(d_lat**2 + (d_lon * 0.65) ** 2)


def from_neighbours(candidate: Candidate, neighbours: Sequence[Place], language: str) -> Iterator[Evidence]:
    """What the places beside it in an enumeration say of a candidate: «Luhansk und Donezk»."""
    alike = next((one for one in neighbours if one.type == candidate.place.type), None)
    if alike is not None:
        yield Evidence("listed_type", 1.0, alike.name_in(language))
    compatriot = next((one for one in neighbours if one.country and one.country == candidate.place.country), None)
    if compatriot is not None and candidate.place.type != "country":
        yield Evidence("listed_country", 1.0, compatriot.name_in(language))


def from_company(candidate: Candidate, name: str, company: Company) -> Iterator[Evidence]:
    """What the article's other places say of a candidate for ``name``."""
    place = candidate.place
    if place.id in company.names:
        longer = sorted(other for other in company.names[place.id] if other != name)
        if longer:
            yield Evidence("named_elsewhere", 1.0, longer[0])
    if place.type == "country":
        return
    container = next((company.places[one] for one in reversed(place.admin) if one in company.places), None)
    if container is not None and container.type != "country":
        yield Evidence("container_mentioned", 1.0, container.name_in(company.language))
    if place.country is not None and place.country in company.countries:
        amount = min(1.0, _FEW / len(company.countries))  # an article on a summit names everybody
        yield Evidence(
            "country_mentioned", round(amount, 3), company.countries[place.country].name_in(company.language)
        )
    others = [one for id_, one in company.places.items() if company.names[id_] != {name} and one.type != "country"]
    if others:
        in_country = sum(one.country is not None and one.country == place.country for one in others)
        yield Evidence("country_share", in_country / len(others))
        is_outside = place.country is not None and place.country not in company.countries
        if not in_country and is_outside and len(others) >= _MANY:
            counted = Counter(one.country for one in others if one.country is not None).most_common(1)
            yield Evidence("outsider", counted[0][1] / len(others) if counted else 0.0)
        region = _region(place)
        if region is not None:
            in_region = sum(one.id == region or region in one.admin for one in others)
            yield Evidence("region_share", in_region / len(others))
    points = [one for one in company.points if company.names[one.id] != {name}]
    for where in company.dateline:
        if company.names[where.id] != {name}:
            yield Evidence(
                "dateline", round(1 / (1 + distance(place, where) / _HALF_NEAR), 3), where.name_in(company.language)
            )
            break
    nearest = min(points, key=lambda one: _flat(place, one), default=None)
    if nearest is not None:
        amount = 1 / (1 + distance(place, nearest) / _HALF_NEAR)
        yield Evidence("near_mentioned", round(amount, 3), nearest.name_in(company.language))


def _region(place: Place) -> str | None:
    """The id of the first unit below the country that a place lies in."""
    return place.admin[1] if len(place.admin) > 1 else None


def _flat(one: Place, other: Place) -> float:
    """A measure that orders places by nearness, cheaper than the distance."""
    d_lon = abs(one.lon - other.lon)
    return (one.lat - other.lat) ** 2 + (0.65 * min(d_lon, 360 - d_lon)) ** 2
