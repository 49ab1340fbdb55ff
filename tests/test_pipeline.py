"""The way through all stages, and what holds for it whatever the text."""

from __future__ import annotations

from pathlib import Path

from geo.draw import csv_table, geojson, mention_rows, page
from geo.model import Article, Failure
from geo.pipeline import Mapper, Step
from geo.read import read_file, read_text
from geo.settings import Settings

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
FRANKFURT = "In Frankfurt tagte der Senat. Die Oder führt Hochwasser, auch in Brandenburg."
SUMMIT = "Der Kreml in Moskau lud ein; Pjöngjangs Botschafter reiste aus Wladiwostok an."


def article(text: str) -> Article:
    return read_text(text, "test")


def test_two_programs_would_write_the_same_bytes(mapper: Mapper) -> None:
    other = Mapper(Settings.from_environment())
    inputs = [read_file(SEEDS / "gipfel.txt"), article(SUMMIT)]
    one, two = mapper.atlas(inputs), other.atlas(inputs)
    assert page(one, mapper.outlines) == page(two, other.outlines)
    assert (geojson(one), csv_table(one)) == (geojson(two), csv_table(two))


def test_a_text_means_the_same_alone_and_among_others(mapper: Mapper) -> None:
    alone = mapper.map_article(article(FRANKFURT))
    among = mapper.atlas([article(SUMMIT), article(FRANKFURT), article(SUMMIT)])
    assert among.articles[1] == alone
    assert among.articles[0] == among.articles[2]


def test_an_input_that_failed_is_kept_and_stops_no_other(mapper: Mapper) -> None:
    failure = Failure("bild.png", "bild.png is not a text file; save it as text.")
    atlas = mapper.atlas([failure, article(SUMMIT), failure])
    assert atlas.failures == (failure, failure)
    assert [one.article.text for one in atlas.articles] == [SUMMIT]
    assert "Moskau" in {place.name_in("de") for place in atlas.places}


def test_nothing_given_is_an_empty_atlas(mapper: Mapper) -> None:
    atlas = mapper.atlas([])
    assert (atlas.articles, atlas.failures, atlas.places) == ((), (), ())


def test_each_step_is_told_before_it_is_done(mapper: Mapper) -> None:
    steps: list[Step] = []
    mapper.atlas([article(SUMMIT), Failure("a", "b"), article(FRANKFURT)], steps.append)
    assert steps == [
        Step("recognise", 1, 3),
        Step("locate", 1, 3),
        Step("recognise", 3, 3),
        Step("locate", 3, 3),
    ]


def test_mentions_stand_in_the_order_of_the_text_and_slice_it(mapper: Mapper) -> None:
    mapped = mapper.map_article(read_file(SEEDS / "nordkorea-russland.txt"))
    rows = mention_rows(mapped)
    starts = [resolution.mention.start for resolution in mapped.resolutions]
    assert len(rows) > 10
    assert starts == sorted(starts)
    assert all(mapped.article.text[r.mention.start : r.mention.end] == r.mention.surface for r in mapped.resolutions)


def test_a_name_alone_is_ranked_best_first_with_reasons(mapper: Mapper) -> None:
    ranked = mapper.meanings("Frankfurt")
    assert ranked[0].candidate.place.name_in("de") == "Frankfurt am Main"
    assert len(ranked) > 1
    assert [one.confidence for one in ranked] == sorted((one.confidence for one in ranked), reverse=True)
    assert all(one.reasons for one in ranked)


def test_a_name_that_nothing_bears_has_no_meaning(mapper: Mapper) -> None:
    assert mapper.meanings("Qwxyzingen") == ()
