"""How quick the app is and how much memory it takes: a real browser, the app as a user starts it.

    python -m benchmarks.app [ARTICLE]

Measured: seconds from the click to the first pin in the browser, cold (the recogniser is loaded) and warm, the median
of five; memory (resident, of the server's process) before the first article, after it, after a minute idle, and after
twenty more different articles in one session, each begun anew.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import Page, sync_playwright

from tests.browser.app_server import ROOT, served
from tests.browser.chromium import find_chromium

WARM_RUNS: Final = 5
ARTICLES: Final = 20
IDLE: Final = 60
"""Seconds."""
_PATIENCE: Final = 300_000


def main(article: Path) -> None:
    """Measure, and print a line for each figure."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("Chromium is missing; install it with: apt-get install chromium")
    text = article.read_text(encoding="utf-8")
    with TemporaryDirectory() as data, served(Path(data)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1360, "height": 860})
        tab.goto(f"{server.address}?lang=de")
        tab.get_by_role("button", name="Auf die Karte").first.wait_for(timeout=_PATIENCE)
        print(f"memory before the first article: {resident(server.pid):.0f} MB")
        print(f"click to map, cold: {mapped(tab, text):.2f} s")
        first = resident(server.pid)
        print(f"memory after the first article: {first:.0f} MB")
        times = [mapped(tab, text) for _ in range(WARM_RUNS)]
        print(f"click to map, warm: median {statistics.median(times):.2f} s, slowest {max(times):.2f} s")
        time.sleep(IDLE)
        idle = resident(server.pid)
        print(f"memory after {IDLE} s idle: {idle:.0f} MB")
        for number in range(ARTICLES):
            mapped(tab, f"{text}\n\nFassung {number} von {ARTICLES}.")
        print(f"growth over {ARTICLES} articles in a row: {resident(server.pid) - idle:.0f} MB")
        browser.close()


def mapped(tab: Page, text: str) -> float:
    """Map a text from an empty start; the seconds from the click to the first pin."""
    new = tab.get_by_role("button", name="Neuer Artikel")
    if new.count():
        new.click()
    button = tab.get_by_role("button", name="Auf die Karte").first
    button.wait_for()
    tab.get_by_role("textbox").first.fill(text)
    begun = time.perf_counter()
    button.click()
    tab.frame_locator(".st-key-page iframe").locator(".leaflet-interactive, .pin").first.wait_for(timeout=_PATIENCE)
    return time.perf_counter() - begun


def resident(pid: int) -> float:
    """The resident memory of a process in megabytes (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 1_000_000


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "seeds" / "nordkorea-russland.txt")
