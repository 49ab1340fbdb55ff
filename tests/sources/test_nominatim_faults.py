"""Whatever a server does, the run goes on, soon, and a sentence says what was not looked up."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from geo.errors import ContactMissing
from geo.settings import PUBLIC_ENDPOINT, Settings
from geo.sources import nominatim as module
from geo.sources.nominatim import NominatimLookup
from geo.sources.nominatim_questions import Hint
from geo.sources.outlines import ShippedOutlines
from geo.sources.pace import Pace
from tests.sources.faults import (
    MOSCOW,
    Behaviour,
    FaultServer,
    answer,
    drip,
    drip_headers,
    hang_up,
    respond,
    serve,
    stall,
)

UNTRUSTED = Path(__file__).with_name("untrusted.pem")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    (tmp_path / "runtime").mkdir(mode=0o700)
    return Settings(cache=tmp_path / "cache", data=tmp_path, contact="karte@schauplatz.dev", interval=0.0)


def lookup_at(server: FaultServer, settings: Settings, say: Callable[[str], None] = print) -> NominatimLookup:
    return NominatimLookup(replace(settings, endpoint=server.url), say=say)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (respond(500, b"oops"), "HTTP 500"),
        (respond(200, b"<!DOCTYPE html><title>Please log in</title>"), "not JSON"),
        (respond(200, b'[{"osm_type": "node", "lat": "5'), "not JSON"),
        (respond(200, b'{"error": "no"}'), "not a list"),
        (respond(200, b'[1, null, {"lat": {}}]'), "no places"),
        (respond(200, b"[" * 100_000), "not JSON"),
        (respond(200, b"\xff\xfe"), "not UTF-8"),
        (respond(200, b'["' + b"x" * 1_100_000 + b'"]'), "longer than"),
        (hang_up, "connection broke"),
        (drip, "within"),
        (drip_headers, "within"),
    ],
    ids=[
        "500",
        "html",
        "truncated",
        "object",
        "no-records",
        "nested",
        "bytes",
        "huge",
        "hang-up",
        "drip",
        "drip-headers",
    ],
)
def test_two_faults_in_a_row_end_the_asking_with_a_sentence(
    fault: Behaviour, words: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TIME_LIMIT", 0.4)
    said: list[str] = []
    begun = time.monotonic()
    with serve(fault) as server:
        lookup = lookup_at(server, settings, say=said.append)
        assert [lookup.candidates(name) for name in ("Moskau", "Kiew", "Peking")] == [(), (), ()]
        assert len(server.requests) == 2
    assert time.monotonic() - begun < 3
    [warning] = lookup.warnings
    assert "3 names were not looked up online (Moskau, Kiew, Peking)" in warning and words in warning
    assert len(said) == 1 and "stops" in said[0]


def test_a_server_that_stumbles_once_is_asked_again(settings: Settings) -> None:
    with serve(respond(500, b""), answer(MOSCOW), respond(502, b""), answer(MOSCOW)) as server:
        lookup = lookup_at(server, settings)
        assert [len(lookup.candidates(name)) for name in ("Kiew", "Moskau", "Peking", "Moskwa")] == [0, 1, 0, 1]
    assert "2 names were not looked up online (Kiew, Peking)" in lookup.warnings[0]


def test_a_refusal_is_final(settings: Settings) -> None:
    with serve(respond(403, b"Access blocked")) as server:
        lookup = lookup_at(server, settings)
        assert lookup.candidates("Moskau") == lookup.candidates("Kiew") == ()
        assert len(server.requests) == 1
    assert "refuses" in lookup.warnings[0] and "SCHAUPLATZ_CONTACT" in lookup.warnings[0]


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_wish_to_be_left_alone_is_obeyed_and_the_name_asked_again(status: int, settings: Settings) -> None:
    with serve(respond(status, b"", Retry_After="1"), answer(MOSCOW)) as server:
        lookup = lookup_at(server, settings)
        assert len(lookup.candidates("Moskau")) == 1
        (first, *_), (second, *_) = server.requests
    assert second - first >= 1.0 and lookup.warnings == ()


@pytest.mark.parametrize("wish", ["3000", "Fri, 31 Dec 2199 23:59:59 GMT"])
def test_a_long_wish_to_be_left_alone_ends_the_asking(wish: str, settings: Settings) -> None:
    with serve(respond(429, b"", Retry_After=wish)) as server:
        lookup = lookup_at(server, settings)
        begun = time.monotonic()
        assert lookup.candidates("Moskau") == lookup.candidates("Kiew") == ()
        assert time.monotonic() - begun < 1 and len(server.requests) == 1
    assert "left alone" in lookup.warnings[0]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("wish", [{}, {"Retry_After": "soon"}, {"Retry_After": "9" * 400}], ids=["none", "odd", "huge"])
def test_a_busy_server_that_does_not_say_how_long_is_left_alone_for_longer_each_time(
    status: int, wish: dict[str, str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BACK_OFF", 0.1)
    said: list[str] = []
    with serve(respond(status, b"", **wish)) as server:
        lookup = lookup_at(server, settings, said.append)
        assert lookup.candidates("Moskau") == lookup.candidates("Kiew") == ()
        times = [when for when, *_ in server.requests]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert len(pauses) == 3
    assert all(pause >= 0.1 * 2**number for number, pause in enumerate(pauses))
    assert "2 names were not looked up" in lookup.warnings[0] and "left alone" in lookup.warnings[0]
    assert len(said) == 1 and "stops for this run" in said[0]


def test_a_server_that_is_busy_for_a_moment_is_asked_until_it_answers(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BACK_OFF", 0.05)
    with serve(respond(429, b""), respond(503, b""), answer(MOSCOW)) as server:
        lookup = lookup_at(server, settings)
        assert len(lookup.candidates("Moskau")) == 1 and lookup.warnings == ()
        assert lookup.requests == len(server.requests) == 3


def test_two_runs_do_not_come_back_at_the_same_moment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BACK_OFF", 0.2)
    pauses = []
    for _ in range(3):
        with serve(respond(429, b""), answer(MOSCOW)) as server:
            NominatimLookup(replace(settings, endpoint=server.url, cache=settings.cache / server.url[-5:])).candidates(
                "Moskau"
            )
            (first, *_), (second, *_) = server.requests
        pauses.append(second - first)
    assert max(pauses) - min(pauses) > 0.001


def test_the_next_run_knows_that_the_server_wants_to_be_left_alone(settings: Settings) -> None:
    with serve(respond(429, b"", Retry_After="600"), answer(MOSCOW)) as server:
        assert lookup_at(server, settings).candidates("Moskau") == ()
        assert lookup_at(server, settings).candidates("Moskau") == ()
        assert len(server.requests) == 1


def test_a_redirect_is_not_followed(settings: Settings) -> None:
    with serve(answer(MOSCOW)) as elsewhere, serve(respond(302, b"", Location=elsewhere.url + "/search")) as server:
        lookup = lookup_at(server, settings)
        assert lookup.candidates("Moskau") == ()
        assert len(server.requests) == 1 and elsewhere.requests == []
    assert "redirects" in lookup.warnings[0]


def test_no_server_at_all_costs_one_short_attempt(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        away = replace(settings, endpoint=f"http://127.0.0.1:{taken.getsockname()[1]}", interval=1.0)
        lookup = NominatimLookup(away)
        begun = time.monotonic()
        assert [lookup.candidates(name) for name in ("Moskau", "Kiew", "Peking")] == [(), (), ()]
        assert time.monotonic() - begun < 1 and lookup.requests == 1
    assert "cannot be reached" in lookup.warnings[0]


def test_a_server_that_cannot_prove_who_it_is_is_not_asked(settings: Settings) -> None:
    with serve(answer(MOSCOW), certificate=UNTRUSTED) as server:
        lookup = lookup_at(server, settings)
        assert lookup.candidates("Moskau") == lookup.candidates("Kiew") == ()
        assert server.requests == [], "no name has left"
    assert "cannot be reached" in lookup.warnings[0] and "certificate" in lookup.warnings[0].lower()


def test_who_has_had_enough_waits_no_longer_and_keeps_what_has_come(settings: Settings) -> None:
    """In the middle of an answer, of the pause between two, and of the wait for other programs."""
    stop = threading.Event()
    with serve(answer(MOSCOW), stall) as server:
        endpoint = replace(settings, endpoint=server.url)
        lookup = NominatimLookup(endpoint, stop=stop)
        assert len(lookup.candidates("Moskau")) == 1
        threading.Timer(0.3, stop.set).start()
        begun = time.monotonic()
        assert [lookup.candidates(name) for name in ("Kiew", "Peking")] == [(), ()]
        assert time.monotonic() - begun < 1
        assert len(lookup.candidates("Moskau")) == 1
        assert "2 names were not looked up" in lookup.warnings[0] and "stopped" in lookup.warnings[0]
        assert len(NominatimLookup(endpoint).candidates("Moskau")) == 1 and len(server.requests) == 2


@pytest.mark.parametrize("reason", ["interval", "lease"])
def test_a_pause_too_can_be_ended(reason: str, settings: Settings) -> None:
    stop = threading.Event()
    with serve(answer(MOSCOW)) as server:
        slow = replace(settings, endpoint=server.url, interval=60.0 if reason == "interval" else 0.0)
        lookup = NominatimLookup(slow, stop=stop)
        lookup.candidates("Moskau")
        others = Pace(server.url, 0.0).lease() if reason == "lease" else contextlib.nullcontext()
        with others:
            threading.Timer(0.3, stop.set).start()
            begun = time.monotonic()
            assert lookup.candidates("Kiew") == ()
            assert time.monotonic() - begun < 1
        assert len(server.requests) == 1


def test_a_new_run_has_a_budget_of_its_own(settings: Settings) -> None:
    with serve(answer(MOSCOW)) as server:
        first = lookup_at(server, replace(settings, lookups=1))
        assert [len(first.candidates(name)) for name in ("Moskau", "Kiew")] == [1, 0]
        second = first.new_run()
        assert len(second.candidates("Kiew")) == 1 and second.warnings == () and len(first.warnings) == 1


def test_a_name_that_was_looked_up_but_not_narrowed_down_is_not_called_missing(settings: Settings) -> None:
    with serve(answer(MOSCOW)) as server:
        lookup = lookup_at(server, replace(settings, lookups=1))
        hint = Hint(frozenset({"region"}))
        assert len(lookup.candidates("Moskau", [hint])) == 1 and lookup.candidates("Kiew", [hint]) == ()
    assert "1 name was not looked up online (Kiew)" in lookup.warnings[0]


@pytest.mark.parametrize("fault", [respond(500, b""), respond(200, b'[{"geojson": 1}]'), answer(7)])
def test_an_outline_that_does_not_come_is_told_and_the_place_stays(fault: Behaviour, settings: Settings) -> None:
    region = MOSCOW | {"addresstype": "county", "address": {"country_code": "ru"}}
    with serve(answer(region), fault) as server:
        lookup = lookup_at(server, settings)
        [found] = lookup.candidates("Moskau")
        assert found.place.outline == "osm:relation/102269"
        lookup.ask_outlines([found.place], ShippedOutlines())
        assert lookup.outlines(ShippedOutlines()).outline(found.place.outline) is None
    assert "1 outline was not fetched online (Moskau)" in lookup.warnings[0]


def test_an_answer_that_failed_is_not_kept(settings: Settings) -> None:
    with serve(respond(200, b"no JSON"), answer(MOSCOW)) as server:
        assert lookup_at(server, settings).candidates("Moskau") == ()
        assert len(lookup_at(server, settings).candidates("Moskau")) == 1


def test_a_broken_record_does_not_lose_the_others(settings: Settings) -> None:
    broken = [None, 7, {}, MOSCOW | {"lat": "north"}, MOSCOW | {"lat": 1e400}, MOSCOW | {"osm_id": "1; DROP"}]
    with serve(answer(*broken, MOSCOW)) as server:
        [moscow] = lookup_at(server, settings).candidates("Moskau")
    assert moscow.place.id == "osm:relation/102269"


def test_the_budget_ends_the_asking_but_not_the_answers_kept(settings: Settings) -> None:
    with serve(answer(MOSCOW)) as server:
        lookup = lookup_at(server, replace(settings, lookups=2))
        german = [len(lookup.candidates(name)) for name in ("Moskau", "Kiew", "Peking", "Moskau")]
        assert german == [1, 1, 0, 1]
        assert lookup.in_language("en").candidates("Moscow") == () and len(server.requests) == 2
    assert "2 names were not looked up" in lookup.warnings[0] and "2 requests" in lookup.warnings[0]


def test_the_server_learns_who_asks_and_in_which_language(settings: Settings) -> None:
    with serve(answer(MOSCOW)) as server:
        lookup_at(server, settings).candidates("  Neustadt\u00a0an der\nWeinstraße ")
        [(_, path, agent)] = server.requests
    assert agent == "Schauplatz/0.1 (karte@schauplatz.dev)"
    assert "q=Neustadt+an+der+Weinstra%C3%9Fe&" in path and "accept-language=de" in path


def test_an_endpoint_may_have_a_path(settings: Settings) -> None:
    with serve(answer(MOSCOW)) as server:
        below = replace(settings, endpoint=server.url + "/geo/nominatim")
        assert len(NominatimLookup(below).candidates("Moskau")) == 1
        assert server.requests[0][1].startswith("/geo/nominatim/search?")


@pytest.mark.parametrize("text", ["", "x", "52.5, 13.4", "[pub] Berlin", "a\ud800b", "x" * 101, "Ber\x00lin"])
def test_what_is_no_name_is_not_asked(text: str, settings: Settings) -> None:
    with serve(answer(MOSCOW)) as server:
        assert lookup_at(server, settings).candidates(text) == ()
        assert server.requests == []


@pytest.mark.parametrize(
    "contact", [None, "", "you@example.org", "me@localhost.test", "anonymous", "a@b.de\r\nX-Evil: 1"]
)
def test_without_a_true_contact_nobody_is_asked(contact: str | None, settings: Settings) -> None:
    with pytest.raises(ContactMissing, match="SCHAUPLATZ_CONTACT"):
        NominatimLookup(replace(settings, contact=contact))


def test_the_public_server_is_never_asked_faster_than_once_a_second(settings: Settings) -> None:
    lookup = NominatimLookup(replace(settings, endpoint=PUBLIC_ENDPOINT, interval=0.0))
    assert lookup._run.pace._interval == 1.0


def test_a_damaged_cache_is_a_sentence_and_the_lookup_goes_on(settings: Settings) -> None:
    settings.cache.mkdir()
    settings.answers.write_bytes(os.urandom(4096))
    said: list[str] = []
    with serve(answer(MOSCOW)) as server:
        lookup = lookup_at(server, settings, say=said.append)
        assert len(lookup.candidates("Moskau")) == len(lookup.candidates("Kiew")) == 1
    assert len(said) == 1 and "geo cache clear" in said[0]
