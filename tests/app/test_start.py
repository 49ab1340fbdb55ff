"""The start: what a reader meets first."""

from pathlib import Path

import pytest

from geo.read.web import Fetched
from geo.settings import MAX_TEXT_BYTES
from tests.app.reader import APP, TEXT, Reader
from tests.read.test_documents import pdf, word, zipped

SAMPLES = sorted((APP.parent / "seeds").glob("*.txt"))


def test_the_app_speaks_german_and_promises_privacy() -> None:
    reader = Reader()
    assert reader.tabs == ["Text einfügen", "Dateien", "Adresse", "Beispiel"]
    assert "Nichts verlässt diesen Rechner." in reader.told


def test_the_switch_turns_it_to_english_and_the_address_says_so() -> None:
    reader = Reader()
    reader.speak("en")
    assert reader.tabs == ["Paste a text", "Files", "Address", "Sample"]
    assert "Nothing leaves this computer." in reader.told
    assert reader.app.query_params == {"lang": "en"}


def test_the_address_chooses_the_language() -> None:
    assert "Paste a text" in Reader(lang="en").tabs


@pytest.mark.parametrize("nonsense", ["fr", "", "<script>"])
def test_a_language_that_is_not_there_is_german(nonsense: str) -> None:
    assert "Text einfügen" in Reader(lang=nonsense).tabs


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_no_text_is_told_and_nothing_is_mapped(text: str) -> None:
    reader = Reader()
    reader.paste(text)
    assert "Hier steht noch kein Text." in reader.told
    assert reader.page is None


def test_no_file_is_told() -> None:
    reader = Reader()
    reader.press("map files")
    assert "Noch ist keine Datei gewählt." in reader.told


def test_a_text_of_invisible_characters_is_told_at_the_start() -> None:
    reader = Reader()
    reader.paste("\u200b\u00ad")
    assert "Der eingefügte Text: darin steht kein Text." in reader.told
    assert "Text einfügen" in reader.tabs


def test_a_text_that_is_too_long_is_told_with_the_remedy() -> None:
    reader = Reader(lang="en")
    reader.paste("Regen. " * (MAX_TEXT_BYTES // 7 + 1))
    assert "Split it into several files." in reader.told


def test_a_file_name_is_shown_letter_by_letter() -> None:
    reader = Reader()
    reader.upload(**{"![x](http://example.org/x)": b"\x00\xff\x00" * 99})
    (error,) = reader.app.error
    assert "![" not in error.value
    assert "![x](http://example.org/x).txt ist keine Datei, die sich lesen lässt." in reader.told


def test_what_one_session_maps_another_does_not_see() -> None:
    reader = Reader()
    reader.paste(TEXT)
    assert reader.page is not None
    assert Reader().page is None


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_each_sample_becomes_a_map(sample: Path) -> None:
    reader = Reader()
    reader.press(f"sample {sample.name}")
    assert reader.page is not None
    assert len(reader.places) > 5


def give(reader: Reader, url: str, agree: bool = True) -> None:
    reader.app.text_input(key="url").set_value(url)
    reader.app.checkbox(key="url agreed").set_value(agree)
    reader.press("map url")


@pytest.mark.parametrize(
    ("url", "agree", "told"),
    [
        ("", True, "Hier steht noch keine Adresse."),
        ("https://zeitung.example/artikel", False, "Setzen Sie das Häkchen"),
        ("http://127.0.0.1:8501/", True, "Es ist keine öffentliche Webadresse."),
        ("http://localhost/", True, "Es ist keine öffentliche Webadresse."),
        ("http://169.254.169.254/latest/", True, "Es ist keine öffentliche Webadresse."),
        ("ftp://zeitung.example/", True, "Es ist keine öffentliche Webadresse."),
        ("https://es-gibt-sie-nicht.invalid/", True, "ist nicht erreichbar."),
    ],
)
def test_an_address_that_is_not_fetched_is_told(url: str, agree: bool, told: str) -> None:
    reader = Reader()
    give(reader, url, agree)
    assert told in reader.told
    assert reader.page is None


def test_a_page_is_fetched_only_after_the_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []

    def fetch(url: str, _allows: object) -> Fetched:
        fetched.append(url)
        return Fetched(url, "text/plain", TEXT.encode())

    monkeypatch.setattr("geo.read.web.fetch", fetch)
    reader = Reader()
    give(reader, "zeitung.example/artikel", agree=False)
    assert fetched == []
    give(reader, "zeitung.example/artikel")
    assert fetched == ["https://zeitung.example/artikel"]
    assert reader.page is not None
    assert "München" in reader.page


def test_files_of_all_kinds_and_an_archive_are_each_a_line() -> None:
    reader = Reader()
    archive = zipped({"eins.txt": b"In Passau regnet es.", "bild.png": b"\x89PNG\r\n\x1a\n", "zwei.docx": word()})
    reader.upload_named({"bericht.pdf": pdf("In Regensburg regnet es."), "scan.pdf": pdf(), "alle.zip": archive})
    lines = {row["Quelle"]: row["Stand"] for row in reader.articles}
    assert {name for name, state in lines.items() if state == "verortet"} == {"bericht.pdf", "eins.txt", "zwei.docx"}
    assert "enthält nur Bilder von Seiten" in lines["scan.pdf"]
    assert "keine Datei, die sich lesen lässt" in lines["bild.png"]


def test_another_article_comes_onto_the_same_map_and_the_same_one_only_once() -> None:
    reader = Reader()
    reader.paste(TEXT)
    for text in ("In Regensburg regnet es.", TEXT):
        reader.app.button(key="another").click().run()
        assert reader.app.button(key="back")
        reader.paste(text)
    assert len(reader.articles) == 2
    assert {"München", "Regensburg"} <= {row["Ort"] for row in reader.places}


def test_a_fault_of_the_program_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    reader = Reader()
    reader.paste(TEXT)
    monkeypatch.setattr("geo.app.work._read", broken)
    reader.app.button(key="another").click().run()
    reader.paste("In Regensburg regnet es.")
    assert "Das Programm hat einen Fehler gemacht." in reader.articles[1]["Stand"]
    assert not reader.app.exception
