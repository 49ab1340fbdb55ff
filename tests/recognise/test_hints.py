"""What gazetteer and morphology tell the network."""

from __future__ import annotations

import pytest

from geo.languages import Finding
from geo.model import Kind, NameEntry, PlaceType
from geo.recognise.hints import HINTS, NO_HINT, hints


def finding(start: int, end: int, kind: Kind, *types: PlaceType, prominence: float = 0.5) -> Finding:
    return Finding(start, end, "name", kind, NameEntry(frozenset(types), prominence))


def test_words_without_a_finding_have_no_hint() -> None:
    assert hints([], 3, ["a", "b", "c"]) == [NO_HINT] * 3


def test_first_word_and_others_are_told_apart() -> None:
    found = hints([finding(1, 3, "place", "city")], 4, ["in", "Bad", "Ems", "."])
    assert found[0] == found[3] == NO_HINT
    assert len({found[1], found[2], NO_HINT}) == 3


def test_fame_and_type_and_kind_make_a_difference() -> None:
    some = [
        finding(0, 1, "place", "city", prominence=0.3),
        finding(0, 1, "place", "city", prominence=0.9),
        finding(0, 1, "place", "country", prominence=0.9),
        finding(0, 1, "place", "site"),
        finding(0, 1, "place", "street"),
        finding(0, 1, "part", "country"),
        finding(0, 1, "derived", "country"),
    ]
    assert len({hints([one], 1, ["Wort"])[0] for one in some}) == len(some)


def test_adjectives_and_inhabitants_are_told_apart() -> None:
    one = finding(0, 1, "derived", "country")
    assert hints([one], 1, ["russische"]) != hints([one], 1, ["Russen"])


@pytest.mark.parametrize("prominence", [0.0, 0.4, 0.6, 1.0])
def test_every_hint_is_a_row_of_the_networks_table(prominence: float) -> None:
    for kind in ("place", "derived", "part"):
        for place_type in ("city", "district", "country", "river", "site", "street"):
            (first, second) = hints([finding(0, 2, kind, place_type, prominence=prominence)], 2, ["Ab", "Cd"])
            assert NO_HINT < first < HINTS
            assert NO_HINT < second < HINTS
