"""Texts, names and answers of strangers: nothing of them runs, nothing leaves the page, and the page still works."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo.draw import csv_table, geojson
from geo.draw.text import writable
from geo.model import (
    Article,
    Atlas,
    Candidate,
    Extent,
    Failure,
    MappedArticle,
    Mention,
    Place,
    RankedCandidate,
    Reason,
    Resolution,
    Sentence,
)
from geo.read import read_bytes
from geo.sources.nominatim_records import candidates
from geo.sources.own_places import OwnPlaces
from tests.browser.chromium import PHONE, Open
from tests.browser.payloads import EXAMPLES

TYPES = ("city", "region", "river", "area", "site", "sea")


def hostile_place(number: int, payload: str) -> Place:
    """A place all of whose texts are the payload."""
    lat, lon = 45 + number % 9, 5 + number // 9
    return Place(
        f"user:{payload}",
        payload,
        lat,
        lon,
        TYPES[number % len(TYPES)],  # type: ignore[arg-type]
        payload[:2],
        {"de": payload, "en": payload},
        Extent(lat - 0.2, lon - 0.2, lat + 0.2, lon + 0.2),
        outline=payload,
        source=payload,
        course=((lat, lon), (lat + 0.5, lon + 0.5)) if TYPES[number % len(TYPES)] == "river" else (),
    )


def hostile_article(payloads: tuple[str, ...], name: str) -> MappedArticle:
    """An article with a sentence for each payload, which is mentioned as a place in it."""
    text, sentences, found = "", [], []
    for number, payload in enumerate(payloads):
        start = len(text)
        text += f"Gestern kam {payload} der Zug nach "
        place = hostile_place(number, payload)
        other = RankedCandidate(Candidate(hostile_place(number + 1, f"{payload} II"), "preferred", payload), 0.3)
        chosen = RankedCandidate(
            Candidate(place, "preferred", payload), 0.6, (Reason("type_cue", 1, payload), Reason(payload, 1, payload))
        )
        mention = Mention(len(text), len(text) + len(payload), payload, f"{payload}!", "place")
        status = "unsure" if number % 5 else "unlocated"
        found.append(Resolution(mention, status, place if status == "unsure" else None, 0.6, (chosen, other)))  # type: ignore[arg-type]
        text += f"{payload} an. {payload}\n\n"
        sentences.append(Sentence(start, len(text) - 2))
    article = Article(
        name, text, payloads[0], payloads[1], payloads[2], payloads[3], notes=(f"language:{payloads[4]}",)
    )
    return MappedArticle(article, tuple(sentences), tuple(found))


def hostile_atlas() -> Atlas:
    """All payloads, in articles of a dozen each."""
    edges = [*range(0, len(EXAMPLES) - 6, 12), len(EXAMPLES)]
    articles = tuple(hostile_article(EXAMPLES[start:end], EXAMPLES[start]) for start, end in pairwise(edges))
    return Atlas(articles, tuple(Failure(payload, payload) for payload in EXAMPLES))


def use_everything(opened: Page) -> None:
    """Open every card and its folds, hover, search, sort, filter, choose articles, move the map."""
    opened.evaluate(
        """async () => {
          const frame = () => new Promise((done) => setTimeout(done));
          for (const mark of document.querySelectorAll("#places tbody a")) {
            mark.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
            mark.click();
            for (const fold of document.querySelectorAll(".card summary")) fold.click();
            document.querySelectorAll(".card .sentences a").forEach((link) => link.click());
            await frame();
          }
          for (const mark of document.querySelectorAll("a.mention")) {
            mark.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
            mark.dispatchEvent(new MouseEvent("mouseout", {bubbles: true}));
          }
          for (const button of document.querySelectorAll("th button, #chips a")) { button.click(); await frame(); }
          document.querySelector("#chips a").click();
          for (const button of document.querySelectorAll("#legend button")) { button.click(); button.click(); }
        }"""
    )


@pytest.mark.parametrize("drawn", [{}, {"embed": True}, {"text": False}], ids=["page", "embed", "no-text"])
def test_nothing_runs_nothing_leaves_and_the_page_works(open_page: Open, drawn: dict[str, object]) -> None:
    assert len(set(EXAMPLES)) >= 60
    opened = open_page(hostile_atlas(), drawn=drawn)
    use_everything(opened)
    for payload in EXAMPLES[:8]:
        opened.locator("#search").fill(payload)
        expect(opened.locator("#places tbody tr:visible").first).to_be_visible()
    assert opened.locator("img, iframe, object, embed, form, base, template, svg script, math").count() == 0
    assert opened.locator("a[href^='javascript' i], [onerror], [onload], [onclick], [style*='evil']").count() == 0
    assert opened.evaluate("Object.keys(Object.prototype).length") == 0
    opened.locator("#search").fill("")
    opened.get_by_role("link", name="constructor", exact=True).last.click()
    expect(opened.locator(".card h3")).to_have_text("constructor")


@pytest.mark.parametrize("labels", ["de", "en"])
def test_every_payload_is_shown_as_it_was_written(open_page: Open, labels: str) -> None:
    opened = open_page(hostile_atlas(), drawn={"labels": labels})
    shown = set(opened.locator("#places td a").evaluate_all("all => all.map((one) => one.textContent)"))
    wanted = {writable(payload) for payload in EXAMPLES}
    assert {name.removesuffix("!").replace("\n", "") for name in shown} >= {name.replace("\n", "") for name in wanted}


def test_the_downloads_are_whole_and_harmless(open_page: Open) -> None:
    atlas = hostile_atlas()
    opened = open_page(atlas)
    texts = {}
    for name in ("GeoJSON", "CSV"):
        with opened.expect_download() as download:
            opened.locator("#download button", has_text=name).click()
        texts[name] = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    assert json.loads(texts["GeoJSON"]) == json.loads(geojson(atlas))
    assert texts["CSV"] == csv_table(atlas)
    rows = list(csv.DictReader(io.StringIO(texts["CSV"], newline="")))
    assert len(rows) == len(EXAMPLES)
    assert not [value for row in rows for value in row.values() if value.startswith(("=", "+", "@"))]


def test_a_phone_bears_it_too_and_nothing_is_too_wide(open_page: Open) -> None:
    opened = open_page(hostile_atlas(), **PHONE)
    opened.locator("a.mention").first.click()
    assert opened.evaluate("document.documentElement.scrollWidth") == 390


def test_a_title_that_was_asked_for_and_an_address_full_of_tricks(open_page: Open) -> None:
    for payload in ("<script>alert(1)</script>", "__proto__", "%", "%E0%A4%A", "view=1e999,0,0", "a&b=c"):
        fragment = f"#place={payload}&hide={payload},group-city&article={payload}&dates={payload}&view={payload}"
        opened = open_page(hostile_atlas(), fragment, drawn={"title": payload})
        expect(opened.locator("h1")).to_have_text(payload)
        assert opened.title() == payload


def test_broken_bytes_become_a_page(open_page: Open) -> None:
    article = read_bytes(
        "In Moskau <b>schneit</b> es, und in München auch".encode() + b"\xff\xfe\xc3( \xed\xa0\x80.", "b.txt"
    )
    start = article.text.index("Moskau")
    place = Place("geonames:524901", "Moskau", 55.7, 37.6, "city", "RU")
    found = Resolution(Mention(start, start + 6, "Moskau", "Moskau", "place"), "located", place, 0.9)
    opened = open_page(Atlas((MappedArticle(article, (Sentence(0, len(article.text)),), (found,)),)))
    expect(opened.locator("a.mention")).to_have_text("Moskau")
    expect(opened.locator("article")).to_contain_text("<b>schneit</b>")


def test_html_in_a_list_of_places_and_in_answers_of_nominatim(open_page: Open, tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>"
    file = tmp_path / "own.geojson"
    properties = {"name": evil, "country": "DE", "type": "site", "names": f"{evil}|`${{alert(2)}}`"}
    point = {"type": "Point", "coordinates": [9.4, 52.5]}
    feature = {"type": "Feature", "properties": properties, "geometry": point}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    answer = [
        {
            "place_id": 1, "osm_type": "node", "osm_id": 7, "lat": "48.1", "lon": "11.5", "class": "place",
            "type": "city", "name": evil, "display_name": evil, "importance": 0.5, "addresstype": "city",
            "namedetails": {"name": evil, "name:de": evil}, "address": {"city": evil, "country_code": "de"},
            "boundingbox": ["48", "49", "11", "12"], "licence": evil,
        }
    ]  # fmt: skip
    given = (*OwnPlaces([file]).candidates(evil), *candidates(json.dumps(answer), evil, "de"))
    assert len(given) == 2
    text = f"In {evil} und in {evil} war es still."
    starts = [3, text.rindex(evil)]
    found = [
        Resolution(
            Mention(start, start + len(evil), evil, evil, "place"),
            "located",
            one.place,
            0.9,
            (RankedCandidate(one, 0.9),),
        )
        for start, one in zip(starts, given, strict=True)
    ]
    opened = open_page(Atlas((MappedArticle(Article("a", text), (Sentence(0, len(text)),), tuple(found)),)))
    for index in range(2):
        opened.locator("a.mention").nth(index).click()
        expect(opened.locator(".card h3")).to_have_text(evil)
    assert opened.locator("img").count() == 0
