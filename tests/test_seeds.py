"""The sample articles that come with the project."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from geo.read import read_file

ROOT = Path(__file__).resolve().parent.parent
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
OURS = [ROOT / "seeds" / name for name in ("gipfel.txt", "hochwasser.txt", "nordkorea-russland.txt")]
FOUNDING_ARTICLES = sorted((ROOT.parent / "shared" / "seeds").glob("*.txt"))

one_by_one = pytest.mark.parametrize("seed", OURS, ids=lambda seed: seed.stem)


def sequences(file: Path, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", file.read_text(encoding="utf-8").lower())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_all_three_are_there() -> None:
    assert set(OURS) <= set(SEEDS)


@one_by_one
def test_a_sample_has_title_date_author_and_language(seed: Path) -> None:
    article = read_file(seed)
    assert article.title
    assert re.fullmatch(r"\d{4}-\d{2}", article.date or "")
    assert article.author
    assert (article.language, article.notes) == ("de", ())


@one_by_one
def test_a_sample_has_the_form_of_a_news_article(seed: Path) -> None:
    lines = seed.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("date ")
    assert lines[1] == ""
    assert lines[2].startswith("Von: ")
    paragraphs = [line for line in lines[3:] if line]
    assert paragraphs[1].partition(" – ")[1], "the dateline comes after the teaser"
    assert any("©" in paragraph for paragraph in paragraphs), "a caption"
    assert any(len(paragraph) < 60 for paragraph in paragraphs), "a subhead"
    assert any("„" in paragraph and "“" in paragraph for paragraph in paragraphs), "a quotation"


@one_by_one
def test_a_sample_has_250_to_700_words(seed: Path) -> None:
    assert 250 <= len(seed.read_text(encoding="utf-8").split()) <= 700


@one_by_one
def test_a_sample_is_spelled_plainly(seed: Path) -> None:
    text = seed.read_bytes().decode("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text
    assert text.endswith("\n")


@pytest.mark.skipif(not FOUNDING_ARTICLES, reason="the founding article is its publisher's and not part of the project")
@one_by_one
def test_no_sample_copies_the_founding_article(seed: Path) -> None:
    for original in FOUNDING_ARTICLES:
        assert not sequences(seed) & sequences(original)
