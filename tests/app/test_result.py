"""The result: map, places, articles, files, and what is said when there is little to show."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.app.work import workshop
from tests.app.reader import TEXT, Reader

BINARY = b"\x00\x01\xfe\xff" * 200


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_a_pasted_text_becomes_the_page_that_is_exported(reader: Reader) -> None:
    reader.paste(TEXT)
    assert reader.page is not None
    assert "München" in reader.page
    assert reader.tabs[0] == "Karte"
    assert reader.downloads == [
        "HTML herunterladen",
        "GeoJSON herunterladen",
        "CSV herunterladen",
        "KML herunterladen",
    ]


def test_the_table_says_what_each_place_is_and_how_often_it_is_mentioned(reader: Reader) -> None:
    reader.paste(TEXT)
    munich = next(row for row in reader.places if row["Ort"] == "München")
    assert (munich["Art"], munich["Land"], munich["Nennungen"]) == ("Stadt oder Ort", "Deutschland", 2)
    assert "Die Stadt München bittet um Geduld." in munich["Sätze"]


def test_another_language_keeps_the_result_and_draws_it_anew(reader: Reader) -> None:
    reader.paste(TEXT)
    reader.speak("en")
    assert reader.page is not None
    assert '<html lang="en">' in reader.page
    assert "Munich" in {row["Place"] for row in reader.places}
    assert set(reader.app.query_params) <= {"lang", "view"}


def test_a_new_article_leads_back_to_an_empty_start(reader: Reader) -> None:
    reader.paste(TEXT)
    new = next(button for button in reader.app.button if button.label == "Neuer Artikel")
    new.click().run()
    assert reader.page is None
    assert reader.app.text_area[0].value == ""


def test_a_file_that_fails_is_a_line_and_the_other_goes_on_the_map(reader: Reader) -> None:
    reader.upload(bericht=TEXT.encode(), bild=BINARY)
    assert reader.page is not None
    assert "1 Artikel fehlt auf der Karte." in reader.told
    good, bad = reader.articles
    assert (good["Quelle"], good["Stand"]) == ("bericht.txt", "verortet")
    assert good["Orte"] > 0
    assert bad["Quelle"] == "bild.txt"
    assert "ist keine Datei, die sich lesen lässt. Speichern Sie den Artikel als Text" in bad["Stand"]


def test_the_failures_are_told_in_the_language_of_the_moment(reader: Reader) -> None:
    reader.upload(bericht=TEXT.encode(), bild=BINARY)
    reader.speak("en")
    assert "is not a file that can be read. Save the article as text" in reader.articles[1]["State"]


def test_files_that_all_fail_are_told_at_the_start(reader: Reader) -> None:
    reader.upload(bild=BINARY, leer=b" ")
    assert len(reader.app.error) == 2
    assert "Text einfügen" in reader.tabs


def test_a_text_without_places_has_words_of_its_own(reader: Reader) -> None:
    reader.paste("Gestern war es kalt, und morgen wird es wärmer. Mehr ist dazu nicht zu sagen.")
    assert "In diesem Text wurde kein Ort erkannt." in reader.told
    assert reader.page is not None


def test_an_english_text_is_mapped_with_a_warning(reader: Reader) -> None:
    reader.paste("The government said on Monday that the river had risen again and people were told to leave. " * 5)
    assert "Der Text scheint in einer anderen Sprache zu sein (Englisch)." in reader.told


@pytest.fixture
def unloaded_workshop() -> Iterator[None]:
    workshop.clear()
    yield
    workshop.clear()


@pytest.mark.usefixtures("unloaded_workshop")
def test_a_cache_that_cannot_be_written_is_told_with_the_remedy(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SCHAUPLATZ_CACHE", str(tmp_path / "file" / "cache"))
    reader.paste(TEXT)
    assert "SCHAUPLATZ_CACHE" in reader.app.error[0].value.replace("\\", "")
    assert not reader.app.exception
    monkeypatch.undo()
    again = next(button for button in reader.app.button if button.label == "Noch einmal versuchen")
    again.click().run()
    assert reader.page is not None


@pytest.mark.usefixtures("unloaded_workshop")
def test_the_app_stays_offline_whatever_the_environment_says(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    # Without a contact, a mapper in this mode refuses to work at all.
    monkeypatch.setenv("SCHAUPLATZ_MODE", "nominatim")
    monkeypatch.delenv("SCHAUPLATZ_CONTACT", raising=False)
    reader.paste(TEXT)
    assert reader.page is not None
