"""Many programs that look names up at the same moment, some of them with one cache."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs

from tests.nominatim.server import Server

PROCESSES = 8
SHARING = 4
"""So many of them have one cache."""
CACHES = PROCESSES - SHARING + 1
KNOWN = ("Moskau", "Kiew", "Peking", "Paris", "Kairo", "Teheran", "Seoul", "Essen", "Luhansk", "Nordkorea")

LOOK_UP = """
import json, sys
from pathlib import Path
from geo.settings import Settings
from geo.sources.nominatim import NominatimLookup
endpoint, interval, cache, *names = sys.argv[1:]
said = []
lookup = NominatimLookup(
    Settings(Path(cache), Path(cache), contact="karte@schauplatz.dev", endpoint=endpoint, interval=float(interval)),
    say=said.append,
)
found = {name: len(lookup.candidates(name)) for name in names}
print(json.dumps({"found": found, "requests": lookup.requests, "said": said, "warnings": lookup.warnings}))
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the server and the programs saw: the least and the longest time between two requests in seconds, how often
    each name was asked, what each program found, and what the programs complained of."""

    requests: int
    shortest: float
    longest: float
    asked: Counter[str]
    found: tuple[dict[str, int], ...]
    complaints: tuple[str, ...]


def names(count: int) -> tuple[str, ...]:
    """Names to look up: some of the miniature map, the others unknown to it."""
    return (*KNOWN, *(f"Nirgendwo {number}" for number in range(count)))[:count]


def look_up_at_once(server: Server, folder: Path, count: int, interval: float) -> Outcome:
    """Run all programs with ``count`` names each."""
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder / "runtime"), "no_proxy": "127.0.0.1"}
    (folder / "runtime").mkdir(mode=0o700, exist_ok=True)
    server.requests.clear()
    started = []
    for number in range(PROCESSES):
        cache = folder / ("shared" if number < SHARING else f"own-{number}")
        command = [sys.executable, "-c", LOOK_UP, server.url, str(interval), str(cache), *names(count)]
        started.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
    answers = [json.loads(process.communicate(timeout=1200)[0]) for process in started]
    times = [when for when, _ in server.requests]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    return Outcome(
        len(times),
        min(pauses),
        max(pauses),
        Counter(parse_qs(query)["q"][0] for _, query in server.requests),
        tuple(answer["found"] for answer in answers),
        tuple(sentence for answer in answers for sentence in (*answer["said"], *answer["warnings"])),
    )
