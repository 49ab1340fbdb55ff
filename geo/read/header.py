"""Title, date and author, as far as the top of a text tells them.

Understood are, in this order:

* front matter: a block between two lines ``---`` with one ``title:``, ``date:`` or ``author:`` a line;
* a first line ``date 2023-04 TITLE`` (year, year and month, or a full date);
* a Markdown heading, ``# TITLE`` or underlined with ``===``, as the first line;
* a short first line without a full stop, set off by an empty line;
* a byline within the first lines: «Von: Anna Berg», «Autor: Anna Berg», «Von Anna Berg und Jan Kohl».

Nothing is taken out of the text: offsets count from its very beginning.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import Final

from geo.view import INVISIBLE

_TOP: Final = 10_000
"""How much of a text to look at, in code points."""

_BYLINE_LINES: Final = 6
_FRONT_MATTER_LINES: Final = 40
_LONGEST_TITLE: Final = 160
_LONGEST_LINE: Final = 1_000

_ISO_DATE: Final = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?![\d-])")
_DATE_LINE: Final = re.compile(r"date\s+(?P<date>[\d-]+)(?:\s+(?P<title>.*))?\Z")
_HEADING: Final = re.compile(r"#{1,6}\s+(?P<title>.*?)(?:\s+#+)?\Z")
_UNDERLINE: Final = re.compile(r"={3,}\Z")
_FIELD: Final = re.compile(r"(?P<key>[A-Za-z]+)\s*:\s*(?P<value>.*)\Z")
_FIELDS: Final = {
    "title": "title",
    "titel": "title",
    "date": "date",
    "datum": "date",
    "author": "author",
    "autor": "author",
    "autorin": "author",
}

_NAME: Final = r"[^\W\d_a-z][\w.'’-]*(?:\s+(?:(?:von|van|de|der|den|zu|al|bin)\s+)*[^\W\d_a-z][\w.'’-]*)+"
_BYLINES: Final = (
    re.compile(r"(?:Von|Autor|Autorin|Autoren|Autor:in|By|Author)\s*:\s*(?P<names>\S.*)\Z"),
    re.compile(rf"(?:Von|By)\s+(?P<names>{_NAME}(?:(?:,|\s+und|\s+and|\s+&)\s+{_NAME})*)\Z"),
)

_LINK: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS: Final = re.compile(r"(?<!\w)([*_]{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_CODE: Final = re.compile(r"(`+)(.+?)\1")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Header:
    """What the top of a text tells about it."""

    title: str | None = None
    date: str | None = None
    author: str | None = None


def header(text: str) -> Header:
    """What the top of a text tells about it; None for what it does not tell."""
    lines = [line[:_LONGEST_LINE].strip(" \t\v\f\xa0\ufeff") for line in re.split(r"\r\n?|\n", text[:_TOP])]
    fields, rest = _front_matter(lines)
    date, title = _date_line(rest)
    title = fields.get("title") or _clean(title or _title(rest))
    return Header(
        title=title or None,
        date=iso_date(fields.get("date", "")) or date,
        author=fields.get("author") or _byline(rest),
    )


def iso_date(value: str) -> str | None:
    """The date at the beginning of a string, as «2023», «2023-04» or «2023-04-25»; None where there is no real one."""
    match = _ISO_DATE.match(value.strip())
    if match is None:
        return None
    year, month, day = (*map(int, match.group().split("-")), 1, 1)[:3]
    try:
        datetime.date(year, month, day)
    except ValueError:
        return None
    return match.group()


def _front_matter(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """The fields of a text's front matter, and the lines after it."""
    body = list(_without_leading_blanks(lines))
    if not body or body[0] != "---":
        return {}, body
    end = next((n for n, line in enumerate(body[1:_FRONT_MATTER_LINES], 1) if line in ("---", "...")), None)
    if end is None:
        return {}, body
    fields: dict[str, str] = {}
    for line in body[1:end]:
        match = _FIELD.match(line)
        key = _FIELDS.get(match["key"].lower()) if match else None
        if match and key and (value := _clean(_scalar(match["value"]))):
            fields.setdefault(key, value)
    return fields, list(_without_leading_blanks(body[end + 1 :]))


def _scalar(value: str) -> str:
    """A value of the front matter without quotation marks, or the brackets of a list in one line."""
    if len(value) > 1 and value[0] == "[" and value[-1] == "]":
        return ", ".join(_scalar(part.strip()) for part in value[1:-1].split(","))
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace("''", "'") if value[0] == "'" else value[1:-1].replace('\\"', '"')
    return value


def _without_leading_blanks(lines: list[str]) -> list[str]:
    return lines[next((n for n, line in enumerate(lines) if line), len(lines)) :]


def _date_line(lines: list[str]) -> tuple[str | None, str | None]:
    """Date and title of a first line ``date 2023-04 TITLE``."""
    match = _DATE_LINE.match(lines[0]) if lines else None
    date = iso_date(match["date"]) if match else None
    return (date, match["title"]) if match and date else (None, None)


def _title(lines: list[str]) -> str | None:
    """A heading in Markdown, or a first line that looks like one."""
    if not lines or _DATE_LINE.match(lines[0]):
        return None
    first, second = lines[0], lines[1] if len(lines) > 1 else None
    if heading := _HEADING.match(first):
        return heading["title"]
    if second is not None and _UNDERLINE.match(second):
        return first
    is_set_off = second == "" and any(lines[2:])
    is_short = len(first) <= _LONGEST_TITLE and not first.endswith((".", ",", ";", ":"))
    has_words = any(map(str.isalpha, first))
    return first if is_set_off and is_short and has_words and _byline([first]) is None else None


def _byline(lines: list[str]) -> str | None:
    """Who wrote it, if one of the first lines says so."""
    for line in islice(filter(None, lines), _BYLINE_LINES):
        for pattern in _BYLINES:
            if len(line) <= _LONGEST_TITLE and (match := pattern.match(_clean(line))):
                return match["names"].strip()
    return None


def _clean(line: str | None) -> str:
    """A line as a person would write it down: without mark-up, invisible characters and needless spaces."""
    line = re.sub(f"[{INVISIBLE}]", "", line or "")
    line = re.sub(r"[\ud800-\udfff]", "\ufffd", line)
    line = _LINK.sub(r"\1", line)
    line = _CODE.sub(r"\2", _EMPHASIS.sub(r"\2", line))
    return unicodedata.normalize("NFC", " ".join(_ESCAPED.sub(r"\1", line).split()))
