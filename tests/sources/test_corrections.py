"""The reader's decisions survive on disk, whatever happens to the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.errors import CorrectionsUnwritable
from geo.model import Correction, Place
from geo.sources.corrections import CorrectionFile, correction_of, row_of

MOSCOW = Place("geonames:524901", "Moscow", 55.75, 37.62, "city", "RU", names={"de": "Moskau"}, source="gazetteer")
VILLAGE = Place("osm:node/1", "Moskau", 50.6, 11.2, "city", "DE", source="nominatim")


def find(id_: str) -> Place | None:
    return MOSCOW if id_ == MOSCOW.id else None


def file_at(folder: Path, told: list[str] | None = None) -> CorrectionFile:
    return CorrectionFile(folder / "data" / "corrections.jsonl", find, (told if told is not None else []).append)


DECISIONS = [
    Correction("always", "place", "Moskau", place=MOSCOW),
    Correction("article", "reject", "Golf", "a1"),
    Correction("mention", "place", "Moskau", "a1", 4, 10, VILLAGE),
    Correction("mention", "add", "Oder\udc80", "a1", 20, 24, VILLAGE),
]


def test_there_are_none_without_a_file(tmp_path: Path) -> None:
    assert file_at(tmp_path).read() == ()


def test_what_is_appended_is_read_again(tmp_path: Path) -> None:
    file = file_at(tmp_path)
    file.append(DECISIONS[:2])
    file.append(DECISIONS[2:])
    assert list(file.read()) == DECISIONS


def test_all_can_be_replaced_at_once(tmp_path: Path) -> None:
    file = file_at(tmp_path)
    file.append(DECISIONS)
    file.write(DECISIONS[:1])
    assert list(file.read()) == DECISIONS[:1]
    assert sorted(path.name for path in file.path.parent.iterdir()) == ["corrections.jsonl", "corrections.jsonl.lock"]


def test_the_latest_of_equal_lines_is_taken_back_and_all_others_stay_as_they_are(tmp_path: Path) -> None:
    file = file_at(tmp_path)
    moscow, golf = Correction("always", "reject", "Moskau"), Correction("always", "reject", "Golf")
    file.append([moscow, golf])
    with file.path.open("ab") as raw:
        raw.write(b"a colleague's note\n")
    file.append([moscow])
    file.take_back([moscow, Correction("always", "reject", "Berlin")])
    assert file.read() == (moscow, golf)
    assert b"a colleague's note\n" in file.path.read_bytes()


def test_a_line_cut_off_by_a_crash_costs_only_itself(tmp_path: Path) -> None:
    told: list[str] = []
    file = file_at(tmp_path, told)
    file.append(DECISIONS[:1])
    with file.path.open("ab") as handle:
        handle.write(b'{"scope": "alw')
    file.append(DECISIONS[1:2])
    assert list(file.read()) == DECISIONS[:2]
    assert len(told) == 1
    assert "line 2" in told[0]


def test_a_place_may_be_given_by_its_id() -> None:
    row = {"scope": "always", "name": "Moskau", "action": "place", "place": MOSCOW.id}
    assert correction_of(row, find) == DECISIONS[0]


def test_a_place_that_the_gazetteer_knows_is_the_gazetteers() -> None:
    row = row_of(DECISIONS[0]) | {"place": {"id": MOSCOW.id, "name": "x", "lat": 0, "lon": 0, "type": "city"}}
    assert correction_of(row, find).place == MOSCOW


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"scope": "world"}, "scope"),
        ({"action": "delete"}, "action"),
        ({"name": ""}, "name"),
        ({"name": "x" * 400}, "name"),
        ({"article": None}, "article"),
        ({"start": 10, "end": 4}, "start and end"),
        ({"start": True}, "start and end"),
        ({"place": "geonames:1"}, "no place has the id"),
        ({"place": None}, "place must be"),
        ({"place": {"id": "user:1", "name": "x", "lat": 91, "lon": 0, "type": "city"}}, "degrees"),
        ({"place": {"id": "user:1", "name": "x", "lat": float("nan"), "lon": 0, "type": "city"}}, "degrees"),
        ({"place": {"id": "user:1", "name": "x", "lat": 1, "lon": 0, "type": "planet"}}, "type"),
        ({"place": {"id": "user:1", "name": "x", "lat": 1, "lon": 0, "type": "city", "extent": [1]}}, "extent"),
        ({"action": "add", "scope": "article"}, "one mention"),
    ],
)
def test_what_is_no_correction_is_refused(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        correction_of({**row_of(DECISIONS[2]), **change}, find)


@pytest.mark.parametrize("line", ["[]", "null", "7", "{" * 100_000, "\x00", '{"scope": 1e999}'])
def test_a_hostile_line_is_skipped_and_told(line: str, tmp_path: Path) -> None:
    told: list[str] = []
    file = file_at(tmp_path, told)
    file.append(DECISIONS[:1])
    with file.path.open("a", encoding="utf-8") as handle:
        handle.write(line + "\n")
    assert list(file.read()) == DECISIONS[:1]
    assert len(told) == 1


def test_a_file_that_cannot_be_written_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way", encoding="utf-8")
    with pytest.raises(CorrectionsUnwritable, match="--corrections"):
        file_at(tmp_path).append(DECISIONS)


def test_the_row_is_what_the_design_says() -> None:
    row = json.loads(json.dumps(row_of(DECISIONS[2])))
    assert list(row) == ["scope", "article", "start", "end", "name", "action", "place"]
    assert (row["start"], row["end"], row["place"]["id"]) == (4, 10, "osm:node/1")
