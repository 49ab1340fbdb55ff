"""A browser with the page in it, opened from disk with the network refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from geo.draw import page
from geo.model import Atlas
from geo.sources.outlines import ShippedOutlines
from tests.browser.chromium import DESK, Open, find_chromium
from tests.draw.example import atlas


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("no Chromium: apt install chromium, or name one in SCHAUPLATZ_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complained of and what it asked for elsewhere: nothing, at the end of every test."""
    complaints: list[str] = []
    yield complaints
    assert complaints == []


@pytest.fixture
def open_page(browser: Browser, complaints: list[str], tmp_path: Path) -> Iterator[Open]:
    """Opens the page of an atlas in a window of its own; ``drawn`` are options of :func:`geo.draw.page`."""
    contexts: list[BrowserContext] = []

    def open_page(
        shown: Atlas | None = None, fragment: str = "", drawn: dict[str, Any] | None = None, **window: Any
    ) -> Page:
        file = tmp_path / "page.html"
        file.write_text(page(shown or atlas(), ShippedOutlines(), **(drawn or {})), encoding="utf-8")
        context = browser.new_context(**{"offline": True, "reduced_motion": "reduce", **DESK, **window})
        contexts.append(context)
        opened = context.new_page()
        opened.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        opened.on("request", lambda request: complaints.extend(elsewhere(request.url)))
        opened.on("popup", lambda popup: complaints.append(f"popup: {popup.url}"))
        opened.goto(file.as_uri() + fragment)
        return opened

    yield open_page
    for context in contexts:
        context.close()


def elsewhere(address: str) -> list[str]:
    """The address, unless it is the page's own file or made by the page."""
    return [] if address.startswith(("file:", "blob:")) else [address]
