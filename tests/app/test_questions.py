"""What there is to check, and the lines that an answer writes."""

from __future__ import annotations

import pytest

from geo.app.questions import answer, coordinates, nearest, occurrences, own_place, questions
from geo.locate import corrected
from geo.model import (
    Article,
    Atlas,
    Candidate,
    Correction,
    MappedArticle,
    Mention,
    Place,
    RankedCandidate,
    Reason,
    Recognition,
    Resolution,
    Scope,
    Sentence,
    Status,
)

MOSCOW = Place("geonames:524901", "Moskau", 55.75, 37.62, "city", "RU")
VILLAGE = Place("user:moskau", "Moskau", 50.62, 11.21, "city", "DE")
PASSAU = Place("geonames:2855328", "Passau", 48.57, 13.46, "city", "DE")
TEXT = "Moskau und Moskau. Passau. Nirgendheim, Moskau."
ARTICLE = Article("a", TEXT)


def resolution(name: str, start: int, place: Place | None, status: Status = "located", sure: float = 0.9) -> Resolution:
    candidates = (RankedCandidate(Candidate(place, "preferred", "gazetteer"), sure),) if place else ()
    return Resolution(Mention(start, start + len(name), name, name, "place"), status, place, sure, candidates)


def atlas(*found: Resolution) -> Atlas:
    return Atlas((MappedArticle(ARTICLE, (Sentence(0, len(TEXT)),), found),))


PLAIN = atlas(
    resolution("Moskau", 0, MOSCOW),
    resolution("Moskau", 11, MOSCOW),
    resolution("Passau", 19, PASSAU, "unsure", 0.5),
    resolution("Nirgendheim", 27, None, "unlocated"),
    resolution("Moskau", 40, MOSCOW),
)


def decided_by(lines: tuple[Correction, ...], earlier: tuple[Correction, ...] = ()) -> list[str | None]:
    """What the lines make of each mention of Moskau: the place's id, None for no place."""
    mentions = tuple(one.mention for one in PLAIN.articles[0].resolutions)
    recognition = Recognition((), mentions, tuple(() for _ in mentions))
    _, decisions = corrected(ARTICLE, recognition, (*earlier, *lines))
    moscow = [number for number, one in enumerate(mentions) if one.name == "Moskau"]
    return [
        (decisions[n].place.id if decisions[n].place else None) if n in decisions else "undecided"  # type: ignore[union-attr]
        for n in moscow
    ]


def test_the_doubtful_ones_come_first_and_a_name_is_asked_about_once() -> None:
    found = questions(PLAIN)
    assert [one.name for one in found] == ["Nirgendheim", "Passau", "Moskau"]
    assert [one.is_doubtful for one in found] == [True, True, False]
    assert len(found[2].resolutions) == 3


def test_doubt_grows_with_the_mentions() -> None:
    often = atlas(
        resolution("Passau", 19, PASSAU, "unsure", 0.3),
        *(resolution("Moskau", start, MOSCOW, "unsure", 0.6) for start in (0, 11, 40)),
    )
    assert [one.name for one in questions(often)] == ["Moskau", "Passau"]


def test_what_the_reader_has_decided_is_not_asked_again() -> None:
    by_hand = RankedCandidate(Candidate(VILLAGE, "preferred", "user"), 1.0, (Reason("user", 0.0),))
    mention = Mention(0, 6, "Moskau", "Moskau", "place")
    (one,) = questions(atlas(Resolution(mention, "located", VILLAGE, 1.0, (by_hand,))))
    assert one.is_decided and not one.is_doubtful


@pytest.mark.parametrize(
    ("scope", "outcome"),
    [
        ("mention", ["undecided", "user:moskau", "undecided"]),
        ("article", ["user:moskau"] * 3),
        ("always", ["user:moskau"] * 3),
    ],
)
def test_a_decision_reaches_as_far_as_its_scope(scope: Scope, outcome: list[str]) -> None:
    everything = questions(PLAIN)
    moscow = everything[2]
    lines = answer(moscow, VILLAGE, scope, moscow.mentions[1], ARTICLE, everything, ())
    assert len(lines) == 1
    assert decided_by(lines) == outcome


@pytest.mark.parametrize("scope", ["article", "always"])
def test_a_wider_decision_is_not_undone_by_a_narrower_one_from_before(scope: Scope) -> None:
    everything = questions(PLAIN)
    moscow = everything[2]
    earlier = (
        Correction("mention", "place", "Moskau", "a", 11, 17, MOSCOW),
        Correction("article", "reject", "Moskau", "a"),
    )
    lines = answer(moscow, VILLAGE, scope, moscow.mentions[0], ARTICLE, everything, earlier)
    assert decided_by(lines, earlier) == ["user:moskau"] * 3


def test_a_name_that_means_two_places_is_decided_mention_by_mention() -> None:
    split = atlas(resolution("Moskau", 0, MOSCOW), resolution("Moskau", 11, VILLAGE), resolution("Moskau", 40, MOSCOW))
    everything = questions(split)
    moscow = next(one for one in everything if one.place == MOSCOW)
    lines = answer(moscow, None, "article", moscow.mentions[0], ARTICLE, everything, ())
    assert decided_by(lines) == [None, "undecided", None]


def test_words_are_found_where_no_place_has_been_found_yet() -> None:
    (mapped,) = PLAIN.articles
    assert occurrences(mapped, "und") == ((7, 10),)
    assert occurrences(mapped, "Nirgendheim") == ((27, 38),)
    assert occurrences(mapped, "Moskau") == ()
    assert occurrences(mapped, "Nirgend") == ()
    assert occurrences(mapped, " .* ") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50.62, 11.21", (50.62, 11.21)),
        ("50,62; 11,21", (50.62, 11.21)),
        ("50.62 11.21", (50.62, 11.21)),
        ("33.9° S, 18.4° O", (-33.9, 18.4)),
        ("-33.9/-18.4", (-33.9, -18.4)),
        ("95, 11", None),
        ("Moskau", None),
        ("1 2 3", None),
        ("", None),
    ],
)
def test_coordinates_are_read_as_people_write_them(text: str, expected: tuple[float, float] | None) -> None:
    assert coordinates(text) == expected


def test_an_own_place_has_an_id_made_of_name_and_position() -> None:
    assert own_place("Rotes Moor", 50.462, 9.981).id == "user:rotes-moor@50.462,9.981"


def test_the_nearest_of_the_other_places_is_told_with_its_distance() -> None:
    country = Place("iso:RU", "Russland", 50.6, 11.2, "country", "RU")
    found = nearest(VILLAGE, [MOSCOW, PASSAU, country])
    assert found is not None
    assert found[0] == PASSAU
    assert 270 < found[1] < 290
    assert nearest(VILLAGE, [country]) is None
