"""Never two requests closer than the interval, whoever makes them."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
import time
import urllib.request
from itertools import pairwise
from pathlib import Path

import pytest

from geo.errors import LeaseUnavailable, LookupQueueFull, ServiceBusy
from geo.sources.pace import MAX_HOLD, Pace, runtime_folder
from tests.sources.faults import answer, serve

ENDPOINT = "https://nominatim.openstreetmap.org"


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "runtime"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return folder


def state_file() -> Path:
    return runtime_folder() / "nominatim-nominatim.openstreetmap.org.last"


def seconds_for_a_request(pace: Pace) -> float:
    begun = time.monotonic()
    with pace.lease() as lease, lease.request():
        return time.monotonic() - begun


ASK = """
import sys, urllib.request
from geo.sources.pace import Pace
pace = Pace(sys.argv[1], 0.15)
for number in range(4):
    with pace.lease() as lease, lease.request():
        urllib.request.urlopen(sys.argv[1] + f"/{sys.argv[2]}/{number}").read()
"""


def test_three_processes_keep_the_interval_together() -> None:
    with serve(answer()) as server:
        processes = [subprocess.Popen([sys.executable, "-c", ASK, server.url, str(n)]) for n in range(3)]
        assert [process.wait(60) for process in processes] == [0, 0, 0]
        times = [when for when, *_ in server.requests]
    assert len(times) == 12
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.15


def test_threads_ask_one_at_a_time_and_keep_the_interval() -> None:
    def slow(handler: object) -> None:
        time.sleep(0.1)
        answer()(handler)  # type: ignore[arg-type]

    with serve(slow) as server:
        pace = Pace(server.url, 0.1)

        def ask() -> None:
            with pace.lease() as lease, lease.request():
                urllib.request.urlopen(server.url).read()  # noqa: S310

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        times = [when for when, *_ in server.requests]
    assert len(times) == 4
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.2, (
        "the interval begins when an answer has come"
    )


def test_the_first_request_does_not_wait_and_the_second_does() -> None:
    assert seconds_for_a_request(Pace(ENDPOINT, 0.4)) < 0.3
    assert seconds_for_a_request(Pace(ENDPOINT, 0.4)) >= 0.35


def test_another_host_has_its_own_pace() -> None:
    seconds_for_a_request(Pace(ENDPOINT, 0.4))
    assert seconds_for_a_request(Pace("https://nominatim.schauplatz.dev", 0.4)) < 0.3


def test_who_waits_too_long_is_told_so() -> None:
    with Pace(ENDPOINT, 0.0).lease():
        raised: list[BaseException] = []

        def wait() -> None:
            try:
                with Pace(ENDPOINT, 0.0, max_wait=0.2).lease():
                    pass
            except LookupQueueFull as error:
                raised.append(error)

        thread = threading.Thread(target=wait)
        thread.start()
        thread.join(10)
    assert len(raised) == 1 and "other runs on this machine" in str(raised[0])


def test_a_wish_to_be_left_alone_holds_for_all_and_long_ones_are_refused() -> None:
    with Pace(ENDPOINT, 0.0).lease() as lease:
        lease.hold_off(0.4)
    assert seconds_for_a_request(Pace(ENDPOINT, 0.0)) >= 0.35
    with Pace(ENDPOINT, 0.0).lease() as lease:
        lease.hold_off(1e9)
    with pytest.raises(ServiceBusy, match="left alone"):
        seconds_for_a_request(Pace(ENDPOINT, 0.0))


@pytest.mark.parametrize(
    "content",
    [
        f"{time.time() + 1e6} 0",
        f"0 {time.time() + 10 * MAX_HOLD}",
        "nan nan",
        "inf 0",
        "",
        "garbage",
        "1 2 3",
        "\ud7ff",
    ],
)
def test_an_implausible_note_delays_by_one_interval_at_most(content: str) -> None:
    seconds_for_a_request(Pace(ENDPOINT, 0.0))
    state_file().write_text(content, encoding="utf-8")
    assert seconds_for_a_request(Pace(ENDPOINT, 0.3)) < 0.6


def test_the_runtime_folder_is_closed_to_others(runtime: Path) -> None:
    (runtime / "schauplatz").mkdir(mode=0o755)
    assert stat.S_IMODE(runtime_folder().stat().st_mode) == 0o700


def no_runtime_folder(*_arguments: object, **_named: object) -> str:
    """What platformdirs does where somebody else has made the folder before us."""
    raise PermissionError("runtime directory is not owned by this user")


def test_without_a_runtime_folder_the_folder_for_temporary_files_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_runtime_dir", no_runtime_folder)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = runtime_folder()
    assert folder.is_relative_to(tmp_path) and stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_without_any_folder_no_request_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("platformdirs.user_runtime_dir", no_runtime_folder)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    with pytest.raises(LeaseUnavailable), Pace(ENDPOINT, 0.0).lease():
        pass
