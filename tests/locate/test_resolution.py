"""Which place a mention means: one test for each piece of evidence, on a world of a dozen hand-made places."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.locate import merge, rank, resolve
from geo.locate.distance import distance
from geo.model import Article, Candidate, Context, Cue, Extent, Mention, Place, PlaceType, Resolution
from geo.sources.prominence import of_place

GERMANY = Place("iso:DE", "Deutschland", 51.1, 10.4, "country", "DE", extent=Extent(47.3, 5.9, 55.1, 15.0))
FRANCE = Place("iso:FR", "Frankreich", 46.6, 2.5, "country", "FR", extent=Extent(42.3, -5.1, 51.1, 8.2))
POLAND = Place("iso:PL", "Polen", 52.1, 19.3, "country", "PL", extent=Extent(49.0, 14.1, 54.8, 24.1))
USA = Place("iso:US", "USA", 39.8, -98.6, "country", "US", extent=Extent(24.5, -125.0, 49.4, -66.9))
TEXAS = Place("iso:US-TX", "Texas", 31.5, -99.3, "region", "US", admin=("iso:US",), population=29_000_000)
BASEL = Place("geonames:1", "Basel", 47.56, 7.58, "city", "CH", population=175_000)
PARIS = Place("geonames:2", "Paris", 48.86, 2.35, "city", "FR", admin=("iso:FR",), population=2_100_000)
PARIS_TEXAS = Place(
    "geonames:3", "Paris", 33.66, -95.56, "city", "US", admin=("iso:US", "iso:US-TX"), population=25_000
)
FRANKFURT_MAIN = Place("geonames:4", "Frankfurt", 50.11, 8.68, "city", "DE", admin=("iso:DE",), population=760_000)
FRANKFURT_ODER = Place("geonames:5", "Frankfurt", 52.34, 14.55, "city", "DE", admin=("iso:DE",), population=58_000)
DONEZK = Place("geonames:6", "Donezk", 48.0, 37.8, "city", "UA", population=900_000)
DONEZK_OBLAST = Place("iso:UA-14", "Donezk", 48.1, 37.7, "region", "UA", population=4_100_000)
WEIL_RHEIN = Place("geonames:7", "Weil", 47.59, 7.62, "city", "DE", population=30_000)
WEIL_BAVARIA = Place("geonames:8", "Weil", 48.12, 10.92, "city", "DE", population=4_000)


def known(*places: Place) -> tuple[Candidate, ...]:
    return tuple(Candidate(place, "preferred", "gazetteer", of_place(place)) for place in places)


WORLD = {
    "Deutschland": known(GERMANY),
    "Frankreich": known(FRANCE),
    "Polen": known(POLAND),
    "USA": known(USA),
    "Texas": known(TEXAS),
    "Basel": known(BASEL),
    "Paris": known(PARIS, PARIS_TEXAS),
    "Frankfurt": known(FRANKFURT_MAIN, FRANKFURT_ODER),
    "Donezk": known(DONEZK, DONEZK_OBLAST),
    "Weil": known(WEIL_RHEIN, WEIL_BAVARIA),
}


def located(*names: str, cues: dict[int, Cue] | None = None, home: str | None = None) -> tuple[Resolution, ...]:
    """What the names mean in a text that consists of them; ``cues`` are given by the position of a name."""
    text = " ".join(names)
    mentions: list[Mention] = []
    for name in names:
        start = mentions[-1].end + 1 if mentions else 0
        mentions.append(Mention(start, start + len(name), name, name, "place"))
    beside = tuple((cues[index],) if cues and index in cues else () for index in range(len(names)))
    return resolve(Article("test", text), mentions, WORLD, Context(cues=beside, home=home))


def reasons(resolution: Resolution) -> set[str]:
    return {reason.code for reason in resolution.reasons}


def test_a_bare_name_means_the_place_everybody_knows() -> None:
    (paris,) = located("Paris")
    assert (paris.status, paris.place) == ("located", PARIS)
    assert "prominence" in reasons(paris)


def test_a_city_contains_no_city_so_what_follows_it_says_nothing() -> None:
    (paris, _) = located("Paris", "Basel", cues={0: Cue("within", "Basel", "in")})
    assert (paris.status, paris.place) == ("located", PARIS)
    assert "within" not in {reason.code for one in paris.candidates for reason in one.reasons}


def test_a_bare_name_means_the_city_and_not_the_region_around_it() -> None:
    (donezk,) = located("Donezk")
    assert donezk.place == DONEZK
    region = next(one for one in donezk.candidates if one.candidate.place == DONEZK_OBLAST)
    assert "city_before_region" in {reason.code for reason in region.reasons}


def test_a_city_elsewhere_in_the_country_does_not_speak_against_the_region() -> None:
    namesake = replace(DONEZK, id="geonames:9", lat=49.8, lon=24.0, population=40_000)
    best, _ = rank(known(namesake, DONEZK_OBLAST))
    assert best.candidate.place == DONEZK_OBLAST


@pytest.mark.parametrize(("place_type", "expected"), [("region", DONEZK_OBLAST), ("city", DONEZK)])
def test_a_type_named_before_the_name_decides(place_type: PlaceType, expected: Place) -> None:
    (donezk,) = located("Donezk", cues={0: Cue("type", place_type, "die …")})
    assert donezk.place == expected
    assert "type_cue" in reasons(donezk)


def test_a_named_container_decides_against_fame() -> None:
    paris, _ = located("Paris", "Texas", cues={0: Cue("within", "Texas", "in")})
    assert (paris.status, paris.place) == ("located", PARIS_TEXAS)
    assert "within" in reasons(paris)


def test_a_container_that_means_nothing_known_decides_nothing() -> None:
    (paris,) = located("Paris", cues={0: Cue("within", "Nirgendwo", "in")})
    assert paris.place == PARIS
    assert "within" not in reasons(paris)


def test_a_named_neighbour_decides() -> None:
    weil, _ = located("Weil", "Basel", cues={0: Cue("near", "Basel", "bei")})
    assert weil.place == WEIL_RHEIN
    assert "near" in reasons(weil)


def test_the_border_of_a_country_is_near() -> None:
    frankfurt, _ = located("Frankfurt", "Polen", cues={0: Cue("near", "Polen", "an der Grenze zu")})
    assert frankfurt.place == FRANKFURT_ODER


def test_a_capital_lies_in_its_country() -> None:
    paris, _ = located("Paris", "Frankreich", cues={0: Cue("capital", "Frankreich", "Frankreichs Hauptstadt")})
    assert paris.place == PARIS
    assert "capital" in reasons(paris)
    other = next(one for one in paris.candidates if one.candidate.place == PARIS_TEXAS)
    assert any(reason.code == "capital_against" and reason.weight < 0 for reason in other.reasons)


def test_a_name_keeps_its_sense_through_the_article() -> None:
    first, _, second = located("Paris", "Texas", "Paris", cues={0: Cue("within", "Texas", "in")})
    assert first.place == second.place == PARIS_TEXAS
    assert "same_sense" in reasons(second)


def test_the_sense_also_reaches_the_mentions_before_it() -> None:
    first, *_ = located("Paris", "Paris", "Texas", cues={1: Cue("within", "Texas", "in")})
    assert first.place == PARIS_TEXAS


def test_a_type_holds_for_its_own_mention_only() -> None:
    city, region = located("Donezk", "Donezk", cues={1: Cue("type", "region", "Oblast")})
    assert (city.place, region.place) == (DONEZK, DONEZK_OBLAST)


def test_a_mentioned_country_speaks_for_its_places() -> None:
    def confidence_in_the_texan(*names: str) -> float:
        paris = located(*names)[0]
        return next(one.confidence for one in paris.candidates if one.candidate.place == PARIS_TEXAS)

    assert confidence_in_the_texan("Paris", "USA") > confidence_in_the_texan("Paris")
    assert confidence_in_the_texan("Paris", "Polen") == confidence_in_the_texan("Paris")


def test_the_reason_names_the_country_in_the_language_of_the_article() -> None:
    paris, _ = located("Paris", "Frankreich")
    assert [one.detail for one in paris.reasons if one.code == "country_mentioned"] == ["Frankreich"]


def test_home_breaks_a_tie_in_favour_of_the_readers_country() -> None:
    here = replace(WEIL_BAVARIA, id="geonames:10", name="Neudorf", population=9_000)
    there = replace(here, id="geonames:11", lat=47.0, lon=15.4, country="AT")
    assert rank(known(there, here), home="DE")[0].candidate.place == here
    assert rank(known(there, here), home="AT")[0].candidate.place == there


def test_a_name_that_no_record_bears_is_unlocated() -> None:
    (nowhere,) = located("Entenhausen")
    assert (nowhere.status, nowhere.place, nowhere.candidates) == ("unlocated", None, ())
    assert nowhere.source is None


def test_what_the_recogniser_doubts_is_rejected_and_keeps_its_candidates() -> None:
    mention = Mention(0, 5, "Paris", "Paris", "place", confidence=0.2)
    (paris,) = resolve(Article("test", "Paris"), [mention], WORLD, Context())
    assert (paris.status, paris.place) == ("rejected", None)
    assert paris.candidates[0].candidate.place == PARIS
    assert paris.confidence == pytest.approx(0.8)


def test_a_rejected_mention_is_no_company() -> None:
    doubtful = Mention(6, 9, "USA", "USA", "place", confidence=0.1)
    paris = Mention(0, 5, "Paris", "Paris", "place")
    found, _ = resolve(Article("test", "Paris USA"), [paris, doubtful], WORLD, Context())
    assert "country_mentioned" not in {r.code for one in found.candidates for r in one.reasons}


def test_equal_rivals_leave_it_unsure() -> None:
    twin = replace(FRANKFURT_MAIN, id="geonames:12", lat=43.0, lon=-84.0)
    (found,) = resolve(
        Article("test", "Frankfurt"),
        [Mention(0, 9, "Frankfurt", "Frankfurt", "place")],
        {"Frankfurt": known(FRANKFURT_MAIN, twin)},
        Context(),
    )
    assert (found.status, found.place) == ("unsure", FRANKFURT_MAIN)
    assert found.confidence < 0.6


def test_a_street_is_never_the_town_it_is_named_after() -> None:
    (street,) = located("Frankfurt", cues={0: Cue("type", "street", "Straße")})
    assert (street.status, street.place) == ("unlocated", None)


def test_a_known_street_is_found() -> None:
    street = Place("osm:way/1", "Berliner Straße", 50.0, 8.0, "street", "DE")
    mention = Mention(0, 15, "Berliner Straße", "Berliner Straße", "place")
    (found,) = resolve(
        Article("test", "Berliner Straße"),
        [mention],
        {"Berliner Straße": known(street)},
        Context(cues=((Cue("type", "street", "Straße"),),)),
    )
    assert found.place == street


def test_confidences_are_probabilities_and_best_comes_first() -> None:
    for resolution in located("Paris", "Frankfurt", "Weil", "Donezk", "Texas"):
        confidences = [one.confidence for one in resolution.candidates]
        assert confidences == sorted(confidences, reverse=True)
        assert sum(confidences) <= 1.001
        assert resolution.place == resolution.candidates[0].candidate.place


def test_a_doubtful_mention_makes_a_doubtful_resolution() -> None:
    mention = Mention(0, 5, "Paris", "Paris", "place", confidence=0.5)
    (paris,) = resolve(Article("test", "Paris"), [mention], WORLD, Context())
    assert (paris.status, paris.place) == ("unsure", PARIS)
    assert paris.confidence <= 0.5


def test_no_mentions_no_resolutions() -> None:
    assert resolve(Article("test", ""), [], {}, Context()) == ()
    assert rank(()) == ()


def test_a_lone_name_ranks_without_an_article() -> None:
    best, second = rank(known(PARIS_TEXAS, PARIS))
    assert (best.candidate.place, second.candidate.place) == (PARIS, PARIS_TEXAS)


def test_a_preferred_name_counts_more_than_an_alternate_one() -> None:
    twin = replace(PARIS, id="geonames:13", lat=10.0)
    ranked = rank((Candidate(twin, "alternate", "gazetteer"), Candidate(PARIS, "preferred", "gazetteer")))
    assert ranked[0].candidate.place == PARIS


def test_equal_candidates_keep_the_order_of_their_source() -> None:
    twin = replace(PARIS, id="geonames:14", lat=10.0)
    assert [one.candidate.place.id for one in rank(known(PARIS, twin))] == [PARIS.id, twin.id]
    assert [one.candidate.place.id for one in rank(known(twin, PARIS))] == [twin.id, PARIS.id]


def test_merging_keeps_the_first_sources_record_of_a_place() -> None:
    online = replace(PARIS, id="osm:relation/71525", lat=48.85, lon=2.36, source="nominatim")
    assert merge(known(PARIS), known(online, PARIS_TEXAS)) == known(PARIS, PARIS_TEXAS)


def test_merging_keeps_what_has_another_type_or_lies_elsewhere() -> None:
    far = replace(PARIS, id="osm:node/1", lat=49.2)
    region = replace(PARIS, id="osm:relation/2", type="region")
    assert merge(known(PARIS), known(far, region)) == known(PARIS, far, region)


def test_merging_knows_a_country_by_its_code_wherever_its_point_is() -> None:
    online = replace(GERMANY, id="osm:relation/51477", lat=53.0, lon=12.0)
    assert merge(known(GERMANY), known(online)) == known(GERMANY)


def test_merging_never_thins_out_one_source() -> None:
    neighbour = replace(WEIL_RHEIN, id="geonames:15", lat=47.60)
    assert merge(known(WEIL_RHEIN, neighbour)) == known(WEIL_RHEIN, neighbour)


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [(PARIS, PARIS, 0), (PARIS, FRANKFURT_MAIN, 479), (BASEL, WEIL_RHEIN, 4.5), (PARIS, PARIS_TEXAS, 7_800)],
)
def test_distance_is_that_of_the_globe(one: Place, other: Place, kilometres: float) -> None:
    assert distance(one, other) == pytest.approx(kilometres, rel=0.03, abs=0.01)
    assert distance(one, other) == distance(other, one)


def test_distance_is_short_across_the_antimeridian() -> None:
    east = Place("a", "Fidschi", -17.0, 179.9, "island")
    west = Place("b", "Fidschi", -17.0, -179.9, "island")
    assert distance(east, west) == pytest.approx(21.3, abs=0.2)


def test_an_extent_across_the_antimeridian_contains_both_sides() -> None:
    chukotka = Place("area:1", "Tschuktschen", 67.0, 175.0, "area", extent=Extent(62.0, 170.0, 70.0, -170.0))
    inside = Place("c", "Uelen", 66.2, -171.0, "city", "RU", population=700)
    outside = Place("d", "Uelen", 66.2, 30.0, "city", "RU", population=700)
    (found, _) = resolve(
        Article("test", "Uelen Tschuktschen"),
        [Mention(0, 5, "Uelen", "Uelen", "place"), Mention(6, 18, "Tschuktschen", "Tschuktschen", "place")],
        {"Uelen": known(outside, inside), "Tschuktschen": known(chukotka)},
        Context(cues=((Cue("within", "Tschuktschen", "in"),), ())),
    )
    assert found.place == inside
