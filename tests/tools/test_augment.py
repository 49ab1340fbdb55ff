"""New training sentences: other names in the same roles."""

from __future__ import annotations

from random import Random

import pytest

from tools import bio
from tools.recogniser import augment
from tools.recogniser.augment import Names
from tools.recogniser.corpus import Sentence

SENTENCE = Sentence(
    tuple("Die Moerser Polizei fuhr nach Kiel , sagte Ina Beck dem russischen Sender im US-Konsulat .".split(" ")),
    tuple("O B-LOCderiv O O O B-LOC O O B-PER I-PER O B-LOCderiv O O B-LOCpart O".split(" ")),
    "germeval",
)
NAMES = Names(("Bad Ems", "Lagos"), (1.0, 2.0), ("Zwiesel", "Bad Ems"), ("Ghana", "Peru"), ("ghanaisch", "peruanisch"))


@pytest.fixture(params=range(40))
def chance(request: pytest.FixtureRequest) -> Random:
    return Random(request.param)


def test_roles_stay_and_words_and_tags_stay_together(chance: Random) -> None:
    new = augment.renamed(SENTENCE, NAMES, chance)
    assert len(new.words) == len(new.tags)
    before, after = bio.spans(SENTENCE.tags), bio.spans(new.tags)
    assert list(after.values()) == list(before.values())
    assert [word for word, tag in zip(new.words, new.tags, strict=True) if tag == "O"] == [
        word for word, tag in zip(SENTENCE.words, SENTENCE.tags, strict=True) if tag == "O"
    ]


def test_endings_stay(chance: Random) -> None:
    new = augment.renamed(SENTENCE, NAMES, chance)
    derived = [new.words[start] for (start, _), name in bio.spans(new.tags).items() if name == "LOCderiv"]
    assert derived[0].endswith("er")
    assert derived[1] in {"russischen", "ghanaischen", "peruanischen"}
    assert any(word.endswith("-Konsulat") for word in new.words)


def test_a_fragment_cuts_through_no_name(chance: Random) -> None:
    new = augment.fragment(SENTENCE, chance)
    assert new.tags[0][0] != "I"
    assert new.words[0][0].isupper() or not new.words[0][0].isalpha()
    assert set(bio.spans(new.tags).values()) <= set(bio.spans(SENTENCE.tags).values())


def test_a_dateline_stands_before_the_sentence(chance: Random) -> None:
    new = augment.with_dateline(SENTENCE, NAMES, chance)
    assert new.words[-len(SENTENCE.words) :] == SENTENCE.words
    assert new.tags[0] == "B-LOC"


def test_the_same_chance_gives_the_same_sentences() -> None:
    first, second = (augment.augmented([SENTENCE] * 50, NAMES, Random(5), 0.5) for _ in range(2))
    assert first == second
    assert 5 < len(first) < 45
    assert all(one.source == "augmented" for one in first)


def test_the_gazetteers_names_can_be_drawn() -> None:
    names = augment.read_names()
    assert {"Mailand", "Peking"} <= set(names.world)
    assert "Zwiesel" in names.german
    assert {"Russland", "Türkei"} <= set(names.countries)
    assert all(adjective.endswith("isch") for adjective in names.adjectives)
    assert len(names.world) == len(names.world_weights)
