"""Sizes and times of the exported page, beside a plain Folium map of the same places.

    python -m benchmarks.page [ARTICLE …]

Without articles, the samples in ``seeds/``; then 200 articles with 2,000 places and 20,000 mentions, made up
(``tests/draw/large.py``). Each page is opened five times in Chromium, in a window of 1440 by 900 pixels; the median
counts. «Opening» is from the start of the navigation to the frame after the load event. Folium's map gets a marker
with popup for each place and the outlines as GeoJSON. Of its eleven files from five hosts it is handed Leaflet and a
shim for jQuery from this machine, at once, and nothing else, no tiles either: what they would take on a network is not
counted, nor is their size.
"""

from __future__ import annotations

import html
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import folium
from playwright.sync_api import Browser, Page, Route, sync_playwright
from xstatic.pkg import leaflet

from geo.draw import page
from geo.draw.gather import gather
from geo.draw.text import sentence_text
from geo.model import Atlas, Outlines
from geo.pipeline import Mapper
from geo.read import read_file
from geo.settings import Settings
from tests.browser.chromium import find_chromium
from tests.draw.large import large_atlas

ROOT: Final = Path(__file__).resolve().parent.parent
RUNS: Final = 5
ANSWER: Final = """async ([selector, number, kind]) => {
  const target = document.querySelectorAll(selector)[number];
  const start = performance.now();
  if (kind === "click") target.click();
  else if (kind === "hover") target.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
  else if (kind === "scroll") target.scrollBy(0, 700);
  else { target.value = kind; target.dispatchEvent(new Event("input")); }
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""
JQUERY: Final = "$ = (html) => [Object.assign(document.createElement('div'), {innerHTML: html}).firstElementChild];"
NEXT_FRAME: Final = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
ACTIONS: Final = {
    "click on a mention": [("a.mention", number, "click") for number in (10, 40, 80, 20, 60)],
    "click on a mention far away": [("a.mention", number, "click") for number in (9000, 19_000, 12_000, 3000, 15_000)],
    "hovering over a mention": [("a.mention", number, "hover") for number in (10, 40, 80, 20, 60)],
    "click on a place in the list": [("#places td a", number, "click") for number in (3, 30, 10, 60, 20)],
    "hiding all towns": [("#legend button", 2, "click")] * 5,
    "choosing an article, and all again": [("#chips a", number, "click") for number in (3, 0, 7, 0, 9)],
    "typing in the search": [("#search", 0, typed) for typed in ("b", "be", "ber", "berg", "")],
    "scrolling the text": [("#text", 0, "scroll")] * 5,
}


def hand_out(route: Route) -> None:
    """Folium's Leaflet from this machine; of what it wants besides, nothing."""
    name = route.request.url.rpartition("/")[2]
    if route.request.url.startswith("file:"):
        route.continue_()
    elif name.startswith("leaflet.js"):
        route.fulfill(path=Path(leaflet.BASE_DIR, "leaflet.js"), content_type="text/javascript")
    elif name.startswith("jquery"):
        route.fulfill(body=JQUERY, content_type="text/javascript")
    else:
        route.abort()


def opening(browser: Browser, file: Path) -> float:
    """Seconds to open a page, the median of some runs."""
    times = []
    for _ in range(RUNS):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
        context.route("**/*", hand_out)
        tab = context.new_page()
        begin = time.perf_counter()
        tab.goto(file.as_uri())
        tab.evaluate(NEXT_FRAME)
        times.append(time.perf_counter() - begin)
        context.close()
    return statistics.median(times)


def answers(browser: Browser, file: Path) -> Iterator[tuple[str, float, float]]:
    """What a reader does, and the median and the longest time in milliseconds until the next frame is drawn."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(file.as_uri())
    tab.wait_for_timeout(1000)
    tab.locator("#search").focus()
    for name, steps in ACTIONS.items():
        times = [_answer(tab, list(step)) for step in steps if tab.locator(step[0]).count() > step[1]]
        if times:
            yield name, statistics.median(times), max(times)
    context.close()


def _answer(tab: Page, step: list[object]) -> float:
    took: float = tab.evaluate(ANSWER, step)
    tab.wait_for_timeout(400)
    return took


def plain_folium(atlas: Atlas, outlines: Outlines) -> str:
    """The same places as most people draw them: a marker with popup each, outlines as GeoJSON, text escaped."""
    plain = folium.Map(location=(50, 10), zoom_start=4)
    features: dict[str, Any] = {f["properties"].get("id"): f for f in outlines.world()["features"]}
    for spot in gather(atlas):
        if spot.place is None:
            continue
        sentences = dict.fromkeys(sentence_text(atlas.articles[a.article], a.sentence) for a in spot.appearances)
        shown = "<br>".join(html.escape(text) for text in (spot.place.name, *sentences))
        geometry = outlines.outline(spot.place.outline or "")
        if spot.place.id in features or geometry:
            folium.GeoJson(features.get(spot.place.id, geometry), popup=folium.Popup(shown)).add_to(plain)  # type: ignore[arg-type]
        else:
            folium.Marker((spot.place.lat, spot.place.lon), popup=folium.Popup(shown)).add_to(plain)
    rendered: str = plain.get_root().render()
    return rendered


def main(articles: list[Path]) -> None:
    """Print one line a figure."""
    mapper = Mapper(Settings.from_environment(), print)
    atlases = {article.name: mapper.atlas([read_file(article)]) for article in articles}
    atlases["200 articles"] = large_atlas(mapper.outlines)
    with TemporaryDirectory() as temporary, sync_playwright() as playwright:
        chromium = find_chromium()
        if chromium is None:
            sys.exit("Chromium is missing; install it with: apt-get install chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, atlas in atlases.items():
            ours, plain = Path(temporary, "ours.html"), Path(temporary, "plain.html")
            begin = time.perf_counter()
            ours.write_text(page(atlas, mapper.outlines), encoding="utf-8")
            drawn = time.perf_counter() - begin
            begin = time.perf_counter()
            plain.write_text(plain_folium(atlas, mapper.outlines), encoding="utf-8")
            plainly = time.perf_counter() - begin
            print(f"-- {name}: {len(gather(atlas))} places")
            for what, file, seconds in (("ours", ours, drawn), ("plain folium", plain, plainly)):
                size = file.stat().st_size / 1000
                print(f"{what}: drawn in {seconds:.2f} s, {size:.0f} kB, opens in {opening(browser, file):.2f} s")
            for action, median, longest in answers(browser, ours):
                print(f"{action}: {median:.0f} ms (at most {longest:.0f})")
        browser.close()


if __name__ == "__main__":
    main([Path(one).resolve() for one in sys.argv[1:]] or sorted((ROOT / "seeds").glob("*.txt")))
