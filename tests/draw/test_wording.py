import pytest

from geo.draw.wording import wording
from geo.locate.evidence import AGAINST
from geo.locate.weights import weights
from geo.model import PLACE_TYPES, Place, Reason

SILENT = {"none_of_these", "outsider", "well_known", "city_before_region", "article_missing"}
"""What only ever speaks against a place, or for none."""


def codes() -> list[str]:
    """The codes of everything that can speak for a place."""
    weighed = [code for code in weights()[1].by_code if code not in SILENT and not code.endswith(AGAINST)]
    return ["match_preferred", "user", *(c for c in weighed if not c.startswith("type_") or c == "type_cue")]


def test_every_text_exists_in_both_languages_with_the_same_gaps() -> None:
    german, english = wording("de").texts, wording("en").texts
    assert german.keys() == english.keys()
    assert all(_gaps(german[key]) == _gaps(english[key]) for key in german)


@pytest.mark.parametrize("labels", ["de", "en"])
def test_types_and_reasons_all_have_words(labels: str) -> None:
    words = wording("de" if labels == "de" else "en")
    assert all(f"type.{place_type}" in words.texts for place_type in PLACE_TYPES)
    assert all(f"reason.{code}" in words.texts for code in codes())


def test_a_reason_says_what_it_rests_on() -> None:
    words = wording("de")
    assert words.reason(Reason("country_mentioned", 1.0, "Russland")) == "Der Artikel nennt auch das Land: Russland."
    assert words.reason(Reason("country_mentioned", 1.0)) == "Der Artikel nennt auch das Land."
    assert "604.901 Einwohner" in words.reason(Reason("prominence", 1.0, "604901"))


def test_an_unknown_reason_gets_a_neutral_sentence() -> None:
    assert wording("de").reason(Reason("tomorrow", 1.0, "x {y}")) == "Weiteres im Text spricht dafür: x {y}."


def test_a_rank_is_not_told_as_a_population() -> None:
    assert "Einwohner" not in wording("de").reason(Reason("prominence", 1.0, "rank 2"))


def test_a_confidence_becomes_words() -> None:
    words = wording("en")
    assert words.sureness(0.95, unsure=False) == "This is certain."
    assert words.sureness(0.95, unsure=True) == "This is doubtful."


@pytest.mark.parametrize(
    ("iso", "said"),
    [
        ("2023-04", "April 2023"),
        ("2023-04-18", "18. April 2023"),
        ("2023", "2023"),
        ("bald", "bald"),
        ("2023-99", "2023-99"),
        (None, ""),
    ],
)
def test_dates_are_written_as_people_write_them(iso: str | None, said: str) -> None:
    assert wording("de").date(iso) == said


def test_a_hamlet_is_not_called_a_city() -> None:
    assert wording("de").type(Place("x", "x", 0, 0, "city", population=200)) == "Ort"
    assert wording("de").type(Place("x", "x", 0, 0, "city", population=200_000)) == "Stadt"


def _gaps(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}
