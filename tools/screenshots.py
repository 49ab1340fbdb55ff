"""Take the pictures of the README from our own sample: the exported page, in three guises.

    python -m tools.screenshots [ARTICLE] [FOLDER]

Needs Chromium and Playwright's Python package (requirements-dev.txt).
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from geo.draw import page
from geo.pipeline import Mapper
from geo.read import read_file
from geo.settings import Settings
from tests.browser.chromium import find_chromium

ROOT: Final = Path(__file__).resolve().parent.parent
GUISES: Final = {"desktop": (1440, 900, "light"), "dark": (1440, 900, "dark"), "phone": (390, 844, "light")}
_MOVE: Final = 1200
"""Milliseconds for the map's animation to end."""


def main(article: Path, folder: Path) -> None:
    """Draw the article's page and photograph it."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("Chromium is missing; install it with: apt-get install chromium")
    mapper = Mapper(Settings.from_environment(), print)
    html = page(mapper.atlas([read_file(article)]), mapper.outlines)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as temporary, sync_playwright() as playwright:
        file = Path(temporary) / "page.html"
        file.write_text(html, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        for guise in GUISES:
            photograph(browser, file, guise, folder / f"page-{guise}.png")
        browser.close()


def photograph(browser: Browser, file: Path, guise: str, target: Path) -> None:
    """One guise of the page, a place's card open on the wide ones."""
    width, height, scheme = GUISES[guise]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        offline=True,
    )
    tab = context.new_page()
    tab.goto(file.as_uri())
    tab.wait_for_timeout(_MOVE)
    if width > 1000:
        tab.locator(".mention", has_text="Wladiwostok").first.click()
        tab.wait_for_timeout(_MOVE)
    tab.screenshot(path=target)
    context.close()
    print(target)


if __name__ == "__main__":
    given = [Path(one) for one in sys.argv[1:]]
    main(
        given[0] if given else ROOT / "seeds" / "nordkorea-russland.txt",
        given[1] if len(given) > 1 else ROOT / "docs" / "images",
    )
