"""Files, bytes and strings become articles, or an error that says what to do."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest

from geo.errors import EmptyText, ReadError, TextTooLong, UnreadableFile
from geo.read import read_bytes, read_file, read_text
from geo.settings import MAX_TEXT_BYTES

SENTENCE = "Der Zug von Kiew nach Warschau hielt in Lwiw, weil die Brücke über den Bug nicht frei war. "


def test_a_file_becomes_an_article(tmp_path: Path) -> None:
    file = tmp_path / "züge.md"
    file.write_text(f"# Nach Warschau\n\n{SENTENCE}\n", encoding="utf-8")
    article = read_file(file)
    assert article.text == f"# Nach Warschau\n\n{SENTENCE}\n"
    assert article.title == "Nach Warschau"
    assert article.source == "züge.md"
    assert article.language == "de"


def test_the_source_does_not_tell_where_on_the_disk_a_file_lies(tmp_path: Path) -> None:
    file = tmp_path / "artikel.txt"
    file.write_text(SENTENCE, encoding="utf-8")
    assert str(tmp_path) not in str(read_file(file))


def test_the_same_text_has_the_same_id_wherever_it_comes_from(tmp_path: Path) -> None:
    file = tmp_path / "artikel.txt"
    file.write_bytes(SENTENCE.encode("utf-16"))
    ids = {read_file(file).id, read_bytes(SENTENCE.encode(), "-").id, read_text(SENTENCE, "paste").id}
    assert ids == {read_text(SENTENCE, "JSONL").id}
    assert read_text(SENTENCE + " ", "paste").id not in ids


def test_an_id_is_sixteen_hexadecimal_digits_unless_given() -> None:
    assert len(read_text(SENTENCE, "paste").id) == 16
    assert int(read_text(SENTENCE, "paste").id, 16)
    assert read_text(SENTENCE, "paste", id="a1").id == "a1"
    assert read_text(SENTENCE, "paste", id="").id == ""


def test_what_the_caller_knows_goes_before_what_the_text_says() -> None:
    text = f"date 2021 Ein Titel\n\n{SENTENCE}"
    article = read_text(text, "paste", title="Mein Titel", date="2022-03-01")
    assert (article.title, article.date) == ("Mein Titel", "2022-03-01")


@pytest.mark.parametrize("date", ["gestern", "1.3.2022", "2022-02-30", "<script>"])
def test_a_given_date_that_is_none_is_ignored(date: str) -> None:
    assert read_text(SENTENCE, "paste", date=date).date is None


@pytest.mark.parametrize(
    "text", ["Kiew \ud83d Moskau", "\ufeffKiew", "Kie\u00adw\r\n\u00a0", "Kiew\0Moskau", "😀 Kiew"]
)
def test_a_string_is_kept_exactly_as_given(text: str) -> None:
    assert read_text(text, "paste").text == text


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t\n", "\u00a0\u2003".encode(), b"\xef\xbb\xbf", "\u00ad\u200b\n".encode()]
)
def test_nothing_but_white_space_is_no_article(data: bytes) -> None:
    with pytest.raises(EmptyText, match=r"leer\.txt contains no text; give"):
        read_bytes(data, "leer.txt")


def test_a_text_may_be_two_megabytes_long_and_no_longer(tmp_path: Path) -> None:
    file = tmp_path / "lang.txt"
    file.write_bytes((b"Der Zug nach Kiew ist nicht da und wird auch so bald nicht kommen. " * 40_000)[:MAX_TEXT_BYTES])
    assert len(read_file(file).text) == MAX_TEXT_BYTES
    with file.open("ab") as end:
        end.write(b".")
    with pytest.raises(TextTooLong, match=r"lang\.txt holds 2\.0 MB of text, .* split it"):
        read_file(file)
    with pytest.raises(TextTooLong, match=r"^lang\.txt holds"):
        read_bytes(file.read_bytes(), "lang.txt")


def test_the_length_of_a_string_is_that_of_its_utf8() -> None:
    with pytest.raises(TextTooLong):
        read_text("ü" * (MAX_TEXT_BYTES // 2 + 1), "paste")


def test_a_huge_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    file = tmp_path / "riese.txt"
    with file.open("wb") as sparse:
        sparse.truncate(10**12)
    started = time.perf_counter()
    with pytest.raises(TextTooLong):
        read_file(file)
    assert time.perf_counter() - started < 1


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        UnreadableFile, match=r"fehlt\.txt cannot be read \(no such file or directory\); check its name"
    ):
        read_file(tmp_path / "fehlt.txt")


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="it is a folder"):
        read_file(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_that_never_ends_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableFile, match="it is not a regular file"):
        read_file(tmp_path / "pipe")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_an_endless_device_is_not_read() -> None:
    with pytest.raises(UnreadableFile, match="it is not a regular file"):
        read_file(Path("/dev/zero"))


def test_a_file_without_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an administrator runs the tests no file refuses, so the system's answer is put in its place."""
    file = tmp_path / "geheim.txt"
    file.write_text(SENTENCE, encoding="utf-8")
    file.chmod(0)

    def refuse(*_: object, **__: object) -> object:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnreadableFile, match=r"(?i)permission denied"):
        read_file(file)


def test_an_impossible_name_is_told() -> None:
    with pytest.raises(UnreadableFile):
        read_file(Path("a\0b.txt"))


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_file_name_that_is_no_utf8_can_still_be_printed(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"m\xfcnchen.txt")
    try:
        file.write_text(SENTENCE, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert read_file(file).source == "m\ufffdnchen.txt"


def test_every_error_is_a_read_error() -> None:
    assert {EmptyText, TextTooLong, UnreadableFile} <= set(ReadError.__subclasses__())


def test_reading_an_article_takes_no_noticeable_time(tmp_path: Path) -> None:
    file = tmp_path / "artikel.txt"
    file.write_text(f"Nach Warschau\n\n{SENTENCE * 45}", encoding="utf-8")
    durations = []
    for _ in range(5):
        started = time.process_time()
        read_file(file)
        durations.append(time.process_time() - started)
    # Measured: 1 ms for 800 words.
    assert min(durations) < 0.01
