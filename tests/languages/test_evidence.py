"""Findings and a recogniser's judgement brought together: spans, kinds, and one sense per article."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from geo.languages import Finding
from geo.languages.de import evidence
from geo.languages.judgement import LABELS, Judgement
from geo.model import Kind, NameEntry, PlaceType

VOCABULARY = spacy.blank("de").vocab


def sentence(text: str) -> Doc:
    words = text.split(" ")
    return Doc(VOCABULARY, words, sent_starts=[index == 0 for index in range(len(words))])


def finding(
    start: int, end: int, name: str, kind: Kind = "place", *types: PlaceType, prominence: float = 0.6
) -> Finding:
    return Finding(start, end, name, kind, NameEntry(frozenset(types or ("city",)), prominence))


def judged(labels: str, sure: float = 0.95) -> Judgement:
    """A judgement that gives each word its label."""
    names = labels.split(" ")
    rows = np.full((len(names), len(LABELS)), (1 - sure) / (len(LABELS) - 1), np.float32)
    for row, name in zip(rows, names, strict=True):
        row[LABELS.index(name)] = sure
    return Judgement(rows, (0,))


def spans(found: list[Finding]) -> list[tuple[int, int, str]]:
    return [(one.start, one.end, one.kind) for one in found]


def test_where_both_agree_the_finding_stays() -> None:
    known = finding(1, 2, "Kiel")
    assert evidence.reconciled(sentence("in Kiel"), [known], judged("O B-LOC")) == [known]


def test_a_name_inside_an_organisations_name_is_in_it() -> None:
    doc = sentence("Die Universität Kiel forscht")
    (found,) = evidence.weigh(doc, [finding(2, 3, "Kiel")], judged("O B-ORG I-ORG O"))
    assert found.kind == "in_org"
    assert (found.confidence or 0) > 0.8


def test_an_organisation_with_a_villages_name_has_nothing_to_do_with_it() -> None:
    doc = sentence("meldet TASS")
    (found,) = evidence.weigh(doc, [finding(1, 2, "Tass", prominence=0.2)], judged("O B-ORG"))
    assert (found.confidence or 0) < 0.4


def test_a_longer_name_that_only_the_recogniser_sees_takes_the_place_of_the_name_in_it() -> None:
    doc = sentence("die Kieler Liederhalle brennt")
    found = evidence.reconciled(doc, [finding(1, 2, "Kiel", "derived")], judged("O B-LOC I-LOC O"))
    assert spans(found) == [(1, 3, "place")]
    assert found[0].name == "Kieler Liederhalle"


def test_a_noun_that_only_tells_the_type_stays_outside() -> None:
    doc = sentence("im Landkreis Stendal")
    known = finding(2, 3, "Stendal")
    assert evidence.reconciled(doc, [known], judged("O B-LOC I-LOC")) == [known]


def test_a_longer_name_of_the_gazetteer_stays_whole() -> None:
    doc = sentence("im Golf von Mexiko")
    known = finding(1, 4, "Golf von Mexiko", "place", "sea")
    assert evidence.reconciled(doc, [known], judged("O O O B-LOC")) == [known]


def test_a_street_that_the_rules_guess_gives_way_to_the_recogniser() -> None:
    doc = sentence("in Brasilien Platz eins")
    guessed = finding(1, 3, "Brasilien Platz", "place", "street")
    assert spans(evidence.reconciled(doc, [guessed], judged("O B-LOC O O"))) == [(1, 2, "place")]


def test_what_only_the_recogniser_finds_is_kept_under_the_name_it_has() -> None:
    found = evidence.weigh(sentence("in Kleinkleckersdorf"), [], judged("O B-LOC"))
    assert spans(found) == [(1, 2, "place")]
    assert found[0].name == "Kleinkleckersdorf"


def test_what_the_sentence_takes_for_a_person_is_no_place() -> None:
    (found,) = evidence.weigh(sentence("Frau Kassel lachte"), [finding(1, 2, "Kassel")], judged("O B-PER O"))
    assert (found.confidence or 0) < 0.4


def test_a_war_named_after_a_country_speaks_of_it() -> None:
    war = finding(1, 2, "Irak", "part", "country", prominence=0.9)
    (found,) = evidence.weigh(sentence("der Irakkrieg"), [war], judged("O B-OTH"))
    assert (found.confidence or 0) > 0.6
    (found,) = evidence.weigh(sentence("der Irakkrieg"), [war], judged("O B-ORG"))
    assert (found.confidence or 0) < 0.6


def test_a_compound_with_no_known_place_in_it_is_no_mention() -> None:
    (found,) = evidence.weigh(sentence("das Kim-Regime"), [], judged("O B-LOCpart"))
    assert (found.confidence or 0) < 0.4


def test_a_compound_with_an_everyday_word_is_no_mention() -> None:
    variant = finding(1, 2, "Delta", "part", "region")
    (found,) = evidence.weigh(sentence("die Delta-Variante"), [variant], judged("O B-LOCpart"))
    assert (found.confidence or 0) < 0.4


@pytest.mark.parametrize("text", ["auf dem Mars", "bebte die Erde", "Nacht des Mondes"])
def test_what_hangs_in_the_sky_is_on_no_map(text: str) -> None:
    (found,) = evidence.weigh(sentence(text), [], judged("O O B-LOC"))
    assert (found.confidence or 0) < 0.4


def test_a_town_with_the_name_of_a_planet_is_a_town() -> None:
    (found,) = evidence.weigh(sentence("in Mars"), [finding(1, 2, "Mars")], judged("O B-LOC"))
    assert (found.confidence or 0) > 0.6


def test_a_sea_of_several_words_needs_no_other_witness() -> None:
    sea = finding(1, 3, "Schwarzes Meer", "place", "sea")
    (found,) = evidence.weigh(sentence("im Schwarzen Meer"), [sea], judged("O O O"))
    assert (found.confidence or 0) > 0.8
    (found,) = evidence.weigh(sentence("im Schwarzen Meer"), [sea], judged("O B-OTH I-OTH"))
    assert (found.confidence or 0) < 0.8


def test_a_doubtful_mention_follows_a_sure_one_of_its_name() -> None:
    doc = sentence("In Ulm . Ulm wächst")
    given = [finding(1, 2, "Ulm"), finding(3, 4, "Ulm")]
    doubtful = np.concatenate([judged("O B-LOC O").probabilities, judged("B-LOC O", sure=0.3).probabilities])
    first, second = evidence.weigh(doc, given, Judgement(doubtful, (0,)))
    assert (first.confidence or 0) > 0.85
    assert (second.confidence or 0) >= 0.85


def test_a_name_that_was_a_persons_before_is_that_person_again() -> None:
    doc = sentence("Ina Kassel kam . Kassel lachte")
    given = [finding(1, 2, "Kassel"), finding(4, 5, "Kassel")]
    rows = np.concatenate([judged("B-PER I-PER O O").probabilities, judged("B-LOC O", sure=0.4).probabilities])
    _, second = evidence.weigh(doc, given, Judgement(rows, (0,)))
    assert (second.confidence or 0) <= 0.3


def test_the_rules_speak_for_kinds_that_another_recogniser_cannot_tell() -> None:
    doc = sentence("die russische Regierung")
    borrowed = Judgement(judged("O O O").probabilities, (0,), frozenset({"LOC", "PER", "ORG"}))
    (found,) = evidence.weigh(doc, [finding(1, 2, "Russland", "derived", "country")], borrowed)
    assert found.confidence == pytest.approx(0.9)


def test_findings_never_overlap() -> None:
    doc = sentence("in Frankfurt am Main Mitte")
    given = [finding(1, 4, "Frankfurt am Main"), finding(4, 5, "Mitte")]
    found = evidence.reconciled(doc, given, judged("O O O B-LOC I-LOC"))
    assert all(before.end <= after.start for before, after in pairwise(found))
