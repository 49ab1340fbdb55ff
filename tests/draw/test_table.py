import csv
import io

from geo.draw import csv_table, mention_rows
from geo.model import Article, Atlas, MappedArticle, Mention, Place, Resolution, Sentence
from tests.draw.example import atlas

KEYS = [
    *("start", "end", "surface", "name", "kind"),
    *("type", "lat", "lon", "country", "place", "place_id", "confidence", "source"),
]


def _one(place: Place | None, text: str = "In Kiew.", language: str = "de") -> MappedArticle:
    mention = Mention(3, len(text) - 1, text[3:-1], text[3:-1], "place")
    resolution = Resolution(mention, "located" if place else "unlocated", place, 0.98765)
    return MappedArticle(Article("a", text, language=language), (Sentence(0, len(text)),), (resolution,))


def test_a_row_has_exactly_the_keys_of_the_schema_in_their_order() -> None:
    assert all(list(row) == KEYS for row in mention_rows(atlas().articles[0]))


def test_a_row_cuts_its_surface_out_of_the_text() -> None:
    mapped = atlas().articles[0]
    for row in mention_rows(mapped):
        start, end = row["start"], row["end"]
        assert isinstance(start, int) and isinstance(end, int)
        assert mapped.article.text[start:end] == row["surface"]


def test_rejected_mentions_are_left_out_and_unlocated_ones_have_no_place() -> None:
    rows = {row["surface"]: row for row in mention_rows(atlas().articles[0])}
    assert "Asienforschung" not in rows
    unlocated = rows["Krasnopolje-Süd"]
    assert [unlocated[key] for key in ("type", "lat", "lon", "country", "place", "place_id", "source")] == [None] * 7


def test_numbers_are_rounded_and_names_are_in_the_articles_language() -> None:
    place = Place("x:1", "Kyjiw", 50.454661234, -0.000001, "city", "UA", {"de": "Kiew", "en": "Kyiv"}, source="x")
    [row] = mention_rows(_one(place, language="en"))
    assert (row["lat"], str(row["lon"]), row["confidence"], row["place"]) == (50.45466, "0.0", 0.988, "Kyiv")


def test_the_csv_table_has_article_and_sentence_around_each_row() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_table(atlas()))))
    assert list(rows[0]) == ["article", *KEYS, "sentence"]
    kiew = next(row for row in rows if row["surface"] == "Kiew")
    assert (kiew["article"], kiew["place"]) == ("zug", "Kyjiw")
    assert kiew["sentence"] == "Die USA warnen vor Waffengeschäften; auch in Kiew hört man das mit Sorge."
    assert "date 2024-06" not in rows[0]["sentence"]


def test_no_cell_of_the_csv_table_runs_as_a_formula_and_negative_numbers_stay_numbers() -> None:
    place = Place('=HYPERLINK("x")', "+1", -33.9, -70.0, "city", source="@x")
    table = csv_table(Atlas((_one(place),)))
    [row] = csv.DictReader(io.StringIO(table))
    assert (row["place"], row["place_id"], row["source"]) == ("'+1", '\'=HYPERLINK("x")', "'@x")
    assert (row["lat"], row["lon"]) == ("-33.9", "-70")
    assert table.endswith("\r\n")


def test_a_lone_surrogate_does_not_keep_the_table_from_being_written() -> None:
    csv_table(Atlas((_one(None, "In Kie\ud800w."),))).encode()
