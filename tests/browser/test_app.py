"""The app in a real browser: from a pasted text to a file on disk, with nobody else asked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.app_server import Server, answers, served
from tests.browser.chromium import find_chromium

TEXT = """Tauwetter an der Donau

In Regensburg steigt das Wasser, in Passau noch nicht. Die Stadt Passau hat Sandsäcke aus Österreich bekommen.
"""
MAPPED_WITHIN = 300_000
"""Milliseconds; the first run of all may have to build the gazetteer."""

CHROMIUM = find_chromium()
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium: apt install chromium, or name one in SCHAUPLATZ_CHROMIUM"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, as a user starts it."""
    with served(tmp_path_factory.mktemp("data")) as server:
        yield server


@pytest.fixture
def requests() -> list[str]:
    """The addresses that the browser asked for."""
    return []


@pytest.fixture
def tab(server: Server, requests: list[str]) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1280, "height": 800}, locale="de-DE")
        tab.on("request", lambda request: requests.append(request.url))
        tab.on("websocket", lambda socket: requests.append(socket.url))
        tab.goto(server.address)
        yield tab
        browser.close()


def test_a_pasted_text_becomes_a_map_and_a_file_and_nobody_else_is_asked(
    tab: Page, requests: list[str], tmp_path: Path
) -> None:
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.get_by_role("textbox").first.fill(TEXT)
    tab.get_by_role("textbox").first.press("Control+Enter")
    page = tab.frame_locator("iframe")
    page.locator(".mention", has_text="Regensburg").first.wait_for(timeout=MAPPED_WITHIN)
    page.locator(".leaflet-container").wait_for()

    frame = tab.locator("iframe").bounding_box()
    assert frame is not None
    assert frame["width"] > 1100
    assert frame["y"] + frame["height"] <= 800

    tab.get_by_role("tab", name="Export").click()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="HTML herunterladen").click()
    assert download.value.suggested_filename == "tauwetter-an-der-donau.html"
    download.value.save_as(tmp_path / "page.html")
    html = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert html.lstrip().lower().startswith("<!doctype html>")
    assert "Sandsäcke aus" in html

    assert errors == []
    hosts = {urlsplit(url).hostname for url in requests if urlsplit(url).scheme not in ("data", "blob", "about")}
    assert hosts == {"127.0.0.1"}


def test_a_text_that_is_being_written_survives_the_switch_of_language(tab: Page) -> None:
    tab.get_by_role("textbox").first.fill(TEXT)
    tab.get_by_role("radio", name="English").click()
    tab.get_by_role("button", name="Put on the map").first.wait_for()
    assert tab.get_by_role("textbox").first.input_value() == TEXT
    assert urlsplit(tab.url).query == "lang=en"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux answers at all of 127.0.0.0/8")
def test_the_server_listens_to_this_computer_only(server: Server) -> None:
    # A server that listens on every interface answers here too.
    assert not answers("127.0.0.2", server.port)
