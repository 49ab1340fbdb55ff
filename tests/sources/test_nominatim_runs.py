"""A map comes in time whatever the server does, and a plain sentence says what was not looked up."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.draw import page
from geo.model import Article, Atlas
from geo.pipeline import Mapper
from geo.read import read_text
from geo.settings import Settings
from geo.sources import nominatim as module
from geo.sources.nominatim import Estimate, NominatimLookup
from tests.sources.faults import MOSCOW, Behaviour, Handler, answer, drip, hang_up, respond, serve, stall
from tests.sources.test_nominatim_faults import UNTRUSTED

NEWS = (
    "In Qwxyzingen und in Xyblabach trafen sich Gäste aus Moskau. In Zwrbelstadt, sagte Kiews Botschafter, regnete es."
)
UNKNOWN = ("Qwxyzingen", "Xyblabach", "Zwrbelstadt")
LIMIT = 3.0
"""Seconds for the map, where a request may take 0.4."""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(module, "TIME_LIMIT", 0.4)
    monkeypatch.setattr(module, "BACK_OFF", 0.05)
    (tmp_path / "runtime").mkdir(mode=0o700)
    return Settings(cache=tmp_path / "cache", data=tmp_path, mode="auto", contact="karte@schauplatz.dev", interval=0.0)


@pytest.fixture
def news() -> Article:
    return read_text(NEWS, "test")


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def mapped(mapper: Mapper, news: Article, settings: Settings, endpoint: str) -> Atlas:
    return mapper.asking(NominatimLookup(replace(settings, endpoint=endpoint))).atlas([news])


def located(atlas: Atlas) -> set[str]:
    return {place.name_in("de") for place in atlas.places}


FAULTS: dict[str, tuple[Behaviour, str]] = {
    "slow drip": (drip, "no complete answer within 0.4 seconds"),
    "silence": (stall, "no complete answer within 0.4 seconds"),
    "dropped connection": (hang_up, "the connection broke"),
    "403": (respond(403, b"no"), "refuses to answer (HTTP 403)"),
    "429": (respond(429, b"slow down"), "asks to be left alone"),
    "429 with Retry-After": (respond(429, b"", Retry_After="3000"), "asks to be left alone for 3000 seconds"),
    "503": (respond(503, b""), "asks to be left alone"),
    "500": (respond(500, b"oops"), "HTTP 500"),
    "HTML": (respond(200, b"<!DOCTYPE html><title>Log in</title>"), "it is not JSON"),
    "truncated": (respond(200, b'[{"osm_type": "node", "lat": "5'), "it is not JSON"),
    "wrong types": (respond(200, b'[{"lat": [], "lon": {}, "display_name": 7}]'), "things that are no places"),
    "a megabyte": (respond(200, b'["' + b"x" * 1_100_000 + b'"]'), "longer than 1,000,000 bytes"),
    "elsewhere": (respond(302, b"", Location="https://elsewhere.invalid/"), "redirects to another address"),
}


@pytest.mark.parametrize(("fault", "words"), FAULTS.values(), ids=FAULTS)
def test_the_map_comes_in_time_and_says_what_was_not_looked_up(
    fault: Behaviour, words: str, mapper: Mapper, news: Article, settings: Settings
) -> None:
    with serve(fault) as server:
        begun = time.monotonic()
        atlas = mapped(mapper, news, settings, server.url)
        assert time.monotonic() - begun < LIMIT
    [note] = atlas.notes
    assert "3 names were not looked up online (Qwxyzingen, Xyblabach, Zwrbelstadt)" in note and words in note
    assert located(atlas) == {"Moskau", "Kiew"}
    assert "Qwxyzingen" in page(atlas, mapper.outlines)


def test_the_map_comes_without_a_server_that_can_prove_who_it_is(
    mapper: Mapper, news: Article, settings: Settings
) -> None:
    with serve(answer(MOSCOW), certificate=UNTRUSTED) as server:
        atlas = mapped(mapper, news, settings, server.url)
        assert server.requests == []
    assert "certificate" in atlas.notes[0].lower() and located(atlas) == {"Moskau", "Kiew"}


def test_without_a_network_auto_costs_less_than_a_second_more(
    mapper: Mapper, news: Article, settings: Settings, nobody: str
) -> None:
    begun = time.monotonic()
    offline = mapper.atlas([news])
    middle = time.monotonic()
    online = mapped(mapper, news, replace(settings, interval=1.0), nobody)
    assert time.monotonic() - middle < middle - begun + 1.0
    assert online.articles == offline.articles
    assert "cannot be reached" in online.notes[0] and offline.notes == ()


def test_only_what_is_not_known_or_doubtful_leaves_this_computer(
    mapper: Mapper, news: Article, settings: Settings
) -> None:
    with serve(answer()) as server:
        mapped(mapper, news, settings, server.url)
        asked = [parse_qs(urlsplit(path).query)["q"][0] for _, path, _ in server.requests]
    assert asked == list(UNKNOWN)


def test_names_are_asked_in_the_language_of_their_article(mapper: Mapper, settings: Settings) -> None:
    english = replace(read_text("They met in Qwxyzingen and in Moscow.", "test"), language="en")
    with serve(answer()) as server:
        mapper.asking(NominatimLookup(replace(settings, mode="nominatim", endpoint=server.url))).atlas([english])
        languages = {parse_qs(urlsplit(path).query)["accept-language"][0] for _, path, _ in server.requests}
    assert languages == {"en"}


def test_the_estimate_is_what_then_happens(mapper: Mapper, news: Article, settings: Settings) -> None:
    with serve(answer()) as server:
        asking = mapper.asking(NominatimLookup(replace(settings, endpoint=server.url, interval=0.1)))
        assert asking.estimate([news, news]) == Estimate(names=3, kept=0, beyond=0, seconds=1.2)
        asking.atlas([news, news])
        assert len(server.requests) == 3
        assert asking.estimate([news]) == Estimate(names=0, kept=3, beyond=0, seconds=0.0)
    assert mapper.estimate([news]) is None


def test_the_places_that_come_are_on_the_map_with_their_outline_and_their_credit(
    mapper: Mapper, news: Article, settings: Settings
) -> None:
    lake = MOSCOW | {
        "class": "natural",
        "type": "water",
        "addresstype": "water",
        "name": "Qwxyzingen",
        "address": {"country_code": "de"},
        "namedetails": {"name": "Qwxyzingen"},
        "lat": "50.5",
        "lon": "10.5",
        "boundingbox": ["50", "51", "10", "11"],
    }
    square = [[10, 50], [11, 50], [11, 51], [10, 51], [10, 50]]
    outline = MOSCOW | {"geojson": {"type": "Polygon", "coordinates": [square]}}

    def behave(handler: Handler) -> None:
        wanted = handler.path
        records = [outline] if wanted.startswith("/lookup?") else [lake] if "Qwxyzingen" in wanted else []
        answer(*records)(handler)

    with serve(behave) as server:
        asking = mapper.asking(NominatimLookup(replace(settings, endpoint=server.url)))
        atlas = asking.atlas([news])
        assert sum(path.startswith("/lookup?") for _, path, _ in server.requests) == 1
        [found] = [place for place in atlas.places if place.id == "osm:relation/102269"]
        drawn = NominatimLookup(replace(settings, endpoint=server.url)).outlines(mapper.outlines)
    assert drawn.outline(found.outline or "") == {"type": "Polygon", "coordinates": [square]}
    html = page(atlas, drawn)
    assert "https://www.openstreetmap.org/copyright" in html and "ODbL" in html
    assert "https://www.openstreetmap.org/copyright" not in page(mapper.atlas([news]), mapper.outlines)


INTERRUPTED = [sys.executable, "-m", "geo", "mentions", "--format", "json", "--mode", "auto"]


@pytest.mark.skipif(sys.platform == "win32", reason="sends the signal of Ctrl+C as POSIX systems do")
def test_an_interrupt_ends_the_lookup_and_the_answer_comes(
    settings: Settings, gazetteer_path: Path, tmp_path: Path
) -> None:
    settings.cache.mkdir()
    settings.gazetteer.symlink_to(gazetteer_path)
    (tmp_path / "news.txt").write_text(NEWS, encoding="utf-8")
    with serve(answer(), stall) as server:
        environment = {
            **os.environ,
            "SCHAUPLATZ_CACHE": str(settings.cache),
            "SCHAUPLATZ_ENDPOINT": server.url,
            "SCHAUPLATZ_CONTACT": "karte@schauplatz.dev",
            "SCHAUPLATZ_INTERVAL": "0",
        }
        process = subprocess.Popen(
            [*INTERRUPTED, str(tmp_path / "news.txt")],
            env=environment,
            cwd=Path(__file__).resolve().parents[2],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 60
        while len(server.requests) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        out, err = process.communicate(timeout=30)
        assert time.monotonic() - begun < 3
    assert process.returncode == 0
    assert {mention["place"] for mention in json.loads(out)[0]["mentions"]} == {None, "Moskau", "Kiew"}
    assert "3 names to look up at 127.0.0.1: about 1 s; 0 names known already. Ctrl+C" in err
    assert "2 names were not looked up online (Xyblabach, Zwrbelstadt): the lookup was stopped" in err
