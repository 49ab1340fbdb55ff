"""The whole story in a real browser: from a pasted article to a map one can stand behind, and over a restart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect, sync_playwright

from tests.browser.app_server import ROOT, Server, served
from tests.browser.chromium import find_chromium

CHROMIUM = find_chromium()
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium: apt install chromium, or name one in SCHAUPLATZ_CHROMIUM"
)
PATIENCE = 120_000
"""Milliseconds for the first map, whose recogniser has to be loaded."""
FOUNDING = sorted((ROOT.parent / "shared" / "seeds").glob("*.txt"))
ARTICLE = (FOUNDING or [ROOT / "seeds" / "nordkorea-russland.txt"])[0].read_text(encoding="utf-8")
MISSED = "Am Rand der Gespräche in Oberkaltenbrunn war davon keine Rede. In Pjöngjang schwieg man."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Server]:
    with served(data) as server:
        yield server


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1360, "height": 900}, locale="de-DE", reduced_motion="reduce")
    yield context
    context.close()


def opened(context: BrowserContext, server: Server, query: str = "") -> Page:
    tab = context.new_page()
    tab.goto(server.address + query)
    return tab


def mapped(tab: Page, text: str) -> FrameLocator:
    """The page with the map of a text."""
    tab.get_by_role("textbox").first.fill(text)
    tab.get_by_role("textbox").first.press("Control+Enter")
    return first_map(tab)


def first_map(tab: Page) -> FrameLocator:
    page = tab.frame_locator(".st-key-page iframe")
    page.locator(".mention").first.wait_for(timeout=PATIENCE)
    return page


def settled(tab: Page) -> None:
    """Wait until the app has answered: what it is about to replace is still on the screen before."""
    tab.wait_for_timeout(150)
    tab.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def go_to(tab: Page, name: str) -> None:
    """Choose a question in the check."""
    box = tab.get_by_role("combobox").first
    box.click()
    tab.get_by_role("option", name=re.compile(rf"^{name} ")).first.click()
    expect(tab.get_by_role("heading", name=name, exact=True)).to_be_visible()
    settled(tab)


def open_tab(tab: Page, name: str) -> None:
    tab.get_by_role("tab", name=name).click()
    expect(tab.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
    settled(tab)


def download(tab: Page, name: str, target: Path) -> str:
    with tab.expect_download() as waiting:
        tab.get_by_role("button", name=name).click()
    waiting.value.save_as(target)
    return target.read_text(encoding="utf-8")


def test_an_article_is_mapped_checked_exported_and_its_decisions_outlast_a_restart(
    context: BrowserContext, data: Path, tmp_path: Path
) -> None:
    with served(data) as server:
        tab = opened(context, server)
        page = mapped(tab, f"{ARTICLE}\n\n{MISSED}")
        expect(page.locator(".mention", has_text="Moskau").first).to_be_visible()

        # A place is mended: Moskau is the village in Thuringia …
        open_tab(tab, "Prüfen")
        go_to(tab, "Moskau")
        tab.get_by_placeholder("Anderer Ort").fill("50.62, 11.21")
        tab.get_by_placeholder("Anderer Ort").press("Enter")
        expect(tab.get_by_text("50.6200, 11.2100")).to_be_visible()
        tab.get_by_role("button", name="Diesen Ort nehmen").click()
        expect(tab.get_by_text(re.compile(r"^1 von \d+ geprüft"))).to_be_visible()
        assert '"lat": 50.62' in (data / "corrections.jsonl").read_text(encoding="utf-8")
        open_tab(tab, "Orte")
        # … and back.
        open_tab(tab, "Prüfen")
        tab.get_by_role("button", name="Rückgängig").click()
        expect(tab.get_by_text(re.compile(r"^0 von \d+ geprüft"))).to_be_visible()
        assert (data / "corrections.jsonl").read_text(encoding="utf-8") == ""

        # What is no place is one no more, by keyboard.
        go_to(tab, "Kreml")
        tab.get_by_role("heading", name="Kreml", exact=True).click()
        tab.keyboard.press("k")
        expect(tab.get_by_role("heading", name="Kreml", exact=True)).to_have_count(0)

        # A missed one is added.
        tab.get_by_text("Ein Ort fehlt").click()
        tab.get_by_label("Name, wie er im Text steht").fill("Oberkaltenbrunn")
        tab.get_by_label("Name, wie er im Text steht").press("Enter")
        tab.get_by_label("Gemeint ist").fill("47.9, 12.3")
        tab.get_by_label("Gemeint ist").press("Enter")
        tab.get_by_role("button", name="Als Ort aufnehmen").click()
        expect(tab.get_by_text("Entscheidungen (2)")).to_be_visible()

        # The other language keeps it all.
        tab.get_by_role("radio", name="English").click()
        expect(tab.get_by_text("Decisions (2)")).to_be_visible()
        open_tab(tab, "Map")
        page = first_map(tab)
        expect(page.locator(".mention", has_text="Oberkaltenbrunn")).to_have_count(1)
        expect(page.locator(".mention", has_text="Kreml")).to_have_count(0)

        # The exported page holds the decisions.
        open_tab(tab, "Export")
        download(tab, "Download HTML", tmp_path / "page.html")
        decisions = download(tab, "Download decisions", tmp_path / "corrections.jsonl")
        assert len(decisions.splitlines()) == 2
        exported = context.new_page()
        exported.goto((tmp_path / "page.html").as_uri())
        expect(exported.locator(".mention", has_text="Oberkaltenbrunn")).to_have_count(1)
        expect(exported.locator(".mention", has_text="Kreml")).to_have_count(0)

    with served(data) as server:
        tab = opened(context, server, "?lang=de")
        page = mapped(tab, f"{ARTICLE}\n\n{MISSED}")
        expect(page.locator(".mention", has_text="Oberkaltenbrunn")).to_have_count(1)
        expect(page.locator(".mention", has_text="Kreml")).to_have_count(0)


def test_a_reload_keeps_the_work_and_the_view(context: BrowserContext, server: Server) -> None:
    tab = opened(context, server)
    mapped(tab, "In Regensburg steigt das Wasser, in Passau noch nicht.")
    open_tab(tab, "Orte")
    tab.reload()
    expect(tab.get_by_role("tab", name="Orte")).to_have_attribute("aria-selected", "true", timeout=PATIENCE)
    assert "Regensburg" not in tab.url and len(tab.url) < 80


def test_two_browsers_do_not_see_each_other(browser: Browser, context: BrowserContext, server: Server) -> None:
    first = opened(context, server)
    mapped(first, "In Regensburg steigt das Wasser.")
    stranger = browser.new_context(locale="de-DE")
    second = stranger.new_page()
    second.goto(server.address)
    page = mapped(second, "In Passau fällt das Wasser.")
    expect(page.locator(".mention", has_text="Passau")).to_have_count(1)
    expect(page.locator(".mention", has_text="Regensburg")).to_have_count(0)
    expect(first_map(first).locator(".mention", has_text="Passau")).to_have_count(0)
    stranger.close()


def test_a_name_is_marked_in_the_text_with_the_mouse(context: BrowserContext, server: Server) -> None:
    tab = opened(context, server)
    mapped(tab, f"😀 Vor der Stadt liegt ein Dorf.\n\n{MISSED}")
    open_tab(tab, "Prüfen")
    tab.get_by_text("Ein Ort fehlt").click()
    area = tab.locator("#text")
    expect(area).to_contain_text("Oberkaltenbrunn")
    area.evaluate(
        """area => {
            const walker = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf("Oberkaltenbrunn");
                if (at < 0) continue;
                const root = area.getRootNode();
                const range = document.createRange();
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + "Oberkaltenbrunn".length);
                const selection = root.getSelection ? root.getSelection() : getSelection();
                selection.removeAllRanges();
                selection.addRange(range);
            }
            area.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
        }"""
    )
    expect(tab.get_by_label("Gemeint ist")).to_have_attribute("placeholder", "Oberkaltenbrunn")
