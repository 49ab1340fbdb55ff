"""However many programs ask at the same moment: one request at a time, and every name once for each cache."""

from __future__ import annotations

from pathlib import Path

from tests.nominatim.processes import CACHES, KNOWN, PROCESSES, look_up_at_once
from tests.nominatim.server import Server

INTERVAL = 0.05
NAMES = 50


def test_eight_programs_keep_the_interval_and_ask_each_name_once_for_each_cache(
    nominatim: Server, tmp_path: Path
) -> None:
    outcome = look_up_at_once(nominatim, tmp_path, NAMES, INTERVAL)
    assert outcome.complaints == ()
    assert outcome.shortest >= INTERVAL
    assert len(outcome.asked) == NAMES and set(outcome.asked.values()) == {CACHES}
    assert len(outcome.found) == PROCESSES
    assert all(one == outcome.found[0] for one in outcome.found)
    assert all(outcome.found[0][name] > 0 for name in KNOWN)
