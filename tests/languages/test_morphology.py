"""The base forms that a German form may belong to."""

from __future__ import annotations

import pytest

from geo.languages.de.morphology import (
    adjective_stems,
    complete_ellipsis,
    dative_plural_bases,
    genitive_bases,
    phrase_bases,
    resident_bases,
    split_compass,
)
from geo.model import Direction


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("Ankaras", "Ankara"),
        ("Sudans", "Sudan"),
        ("Texas'", "Texas"),
        ("Texas’", "Texas"),
        ("Paris'", "Paris"),
        ("Andrea's", "Andrea"),
        ("Reiches", "Reich"),
    ],
)
def test_the_genitive_loses_its_ending(form: str, base: str) -> None:
    assert base in genitive_bases(form)


def test_the_shorter_ending_is_tried_first() -> None:
    assert list(genitive_bases("Reiches")) == ["Reiche", "Reich"]


@pytest.mark.parametrize("form", ["Rom", "Bonn", "Ulm", "As", "'s"])
def test_no_genitive_is_made_up(form: str) -> None:
    assert list(genitive_bases(form)) == []


def test_the_dative_plural_loses_its_n() -> None:
    assert list(dative_plural_bases("Niederlanden")) == ["Niederlande"]
    assert list(dative_plural_bases("Essen")) == []
    assert list(dative_plural_bases("Rom")) == []


@pytest.mark.parametrize(
    ("phrase", "base"),
    [
        ("Vereinigten Arabischen Emiraten", "Vereinigte Arabische Emirate"),
        ("Vereinigten Staaten", "Vereinigte Staaten"),
        ("Vereinigten Staaten von Amerika", "Vereinigte Staaten von Amerika"),
        ("Demokratischen Republik Kongo", "Demokratische Republik Kongo"),
        ("Schwarzen Meer", "Schwarzes Meer"),
        ("Schwarzen Meeres", "Schwarzes Meer"),
        ("Nahen Ostens", "Naher Osten"),
        ("Weiße Haus", "Weißes Haus"),
        ("Vereinigten Königreichs", "Vereinigtes Königreich"),
        ("New Yorks", "New York"),
    ],
)
def test_a_name_of_several_words_loses_its_inflection(phrase: str, base: str) -> None:
    assert base in phrase_bases(phrase.split())


def test_a_name_without_inflection_has_no_other_base() -> None:
    assert list(phrase_bases(["New", "York"])) == []


@pytest.mark.parametrize("ending", ["", "e", "em", "en", "er", "es"])
def test_adjectives_lose_any_ending(ending: str) -> None:
    assert "norwegisch" in adjective_stems("norwegisch" + ending)


def test_a_short_word_keeps_its_ending() -> None:
    assert list(adjective_stems("Eber")) == ["eber"]


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("Hamburger", "Hamburg"),
        ("Hamburgern", "Hamburg"),
        ("Hamburgerin", "Hamburg"),
        ("Hamburgerinnen", "Hamburg"),
        ("Karlsruher", "Karlsruhe"),
        ("Göttinger", "Göttingen"),
        ("Dresdner", "Dresden"),
        ("Hallers", "Halle"),
    ],
)
def test_an_er_form_leads_to_its_town(form: str, base: str) -> None:
    assert base in resident_bases(form)


@pytest.mark.parametrize("word", ["Berlin", "Eier", "der", "Bern"])
def test_what_is_no_er_form_leads_nowhere(word: str) -> None:
    assert list(resident_bases(word)) == []


@pytest.mark.parametrize(
    ("word", "split"),
    [
        ("Nordfrankreich", ("north", "Frankreich")),
        ("Ost-Ukraine", ("east", "Ukraine")),
        ("Südwestafrika", ("southwest", "Afrika")),
        ("Nordostchina", ("northeast", "China")),
        ("Zentralspanien", ("centre", "Spanien")),
        ("westukrainisch", ("west", "Ukrainisch")),
    ],
)
def test_a_compass_prefix_comes_off(word: str, split: tuple[Direction, str]) -> None:
    assert split_compass(word) == split


@pytest.mark.parametrize("word", ["Frankreich", "Nord", "Osten", "Süden", ""])
def test_a_word_without_compass_prefix_stays_whole(word: str) -> None:
    assert split_compass(word) is None


@pytest.mark.parametrize(
    ("fragment", "full", "completed"),
    [
        ("Nord-", "Südkorea", "Nordkorea"),
        ("Ober-", "Niederbayern", "Oberbayern"),
        ("Süd-", "Nordossetien", "Südossetien"),
        ("west-", "ostukrainische", "westukrainische"),
    ],
)
def test_an_ellipsis_is_completed_by_its_partner(fragment: str, full: str, completed: str) -> None:
    assert completed in complete_ellipsis(fragment, full)


def test_a_partner_without_a_known_first_part_completes_nothing() -> None:
    assert list(complete_ellipsis("Iran-", "Russlandpolitik")) == []
