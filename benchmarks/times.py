"""Whole-process times, page sizes and the gazetteer's build.

    python -m benchmarks.times [ARTICLE …]

Without articles, the samples in ``seeds/``. Every command is a process of its own; times are wall-clock seconds, the
median of five runs. The gazetteer is built once, into a temporary folder; its peak memory is what the operating system
counted for the process.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
RUNS: Final = 5


def seconds(*arguments: str, cache: Path | None = None) -> float:
    """The wall-clock time of ``python -m geo`` with these arguments."""
    environment = {**os.environ, **({"SCHAUPLATZ_CACHE": str(cache)} if cache else {})}
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "geo", *arguments], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    return time.perf_counter() - begin


def main(articles: list[Path]) -> None:
    """Print one line a figure."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        built = seconds("gazetteer", "build", cache=folder)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        size = (folder / "gazetteer.sqlite").stat().st_size / 1e6
        print(f"gazetteer build: {built:.1f} s, peak {peak:.0f} MB, file {size:.1f} MB")
        for article in articles:
            words = len(article.read_text(encoding="utf-8").split())
            page = folder / "map.html"
            runs = [seconds("map", str(article), "-o", str(page)) for _ in range(RUNS)]
            print(
                f"map {article.name} ({words} words): {statistics.median(runs):.2f} s "
                f"({min(runs):.2f}–{max(runs):.2f}), page {page.stat().st_size / 1000:.0f} kB"
            )


if __name__ == "__main__":
    main([Path(one).resolve() for one in sys.argv[1:]] or sorted((ROOT / "seeds").glob("*.txt")))
