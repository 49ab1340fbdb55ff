"""What counts as located right, and the figures of a set of answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import Final

from benchmarks.resolution import GoldPlace, holds
from geo.locate.distance import distance
from geo.model import Place

POINTS: Final = frozenset({"city", "district", "site", "street"})
CLOSE: Final = 25.0
REGIONAL: Final = 161.0
"""Kilometres: a hundred miles, the field's usual measure."""
FARTHEST: Final = 20015.0
"""Kilometres between two antipodes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A mention's gold place and what was chosen, each None where there is none; ``confidence`` of the choice."""

    gold: GoldPlace | None
    place: Place | None
    confidence: float = 1.0


def is_right(gold: GoldPlace | None, place: Place | None) -> bool:
    """Whether the choice is located right: see README.md."""
    if gold is None or place is None:
        return gold is None and place is None
    if gold.type in POINTS:
        return kilometres(gold, place) <= CLOSE
    if gold.id and place.id.startswith("iso:"):
        return gold.id == place.id
    return gold.extent is not None and holds(gold.extent, place.lat, place.lon)


def is_right_type(gold: GoldPlace | None, place: Place | None) -> bool:
    """Whether place and type are right."""
    return is_right(gold, place) and (gold is None or place is None or gold.type == place.type)


def kilometres(gold: GoldPlace, place: Place) -> float:
    """The distance between the gold point and the chosen one."""
    return distance(Place("gold", gold.words, gold.lat, gold.lon, gold.type), place)


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares from 0 to 1, errors in kilometres."""

    count: int
    right: float
    right_type: float
    within_161: float
    cities_within_25: float
    right_country: float
    mean_error: float
    median_error: float
    log_error_area: float
    """The area under the curve of the errors' logarithms (Jurgens et al. 2015): 0 is perfect, 1 the antipode."""


def figures(answers: Sequence[Answer]) -> Figures:
    """The figures of a set of answers. Errors are those of mentions that have a place and got one."""
    both = [(a.gold, a.place) for a in answers if a.gold is not None and a.place is not None]
    errors = [0.0 if is_right(g, p) and g.type not in POINTS else kilometres(g, p) for g, p in both]
    cities = [a for a in answers if a.gold is not None and a.gold.type == "city"]
    with_country = [a for a in answers if a.gold is not None and a.gold.country is not None]
    return Figures(
        count=len(answers),
        right=_share(answers, lambda a: is_right(a.gold, a.place)),
        right_type=_share(answers, lambda a: is_right_type(a.gold, a.place)),
        within_161=sum(error <= REGIONAL for error in errors) / max(1, sum(a.gold is not None for a in answers)),
        cities_within_25=_share(cities, lambda a: is_right(a.gold, a.place)),
        right_country=_share(with_country, lambda a: a.place is not None and a.place.country == _country(a)),
        mean_error=mean(errors) if errors else 0.0,
        median_error=median(errors) if errors else 0.0,
        log_error_area=mean(math.log1p(e) / math.log1p(FARTHEST) for e in errors) if errors else 0.0,
    )


def _country(answer: Answer) -> str | None:
    return answer.gold.country if answer.gold is not None else None


def _share(answers: Sequence[Answer], holds_for: Callable[[Answer], bool]) -> float:
    return sum(map(holds_for, answers)) / max(1, len(answers))
