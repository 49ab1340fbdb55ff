"""The founding article, as its reader expects it. The text is its publisher's and lies beside the checkout, if at
all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from geo.languages.tables import read_table
from geo.model import MappedArticle, Place
from geo.pipeline import Mapper
from geo.read import read_file
from geo.settings import Settings

GOLD = Path(__file__).with_name("founding_article.tsv")
SHA256 = "93a42aa427ef858ac91ec29d559b8884462bafb650eebee72b998a4c00a97845"
FOLDER = Path(__file__).resolve().parents[3] / "shared" / "seeds"

TYPES_AND_COUNTRIES = {
    **dict.fromkeys(["München"], ("city", "DE")),
    **dict.fromkeys(["Moskau", "Wladiwostok"], ("city", "RU")),
    "Pjöngjang": ("city", "KP"),
    "Peking": ("city", "CN"),
    "Kiew": ("city", "UA"),
    "Luhansk": ("region", "UA"),
    "Donezk": ("region", "UA"),
    "Nordkorea": ("country", "KP"),
    "Russland": ("country", "RU"),
    "Ukraine": ("country", "UA"),
    "China": ("country", "CN"),
    "Indien": ("country", "IN"),
    "Brasilien": ("country", "BR"),
    "USA": ("country", "US"),
    "Kreml": ("site", "RU"),
    "Europa": ("area", None),
}
POINTS = {
    "München": (48.14, 11.58),
    "Pjöngjang": (39.03, 125.75),
    "Moskau": (55.75, 37.62),
    "Wladiwostok": (43.11, 131.87),
    "Kiew": (50.45, 30.52),
    "Peking": (39.91, 116.40),
    "Kreml": (55.75, 37.62),
}


@pytest.fixture(scope="module")
def mapped() -> MappedArticle:
    for path in sorted(FOLDER.glob("*.txt")) if FOLDER.is_dir() else []:
        if hashlib.sha256(path.read_bytes()).hexdigest() == SHA256:
            return Mapper(Settings.from_environment()).map_article(read_file(path))
    pytest.skip("the founding article is not here; put it into ../shared/seeds to run its acceptance test")


def shown(mapped: MappedArticle) -> dict[tuple[int, int], tuple[str, str, str, Place | None]]:
    return {
        (r.mention.start, r.mention.end): (r.mention.surface, r.mention.kind, r.mention.name, r.place)
        for r in mapped.resolutions
        if r.status != "rejected"
    }


def test_every_mention_is_found_with_its_kind_and_none_besides(mapped: MappedArticle) -> None:
    expected = {(int(row["start"]), int(row["end"])): (row["surface"], row["kind"]) for row in read_table(GOLD)}
    assert {span: found[:2] for span, found in shown(mapped).items()} == expected


def test_every_mention_means_the_right_place(mapped: MappedArticle) -> None:
    gold = {(int(row["start"]), int(row["end"])): row["name"] for row in read_table(GOLD)}
    found = shown(mapped)
    wrong = {}
    for span, name in gold.items():
        place = found[span][3] if span in found else None
        if place is None or (place.type, place.country) != TYPES_AND_COUNTRIES[name]:
            wrong[span] = (name, place)
    assert wrong == {}


def test_cities_and_the_kremlin_lie_where_they_lie(mapped: MappedArticle) -> None:
    for _, _, name, place in shown(mapped).values():
        if name in POINTS:
            assert place is not None
            assert (place.lat, place.lon) == pytest.approx(POINTS[name], abs=0.15)


def test_title_date_and_author_are_metadata_and_the_header_stays_in_the_text(mapped: MappedArticle) -> None:
    article = mapped.article
    assert (article.date, article.author, article.language) == ("2023-04", "Sven Hauberg", "de")
    assert article.title is not None
    assert article.title in article.text
    assert "date 2023-04" in article.text


def test_every_mention_lies_in_a_sentence(mapped: MappedArticle) -> None:
    for start, end in shown(mapped):
        assert any(one.start <= start and end <= one.end for one in mapped.sentences)
