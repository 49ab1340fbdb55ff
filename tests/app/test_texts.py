"""The app has words for everything it may have to say, in both languages."""

import string
from typing import get_args

import pytest

from geo import errors
from geo.app.texts import Texts, plain
from geo.app.work import STAGES
from geo.languages.tables import read_table
from geo.model import PLACE_TYPES, STATUSES
from geo.pipeline import Stage
from geo.settings import LABELS, Labels
from tests.app.reader import APP

TABLE = read_table(APP.parent / "geo" / "app" / "texts.tsv")


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["key"])
def test_both_languages_say_the_same_things(row: dict[str, str]) -> None:
    fields = [{name for _, name, _, _ in string.Formatter().parse(row[labels]) if name} for labels in LABELS]
    assert row["de"]
    assert row["en"]
    assert fields[0] == fields[1]


@pytest.mark.parametrize("labels", LABELS)
def test_types_states_and_stages_have_names(labels: Labels) -> None:
    texts = Texts(labels)
    assert all(texts(f"type.{kind}") for kind in PLACE_TYPES)
    assert all(texts(f"certainty.{status}") for status in STATUSES if status != "rejected")
    assert all(texts(f"work.{stage}") for stage in STAGES)
    assert set(STAGES) == set(get_args(Stage))


def test_the_words_for_errors_belong_to_errors() -> None:
    named = {row["key"].removeprefix("error.") for row in TABLE if row["key"].startswith("error.")} - {"wording"}
    assert named <= set(vars(errors))


def test_an_error_without_words_of_its_own_is_told_in_its_own() -> None:
    assert Texts("de").error(errors.SchauplatzError("The tea is cold; make some more.")) == (
        "The tea is cold; make some more."
    )


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("language:en", "in einer anderen Sprache zu sein (Englisch)"),
        ("encoding:cp1252", "wurde erraten: cp1252"),
        ("damaged:3", "3 Zeichen waren beschädigt"),
        ("something new", "something new"),
    ],
)
def test_notes_of_the_reading_become_sentences(note: str, sentence: str) -> None:
    assert sentence in Texts("de").note(note)


def test_counts_bend_their_nouns() -> None:
    assert Texts("de").count("start.words", 1) == "1 Wort"
    assert Texts("de").count("start.words", 2) == "2 Wörter"


def test_plain_text_has_no_markdown_left_in_it() -> None:
    assert plain("![x](http://e.org)\n$a$ `b` <i>") == r"\!\[x\]\(http\:\/\/e\.org\) \$a\$ \`b\` \<i\>"


def test_dates_are_as_exact_as_they_are_known() -> None:
    texts = Texts("de")
    assert [texts.date(date) for date in ("2023-04-05", "2023-04", "2023", None)] == [
        "5. April 2023",
        "April 2023",
        "2023",
        "",
    ]
