"""The founding article with every name looked up at a real Nominatim."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geo.languages.tables import read_table
from geo.locate import resolve
from geo.model import Article, MappedArticle, Place
from geo.pipeline import Mapper
from geo.read import read_file
from geo.settings import Settings
from geo.sources.nominatim import NominatimLookup
from tests.acceptance.test_founding_article import FOLDER, GOLD, POINTS, TYPES_AND_COUNTRIES
from tests.nominatim.server import Server


@pytest.fixture(scope="module")
def article() -> Article:
    for path in sorted(FOLDER.glob("*.txt")) if FOLDER.is_dir() else []:
        return read_file(path)
    pytest.skip("the founding article is not here; put it into ../shared/seeds to run its acceptance test")


def wrong(mapped: MappedArticle) -> dict[tuple[int, int], tuple[str, Place | None]]:
    """The mentions whose place is not the one that a reader expects."""
    gold = {(int(row["start"]), int(row["end"])): row["name"] for row in read_table(GOLD)}
    found = {(r.mention.start, r.mention.end): r.place for r in mapped.resolutions if r.status != "rejected"}
    mistaken = {}
    for span, name in gold.items():
        place = found.get(span)
        fits = place is not None and (place.type, place.country) == TYPES_AND_COUNTRIES[name]
        if place is not None and name in POINTS:
            fits = fits and (place.lat, place.lon) == pytest.approx(POINTS[name], abs=0.15)
        if not fits:
            mistaken[span] = (name, place)
    return mistaken


def test_every_place_is_right_and_the_second_run_asks_nothing(
    article: Article, settings: Settings, nominatim: Server, gazetteer_path: Path
) -> None:
    online = replace(settings, mode="nominatim")
    online.cache.mkdir()
    online.gazetteer.symlink_to(gazetteer_path)
    first = Mapper(online).atlas([article])
    assert wrong(first.articles[0]) == {} and first.notes == ()
    requests = len(nominatim.requests)
    assert 15 <= requests <= 40
    assert Mapper(online).atlas([article]) == first
    assert len(nominatim.requests) == requests


def test_what_nominatim_alone_says_is_enough(article: Article, settings: Settings, mapper: Mapper) -> None:
    """No gazetteer's candidates: Luhansk and Donezk are the oblasts, Moskau does not lie in Thuringia."""
    lookup = NominatimLookup(settings)
    recognition, known, context = mapper.before_resolution(article)
    candidates = {name: lookup.candidates(name) for name in known}
    resolutions = resolve(article, recognition.mentions, candidates, context)
    mapped = MappedArticle(article, recognition.sentences, resolutions)
    assert wrong(mapped) == {}
    places = {r.mention.name: r.place for r in resolutions if r.place is not None}
    assert all(place.id.startswith("osm:") for place in places.values())
    assert (places["Luhansk"].outline, places["Donezk"].outline) == ("iso:UA-09", "iso:UA-14")
    assert places["Moskau"].country == "RU"
