"""A reader's decisions win over everything, the closest to the mention first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from geo.locate import corrected, resolve
from geo.model import Article, Candidate, Context, Correction, Mention, Place, Recognition, Resolution

TEXT = "Moskau liegt hier, Moskau dort, Jena auch."
ARTICLE = Article("a1", TEXT)
MOSCOW = Place("geonames:1", "Moskau", 55.75, 37.62, "city", "RU", population=10_000_000)
VILLAGE = Place("geonames:2", "Moskau", 50.6, 11.2, "city", "DE", population=300)
JENA = Place("geonames:3", "Jena", 50.93, 11.59, "city", "DE", population=110_000)
CANDIDATES = {
    "Moskau": (Candidate(MOSCOW, "preferred", "gazetteer", 0.9), Candidate(VILLAGE, "preferred", "gazetteer", 0.2)),
    "Jena": (Candidate(JENA, "preferred", "gazetteer", 0.7),),
}


def mention(start: int, name: str, confidence: float = 0.9) -> Mention:
    return Mention(start, start + len(name), name, name, "place", confidence=confidence)


FOUND = (mention(0, "Moskau"), mention(19, "Moskau"), mention(32, "Jena", 0.1))


def outcome(*corrections: Correction, mentions: Sequence[Mention] = FOUND) -> tuple[Resolution, ...]:
    recognition = Recognition((), tuple(mentions), tuple(() for _ in mentions))
    recognition, decisions = corrected(ARTICLE, recognition, corrections)
    return resolve(ARTICLE, recognition.mentions, CANDIDATES, Context(cues=recognition.cues, decisions=decisions))


def places(*corrections: Correction) -> list[str | None]:
    return [one.place.id if one.place else None for one in outcome(*corrections)]


def test_without_corrections_nothing_changes() -> None:
    assert places() == ["geonames:1", "geonames:1", None]


def test_a_decision_about_one_mention_leaves_the_others() -> None:
    assert places(Correction("mention", "place", "Moskau", "a1", 19, 25, VILLAGE))[:2] == ["geonames:1", "geonames:2"]


def test_a_decision_about_the_article_holds_for_all_its_mentions_and_no_other_article() -> None:
    assert places(Correction("article", "place", "Moskau", "a1", place=VILLAGE))[:2] == ["geonames:2"] * 2
    assert places(Correction("article", "place", "Moskau", "a2", place=VILLAGE))[:2] == ["geonames:1"] * 2


def test_the_closest_decision_wins_and_of_equal_ones_the_latest() -> None:
    always = Correction("always", "place", "Moskau", place=VILLAGE)
    here = Correction("mention", "place", "Moskau", "a1", 0, 6, MOSCOW)
    assert places(here, always)[:2] == ["geonames:1", "geonames:2"]
    assert places(always, Correction("always", "place", "Moskau", place=MOSCOW))[:2] == ["geonames:1"] * 2


def test_what_is_rejected_keeps_its_candidates_and_can_be_restored() -> None:
    first, *_ = outcome(Correction("always", "reject", "Moskau"))
    assert (first.status, first.place, first.confidence) == ("rejected", None, 1.0)
    assert first.candidates
    assert places(
        Correction("always", "reject", "Moskau"), Correction("mention", "place", "Moskau", "a1", 0, 6, MOSCOW)
    )[:2] == ["geonames:1", None]


def test_a_place_gives_the_mention_back_that_the_recogniser_had_rejected() -> None:
    *_, jena = outcome(Correction("article", "place", "Jena", "a1", place=JENA))
    assert (jena.status, jena.place, jena.confidence) == ("located", JENA, 1.0)
    assert [reason.code for reason in jena.reasons] == ["user"]


def test_an_added_mention_takes_the_place_of_what_overlaps_it() -> None:
    added = Correction("mention", "add", "Moskau liegt", "a1", 0, 12, VILLAGE)
    found = outcome(added)
    assert [one.mention.surface for one in found] == ["Moskau liegt", "Moskau", "Jena"]
    assert found[0].place == VILLAGE


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (10, 10), (30, 900)])
def test_a_span_that_the_text_does_not_have_is_ignored(start: int, end: int) -> None:
    assert len(outcome(Correction("mention", "add", "x", "a1", start, end, JENA))) == len(FOUND)


def test_a_decision_is_company_for_the_rest() -> None:
    lone = Correction("mention", "place", "Moskau", "a1", 0, 6, VILLAGE)
    _, second, _ = outcome(lone)
    near = {one.candidate.place.id: {r.code for r in one.reasons} for one in second.candidates}
    assert "near_mentioned" not in near["geonames:1"]  # a name is no company for itself
