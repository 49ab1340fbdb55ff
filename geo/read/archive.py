"""ZIP archives of articles, opened with care: a small archive can claim to hold a planet."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from geo.errors import DocumentUnreadable, FileTooLarge, ReadError, TooManyFiles

MAX_FILES: Final = 300
MAX_FILE_BYTES: Final = 20_000_000
"""Bytes of one file, unpacked."""
MAX_ARCHIVE_BYTES: Final = 200_000_000
"""Bytes of all files of an archive, unpacked."""

_ZIP: Final = b"PK\x03\x04"
_WORD: Final = "word/document.xml"
_OPEN_DOCUMENT: Final = "mimetype"


def is_zip(data: bytes) -> bool:
    """Whether the bytes are a ZIP file, as archives, Word and LibreOffice files are."""
    return data.startswith(_ZIP)


def is_archive(data: bytes) -> bool:
    """Whether the bytes are a ZIP file that holds files of its owner's, and is not itself a document."""
    return is_zip(data) and not {_WORD, _OPEN_DOCUMENT, "[Content_Types].xml"} & set(_names(data))


def is_word(data: bytes) -> bool:
    """Whether the bytes are a Word document (.docx)."""
    return is_zip(data) and _WORD in _names(data)


def unpack(data: bytes, source: str) -> Iterator[tuple[str, bytes | ReadError]]:
    """The files of an archive, by name, in the order of their names; in place of one that is refused, the reason.

    Names lose their folders. What an operating system adds of its own is left out. An archive inside the archive is
    refused.

    Raises:
        DocumentUnreadable: it is no whole ZIP file.
        TooManyFiles: it holds more than :data:`MAX_FILES`.
    """
    with _opened(data, source) as archive:
        members = sorted((one for one in archive.infolist() if _is_wanted(one)), key=lambda one: one.filename)
        if len(members) > MAX_FILES:
            raise TooManyFiles(source, MAX_FILES)
        left = MAX_ARCHIVE_BYTES
        for member in members:
            name = PurePosixPath(member.filename).name
            content = _content(archive, member, name, min(left, MAX_FILE_BYTES))
            left -= len(content) if isinstance(content, bytes) else 0
            yield name, content


def check_size(data: bytes, source: str) -> None:
    """Refuse a document in a ZIP file that would fill the memory.

    Raises:
        DocumentUnreadable: it is no whole ZIP file.
        FileTooLarge: unpacked, it is larger than :data:`MAX_ARCHIVE_BYTES`.
    """
    with _opened(data, source) as archive:
        size = 0
        for member in archive.infolist():
            # What the directory says can be wrong; zipfile itself stops reading a member there.
            size += member.file_size
        if size > MAX_ARCHIVE_BYTES:
            raise FileTooLarge(source, size, MAX_ARCHIVE_BYTES)


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, limit: int) -> bytes | ReadError:
    if member.flag_bits & 1:
        return DocumentUnreadable(name, "it is locked with a password")
    if member.file_size > limit:
        return FileTooLarge(name, member.file_size, limit)
    try:
        with archive.open(member) as file:
            data = file.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        return DocumentUnreadable(name, "it is damaged")
    if len(data) > limit:
        return FileTooLarge(name, len(data), limit)
    return DocumentUnreadable(name, "it is an archive inside an archive") if is_archive(data) else data


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    return not member.is_dir() and "__MACOSX" not in path.parts and not path.name.startswith(".")


def _names(data: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return []


def _opened(data: bytes, source: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise DocumentUnreadable(source, "it is damaged") from error
