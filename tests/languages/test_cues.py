"""What the words around a mention say about its place."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from geo.languages.de import German
from geo.languages.de.cues import is_type_noun, type_named_by
from geo.model import Cue, NameEntry, PlaceType

TYPES: dict[str, PlaceType] = {
    "Texas": "region",
    "Paris": "city",
    "Dallas": "city",
    "Weil": "city",
    "Basel": "city",
    "Sumy": "city",
    "Poltawa": "city",
    "Odessa": "city",
    "Norwegen": "country",
    "Oslo": "city",
    "Polen": "country",
    "Frankfurt": "city",
    "Halle": "city",
    "Saale": "river",
    "Neuss": "city",
}


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names above, all of them prominent."""

    def find(self, name: str) -> NameEntry | None:
        return NameEntry(frozenset({TYPES[name]}), 0.8) if name in TYPES else None


def cues(text: str) -> dict[str, tuple[Cue, ...]]:
    """Name → its cues."""
    german = German()
    doc = german.blank()(text)
    starts = set(german.sentence_starts(doc))
    for token in doc:
        token.is_sent_start = token.i in starts
    findings = german.find(doc, KnownNames())
    return {finding.name: found for finding, found in zip(findings, german.cues(doc, findings), strict=True)}


@pytest.mark.parametrize(
    ("noun", "place_type"),
    [
        ("Oblast", "region"),
        ("Stadt", "city"),
        ("Hafenstadt", "city"),
        ("Separatistenregionen", "region|area"),
        ("Nachbarland", "country"),
        ("Ferieninsel", "island|region|country"),
        ("Stausee", "lake"),
        ("Stadtteil", "district"),
    ],
)
def test_a_noun_names_the_type(noun: str, place_type: PlaceType) -> None:
    assert type_named_by(noun) == place_type


@pytest.mark.parametrize("word", ["stadt", "Minister", "Regen", "die", "(", ""])
def test_other_words_name_no_type(word: str) -> None:
    assert type_named_by(word) is None


def test_a_bare_type_noun_is_told_from_a_compound_with_it() -> None:
    assert is_type_noun("Region")
    assert not is_type_noun("Hafenstadt")
    assert not is_type_noun("region")


def test_the_noun_before_a_name_says_its_type() -> None:
    assert cues("In der Hafenstadt Odessa brennt es.")["Odessa"] == (Cue("type", "city", "Hafenstadt"),)


def test_the_noun_holds_for_the_whole_list() -> None:
    found = cues("Die Gebiete Sumy, Poltawa und Odessa melden Schäden.")
    assert {name: [cue.value for cue in one if cue.code == "type"] for name, one in found.items()} == {
        "Sumy": ["region|area"],
        "Poltawa": ["region|area"],
        "Odessa": ["region|area"],
    }


def test_a_noun_further_away_says_nothing() -> None:
    assert cues("Die Stadt liegt bei Odessa.")["Odessa"] == ()


@pytest.mark.parametrize(
    "text",
    [
        "Er wohnt in Paris in Texas.",
        "Er wohnt in Paris im Bundesstaat Texas.",
        "Er wohnt in Paris im US-Bundesstaat Texas.",
        "Er wohnt in Paris, Texas.",
        "Er wohnt in Paris (Texas).",
    ],
)
def test_a_container_is_named(text: str) -> None:
    assert [(cue.code, cue.value) for cue in cues(text)["Paris"]] == [("within", "Texas")]


def test_a_river_in_brackets_is_a_container() -> None:
    assert [(cue.code, cue.value) for cue in cues("In Halle (Saale) wird gebaut.")["Halle"]] == [("within", "Saale")]


@pytest.mark.parametrize(
    "text",
    [
        "Sie kennt Paris und Texas.",
        "Sie kennt Paris, Texas und Norwegen.",
        "Sie kennt Paris, Dallas, Oslo.",
        "Sie flog von Paris nach Texas.",
        "Sie kam aus Paris. In Texas blieb sie.",
        "Sie kam aus Paris, blieb zehn lange Jahre dort und starb in Texas.",
    ],
)
def test_neighbours_in_a_list_or_elsewhere_are_no_containers(text: str) -> None:
    assert not {cue.code for cue in cues(text)["Paris"]} & {"within", "near"}


@pytest.mark.parametrize("word", ["bei", "nahe", "unweit von", "nördlich von"])
def test_a_neighbour_is_named(word: str) -> None:
    assert [(cue.code, cue.value) for cue in cues(f"Sie lebt in Weil {word} Basel.")["Weil"]] == [("near", "Basel")]


def test_the_border_is_near() -> None:
    found = cues("In Frankfurt an der Grenze zu Polen staut es sich.")
    assert [(cue.code, cue.value) for cue in found["Frankfurt"]] == [("near", "Polen")]


@pytest.mark.parametrize("words", ["Norwegens Hauptstadt", "die norwegische Hauptstadt"])
def test_a_capital_names_its_country(words: str) -> None:
    found = cues(f"Gestern war {words} Oslo verschneit.")
    assert [cue for cue in found["Oslo"] if cue.code == "capital"] == [
        Cue("capital", "Norwegen", words.removeprefix("die "))
    ]


def test_a_street_says_that_it_is_one() -> None:
    assert cues("In der Neusser Straße brennt es.") == {"Neusser Straße": (Cue("type", "street", "Straße"),)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Paris, ein Städtchen in Texas, feiert.", [("type", "city"), ("within", "Texas")]),
        ("Weil, ein Dorf bei Basel, feiert.", [("type", "city"), ("near", "Basel")]),
        ("Paris, die Kleinstadt im Süden, feiert.", [("type", "city")]),
        ("Paris, der Mann aus Texas, feiert.", []),
    ],
)
def test_an_apposition_says_what_and_where_it_is(text: str, expected: list[tuple[str, str]]) -> None:
    (found,) = [one for name, one in cues(text).items() if name in ("Paris", "Weil")]
    assert [(cue.code, cue.value) for cue in found] == expected


def test_an_adjective_before_the_name_is_a_container() -> None:
    found = cues("Im norwegischen Paris und in der polnischen Kleinstadt Weil wird gefeiert.")
    assert ("within", "Norwegen") in [(cue.code, cue.value) for cue in found["Paris"]]
    assert ("within", "Polen") in [(cue.code, cue.value) for cue in found["Weil"]]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Der Pegel der Saale steigt.", {"article"}),
        ("Am Ufer der ruhigen Saale wird gebaut.", {"article"}),
        ("Im Norden steht die Saale.", {"article"}),
        ("In Saale wird gebaut.", set()),
        ("Er lebt auf Saale.", {"on"}),
    ],
)
def test_article_and_preposition_are_told(text: str, codes: set[str]) -> None:
    assert {cue.code for cue in cues(text)["Saale"]} == codes


def test_neighbours_in_an_enumeration_are_told_of_each_other() -> None:
    found = cues("Sumy, Poltawa und Odessa melden Schäden.")
    listed = {name: [cue.value for cue in one if cue.code == "listed"] for name, one in found.items()}
    assert listed == {"Sumy": ["Poltawa"], "Poltawa": ["Sumy", "Odessa"], "Odessa": ["Poltawa"]}
