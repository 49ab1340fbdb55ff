"""The training sentences: our marks can be read, and none stands in a set that judges the recogniser."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from spacy.language import Language

from benchmarks.phenomena import read_rows
from geo.languages.de import German
from geo.languages.judgement import LABELS
from tools.recogniser.corpus import NOT_PLACE, MarkError, allowed, germeval, marked_words, own, split, unmarked_text


@pytest.fixture(scope="module")
def tokeniser() -> Language:
    return German().blank()


def test_marks_become_tags(tokeniser: Language) -> None:
    words, tags = marked_words(tokeniser, "[Bad Ems|LOC] und die [russische|DER] Note.", NOT_PLACE)
    assert words == ["Bad", "Ems", "und", "die", "russische", "Note", "."]
    assert tags == ["B-LOC", "I-LOC", "~", "~", "B-LOCderiv", "~", "~"]


@pytest.mark.parametrize("line", ["[Kiel|ORT] liegt am Meer", "in [Kiel", "a | b", "in [Kie|LOC]l"])
def test_a_wrong_mark_is_an_error(tokeniser: Language, line: str) -> None:
    with pytest.raises(MarkError):
        marked_words(tokeniser, line, NOT_PLACE)


def test_the_text_without_marks_keeps_its_offsets() -> None:
    text, marks = unmarked_text("Von [Kiel|LOC] nach [Ulm|LOC].")
    assert text == "Von Kiel nach Ulm."
    assert [text[start:end] for start, end, _ in marks] == ["Kiel", "Ulm"]


def test_an_unmarked_word_may_be_anything_but_a_place() -> None:
    names = {LABELS[index] for index in allowed(NOT_PLACE)}
    assert {"O", "B-PER", "I-ORG", "B-WORD"} <= names
    assert not {"B-LOC", "I-LOC", "B-LOCderiv", "B-LOCpart"} & names
    assert allowed("B-LOC") == (LABELS.index("B-LOC"),)


def test_what_germeval_derives_from_other_names_is_one_class(tmp_path: Path) -> None:
    path = tmp_path / "some.tsv"
    path.write_text("EU-Gipfel\tB-ORGpart\nKiel\tB-LOC\n", encoding="utf-8")
    (sentence,) = germeval(path)
    assert sentence.tags == ("B-WORD", "B-LOC")


def test_the_held_out_sentences_are_always_the_same(tokeniser: Language) -> None:
    sentences = list(own(tokeniser))
    train, held = split(sentences)
    assert (train, held) == split(sentences)
    assert len(held) == len(sentences) // 10
    assert len(train) + len(held) == len(sentences)


def test_there_are_enough_own_sentences_and_each_can_be_read(tokeniser: Language) -> None:
    sentences = list(own(tokeniser))
    assert len(sentences) >= 2500
    assert len({one.words for one in sentences}) == len(sentences)
    counted = Counter(tag for one in sentences for tag in one.tags)
    assert min(counted[label] for label in ("B-LOC", "B-LOCderiv", "B-LOCpart", "B-PER", "B-ORG")) > 150


def test_no_training_sentence_resembles_one_that_judges(tokeniser: Language) -> None:
    judging = [_content(row.text) for part in ("open", "sealed") for row in read_rows(part)]
    for sentence in own(tokeniser):
        words = _content(" ".join(sentence.words))
        for other in judging:
            shared = len(words & other)
            assert shared < 4 or shared / min(len(words), len(other)) < 0.5, sentence.words


def _content(text: str) -> frozenset[str]:
    """The longer words of a sentence."""
    return frozenset(word.lower() for word in re.findall(r"\w{5,}", text))
