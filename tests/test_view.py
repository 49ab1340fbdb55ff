"""The view that recognition reads, and its way back to the text."""

from __future__ import annotations

import random
import re
import time
import unicodedata

import pytest

from geo.view import normalise

ATOMS = [
    *((letter, letter) for letter in "aeousnABS.,0 \n\t–„“üß€한д😀"),
    ("u\u0308", "ü"),
    ("e\u0323\u0302", "ệ"),
    ("e\u0302\u0323", "ệ"),
    ("q\u0308", "q\u0308"),
    ("u\u00ad\u0308", "ü"),
    ("\u212b", "Å"),
    ("\u1112\u1161\u11ab", "한"),
    ("\u00a0", " "),
    ("\u202f", " "),
    ("\u2009", " "),
    ("\r\n", "\n"),
    ("\u2019", "'"),
    ("\u2011", "-"),
    ("\ud83d", "\ufffd"),
    ("\u00ad", ""),
    ("\u200b", ""),
    ("\u200d\u200c", ""),
    ("\ufeff", ""),
]
"""Pieces of text, and what each becomes, whatever stands beside it (a hyphen before a line break apart)."""

BROKEN_WORD = re.compile(r"[-\u2011\u00ad]\s*\n")


def source_of(text: str, part: str) -> str:
    """What a part of a text's view stands for in the text."""
    view = normalise(text)
    start, end = view.span(view.text.index(part), view.text.index(part) + len(part))
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("Mu\u0308nchen", "München"),
        ("Pjöng\u00adjang", "Pjöngjang"),
        ("Wladi\u200bwostok", "Wladiwostok"),
        ("Frankfurt\u00a0am\u202fMain", "Frankfurt am Main"),
        ("Kiew\r\nPeking\rMoskau", "Kiew\nPeking\nMoskau"),
        ("Texas’ Gouverneur", "Texas' Gouverneur"),
        ("Ukraine\u2011Krieg, US\u2010Präsident", "Ukraine-Krieg, US-Präsident"),
        ("Mün-\nchen", "München"),
        ("Mün- \r\n  chen", "München"),
        ("Mu\u0308n-\nchen", "München"),
        ("Mün\u00ad\nchen", "München"),
        ("Mün\u2010\nchen", "München"),
        ("West-\nBerlin", "West-Berlin"),
        ("US-\namerikanisch", "US-amerikanisch"),
        ("E-\nmail", "E-mail"),
        ("Moskau \ud83d Kiew", "Moskau \ufffd Kiew"),
    ],
)
def test_recognition_sees_names_as_they_are_meant(text: str, view: str) -> None:
    assert normalise(text).text == view


@pytest.mark.parametrize(
    "text",
    [
        "Nord- und\nSüdkorea",
        "Nord-\nund Südkorea",
        "Ost-\nwie Westukraine",
        "erst Moskau –\ndann Kiew",
        "die Jahre 1990-\nund danach",
        "Kiew -\nmitten im Krieg",
        "Zeile\nfür Zeile",
        "Absatz\n\nfür Absatz",
    ],
)
def test_what_is_no_broken_word_stays(text: str) -> None:
    assert normalise(text).text == text


@pytest.mark.parametrize(
    ("text", "name", "source"),
    [
        ("in Mu\u0308nchen.", "München", "Mu\u0308nchen"),
        ("in Que\u0301bec und Bogota\u0301.", "Bogotá", "Bogota\u0301"),
        ("in \u00adPjöng\u00adjang\u00ad.", "Pjöngjang", "Pjöng\u00adjang"),
        ("in Mün-\nchen.", "München", "Mün-\nchen"),
        ("in West-\r\nBerlin.", "West-Berlin", "West-\r\nBerlin"),
        ("in West-\r\nBerlin.", "Berlin", "Berlin"),
        ("in Nord-\r\nund Südkorea", "Nord-", "Nord-"),
        ("in New\u00a0York.", "New York", "New\u00a0York"),
    ],
)
def test_a_name_leads_back_to_exactly_its_own_letters(text: str, name: str, source: str) -> None:
    assert source_of(text, name) == source


@pytest.mark.parametrize("seed", range(40))
def test_every_span_leads_back_to_exactly_what_it_came_from(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        atoms = chance.choices(ATOMS, k=chance.randrange(1, 30))
        text = "".join(source for source, _ in atoms)
        if BROKEN_WORD.search(text):
            continue
        view = normalise(text)
        assert view.text == "".join(seen for _, seen in atoms)

        first, last = sorted(chance.choices(range(len(atoms) + 1), k=2))
        chosen = [index for index in range(first, last) if atoms[index][1]]
        if not chosen:
            continue
        starts = [sum(len(source) for source, _ in atoms[:index]) for index in range(len(atoms) + 1)]
        seen_starts = [sum(len(seen) for _, seen in atoms[:index]) for index in range(len(atoms) + 1)]
        span = view.span(seen_starts[chosen[0]], seen_starts[chosen[-1] + 1])
        assert span == (starts[chosen[0]], starts[chosen[-1] + 1])
        assert normalise(text[slice(*span)]).text == view.text[seen_starts[chosen[0]] : seen_starts[chosen[-1] + 1]]


@pytest.mark.parametrize("seed", range(40))
def test_no_text_leads_astray(seed: int) -> None:
    """Marks without letters, marks out of order, broken words and line ends in any company."""
    chance = random.Random(seed)
    pieces = "aeounAü가’-\r\n\t \u00a0\u00ad\u200b\u2010\u0308\u0301\u0323\u0344\ufe0f"
    pieces += "\u212b\ud800\u1100\u1161\u11a8\u09c7\u09be"
    for _ in range(100):
        text = "".join(chance.choices(pieces, k=chance.randrange(1, 14)))
        view = normalise(text)
        spans = [view.span(index, index + 1) for index in range(len(view.text))]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert spans == sorted(spans)
        assert view.span(len(view.text), len(view.text)) == (len(text), len(text))
        if not {"-", "\u2010", "\u00ad"} & set(text):
            expected = text.replace("\r\n", "\n").replace("\r", "\n")
            expected = expected.translate({0x200B: None, 0xA0: " ", 0x2019: "'", 0xD800: "\ufffd"})
            assert view.text == unicodedata.normalize("NFC", expected)


def test_a_clean_text_is_its_own_view() -> None:
    text = "München/Moskau – „Die Größe“ des Landes.\n\nKiew."
    view = normalise(text)
    assert view.text == text
    assert view.span(0, 7) == (0, 7)


def test_an_empty_span_stays_empty() -> None:
    assert normalise("Mün\u00adchen").span(3, 3) == (4, 4)
    assert normalise("").span(0, 0) == (0, 0)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 1), (0, 8)])
def test_a_span_outside_the_view_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="does not lie in a text of 7 characters"):
        normalise("Mün\u00adchen").span(start, end)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_hundred_thousand_characters_take_no_noticeable_time(form: str) -> None:
    text = unicodedata.normalize(form, "Die Straße nach Pjöngjang, „so heißt es“, ist gesperrt. " * 1_800)  # type: ignore[arg-type]
    durations = []
    for _ in range(3):
        started = time.process_time()
        normalise(text)
        durations.append(time.process_time() - started)
    # Measured: 10 and 25 ms. The margin is for slow machines; a quadratic method would take minutes.
    assert min(durations) < 0.25
