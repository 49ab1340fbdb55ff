"""Spans from the probabilities of labels."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from geo.languages.judgement import LABELS, Judgement, Span


def probabilities(*labels: dict[str, float]) -> NDArray[np.float32]:
    rows = np.zeros((len(labels), len(LABELS)), np.float32)
    for row, shares in zip(rows, labels, strict=True):
        for label, share in shares.items():
            row[LABELS.index(label)] = share
        row[0] += 1 - row.sum()
    return rows


def test_a_span_goes_from_its_first_word_to_its_last() -> None:
    judged = Judgement(probabilities({}, {"B-LOC": 0.9}, {"I-LOC": 0.9}, {}), (0,))
    assert judged.spans == (Span(1, 3, "LOC"),)


def test_two_names_side_by_side_stay_two() -> None:
    judged = Judgement(probabilities({"B-LOC": 0.9}, {"B-LOC": 0.9}, {"B-PER": 0.9}), (0,))
    assert judged.spans == (Span(0, 1, "LOC"), Span(1, 2, "LOC"), Span(2, 3, "PER"))


def test_nothing_begins_in_the_middle_of_a_name() -> None:
    judged = Judgement(probabilities({}, {"I-LOC": 0.6, "B-LOC": 0.3}, {"I-LOC": 0.9}), (0,))
    assert judged.spans == (Span(1, 3, "LOC"),)


def test_a_span_keeps_one_class() -> None:
    judged = Judgement(probabilities({"B-PER": 0.9}, {"I-LOC": 0.5, "I-PER": 0.4}), (0,))
    assert judged.spans == (Span(0, 2, "PER"),)


def test_no_span_crosses_the_end_of_a_sentence() -> None:
    judged = Judgement(probabilities({"B-LOC": 0.9}, {"I-LOC": 0.6, "B-LOC": 0.3}), (0, 1))
    assert judged.spans == (Span(0, 1, "LOC"), Span(1, 2, "LOC"))


def test_a_text_without_names_has_no_spans() -> None:
    assert Judgement(probabilities({}, {}, {}), (0, 1)).spans == ()
    assert Judgement(probabilities(), ()).spans == ()


def test_the_share_of_a_class_counts_first_and_other_words() -> None:
    judged = Judgement(probabilities({"B-LOC": 0.8}, {"I-LOC": 0.4, "B-LOC": 0.2}), (0,))
    assert judged.share(0, 2, "LOC") == pytest.approx(0.7)
    assert judged.first(1, "LOC") == pytest.approx(0.2)
