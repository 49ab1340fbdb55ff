"""Bytes to text.

A byte order mark decides; else UTF-8 where it fits; else the bytes do not say what they mean, and it has to be guessed.
charset-normalizer guesses well on whole paragraphs, and badly where a German article holds one foreign name («São
Paulo» becomes «Săo Paulo») or a handful of words; so bytes that read as German in an encoding that German texts have
come in are taken for that first.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.errors import BinaryInput

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 before UTF-16, whose mark its own begins with."""

_BINARY: Final = re.compile(
    rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|II\*\x00|MM\x00\*|BM.{4}\x00{4}"  # pictures
    rb"|%PDF-|\{\\rtf|PK\x03\x04|\xd0\xcf\x11\xe0"  # documents (Word and LibreOffice files are ZIP files)
    rb"|\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd",  # archives
    re.DOTALL,
)

_GERMAN_ENCODINGS: Final = ("cp1252", "iso8859-15", "mac-roman")
_ASCII: Final = re.compile(r"[\x00-\x7f]+")
_GERMAN: Final = frozenset("äöüßÄÖÜ")
_WESTERN: Final = frozenset("àáâãåæçèéêëìíîïñòóôõøùúûýÿœšžÀÁÂÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕØÙÚÛÝŒŠŽ")
_TYPOGRAPHY: Final = frozenset("„“”‚‘’»«›‹–—…€§°©®™•·²³½¼¾×¡¿´\u00a0\u00ad")
_MISPLACED: Final = re.compile(r"[a-zäöüß][„“”‚»«›‹…€§°©][a-zäöüß]")
"""What stands between two letters only where a letter was misread."""

_GERMAN_SHARE: Final = 0.5
"""The part of the non-ASCII letters that German itself uses, from which on a text passes for German."""

_DAMAGE: Final = 0.25
"""The most of a text's non-ASCII characters that may be lost before it is no longer taken for damaged UTF-8.

In other encodings nearly all would be lost: two bytes in a row rarely look like UTF-8 by chance.
"""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and what its reader should know: see ``geo.read`` for the notes."""

    text: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, source: str) -> Decoded:
    """The text that bytes stand for, without its byte order mark.

    Raises:
        BinaryInput: the bytes are no text.
    """
    if _BINARY.match(data):
        raise BinaryInput(source)
    decoded = _marked(data, source) or _plain(data, source)
    if "\0" in decoded.text:
        raise BinaryInput(source)
    return decoded


def _marked(data: bytes, source: str) -> Decoded | None:
    """What a byte order mark makes of the bytes; None where there is none."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(encoding))
            except UnicodeDecodeError:
                if encoding == "utf-8":
                    return _damaged(data[len(mark) :])
                if encoding.startswith("utf-16"):
                    raise BinaryInput(source) from None
    return None


def _plain(data: bytes, source: str) -> Decoded:
    if b"\0" in data:
        raise BinaryInput(source)
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    return _damaged(data) or _guessed(data, source)


def _damaged(data: bytes) -> Decoded | None:
    """UTF-8 with a few broken bytes, as of a file that was cut in the middle of a letter; None where it is not."""
    text = data.decode("utf-8", errors="replace")
    lost = text.count("\ufffd")
    if lost > _DAMAGE * len(_ASCII.sub("", text)):
        return None
    return Decoded(text, (f"damaged:{lost}",))


def _guessed(data: bytes, source: str) -> Decoded:
    for encoding in _GERMAN_ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _reads_as_german(text):
            return Decoded(text, (f"encoding:{encoding}",))
    # Most files are UTF-8, and the import takes time at every start of the program.
    from charset_normalizer import from_bytes

    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise BinaryInput(source)
    match = next((m for m in matches if m.encoding == "cp1252" and _is_as_good(m, best)), best)
    return Decoded(str(match), (f"encoding:{match.encoding.replace('_', '-')}",))


def _is_as_good(match: CharsetMatch, best: CharsetMatch) -> bool:
    """Whether only the order of the alphabet puts one guess behind another: it puts Polish before French."""
    return match.chaos <= best.chaos and match.coherence >= best.coherence


def _reads_as_german(text: str) -> bool:
    foreign = Counter(_ASCII.sub("", text))
    german = sum(foreign[letter] for letter in _GERMAN)
    western = sum(foreign[letter] for letter in _WESTERN)
    return (
        german > 0
        and german >= _GERMAN_SHARE * (german + western)
        and foreign.keys() <= _GERMAN | _WESTERN | _TYPOGRAPHY
        and _MISPLACED.search(text) is None
    )
