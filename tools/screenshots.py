"""Take pictures of the exported page in every state, to be looked at; those of the README are among them.

    python -m tools.screenshots [ARTICLE] [FOLDER]

Without ARTICLE our own sample is drawn; without FOLDER the pictures of the README go to docs/images, and only they.
Needs Chromium and Playwright's Python package (requirements-dev.txt).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from geo.draw import page
from geo.model import Atlas, Outlines
from geo.pipeline import Mapper
from geo.read import read_file
from geo.settings import Settings
from tests.browser.chromium import find_chromium
from tests.draw.large import large_atlas

ROOT: Final = Path(__file__).resolve().parent.parent
DESK: Final = {"viewport": {"width": 1440, "height": 900}}
PHONE: Final = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
FRAME: Final = {"viewport": {"width": 720, "height": 480}}
SHEET: Final = {"viewport": {"width": 794, "height": 1123}}
MOVE: Final = 1200
"""Milliseconds for the map's animation to end."""


def leave(shown: Page) -> None:
    """Nothing is done before the picture is taken."""


def choose(shown: Page) -> None:
    """The second place of the list that has a pin is opened from its mention in the text."""
    shown.locator("a.mention.group-city:visible").nth(1).click()


def choose_on_the_map(shown: Page) -> None:
    """A pin is clicked."""
    shown.locator(".pin:not(.label) .dot").first.click(force=True)


def choose_line(shown: Page) -> None:
    """A river is opened, where the article has one; else anything of nature."""
    shown.locator("a.mention.group-nature, a.mention").first.click()


def filter_and_search(shown: Page) -> None:
    """Countries are hidden, and the list is searched."""
    shown.locator("#legend button").first.click()
    shown.locator("#search").fill("an")
    shown.locator("#search").scroll_into_view_if_needed()


def use_the_keyboard(shown: Page) -> None:
    """The focus stands on a pin."""
    shown.locator(".pin[role=button]").first.focus()
    shown.keyboard.press("Tab")


def choose_dates(shown: Page) -> None:
    """Half of the time is chosen, and one place opened."""
    handle = shown.locator("#dates input.to")
    handle.focus()
    for _ in range(12):
        handle.press("ArrowLeft")
    choose(shown)


def put_on_paper(shown: Page) -> None:
    """As printed, all of it on one sheet."""
    shown.emulate_media(media="print")
    shown.evaluate("dispatchEvent(new Event('beforeprint'))")


@dataclass(frozen=True)
class State:
    """A state of the page: how it is drawn, in what window, and what is done to it."""

    window: Mapping[str, Any] = field(default_factory=lambda: DESK)
    do: Callable[[Page], None] = leave
    drawn: Mapping[str, Any] = field(default_factory=dict)
    is_large: bool = False
    is_whole: bool = False


DARK: Final = {"color_scheme": "dark"}
OF_THE_README: Final = ("page-desktop", "page-dark", "page-phone")
STATES: Final[Mapping[str, State]] = {
    "page-desktop": State(do=choose),
    "page-dark": State({**DESK, **DARK}, choose),
    "page-phone": State(PHONE),
    "opened": State(),
    "on-the-map": State(do=choose_on_the_map),
    "line": State(do=choose_line),
    "keyboard": State(do=use_the_keyboard),
    "filtered": State(do=filter_and_search),
    "phone-card": State(PHONE, choose),
    "phone-dark": State({**PHONE, **DARK}, choose),
    "print": State(SHEET, put_on_paper, is_whole=True),
    "no-javascript": State({**DESK, "java_script_enabled": False}, is_whole=True),
    "embed": State(FRAME, choose_on_the_map, {"embed": True}),
    "embed-phone": State(PHONE, leave, {"embed": True}),
    "no-text": State(DESK, choose, {"text": False}),
    "large": State(is_large=True),
    "large-card": State(do=choose, is_large=True),
    "large-dates": State({**DESK, **DARK}, choose_dates, is_large=True),
    "large-phone": State(PHONE, is_large=True),
}


def main(article: Path, folder: Path, names: list[str]) -> None:
    """Draw the article's page and photograph the states."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("Chromium is missing; install it with: apt-get install chromium")
    mapper = Mapper(Settings.from_environment(), print)
    atlas = mapper.atlas([read_file(article)])
    large = large_atlas(mapper.outlines) if any(STATES[name].is_large for name in names) else atlas
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as temporary, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        for name in names:
            state = STATES[name]
            file = Path(temporary, f"{name}.html")
            draw(large if state.is_large else atlas, mapper.outlines, state, file)
            photograph(browser, file, state, folder / f"{name}.png")
        browser.close()


def draw(atlas: Atlas, outlines: Outlines, state: State, file: Path) -> None:
    """Write the page as the state wants it."""
    file.write_text(page(atlas, outlines, **state.drawn), encoding="utf-8")


def photograph(browser: Browser, file: Path, state: State, target: Path) -> None:
    """Open the page, bring it into its state, take the picture."""
    context = browser.new_context(offline=True, **state.window)
    tab = context.new_page()
    tab.goto(file.as_uri())
    tab.wait_for_timeout(MOVE)
    state.do(tab)
    tab.wait_for_timeout(MOVE)
    tab.screenshot(path=target, full_page=state.is_whole)
    context.close()
    print(target)


if __name__ == "__main__":
    given = [Path(one) for one in sys.argv[1:]]
    main(
        given[0] if given else ROOT / "seeds" / "nordkorea-russland.txt",
        given[1] if len(given) > 1 else ROOT / "docs" / "images",
        list(STATES) if len(given) > 1 else list(OF_THE_README),
    )
