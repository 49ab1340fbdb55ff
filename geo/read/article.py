"""Files, bytes and strings to articles."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.errors import EmptyText, TextTooLong, UnreadableFile
from geo.model import Article
from geo.read.archive import MAX_FILE_BYTES
from geo.read.documents import html_document, may_be_document, read_document
from geo.read.encoding import decode
from geo.read.header import header, iso_date
from geo.read.language import GERMAN, identify
from geo.settings import MAX_TEXT_BYTES
from geo.view import INVISIBLE

if TYPE_CHECKING:
    from geo.read.web import Policy

_VISIBLE: Final = re.compile(rf"[^\s{INVISIBLE}]")
_LANGUAGE: Final = re.compile(r"[a-z]{2}(?![a-z])", re.IGNORECASE)
_ID_LENGTH: Final = 16


def read_file(path: Path) -> Article:
    """The article in a file of plain text or Markdown, or in a PDF, Word or HTML file.

    Its ``source`` is the file's name, without the folder.

    Raises:
        UnreadableFile: there is no such file, it may not be read, or it is no regular file.
        TextTooLong: the file is larger than ``geo.settings.MAX_TEXT_BYTES``.
        BinaryInput: it is no text file.
        EmptyText: there is nothing but white space in it.
        ReadError: a document, as :func:`read_bytes` says.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            why = "it is a folder" if stat.S_ISDIR(status.st_mode) else "it is not a regular file"
            raise UnreadableFile(_printable(path), why)
        with path.open("rb") as file:
            # A file may grow, or state no size at all (/proc), so its stated size is not relied on.
            data = file.read(MAX_TEXT_BYTES + 1)
            if len(data) > MAX_TEXT_BYTES:
                if not may_be_document(data):
                    raise TextTooLong(_printable(path), max(status.st_size, len(data)), MAX_TEXT_BYTES)
                data += file.read(MAX_FILE_BYTES)
    except OSError as error:
        raise UnreadableFile(_printable(path), (error.strerror or str(error)).lower()) from error
    except ValueError as error:
        raise UnreadableFile(_printable(path), str(error)) from error
    return read_bytes(data, _printable(path.name))


def read_bytes(data: bytes, source: str) -> Article:
    """The article that bytes stand for: a text in whatever encoding, or a PDF, Word or HTML file.

    Raises:
        TextTooLong: the bytes, or their text in UTF-8, are more than ``geo.settings.MAX_TEXT_BYTES``.
        BinaryInput: they are no text.
        EmptyText: they are nothing but white space.
        DocumentUnreadable: a document that is damaged or locked.
        ScannedDocument: a PDF file without text.
        FileTooLarge: a document larger than ``geo.read.archive.MAX_FILE_BYTES``.
        PageUnusable: an HTML file without an article.
    """
    document = read_document(data, source)
    if document is not None:
        return _article(document.text, source, title=document.title, date=document.date)
    if len(data) > MAX_TEXT_BYTES:
        raise TextTooLong(source, len(data), MAX_TEXT_BYTES)
    decoded = decode(data, source)
    return _article(decoded.text, source, notes=decoded.notes)


def read_web(url: str, allows: Policy | None = None) -> Article:
    """The article at a web address, which is its ``source``; see :mod:`geo.read.web` for what is refused, which
    ``allows`` may decide in its place.

    Raises:
        WebError: it cannot be fetched, or there is no article in what comes.
        ReadError: what comes cannot be read.
    """
    # Most runs never ask the web, and the import takes time at every start of the program.
    from geo.read.web import fetch, is_public

    page = fetch(url, allows or is_public)
    if page.content_type in ("text/plain", "application/pdf"):
        return read_bytes(page.data, page.url)
    document = html_document(page.data, page.url, page.url)
    return _article(document.text, page.url, title=document.title, date=document.date)


def read_text(
    text: str,
    source: str,
    *,
    id: str | None = None,
    title: str | None = None,
    date: str | None = None,
    language: str | None = None,
) -> Article:
    """The article in a string, which is kept exactly as given.

    What the caller knows goes before what the text says; a ``date`` that is not ISO 8601 and a ``language`` that is not
    an ISO 639-1 code (a region may follow: «de-AT») are ignored.

    Raises:
        TextTooLong: the text is longer than ``geo.settings.MAX_TEXT_BYTES`` of UTF-8.
        EmptyText: it is nothing but white space.
    """
    return _article(text, source, id=id, title=title, date=date, language=language)


def _article(
    text: str,
    source: str,
    *,
    id: str | None = None,
    title: str | None = None,
    date: str | None = None,
    language: str | None = None,
    notes: tuple[str, ...] = (),
) -> Article:
    # JSON may hold lone surrogates, which UTF-8 proper does not know.
    encoded = text.encode("utf-8", "surrogatepass")
    if len(encoded) > MAX_TEXT_BYTES:
        raise TextTooLong(source, len(encoded), MAX_TEXT_BYTES)
    if _VISIBLE.search(text) is None:
        raise EmptyText(source)
    told = header(text)
    given_language = _LANGUAGE.match(language or "")
    spoken = given_language.group().lower() if given_language else identify(text)
    return Article(
        id=hashlib.sha256(encoded).hexdigest()[:_ID_LENGTH] if id is None else id,
        text=text,
        title=title or told.title,
        date=iso_date(date or "") or told.date,
        author=told.author,
        source=source,
        language=spoken,
        notes=notes if spoken == GERMAN else (*notes, f"language:{spoken}"),
    )


def _printable(path: Path | str) -> str:
    """A path or name as text; what is not valid in it becomes U+FFFD, so that it can be written anywhere."""
    return os.fsencode(path).decode("utf-8", "replace")
