"""Eight programs that look up fifty names each at the public rate, against a real Nominatim on this machine.

    python -m benchmarks.nominatim [SECONDS]

Four of them share a cache folder, four have one each. ``SECONDS`` is the interval between two requests, one second
where it is left out; at that rate a run takes some five minutes. What the server's own log says is told. Needs what
``tests/nominatim/build.sh`` and ``requirements-nominatim.txt`` install.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.nominatim.processes import CACHES, PROCESSES, look_up_at_once
from tests.nominatim.server import NoServer, serving

NAMES: Final = 50


def main(interval: float) -> int:
    """Print one line a figure; the exit status is 1 where the rate was not kept."""
    try:
        with serving() as server, TemporaryDirectory() as folder:
            begun = time.monotonic()
            outcome = look_up_at_once(server, Path(folder), NAMES, interval)
            seconds = time.monotonic() - begun
    except NoServer as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{PROCESSES} programs, {CACHES} caches, {NAMES} names each, interval {interval:g} s: {seconds:.1f} s")
    print(f"requests: {outcome.requests}")
    print(f"between two requests: {outcome.shortest:.3f} s at least, {outcome.longest:.3f} s at most")
    print(f"requests for one name: {min(outcome.asked.values())} to {max(outcome.asked.values())}")
    print(f"complaints: {len(outcome.complaints)}")
    kept = outcome.shortest >= interval and set(outcome.asked.values()) == {CACHES} and not outcome.complaints
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
