"""PDF, Word and HTML files to plain text, with the title and date they carry."""

from __future__ import annotations

import io
import logging
import re
import time
from dataclasses import dataclass
from typing import Final

from geo.errors import DocumentUnreadable, FileTooLarge, PageUnusable, ReadError, ScannedDocument, TextTooLong
from geo.read.archive import MAX_FILE_BYTES, check_size, is_word, is_zip
from geo.settings import MAX_TEXT_BYTES

MAX_PAGES: Final = 500
"""Pages of a PDF file; an article has a dozen."""
TIME_LIMIT: Final = 30.0
"""Seconds for the pages of one PDF file."""

_PDF: Final = b"%PDF-"
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_WRAPPED: Final = re.compile(r"(?<=[^\s.!?:»“\"])\n(?=[^\W\d_])")
_HYPHENATED: Final = re.compile(r"(?<=[a-zäöüß])-\n(?=[a-zäöüß])")


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a document, and what its file says about it. ``date`` is ISO 8601."""

    text: str
    title: str | None = None
    date: str | None = None


def may_be_document(data: bytes) -> bool:
    """Whether bytes, which need not be the whole file, begin like a PDF, Word or HTML file."""
    return data.startswith(_PDF) or is_zip(data) or _is_html(data)


def _is_html(data: bytes) -> bool:
    return _HTML.match(data.removeprefix(_BYTE_ORDER_MARK)) is not None


def read_document(data: bytes, source: str) -> Document | None:
    """The text of a PDF, Word or HTML file, recognised by what is in it; None for anything else.

    Raises:
        DocumentUnreadable: it is damaged or locked.
        ScannedDocument: a PDF file that holds no text.
        FileTooLarge: it is larger than :data:`MAX_FILE_BYTES`, or would be, unpacked.
        PageUnusable: an HTML file without an article in it.
    """
    reader = None
    if data.startswith(_PDF):
        reader = _pdf
    elif is_word(data):
        reader = _word
    elif _is_html(data):
        reader = html_document
    if reader is None:
        return None
    if len(data) > MAX_FILE_BYTES:
        raise FileTooLarge(source, len(data), MAX_FILE_BYTES)
    return reader(data, source)


def _pdf(data: bytes, source: str) -> Document:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    deadline = time.monotonic() + TIME_LIMIT
    pages: list[str] = []
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentUnreadable(source, "it is locked with a password")
        if len(reader.pages) > MAX_PAGES:
            raise DocumentUnreadable(source, f"it has more than {MAX_PAGES} pages")
        for page in reader.pages:
            if time.monotonic() > deadline:
                raise DocumentUnreadable(source, f"it takes longer than {TIME_LIMIT:.0f} seconds")
            pages.append(page.extract_text())
            if sum(map(len, pages)) > MAX_TEXT_BYTES:
                raise TextTooLong(source, sum(map(len, pages)), MAX_TEXT_BYTES)
        title = str(reader.metadata.title or "").strip() if reader.metadata else ""
        created = reader.metadata.creation_date if reader.metadata else None
    except ReadError:
        raise
    # What pypdf raises on a damaged file is not only its own.
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise DocumentUnreadable(source, "it is damaged") from error
    text = "\n\n".join(filter(None, (unwrapped(one.strip()) for one in pages)))
    if not any(map(str.isalpha, text)):
        raise ScannedDocument(source)
    # Programs that print to PDF put the file's name there.
    is_title = len(title) > 10 and " " in title and not re.search(r"\.\w{2,4}\Z|^Microsoft Word", title)
    return Document(text, title if is_title else None, created.date().isoformat() if created else None)


def unwrapped(text: str) -> str:
    """Lines that a column has broken, joined to paragraphs again, and the words that it has divided."""
    return _WRAPPED.sub(" ", _HYPHENATED.sub("", text.replace("\r\n", "\n")))


def _word(data: bytes, source: str) -> Document:
    import docx
    from docx.table import Table
    from lxml.etree import LxmlError

    check_size(data, source)
    lines: list[str] = []
    try:
        document = docx.Document(io.BytesIO(data))
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                lines += [" · ".join(cell.text for cell in row.cells) for row in block.rows]
            else:
                lines.append(block.text)
        properties = document.core_properties
        title, created = (properties.title or "").strip(), properties.modified or properties.created
    except (KeyError, ValueError, AttributeError, OSError, LxmlError) as error:
        raise DocumentUnreadable(source, "it is damaged") from error
    text = "\n\n".join(line for line in lines if line.strip())
    return Document(text, title or None, created.date().isoformat() if created else None)


def html_document(data: bytes, source: str, url: str | None = None) -> Document:
    """The article of a web page: main text, title and date, without navigation, comments and advertisements.

    Raises:
        PageUnusable: there is no article in it.
    """
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    found = bare_extraction(data, url=url, include_comments=False, include_tables=False, with_metadata=True)
    text = (getattr(found, "text", None) or "").strip()
    if found is None or not text:
        raise PageUnusable(source, "no running text was found in it")
    title = " ".join((getattr(found, "title", None) or "").split())
    # The library ends each paragraph with one line break.
    body = re.sub(r"\n+", "\n\n", text)
    if title and not body.startswith(title):
        body = f"{title}\n\n{body}"
    return Document(body, title or None, getattr(found, "date", None))
