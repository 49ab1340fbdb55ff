"""The page's other forms: embedded, without the text, over tiles; and dates, rivers, a view in the address, paper."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from geo.draw import tiles_from
from geo.model import Article, Atlas, MappedArticle, Mention, Place, Resolution, Sentence
from geo.sources.outlines import ShippedOutlines
from tests.browser.chromium import PHONE, Open
from tests.draw.example import PLACES, atlas, mapped
from tests.draw.large import large_atlas

FRAME: Final = {"viewport": {"width": 700, "height": 460}}
PIXEL: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
MAIN: Final = Place(
    "schauplatz:main", "Main", 50.0, 9.1, "river", "DE", source="gazetteer",
    course=((50.05, 11.4), (50.1, 10.9), (49.8, 9.9), (50.1, 8.7), (50.0, 8.3)),
)  # fmt: skip


def dated(*dates: str | None) -> Atlas:
    """An article for each date, each with a city of its own and one that all mention."""
    cities = ("Peking", "München", "Kiew", "Wladiwostok")
    return Atlas(
        tuple(
            mapped(Article(f"a{index}", f"In {cities[index]} und in Moskau.", title=f"Nummer {index}", date=date))
            for index, date in enumerate(dates)
        )
    )


def river() -> Atlas:
    found = Resolution(Mention(4, 8, "Main", "Main", "place"), "located", MAIN, 0.9)
    return Atlas((MappedArticle(Article("a", "Der Main fließt."), (Sentence(0, 16),), (found,)),))


# Rivers


def test_a_river_is_a_line_that_can_be_clicked_beside_its_bed(open_page: Open) -> None:
    opened = open_page(river())
    line = opened.locator("path.shape.line.type-river:not(.touch)")
    expect(line).to_have_count(1)
    assert opened.evaluate("e => getComputedStyle(e).fill", line.element_handle()) == "none"
    x, y = opened.evaluate(
        "e => { const p = e.getPointAtLength(e.getTotalLength() * .3).matrixTransform(e.getScreenCTM());"
        " return [p.x, p.y] }",
        line.element_handle(),
    )
    opened.mouse.click(x, y + 5)
    expect(opened.locator(".card h3")).to_have_text("Main")


# Dates


def test_the_brush_chooses_articles_by_date_in_text_list_and_map(open_page: Open) -> None:
    opened = open_page(dated("2023-04-01", "2023-04-20", "2023-05", None))
    expect(opened.locator("main > article:visible")).to_have_count(4)
    handle = opened.get_by_label("Artikel bis")
    handle.focus()
    handle.press("Home")
    expect(opened.locator("main > article:visible")).to_have_count(1)
    expect(opened.locator("#places tbody tr:visible")).to_have_count(2)
    expect(opened.locator(".pin")).to_have_count(2)
    expect(opened.locator(".told")).to_contain_text("1 Artikel")
    assert opened.evaluate("location.hash").startswith("#dates=2023-04-01_2023-04-01")
    opened.get_by_role("button", name="Alle Tage zeigen").click()
    expect(opened.locator("main > article:visible")).to_have_count(4)


def test_the_brush_can_be_drawn_with_the_mouse_and_opened_by_a_link(open_page: Open) -> None:
    opened = open_page(dated("2023-01-10", "2023-06-10", "2023-12-10"))
    box = opened.locator(".bars").bounding_box()
    assert box
    opened.mouse.move(box["x"] + 2, box["y"] + 20)
    opened.mouse.down()
    opened.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 20)
    opened.mouse.up()
    expect(opened.locator("main > article:visible")).to_have_count(2)
    again = open_page(dated("2023-01-10", "2023-06-10", "2023-12-10"), opened.evaluate("location.hash"))
    expect(again.locator("main > article:visible")).to_have_count(2)
    expect(again.get_by_label("Artikel ab")).to_have_attribute("aria-valuetext", "Januar 2023")


def test_one_date_needs_no_brush(open_page: Open) -> None:
    expect(open_page(dated("2023-04-01", None)).locator("#dates")).to_have_count(0)


def test_an_article_counts_only_its_own_mentions_in_the_list(open_page: Open) -> None:
    opened = open_page(dated("2023-04-01", "2023-04-20", "2023-05"))
    row = opened.locator("#places tbody tr", has_text="Moskau").locator("td").last
    expect(row).to_have_text("3")
    opened.locator("#chips a").nth(2).click()
    expect(row).to_have_text("1")
    opened.locator("#chips a").first.click()
    expect(row).to_have_text("3")


# The address


def test_the_view_of_the_map_is_in_the_address_and_a_link_opens_it(open_page: Open) -> None:
    opened = open_page()
    assert opened.evaluate("location.hash") == ""
    opened.get_by_label("Vergrößern").click()
    expect(opened).to_have_url(re.compile(r"#view=-?[\d.]+,-?[\d.]+,[\d.]+$"))
    seen = opened.locator(".pin:visible .name").all_inner_texts()
    fragment = opened.evaluate("location.hash")
    again = open_page(fragment=fragment)
    assert again.locator(".pin:visible .name").all_inner_texts() == seen
    placed = open_page(fragment=f"{fragment}&place=geonames:1816670")
    expect(placed.locator(".card h3")).to_have_text("Peking")
    again.evaluate("location.hash = '#hide=group-city'")
    expect(again.locator(".pin.group-city")).to_have_count(0)


# Embedded


def test_an_embedded_page_is_the_map_with_the_quotations_and_without_the_text(open_page: Open) -> None:
    opened = open_page(drawn={"embed": True}, **FRAME)
    seen = opened.locator("#map").bounding_box()
    assert seen and seen["y"] == 0 and seen["height"] > 400
    expect(opened.locator("article, header.masthead")).to_have_count(0)
    opened.locator(".pin", has_text="Wladiwostok").locator(".dot").click(force=True)
    expect(opened.locator(".card .sentences b").first).to_have_text("Wladiwostok")
    expect(opened.locator(".card a, .card .steps")).to_have_count(0)
    opened.keyboard.press("Escape")
    opened.mouse.move(350, 200)
    before = opened.locator(".leaflet-map-pane").get_attribute("style")
    opened.mouse.wheel(0, 120)
    expect(opened.locator(".leaflet-map-pane")).to_have_attribute("style", str(before))


def test_an_embedded_page_lists_its_places_without_scripts(open_page: Open) -> None:
    opened = open_page(drawn={"embed": True}, java_script_enabled=False, **FRAME)
    expect(opened.locator("#places tbody tr")).to_have_count(22)
    expect(opened.locator("#map")).to_be_hidden()


# Without the text


def test_without_the_text_only_quotations_are_in_the_file_and_everything_else_works(open_page: Open) -> None:
    opened = open_page(drawn={"text": False})
    html = opened.content()
    assert "Von: Grete Beispiel" not in html
    expect(opened.locator("a.mention", has_text="Moskau")).to_have_count(2)
    opened.locator("a.mention", has_text="München").last.click()
    expect(opened.locator(".card h3")).to_have_text("München")
    expect(opened.locator("a.mention.here")).to_be_in_viewport()
    with opened.expect_download() as download:
        opened.locator("#download button", has_text="CSV").click()
    rows = download.value.path().read_text("utf-8-sig").splitlines()
    starts = [r.mention.start for r in atlas().articles[0].resolutions if r.status != "rejected"]
    assert [int(row.split(",")[1]) for row in rows[1:]] == starts, "offsets count in the article"


# Tiles


class TileServer(BaseHTTPRequestHandler):
    """Answers each request with one pixel and remembers it."""

    asked: Final[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(PIXEL)

    def log_message(self, *_: object) -> None:
        """Nothing is written to the terminal."""


@pytest.fixture
def tile_server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), TileServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png"
    server.shutdown()
    server.server_close()


def test_tiles_come_from_the_host_that_was_named(open_page: Open, complaints: list[str], tile_server: str) -> None:
    tiles = tiles_from(tile_server, "© Kachelwerk")
    opened = open_page(drawn={"tiles": tiles}, offline=False)
    expect(opened.locator(".folium-map.tiled")).to_have_count(1)
    expect(opened.locator("path.land:not(.place)").first).to_be_hidden()
    expect(opened.locator(".credits")).to_contain_text("© Kachelwerk")
    assert TileServer.asked
    assert complaints and all(address.startswith(tiles.origin) for address in complaints)
    complaints.clear()


def test_without_a_network_the_outlines_stay(open_page: Open, complaints: list[str]) -> None:
    tiles = tiles_from("https://tile.openstreetmap.org/{z}/{x}/{y}.png")
    opened = open_page(drawn={"tiles": tiles})
    expect(opened.locator("path.land:not(.place)").first).to_be_visible()
    expect(opened.locator(".credits a")).to_have_attribute("href", "https://www.openstreetmap.org/copyright")
    opened.close()
    complaints.clear()


# Paper


def paper(opened: Page) -> None:
    opened.emulate_media(media="print")
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")


def test_on_paper_every_pin_and_every_surface_has_its_name_or_its_number(open_page: Open) -> None:
    opened = open_page(viewport={"width": 794, "height": 1123})
    paper(opened)
    numbers = opened.locator(".pin:not(.label) .print-number:visible").all_inner_texts()
    assert len(numbers) == opened.locator(".pin:not(.label)").count() == 9
    for number, name in ((n, opened.locator(f"#p{int(n) - 1} td a").inner_text()) for n in numbers):
        pin = opened.locator(".pin", has=opened.locator(".print-number", has_text=re.compile(f"^{number}$")))
        expect(pin.locator("bdi")).to_have_text(name)
    for label in opened.locator(".pin.label").all():
        assert label.locator(".print-number:visible, .name:visible").count() >= 1
    opened.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(opened.locator(".printing")).to_have_count(0)


def test_on_paper_no_pin_hides_in_a_cluster_and_the_pdf_has_pages(open_page: Open) -> None:
    opened = open_page(large_atlas(ShippedOutlines(), 4, 150, 400))
    expect(opened.locator(".cluster").first).to_be_visible()
    paper(opened)
    expect(opened.locator(".cluster")).to_have_count(0)
    opened.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(opened.locator(".cluster").first).to_be_visible()
    assert opened.pdf().count(b"/Type /Page\n") > 2


# A touch and a frame


def test_on_a_phone_a_place_of_several_dated_articles_opens_as_a_sheet(open_page: Open) -> None:
    opened = open_page(dated("2023-04-01", "2023-04-20"), **PHONE)
    opened.locator("a.mention", has_text="Moskau").first.tap()
    expect(opened.locator("#sheet h3")).to_have_text("Moskau")
    expect(opened.locator("#sheet .article")).to_have_text(["Nummer 0", "Nummer 1"])
    assert PLACES["524901"].name == "Moskau"
