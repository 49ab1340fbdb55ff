"""PDF, Word and HTML files, and archives of them."""

from __future__ import annotations

import contextlib
import datetime
import io
import zipfile
from pathlib import Path

import docx
import pytest

from geo.errors import DocumentUnreadable, FileTooLarge, PageUnusable, ReadError, ScannedDocument, TooManyFiles
from geo.read import archive, is_archive, read_bytes, read_file, unpack


def pdf(*lines: str) -> bytes:
    """A PDF file of one page with lines of text; without lines, a page without text."""
    shown = b" ".join(b"(" + line.encode("cp1252") + b") Tj 0 -14 Td" for line in lines)
    content = b"BT /F1 12 Tf 72 720 Td " + shown + b" ET" if lines else b"0 0 100 100 re f"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (Hochwasser an der Donau) /CreationDate (D:20240603100000) >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, table)
    return bytes(out)


def word() -> bytes:
    document = docx.Document()
    document.add_heading("Hochwasser", 1)
    document.add_paragraph("In Passau steigt das Wasser.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Regensburg", "3,20 m"
    document.core_properties.title = "Hochwasser an der Donau"
    document.core_properties.modified = datetime.datetime(2024, 6, 3, tzinfo=datetime.UTC)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


def test_a_pdf_file_becomes_an_article_whose_lines_are_joined() -> None:
    article = read_bytes(pdf("In Passau steigt das Was-", "ser, und auch in", "Regensburg."), "bericht.pdf")
    assert article.text.strip() == "In Passau steigt das Wasser, und auch in Regensburg."
    assert (article.title, article.date) == ("Hochwasser an der Donau", "2024-06-03")


def test_a_scanned_pdf_file_is_told_with_the_remedy() -> None:
    with pytest.raises(ScannedDocument, match=r"scan\.pdf holds pictures .* run a text recognition"):
        read_bytes(pdf(), "scan.pdf")


def test_a_word_file_becomes_an_article_with_its_tables() -> None:
    article = read_bytes(word(), "bericht.docx")
    assert article.text == "Hochwasser\n\nIn Passau steigt das Wasser.\n\nRegensburg · 3,20 m"
    assert (article.title, article.date) == ("Hochwasser an der Donau", "2024-06-03")


def test_an_html_file_becomes_an_article_without_its_navigation() -> None:
    page = """<!DOCTYPE html><html><head><title>Hochwasser</title></head><body><nav><a href="/b">Berlin</a></nav>
    <article><p>In Passau steigt das Wasser weiter. Die Stadt bittet um Hilfe aus ganz Bayern.</p>
    <p>Auch in Regensburg wird gewarnt, und aus Österreich kamen Boote.</p></article></body></html>"""
    article = read_bytes(page.encode(), "seite.html")
    assert "Regensburg" in article.text
    assert "Berlin" not in article.text and "<" not in article.text
    with pytest.raises(PageUnusable):
        read_bytes(b"<html><body></body></html>", "leer.html")


def test_a_file_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "bericht.txt").write_bytes(word())
    assert "Passau" in read_file(tmp_path / "bericht.txt").text


@pytest.mark.parametrize("data", [b"%PDF-1.7\n1 0 obj", pdf("Passau")[:200], b"%PDF-" + bytes(5000)])
def test_a_damaged_pdf_file_is_told(data: bytes) -> None:
    with pytest.raises(ReadError):
        read_bytes(data, "bericht.pdf")


def test_a_damaged_word_file_is_told() -> None:
    with pytest.raises(DocumentUnreadable):
        read_bytes(zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w"}), "bericht.docx")


def test_a_word_file_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ARCHIVE_BYTES", 1_000_000)
    bomb = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b" " * 1_000_001})
    with pytest.raises(FileTooLarge):
        read_bytes(bomb, "bombe.docx")


def test_an_entity_of_a_word_file_is_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("Geheimnis")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as good, zipfile.ZipFile(out, "w") as bad:
        for member in good.infolist():
            data = good.read(member)
            if member.filename == "word/document.xml":
                entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
                start = data.index(b"?>") + 2
                data = data[:start] + entity + data[start:].replace(b"In Passau", b"&e; In Passau")
            bad.writestr(member, data)
    with contextlib.suppress(DocumentUnreadable):
        assert "Geheimnis" not in read_bytes(out.getvalue(), "bericht.docx").text


def test_an_archive_gives_its_files_and_a_line_for_each_that_is_refused() -> None:
    data = zipped(
        {
            "b/zwei.txt": b"Passau",
            "eins.docx": word(),
            "__MACOSX/eins.docx": b"x",
            ".DS_Store": b"x",
            "drei.zip": zipped({"x.txt": b"x"}),
        }
    )
    assert is_archive(data) and not is_archive(word())
    found = dict(unpack(data, "alle.zip"))
    assert list(found) == ["zwei.txt", "drei.zip", "eins.docx"]
    assert found["zwei.txt"] == b"Passau"
    assert isinstance(found["drei.zip"], DocumentUnreadable)


def test_an_archive_of_too_many_or_too_large_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_FILES", 2)
    with pytest.raises(TooManyFiles):
        list(unpack(zipped({f"{n}.txt": b"x" for n in range(3)}), "alle.zip"))
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 1000)
    ((_, content),) = unpack(zipped({"groß.txt": b"x" * 1001}), "alle.zip")
    assert isinstance(content, FileTooLarge)


def test_a_broken_archive_is_told() -> None:
    with pytest.raises(DocumentUnreadable):
        list(unpack(zipped({"a.txt": b"x"})[:30], "alle.zip"))
