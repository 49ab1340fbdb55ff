"""Words derived from place names: adjectives («russische»), inhabitants («Europäer»), -er forms of towns («Berliner»).

The tables hold what spelling does not tell; the endings are rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from geo.languages.de.morphology import adjective_stems, resident_bases, split_compass
from geo.languages.de.words import table
from geo.languages.tables import read_table, values
from geo.model import Direction, Kind, NameEntry, Names

_STANCE_PREFIXES: Final = ("pro", "anti", "pan", "trans", "gesamt", "inner", "außer")
_RESIDENT_PROMINENCE: Final = 0.25
"""Hamlets below this prominence have no -er form that a newspaper would use."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """The place a derived word refers to."""

    name: str
    kind: Kind = "derived"
    direction: Direction | None = None


def adjective(word: str) -> Derivation | None:
    """The place of an adjective in any inflection: «nordkoreanischen» → Nordkorea, «prorussische» → Russland (part)."""
    known = _adjectives()
    for stem in adjective_stems(word):
        name = known.get(stem)
        if name is not None:
            return Derivation(name)
    for stem in adjective_stems(word):
        for prefix in _STANCE_PREFIXES:
            name = known.get(stem.removeprefix(prefix).removeprefix("-")) if stem.startswith(prefix) else None
            if name is not None:
                return Derivation(name, kind="part")
        compass = split_compass(stem)
        if compass is not None and compass[1].lower() in known:
            return Derivation(known[compass[1].lower()], direction=compass[0])
    return None


def inhabitant(word: str) -> Derivation | None:
    """The place of an inhabitant's name in any form: «Nordkoreanerinnen» → Nordkorea."""
    name = _inhabitants().get(word)
    if name is not None:
        return Derivation(name)
    compass = split_compass(word)
    if compass is not None and compass[1] in _inhabitants():
        return Derivation(_inhabitants()[compass[1]], direction=compass[0])
    return None


def resident(word: str, names: Names) -> tuple[Derivation, NameEntry] | None:
    """The town of an -er form: «Berliner» → Berlin; the most prominent where several fit."""
    listed = _city_derivations().get(word)
    bases = [listed] if listed is not None else list(resident_bases(word))
    best: tuple[Derivation, NameEntry] | None = None
    for base in bases:
        entry = names.find(base)
        if entry is None or entry.prominence < _RESIDENT_PROMINENCE or not entry.types & {"city", "district", "region"}:
            continue
        if best is None or entry.prominence > best[1].prominence:
            best = Derivation(base), entry
    return best


def _inflect(form: str) -> Iterator[str]:
    yield form
    if form.endswith("er"):
        yield from (form + ending for ending in ("s", "n", "in", "innen"))
    elif form.endswith("e"):
        yield form + "n"
        yield form[:-1] + "in"
        yield form[:-1] + "innen"


@cache
def _adjectives() -> dict[str, str]:
    return {row["adjective"].lower(): row["name"] for row in read_table(table("adjectives.tsv"))}


@cache
def _inhabitants() -> dict[str, str]:
    return _expanded("inhabitants.tsv")


@cache
def _city_derivations() -> dict[str, str]:
    return _expanded("city_derivations.tsv")


def _expanded(name: str) -> dict[str, str]:
    forms: dict[str, str] = {}
    for row in read_table(table(name)):
        listed = values(row["form"])
        for form in _inflect(listed[0]) if len(listed) == 1 else listed:
            forms.setdefault(form, row["name"])
    return forms
