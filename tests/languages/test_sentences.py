"""Where German sentences begin – and above all, where they do not."""

from __future__ import annotations

from itertools import pairwise

import pytest

from geo.languages.de import German

NLP = German().blank()


def sentences(text: str) -> list[str]:
    """The text's sentences, white space around them removed."""
    doc = NLP(text)
    starts = German().sentence_starts(doc)
    return [doc[start:end].text.strip() for start, end in pairwise([*starts, len(doc)])]


@pytest.mark.parametrize(
    "text",
    [
        "Erst am 17. Kilometer gab er auf.",
        "Am 3. März wird gewählt.",
        "Im 21. Jahrhundert ist das anders.",
        "Papst Johannes Paul II. besuchte die Stadt.",
        "Manche Orte, z. B. Halle, sind mehrfach vergeben.",
        "Manche Orte, z.B. Halle, sind mehrfach vergeben.",
        "Der Weg ist ca. 12 km lang, d. h. ein Tag zu Fuß.",
        "Nach Angaben von Dr. Weber ist die Brücke sicher.",
        "Nach Angaben von Prof. Dr. Anna Weber ist die Brücke sicher.",
        "Das Buch von J. R. R. Tolkien liegt auf dem Tisch.",
        "Die St. Pauli-Theater AG zahlt rd. 3 Mio. Euro.",
        "„Nein!“, sagte er und ging.",
        "»Wirklich?«, fragte die Ministerin.",
        "„Wir gehen nicht.“, sagte er.",
        "„Kommen Sie?“ fragte er.",
        "Er zögerte … und blieb.",
        "Er zögerte... und blieb.",
        "Die Stadt (rund 40.000 Einwohner) liegt am Fluss.",
        "Die Firma Yahoo! kaufte den Dienst.",
        "Der Zug fährt um 17.30 Uhr ab.",
        "Mehr unter www.example.org und bei der Bahn.",
        "Das kostet 1.234.567 Euro.",
    ],
)
def test_this_is_one_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Es regnet.", "Der Bus kommt nicht."),
        ("Kommt er?", "Niemand weiß es."),
        ("Er geht!", "Niemand folgt."),
        ("Das war im Jahr 2017.", "Zudem fehlte Geld."),
        ("Er sagte: „Nein!“", "Dann ging er."),
        ("Er sagte: „Ich gehe.“", "Dann ging er."),
        ("Er sagte: »Ich gehe.«", "Dann ging er."),
        ("(So steht es im Bericht.)", "Mehr ist nicht bekannt."),
        ("Er ging (wie immer).", "Dann kam sie."),
        ("Er zögerte …", "Dann ging er."),
        ("Er zögerte ...", "Dann ging er."),
        ("Sie kam aus Ulm.", "„Endlich“, sagte sie."),
        ("Sie kam aus Ulm.", "Österreich war weit."),
        ("Sie kam aus Ulm.", "40 Leute warteten."),
        ("Wirklich?!", "Das hätte niemand gedacht."),
        ("Sie arbeitet in der EU.", "Er arbeitet in den USA."),
        ("Der Vertrag gilt für die USA.", "Kanada bleibt außen vor."),
    ],
)
def test_these_are_two_sentences(first: str, second: str) -> None:
    assert sentences(f"{first} {second}") == [first, second]


def test_a_headline_without_a_full_stop_ends_at_its_line() -> None:
    assert sentences("Hochwasser am Rhein\nKöln sperrt das Ufer.") == ["Hochwasser am Rhein", "Köln sperrt das Ufer."]


def test_an_empty_line_ends_whatever_came_before_it() -> None:
    assert sentences("Hochwasser am Rhein\n\nnoch steigt er.") == ["Hochwasser am Rhein", "noch steigt er."]


def test_hard_wrapped_lines_make_one_sentence() -> None:
    text = (
        "Die Stadt am Fluss hat nach tagelangem Regen begonnen, das gesamte linke\n"
        "Ufer zu sperren, und bittet alle Anwohner, ihre Keller zu räumen und die\n"
        "Autos aus den Straßen zu fahren."
    )
    assert sentences(text) == [text]


def test_a_wrapped_line_that_ends_in_a_comma_goes_on_even_if_it_is_short() -> None:
    text = "In Köln, in Bonn,\nDüsseldorf und Neuss regnet es."
    assert sentences(text) == [text]


def test_every_token_belongs_to_one_sentence() -> None:
    text = "\n\n  Eins. Zwei!\n\nDrei …\n"
    doc = NLP(text)
    starts = German().sentence_starts(doc)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert [one for one in sentences(text) if one] == ["Eins.", "Zwei!", "Drei …"]


@pytest.mark.parametrize("text", ["", " ", "\n", "...", "“", "17.", "–"])
def test_text_without_words_does_no_harm(text: str) -> None:
    assert "".join(sentences(text)) == text.strip()
