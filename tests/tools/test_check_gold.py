"""The gold set of resolution is whole, and large enough to say something."""

from __future__ import annotations

from pathlib import Path

import pytest

import benchmarks.resolution as gold
from tools.check_gold import problems


def test_the_gold_set_has_no_problems() -> None:
    assert list(problems()) == []


def test_it_is_large_enough_and_a_third_is_sealed() -> None:
    texts = {part: list(gold.texts(part)) for part in ("open", "sealed")}
    mentions = {part: sum(len(text.mentions) for text in given) for part, given in texts.items()}
    assert sum(map(len, texts.values())) >= 150
    assert sum(mentions.values()) >= 1200
    assert 0.25 < mentions["sealed"] / sum(mentions.values()) < 0.42
    assert len(list(gold.names("open"))) + len(list(gold.names("sealed"))) >= 600


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("In [Köln|Köln] und Wes[el|Köln].", "begins or ends inside a word"),
        ("In [Köln|Köln] und [Bonn|Bonn].", "nobody says where «Bonn» lies"),
        ("In [Köln|Köln] und [Bonn.", "brackets without a mark"),
        ("In [Köln |Köln].", "does not hold a name"),
    ],
)
def test_a_wrong_mark_is_told(text: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = "place\ttype\tcountry\tlat\tlon\tsouth\twest\tnorth\teast\tid"
    row = "Köln\tcity\tDE\t50.94\t6.96\t\t\t\t\t"
    (tmp_path / "places.tsv").write_text(f"{columns}\n{row}\n", encoding="utf-8")
    (tmp_path / "open.txt").write_text(f"# head\n\n@ x-01\ndate: 2024-01-01\n\n{text}\n", encoding="utf-8")
    (tmp_path / "sealed.txt").write_text("# head\n", encoding="utf-8")
    for part in ("open", "sealed"):
        (tmp_path / f"names-{part}.tsv").write_text(f"name\t{columns}\n", encoding="utf-8")
    monkeypatch.setattr(gold, "FOLDER", tmp_path)
    gold.places.cache_clear()
    found = list(problems())
    gold.places.cache_clear()
    assert any(complaint in problem for problem in found), found
