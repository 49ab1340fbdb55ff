"""The reader's decisions on disk: ``corrections.jsonl``, a JSON object a line.

    {"scope": "article", "article": "a1b2", "start": null, "end": null, "name": "Moskau", "action": "place",
     "place": {"id": "geonames:524901", "name": "Moskau", "lat": 55.75, "lon": 37.62, "type": "city", "country": "RU"}}

``place`` may also be an id alone, which the gazetteer then has to know. The file is not cache: it is only ever appended
to, or replaced as a whole by :meth:`CorrectionFile.write`, under a lock that all processes respect. A line that cannot
be read, from another program's hand or cut off by a crash, is skipped, told, and kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, Final, cast

from filelock import FileLock

from geo.errors import CorrectionsUnwritable
from geo.model import ACTIONS, PLACE_TYPES, SCOPES, Action, Correction, Extent, Place, PlaceType, Scope

MAX_BYTES: Final = 64_000_000
"""Largest file that is read; some 200,000 decisions."""
_WAIT: Final = 10.0
_LONGEST: Final = 300
"""Code points of the longest name or id."""

FindPlace = Callable[[str], Place | None]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class CorrectionFile:
    """A file of decisions. ``find`` gives the place of an id; ``say`` is told of lines that cannot be read."""

    path: Path
    find: FindPlace
    say: Say

    def read(self) -> tuple[Correction, ...]:
        """All decisions, oldest first; none where there is no file."""
        return tuple(one for one in self._lines() if one is not None)

    def _lines(self) -> Iterator[Correction | None]:
        try:
            if self.path.stat().st_size > MAX_BYTES:
                self.say(f"{self.path} is larger than {MAX_BYTES // 1_000_000} MB and is not read; split it.")
                return
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return
        except OSError as error:
            self.say(f"the corrections in {self.path} cannot be read ({error.strerror}); check your access rights.")
            return
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield correction_of(json.loads(line.decode("utf-8-sig")), self.find)
            except (ValueError, RecursionError) as error:
                self.say(f"{self.path}, line {number} is no correction ({error}); it is skipped.")

    def append(self, corrections: Iterable[Correction]) -> None:
        """Add decisions and see them to the disk.

        Raises:
            CorrectionsUnwritable: the file cannot be written.
        """
        written = "".join(_line(one) for one in corrections)
        try:
            with self._alone(), self.path.open("ab") as file:
                if file.tell() and not self._ends_its_line():
                    written = "\n" + written
                file.write(written.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise CorrectionsUnwritable(str(self.path), error.strerror or str(error)) from error

    def write(self, corrections: Iterable[Correction]) -> None:
        """Replace all decisions at once.

        Raises:
            CorrectionsUnwritable: the file cannot be written.
        """
        written = "".join(_line(one) for one in corrections).encode("ascii")
        self._replace(lambda _: written)

    def take_back(self, corrections: Iterable[Correction]) -> None:
        """Take decisions out again: of each the latest line. All other lines stay as they are, unreadable ones too.

        Raises:
            CorrectionsUnwritable: the file cannot be written.
        """
        taken = [_line(one).encode("ascii").strip() for one in corrections]

        def without(content: bytes) -> bytes:
            lines = content.splitlines(keepends=True)
            for wanted in taken:
                found = next((n for n in reversed(range(len(lines))) if lines[n].strip() == wanted), None)
                if found is not None:
                    del lines[found]
            return b"".join(lines)

        self._replace(without)

    def _replace(self, changed: Callable[[bytes], bytes]) -> None:
        """Put something else in the place of the file's content, whole or not at all."""
        aside = self.path.with_name(f"{self.path.name}.{os.getpid()}.part")
        try:
            with self._alone():
                content = changed(self.path.read_bytes() if self.path.exists() else b"")
                with aside.open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                aside.replace(self.path)
        except OSError as error:
            raise CorrectionsUnwritable(str(self.path), error.strerror or str(error)) from error
        finally:
            aside.unlink(missing_ok=True)

    def _alone(self) -> FileLock:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(f"{self.path}.lock", timeout=_WAIT)

    def _ends_its_line(self) -> bool:
        """Whether the last line is whole; a crash may have cut it off."""
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"


def correction_of(row: object, find: FindPlace) -> Correction:
    """A decision from a JSON value.

    Raises:
        ValueError: something is missing or not as it must be.
    """
    if not isinstance(row, dict):
        raise ValueError("it is no object")
    scope, action, name, article = (row.get(key) for key in ("scope", "action", "name", "article"))
    if scope not in SCOPES:
        raise ValueError(f"scope must be one of {', '.join(SCOPES)}")
    if action not in ACTIONS:
        raise ValueError(f"action must be one of {', '.join(ACTIONS)}")
    if not _is_text(name):
        raise ValueError("name is missing")
    if scope != "always" and not _is_text(article):
        raise ValueError("article is missing")
    start, end = row.get("start"), row.get("end")
    if scope == "mention" and not (_is_offset(start) and _is_offset(end) and cast(int, start) < cast(int, end)):
        raise ValueError("start and end must be offsets")
    if action == "add" and scope != "mention":
        raise ValueError("what is added is one mention")
    place = None if action == "reject" else _place(row.get("place"), find)
    return Correction(
        cast(Scope, scope),
        cast(Action, action),
        cast(str, name),
        cast("str | None", article) if scope != "always" else None,
        start if scope == "mention" else None,
        end if scope == "mention" else None,
        place,
    )


def _place(value: object, find: FindPlace) -> Place:
    """A place from its id or from its facts."""
    if isinstance(value, str):
        place = find(value)
        if place is None:
            raise ValueError(f"no place has the id {value[:_LONGEST]}")
        return place
    if not isinstance(value, dict) or not _is_text(value.get("id")) or not _is_text(value.get("name")):
        raise ValueError("place must be an id, or an object with id, name, lat and lon")
    lat, lon = value.get("lat"), value.get("lon")
    if not _is_degree(lat, 90) or not _is_degree(lon, 180):
        raise ValueError("lat and lon of the place must be degrees")
    known = find(value["id"])
    if known is not None:
        return known
    kind, country = value.get("type"), value.get("country")
    if kind not in PLACE_TYPES:
        raise ValueError(f"type of the place must be one of {', '.join(PLACE_TYPES)}")
    is_code = isinstance(country, str) and len(country) == 2 and country.isascii() and country.isupper()
    box = value.get("extent")
    return Place(
        value["id"],
        value["name"],
        float(cast(float, lat)),
        float(cast(float, lon)),
        cast(PlaceType, kind),
        cast(str, country) if is_code else None,
        extent=_extent(box) if box is not None else None,
        source=value["source"] if _is_text(value.get("source")) else "user",
    )


def _extent(box: Any) -> Extent:
    if not isinstance(box, list) or len(box) != 4 or not all(_is_degree(one, 180) for one in box):
        raise ValueError("extent must be [south, west, north, east]")
    return Extent(*map(float, box))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST


def _is_offset(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_degree(value: object, limit: float) -> bool:
    return type(value) in (int, float) and isfinite(cast(float, value)) and -limit <= cast(float, value) <= limit


def row_of(correction: Correction) -> dict[str, object]:
    """A decision as its JSON object."""
    place = correction.place
    return {
        "scope": correction.scope,
        "article": correction.article,
        "start": correction.start,
        "end": correction.end,
        "name": correction.name,
        "action": correction.action,
        "place": None
        if place is None
        else {
            "id": place.id,
            "name": place.name_in("de"),
            "lat": place.lat,
            "lon": place.lon,
            "type": place.type,
            "country": place.country,
            "extent": [place.extent.south, place.extent.west, place.extent.north, place.extent.east]
            if place.extent
            else None,
            "source": place.source,
        },
    }


def _line(correction: Correction) -> str:
    # Escaped as ASCII: a lone surrogate in a name has no UTF-8.
    return json.dumps(row_of(correction), ensure_ascii=True) + "\n"
