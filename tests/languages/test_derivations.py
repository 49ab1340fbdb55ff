"""Adjectives, inhabitants and -er forms, as far as the tables and rules know them without a text."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from geo.languages.de.derivations import Derivation, adjective, inhabitant, resident
from geo.model import NameEntry


@dataclass(frozen=True, slots=True)
class KnownNames:
    """A few names, with their prominence."""

    cities: dict[str, float] = field(default_factory=dict)

    def find(self, name: str) -> NameEntry | None:
        return NameEntry(frozenset({"city"}), self.cities[name]) if name in self.cities else None


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("norwegische", "Norwegen"),
        ("Norwegischen", "Norwegen"),
        ("südkoreanischer", "Südkorea"),
        ("polnisches", "Polen"),
        ("europäischem", "Europa"),
        ("bayerische", "Bayern"),
        ("deutsch", "Deutschland"),
    ],
)
def test_an_adjective_names_its_place_in_any_form(word: str, name: str) -> None:
    assert adjective(word) == Derivation(name)


def test_a_compass_prefix_before_an_adjective_is_a_direction() -> None:
    assert adjective("westfranzösischen") == Derivation("Frankreich", direction="west")


def test_a_stance_towards_a_place_is_a_compound() -> None:
    assert adjective("prorussische") == Derivation("Russland", kind="part")
    assert adjective("antiamerikanischen") == Derivation("USA", kind="part")


@pytest.mark.parametrize("word", ["höllisch", "irdische", "politischen", "typische", "frische", "tische", "e", ""])
def test_an_adjective_of_no_place_names_none(word: str) -> None:
    assert adjective(word) is None


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Norweger", "Norwegen"),
        ("Norwegern", "Norwegen"),
        ("Norwegerin", "Norwegen"),
        ("Norwegerinnen", "Norwegen"),
        ("Franzosen", "Frankreich"),
        ("Französin", "Frankreich"),
        ("Pole", "Polen"),
        ("Polinnen", "Polen"),
        ("Europäer", "Europa"),
    ],
)
def test_an_inhabitant_names_the_place_in_any_form(word: str, name: str) -> None:
    assert inhabitant(word) == Derivation(name)


def test_a_compass_prefix_before_an_inhabitant_is_a_direction() -> None:
    assert inhabitant("Nordnorweger") == Derivation("Norwegen", direction="north")


@pytest.mark.parametrize("word", ["Lehrer", "Trainer", "Hunde", "Polder"])
def test_people_of_no_place_name_none(word: str) -> None:
    assert inhabitant(word) is None


def test_an_er_form_needs_a_known_town() -> None:
    found = resident("Ulmer", KnownNames({"Ulm": 0.7}))
    assert found is not None
    assert found[0] == Derivation("Ulm")
    assert resident("Ulmer", KnownNames()) is None


def test_a_hamlet_has_no_er_form() -> None:
    assert resident("Lehrer", KnownNames({"Lehr": 0.2})) is None


def test_the_most_prominent_of_several_towns_is_meant() -> None:
    found = resident("Halder", KnownNames({"Hald": 0.3, "Halde": 0.6, "Halden": 0.5}))
    assert found is not None
    assert found[0].name == "Halde"


@pytest.mark.parametrize(("word", "name"), [("Zürcher", "Zürich"), ("Münchner", "München"), ("Bremer", "Bremen")])
def test_an_irregular_er_form_is_listed_or_follows_a_rule(word: str, name: str) -> None:
    found = resident(word, KnownNames({name: 0.8}))
    assert found is not None
    assert found[0].name == name
