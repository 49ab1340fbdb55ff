"""The start: what a reader meets first."""

from pathlib import Path

import pytest

from geo.settings import MAX_TEXT_BYTES
from tests.app.reader import APP, TEXT, Reader

SAMPLES = sorted((APP.parent / "seeds").glob("*.txt"))


def test_the_app_speaks_german_and_promises_privacy() -> None:
    reader = Reader()
    assert reader.tabs == ["Text einfügen", "Dateien", "Beispiel"]
    assert "Nichts verlässt diesen Rechner." in reader.told


def test_the_switch_turns_it_to_english_and_the_address_says_so() -> None:
    reader = Reader()
    reader.speak("en")
    assert reader.tabs == ["Paste a text", "Files", "Sample"]
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
    assert "![x](http://example.org/x).txt ist keine Textdatei." in reader.told


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
