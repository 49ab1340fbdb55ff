"""Take a picture of each of the app's tabs, light and dark, in German and English.

    python -m tools.screenshots_app [ARTICLE] [FOLDER]

Needs Chromium and Playwright's Python package (requirements-dev.txt). The pictures are for looking at; the folder is
``screenshots/`` in the system's temporary folder unless another one is named.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.app_server import ROOT, served
from tests.browser.chromium import find_chromium

TABS: Final = {
    "de": ("Karte", "Prüfen", "Orte", "Export"),
    "en": ("Map", "Check", "Places", "Export"),
}
PLACE_ON_MAP: Final = {"de": "Auf die Karte", "en": "Put on the map"}
_PATIENCE: Final = 120_000
_SETTLED: Final = 1500
"""Milliseconds for animations to end."""


def main(article: Path, folder: Path) -> None:
    """Photograph the app with an article."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("Chromium is missing; install it with: apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    text = article.read_text(encoding="utf-8")
    with TemporaryDirectory() as data, served(Path(data)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            for language in TABS:
                photograph(browser, f"{server.address}?lang={language}", text, language, scheme, folder)
        browser.close()


def photograph(browser: Browser, address: str, text: str, language: str, scheme: str, folder: Path) -> None:
    """The start and each tab in one guise."""
    context = browser.new_context(
        viewport={"width": 1360, "height": 860}, color_scheme="dark" if scheme == "dark" else "light"
    )
    tab = context.new_page()
    tab.goto(address)
    button = tab.get_by_role("button", name=PLACE_ON_MAP[language]).first
    button.wait_for(timeout=_PATIENCE)
    _take(tab, folder / f"start-{language}-{scheme}.png")
    tab.get_by_role("textbox").first.fill(text)
    button.click()
    tab.frame_locator("iframe").locator(".mention").first.wait_for(timeout=_PATIENCE)
    for number, name in enumerate(TABS[language]):
        tab.get_by_role("tab", name=name).click()
        _take(tab, folder / f"{number + 1}-{name.lower()}-{language}-{scheme}.png")
    context.close()


def _take(tab: Page, target: Path) -> None:
    tab.wait_for_timeout(_SETTLED)
    tab.screenshot(path=target)
    print(target)


if __name__ == "__main__":
    given = [Path(one) for one in sys.argv[1:]]
    main(
        given[0] if given else ROOT / "seeds" / "nordkorea-russland.txt",
        given[1] if len(given) > 1 else Path(gettempdir()) / "screenshots",
    )
