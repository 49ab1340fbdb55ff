"""What the top of a text tells about it."""

from __future__ import annotations

import time

import pytest

from geo.model import Article
from geo.read import read_text


def read(text: str) -> Article:
    return read_text(text, "paste", language="de")


@pytest.mark.parametrize("date", ["2021", "2021-07", "2021-07-15"])
def test_a_date_line_gives_date_and_title(date: str) -> None:
    article = read(
        f" date {date} „Land unter“: Die Ahr nach der Flut\n\nVon: Karla Moosbach\n\nAhrweiler – Es regnet.\n"
    )
    assert (article.date, article.title, article.author) == (
        date,
        "„Land unter“: Die Ahr nach der Flut",
        "Karla Moosbach",
    )


def test_the_header_stays_in_the_text() -> None:
    text = " date 2021-07 Die Ahr nach der Flut\r\n\r\nVon: Karla Moosbach\r\n\r\nEs regnet.\r\n"
    assert read(text).text == text


@pytest.mark.parametrize("date", ["2021-13", "2021-02-30", "21-07", "2021-7", "0000", "2021-07-15-03"])
def test_a_date_that_does_not_exist_is_none(date: str) -> None:
    assert read(f"date {date} Die Ahr\n\nEs regnet.").date is None


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Von: Karla Moosbach", "Karla Moosbach"),
        ("Autor: Karla Moosbach", "Karla Moosbach"),
        ("Autorin:Karla Moosbach", "Karla Moosbach"),
        ("Von Karla Moosbach", "Karla Moosbach"),
        ("*Von Karla Moosbach*", "Karla Moosbach"),
        ("Von Karla von der Moos und Jan-Ole Kehl", "Karla von der Moos und Jan-Ole Kehl"),
        ("Von Ägidius Öhl, Émile Ünal", "Ägidius Öhl, Émile Ünal"),
        ("Von Moskau nach Kiew", None),
        ("Von der Ahr ist nichts zu sehen", None),
        ("Von Köln aus fährt kein Zug.", None),
        ("Von:", None),
    ],
)
def test_the_byline_names_the_author(line: str, author: str | None) -> None:
    assert read(f"Die Ahr nach der Flut\n\n{line}\n\nAhrweiler – Es regnet.\n").author == author


def test_a_byline_far_down_is_none() -> None:
    assert read("Titel\n\n" + "Ein Satz.\n\n" * 10 + "Von: Karla Moosbach\n").author is None


def test_front_matter_gives_title_date_and_author() -> None:
    article = read(
        "---\ntitle: \"Hochwasser: Die *Ahr*\"\ndate: 2021-07-15T08:30:00+02:00\nauthor: 'Karla Moosbach'\n"
        "tags: [Wetter]\n---\n\n# Nicht dieser Titel\n\nEs regnet.\n"
    )
    assert (article.title, article.date, article.author) == ("Hochwasser: Die Ahr", "2021-07-15", "Karla Moosbach")


def test_several_authors_in_front_matter_are_all_named() -> None:
    assert read("---\nauthor: [Karla Moosbach, 'Jan Kehl']\n---\nEs regnet.").author == "Karla Moosbach, Jan Kehl"


def test_a_heading_after_front_matter_without_a_title_is_the_title() -> None:
    assert read("---\ndate: 2021\n---\n\n# Die Ahr\n\nEs regnet.\n").title == "Die Ahr"


def test_a_rule_is_not_front_matter() -> None:
    assert read("---\n\nDie Ahr steigt.\n").title is None


@pytest.mark.parametrize(
    ("top", "title"),
    [
        ("# Die Ahr\n", "Die Ahr"),
        ("## Die **Ahr** in [Rheinland-Pfalz](https://example.org) ##\n", "Die Ahr in Rheinland-Pfalz"),
        ("Die _Ahr_\n=======\n", "Die Ahr"),
        ("# Mu\u0308n\u00adchen\u00a0heute\n", "München heute"),
        ("Die Ahr nach der Flut\n\n", "Die Ahr nach der Flut"),
        ("\ufeffDie Ahr nach der Flut\r\n\r\n", "Die Ahr nach der Flut"),
        ("Steigt die Ahr?\n\n", "Steigt die Ahr?"),
        ("snake_case_name und 5 * 3 * 2\n\n", "snake_case_name und 5 * 3 * 2"),
        ("Die Ahr \ud83d\n\n", "Die Ahr \ufffd"),
        ("Die Ahr steigt.\n\n", None),
        ("Die Ahr steigt\n", None),
        ("Von Karla Moosbach\n\n", None),
        ("Die Ahr " * 50 + "\n\n", None),
    ],
)
def test_the_title_is_found_and_free_of_mark_up(top: str, title: str | None) -> None:
    assert read(top + "Es regnet in Ahrweiler.\n").title == title


def test_a_single_line_is_a_text_and_not_a_title() -> None:
    assert read("Moskau droht Kiew").title is None


def test_mark_up_stays_in_the_text() -> None:
    text = "# Die **Ahr**\n\nEs regnet in [Ahrweiler](https://example.org).\n"
    assert read(text).text == text


@pytest.mark.parametrize(
    "line", ["# " + "[" * 100_000, "# " + "*a" * 50_000, "Von " + "Aa von " * 20_000, "---\n" * 50_000]
)
def test_a_hostile_top_does_not_hold_up_the_rest(line: str) -> None:
    started = time.process_time()
    read(line + "\n\nEs regnet.")
    assert time.process_time() - started < 0.5
