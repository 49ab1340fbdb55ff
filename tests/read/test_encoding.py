"""Texts come in every encoding there is."""

from __future__ import annotations

import codecs
import random
from pathlib import Path

import pytest

from geo.errors import BinaryInput
from geo.read import read_bytes, read_file

GERMAN = (
    "Überschwemmung in Görlitz\n\nGörlitz – Die Neiße steigt, „wie im August 2010“. Größere Schäden – so heißt es – "
    "gibt es nicht; in Zittau rückten Ärzte und Helfer an.\n"
)
WITHOUT_TYPOGRAPHY = GERMAN.replace("–", "-").replace("„", '"').replace("“", '"')


def read_as(folder: Path, text: str, encoding: str, mark: bytes = b"") -> tuple[str, tuple[str, ...]]:
    file = folder / "artikel.txt"
    file.write_bytes(mark + text.encode(encoding))
    article = read_file(file)
    return article.text, article.notes


def test_utf8_needs_no_guessing(tmp_path: Path) -> None:
    assert read_as(tmp_path, GERMAN, "utf-8") == (GERMAN, ())


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
    ],
)
def test_a_byte_order_mark_is_believed_and_dropped(tmp_path: Path, encoding: str, mark: bytes) -> None:
    assert read_as(tmp_path, GERMAN, encoding, mark) == (GERMAN, ())


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", GERMAN),
        ("mac-roman", GERMAN),
        ("iso8859-1", WITHOUT_TYPOGRAPHY),
        ("iso8859-15", WITHOUT_TYPOGRAPHY),
        ("cp1252", GERMAN + "Aus São Paulo, Córdoba und Malmö kamen Grüße."),
        ("cp1252", "Größe"),
        ("mac-roman", "Größe"),
        ("cp1252", "Nahe São Paulo und Córdoba regnet es."),
        (
            "cp1250",
            "Prezydent odwiedził Łódź i Kraków, gdzie spotkał się z mieszkańcami. Rozmawiano o bezpieczeństwie, o "
            "drogach i o przyszłości. Źródła mówią, że wizyta była udana.",
        ),
        ("cp1251", "Президент посетил Москву и Владивосток, где встретился с губернаторами."),
    ],
)
def test_a_guess_is_right_and_admitted(tmp_path: Path, encoding: str, text: str) -> None:
    read, notes = read_as(tmp_path, text, encoding)
    assert read == text
    assert notes[0].startswith("encoding:")


def test_the_note_names_the_encoding(tmp_path: Path) -> None:
    assert read_as(tmp_path, GERMAN, "cp1252")[1] == ("encoding:cp1252",)
    assert read_as(tmp_path, GERMAN, "mac-roman")[1] == ("encoding:mac-roman",)


def test_windows_line_ends_stay_in_the_text() -> None:
    assert read_bytes(b"Kiew\r\n\r\nMoskau\r\n", "paste").text == "Kiew\r\n\r\nMoskau\r\n"


def test_a_file_cut_in_the_middle_of_a_letter_is_still_read() -> None:
    article = read_bytes("Die Neiße überschwemmt Görlitz und Großschönau".encode()[:-7] + b"\xc3", "cut.txt")
    assert article.text.startswith("Die Neiße überschwemmt Görlitz")
    assert article.text.endswith("\ufffd")
    assert article.notes == ("damaged:1",)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\nabc",
        b"\xff\xd8\xff\xe0JFIF",
        b"GIF89a\x01",
        b"PK\x03\x04word/document.xml",
        b"{\\rtf1\\ansi M\\'fcnchen}",
        b"Moskau\x00Kiew",
        "Moskau".encode("utf-16-le"),
        codecs.BOM_UTF16_LE + b"M\x00o\x00\x00\x00s\x00",
        codecs.BOM_UTF16_LE + b"\x00\xd8\x41\x00",
        random.Random(1).randbytes(5_000),
    ],
    ids=["png", "jpeg", "gif", "zip", "rtf", "nul", "utf-16 unmarked", "utf-16 nul", "utf-16 broken", "noise"],
)
def test_what_is_no_text_is_refused_with_a_remedy(data: bytes) -> None:
    with pytest.raises(BinaryInput, match=r"bild\.bin is not a text file; save the article as plain text"):
        read_bytes(data, "bild.bin")
