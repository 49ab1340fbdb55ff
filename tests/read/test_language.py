"""The language of a text is recognised; German is presumed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from geo.read import read_text

GERMAN = (
    "Der Präsident reiste am Dienstag nach Kiew und traf dort mehrere Minister. Über das Ergebnis ist nichts bekannt, "
    "auch nicht über die Dauer des Besuchs."
)
ENGLISH = "The president travelled to Kyiv on Tuesday and met several ministers there, officials in Warsaw said."


def language_of(text: str) -> str:
    return read_text(text, "paste").language


def test_german_is_recognised_without_a_note() -> None:
    article = read_text(GERMAN, "paste")
    assert (article.language, article.notes) == ("de", ())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        ("Le président est arrivé mardi à Kiev, où il a rencontré plusieurs ministres du gouvernement.", "fr"),
        ("De president reisde dinsdag naar Kiev en ontmoette daar ministers van de regering.", "nl"),
        ("El presidente viajó el martes a Kiev y se reunió allí con varios ministros del gobierno.", "es"),
        ("Президент посетил Москву и Владивосток, где встретился с губернаторами.", "ru"),
    ],
)
def test_another_language_is_recognised_and_told(text: str, language: str) -> None:
    article = read_text(text, "paste")
    assert (article.language, article.notes) == (language, (f"language:{language}",))


@pytest.mark.parametrize(
    "text",
    [
        "Wladiwostok",
        "Moskau droht Kiew",
        "New York, London, Paris",
        "München, Berlin, Hamburg, Köln, Frankfurt am Main, Stuttgart, Düsseldorf, Leipzig, Dortmund, Essen",
        "Dr Präsident isch uf Bern greist und het dört dr Minister troffe, wo gseit het, es gäbi kei Lösig.",
        "De President is na Hamborg reist un hett dor den Minister drapen, de seggt hett, dat geiht so nich.",
        "4711 – 0815 – 12:30",
    ],
)
def test_what_is_not_clearly_foreign_counts_as_german(text: str) -> None:
    assert language_of(text) == "de"


def test_a_german_article_with_english_quotations_is_german() -> None:
    assert language_of(f"{GERMAN} „{ENGLISH}“ {GERMAN}") == "de"


def test_a_long_text_is_judged_by_all_of_it() -> None:
    assert language_of(GERMAN + ENGLISH * 500) == "en"


def test_the_caller_knows_better() -> None:
    assert read_text(ENGLISH, "paste", language="de").language == "de"
    assert read_text(GERMAN, "paste", language="de-AT").language == "de"
    assert read_text(GERMAN, "paste", language="EN").notes == ("language:en",)


@pytest.mark.parametrize("nonsense", ["", "klingonisch", "<b>", "1"])
def test_a_language_that_is_no_code_is_ignored(nonsense: str) -> None:
    assert read_text(GERMAN, "paste", language=nonsense).language == "de"


def test_german_texts_never_wait_for_the_language_model() -> None:
    program = f"import sys, geo.read; geo.read.read_text({GERMAN!r}, 'paste'); print('py3langid' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
    )
