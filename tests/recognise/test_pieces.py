"""Words as word pieces, sentences as windows."""

from __future__ import annotations

import random

import pytest

from geo.languages.de import German
from geo.recognise.pieces import BEGIN, END, LONGEST, UNKNOWN, Pieces
from geo.recognise.trained import TOKENIZER

LONG = (
    "Die Züge fahren von Ludwigshafen über Kaiserslautern nach Saarbrücken , aber niemand weiß , wann .".split(" ") * 40
)


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(German.model / TOKENIZER)


def test_every_word_has_at_least_one_piece(pieces: Pieces) -> None:
    for word in ("Kiel", "–", "„", "", "\u00ad", "😀", "\ud800", "平壌", "Владивосток", "x" * 5000):
        (split,) = pieces.split([word])
        assert 1 <= len(split) <= 16, word


def test_no_german_or_european_letter_is_unknown(pieces: Pieces) -> None:
    for letter in "abcxyzäöüßÄÖÜéèçñøåłşğıřžčőțœæ„“”»«–—’…§€½²ЯяЩщЄєΩω":
        assert UNKNOWN not in pieces.split([letter])[0], letter


def test_a_cut_word_is_still_spelled_out(pieces: Pieces) -> None:
    for word in ("Oymyakon", "Zhytomyr", "Ouagadougou", "Llanfairpwllgwyngyll"):
        assert UNKNOWN not in pieces.split([word])[0], word


def test_a_word_is_split_alike_in_any_company(pieces: Pieces) -> None:
    alone = pieces.split(["Pjöngjangs"])
    assert pieces.split(["In", "Pjöngjangs", "Vororten"])[1:2] == alone


def test_a_sentence_is_one_window(pieces: Pieces) -> None:
    words = ["In", "Wladiwostok", "trafen", "sie", "sich", "."]
    (window,) = pieces.windows(words)
    assert window.pieces[0] == BEGIN
    assert window.pieces[-1] == END
    assert (window.begin, window.end) == (0, len(words))
    for number, first in enumerate(window.firsts):
        assert window.word[first] == number
        assert window.word[first - 1] != number


def test_no_words_are_no_window(pieces: Pieces) -> None:
    assert pieces.windows([]) == []


@pytest.mark.parametrize("length", [1, 50, 90, 150, 400, len(LONG)])
def test_windows_judge_each_word_once_and_see_its_neighbours(pieces: Pieces, length: int) -> None:
    words = LONG[:length]
    windows = pieces.windows(words)
    assert [number for one in windows for number in range(one.begin, one.end)] == list(range(length))
    assert all(len(one.pieces) <= LONGEST for one in windows)
    for one in windows:
        assert len(one.firsts) == one.end - one.begin
        seen = set(one.word)
        for number in (one.begin - 3, one.end + 2):
            assert not 0 <= number < length or number in seen


def test_monstrous_words_do_not_stop_the_windows(pieces: Pieces) -> None:
    chance = random.Random(1)
    words = ["".join(chance.choices("qxzjyvw", k=60)) for _ in range(100)]
    assert [n for one in pieces.windows(words) for n in range(one.begin, one.end)] == list(range(100))
