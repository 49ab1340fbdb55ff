"""Spans from BIO tags, sentences from two-column files."""

from __future__ import annotations

from pathlib import Path

from tools.bio import Sentence, read_sentences, spans


def test_spans_end_where_another_begins() -> None:
    assert spans(["B-LOC", "I-LOC", "B-LOC", "O", "B-PER"]) == {(0, 2): "LOC", (2, 3): "LOC", (4, 5): "PER"}


def test_a_tag_that_continues_nothing_begins_a_span() -> None:
    assert spans(["I-LOC", "O", "B-PER", "I-ORG"]) == {(0, 1): "LOC", (2, 3): "PER", (3, 4): "ORG"}


def test_no_tags_no_spans() -> None:
    assert spans([]) == spans(["O", "O"]) == {}


def test_sentences_are_separated_by_empty_lines(tmp_path: Path) -> None:
    path = tmp_path / "some.tsv"
    path.write_text("In\tO\nKiel\tB-LOC\n\n\nJa\tO\n", encoding="utf-8")
    assert list(read_sentences(path)) == [Sentence(["In", "Kiel"], ["O", "B-LOC"]), Sentence(["Ja"], ["O"])]
