"""The page in a real browser, opened from disk with the network refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import expect

from geo.draw import csv_table, geojson
from geo.model import Article, Atlas, MappedArticle
from tests.browser.chromium import PHONE, Open
from tests.draw.example import atlas, mapped


def test_a_mention_opens_its_place_with_every_sentence_and_the_name_in_bold(open_page: Open) -> None:
    opened = open_page()
    opened.locator("a.mention", has_text="Pjöngjang").first.click()
    card = opened.locator(".leaflet-popup .card")
    expect(card.locator("h3")).to_have_text("Pjöngjang")
    expect(card.locator(".sentences li")).to_have_count(3)
    expect(card.locator(".sentences b")).to_have_text(["Pjöngjang"] * 3)
    expect(opened.locator(".pin.chosen")).to_have_count(1)


def test_the_map_moves_so_that_popup_and_place_are_in_view(open_page: Open) -> None:
    opened = open_page()
    for name in ("München", "Donezk", "USA", "Donbass", "Japanischen Meer"):
        opened.locator("a.mention", has_text=name).first.click()
        # Every place is told by its pulse once the map has been moved to it.
        expect(opened.locator(":is(.pin, path).chosen.pulse").first).to_be_attached()
        seen, popup = (opened.locator(part).bounding_box() for part in ("#map", ".leaflet-popup-content-wrapper"))
        assert seen and popup
        assert popup["x"] >= seen["x"] and popup["y"] >= seen["y"], name
        assert popup["x"] + popup["width"] <= seen["x"] + seen["width"], name
        assert popup["y"] + popup["height"] <= seen["y"] + seen["height"], name


def test_a_sentence_in_the_popup_leads_to_its_place_in_the_text(open_page: Open) -> None:
    opened = open_page(viewport={"width": 1000, "height": 500})
    opened.locator("a.mention", has_text="Pjöngjang").first.click()
    expect(opened.locator("a.mention", has_text="Pjöngjang").nth(2)).not_to_be_in_viewport()
    opened.locator(".sentences a").nth(2).click()
    expect(opened.locator("a.mention", has_text="Pjöngjang").nth(2)).to_be_in_viewport()
    expect(opened.locator("a.mention.here")).to_have_count(1)


def test_a_place_in_the_list_or_on_the_map_brings_the_text_to_its_first_mention_and_on(open_page: Open) -> None:
    opened = open_page(viewport={"width": 1100, "height": 600})
    opened.locator("#places td a", has_text="München").click()
    expect(opened.locator("a.mention", has_text="München").first).to_be_in_viewport()
    opened.get_by_label("Nächste Nennung").click()
    expect(opened.locator(".steps span")).to_have_text("Nennung 2 von 3")
    expect(opened.locator("a.mention", has_text="München").nth(1)).to_be_in_viewport()
    opened.keyboard.press("Escape")
    opened.locator("#outside").click()
    opened.locator(".pin", has_text="Wladiwostok").locator(".dot").click(force=True)
    expect(opened.locator(".card h3")).to_have_text("Wladiwostok")
    expect(opened.locator("a.mention.here")).to_be_in_viewport()


def test_pins_that_would_lie_upon_each_other_can_each_be_reached(open_page: Open) -> None:
    opened = open_page()
    for name in ("Moskau", "Kreml"):
        # One dot covers a part of the other: the click goes to whatever is on top there.
        opened.locator(".pin", has_text=name).locator(".dot").click(force=True)
        expect(opened.locator(".card h3")).to_have_text(name)
        opened.keyboard.press("Escape")


def test_the_city_and_the_region_of_the_same_name_name_each_other(open_page: Open) -> None:
    opened = open_page()
    opened.locator("a.mention", has_text="Donezk").nth(1).click()
    expect(opened.locator(".card h3")).to_have_text("Donezk")
    opened.locator(".near button", has_text="Oblast Donezk").click()
    expect(opened.locator(".card h3")).to_have_text("Oblast Donezk")


def test_hovering_previews_and_moves_nothing(open_page: Open) -> None:
    opened = open_page()
    before = opened.locator(".leaflet-map-pane").get_attribute("style")
    opened.locator("a.mention", has_text="Peking").hover()
    expect(opened.locator(".pin.preview .name")).to_have_text("Peking")
    assert opened.locator(".leaflet-map-pane").get_attribute("style") == before
    expect(opened.locator(".card")).to_have_count(0)


def test_the_keyboard_opens_a_place_and_escape_gives_the_focus_back(open_page: Open) -> None:
    opened = open_page()
    for kind in ("a.mention >> nth=0", ".pin[role=button] >> nth=0"):
        opener = opened.locator(kind)
        opener.focus()
        opened.keyboard.press("Enter")
        expect(opened.locator(".card h3")).to_be_focused()
        opened.keyboard.press("Escape")
        expect(opened.locator(".card")).to_have_count(0)
        expect(opener).to_be_focused()


def test_pins_have_names_and_choosing_one_is_announced(open_page: Open) -> None:
    opened = open_page()
    expect(opened.get_by_role("button", name="Pjöngjang, Stadt, Nordkorea, 3 Nennungen")).to_have_count(1)
    opened.locator("a.mention", has_text="Pjöngjang").first.click()
    expect(opened.locator("#announcer")).to_have_text("Pjöngjang, Stadt, Nordkorea, 3 Nennungen")


def test_the_legend_hides_in_text_list_and_map_alike(open_page: Open) -> None:
    opened = open_page()
    opened.locator("#legend button", has_text="Städte").click()
    expect(opened.locator(".mention.group-city:not(.off)")).to_have_count(0)
    expect(opened.locator(".mention.group-city[href]")).to_have_count(0)
    expect(opened.locator("#places tr.group-city:visible")).to_have_count(0)
    expect(opened.locator(".pin.group-city")).to_have_count(0)
    opened.locator("#legend button", has_text="Städte").click()
    expect(opened.locator(".pin.group-city")).to_have_count(8)


def test_a_link_opens_what_was_seen(open_page: Open) -> None:
    opened = open_page(fragment="#place=iso%3AUA-14&hide=kind-indirect")
    expect(opened.locator(".card h3")).to_have_text("Oblast Donezk")
    expect(opened.locator("#legend .kind-indirect")).to_have_attribute("aria-pressed", "false")
    opened.locator("a.mention", has_text="Peking").click()
    expect(opened).to_have_url(
        re.compile(r"#place=geonames%3A1816670&hide=kind-indirect&view=39\.9\d+,116\.\d+,[\d.]+$")
    )


def test_the_search_finds_names_and_sentences(open_page: Open) -> None:
    opened = open_page()
    opened.keyboard.press("/")
    opened.keyboard.type("stromausf")
    expect(opened.locator("#places tbody tr:visible")).to_have_count(3)
    opened.locator("#search").fill("gibt es nicht")
    expect(opened.locator("#no-match")).to_be_visible()


def test_the_list_can_be_sorted(open_page: Open) -> None:
    opened = open_page()
    opened.locator("#places th button", has_text="Ort").click()
    assert opened.locator("#places tbody td a").first.inner_text() == "Brasilien"
    opened.locator("#places th button", has_text="Nennungen").click()
    expect(opened.locator("#places th").last).to_have_attribute("aria-sort", "descending")
    assert opened.locator("#places tbody td a").last.inner_text() == "Ukraine"


def test_the_downloads_are_the_files_that_the_library_writes(open_page: Open) -> None:
    opened = open_page()
    texts = {}
    for name in ("GeoJSON", "CSV"):
        with opened.expect_download() as download:
            opened.locator("#download button", has_text=name).click()
        texts[name] = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    assert json.loads(texts["GeoJSON"]) == json.loads(geojson(atlas()))
    assert texts["CSV"] == csv_table(atlas())


def test_the_divider_moves_by_keyboard(open_page: Open) -> None:
    opened = open_page()
    width = opened.locator("#text").bounding_box()
    opened.locator("#divider").press("ArrowRight")
    wider = opened.locator("#text").bounding_box()
    assert width and wider and wider["width"] > width["width"]


def test_a_phone_shows_map_above_text_and_the_place_as_a_sheet_and_nothing_is_too_wide(open_page: Open) -> None:
    opened = open_page(**PHONE)
    assert opened.evaluate("document.documentElement.scrollWidth") == 390
    seen, text = (opened.locator(part).bounding_box() for part in ("#map", "article"))
    assert seen and text and seen["y"] + seen["height"] <= text["y"]
    opened.locator("a.mention", has_text="Moskau").first.click()
    expect(opened.locator("#sheet h3")).to_have_text("Moskau")
    expect(opened.locator("a.mention.here")).to_be_in_viewport()
    assert opened.evaluate("document.documentElement.scrollWidth") == 390


def test_dark_mode_follows_the_system_on_page_and_map(open_page: Open) -> None:
    def colours(scheme: str) -> list[str]:
        opened = open_page(color_scheme=scheme)
        return [
            str(opened.evaluate("getComputedStyle(document.body).backgroundColor")),
            str(opened.evaluate("getComputedStyle(document.querySelector('path.land:not(.place)')).fill")),
        ]

    light, dark = colours("light"), colours("dark")
    assert all(one != other for one, other in zip(light, dark, strict=True))


def test_without_scripts_text_and_table_are_there_and_lead_to_each_other(open_page: Open) -> None:
    opened = open_page(java_script_enabled=False)
    expect(opened.locator("article")).to_contain_text("Der Bahnsteig in Wladiwostok ist leer")
    expect(opened.locator("#places tbody tr")).to_have_count(22)
    expect(opened.locator("#map")).to_be_hidden()
    opened.locator("a.mention", has_text="Peking").click()
    expect(opened.locator("#places tr", has_text="Peking")).to_be_in_viewport()


def test_an_article_can_be_chosen_among_several(open_page: Open) -> None:
    second = mapped(Article("zwei", "In Moskau schneit es.", title="Schnee"))
    opened = open_page(Atlas((atlas().articles[0], second)))
    opened.locator("#chips a", has_text="Schnee").click()
    expect(opened.locator("main > article:visible")).to_have_count(1)
    expect(opened.locator("#places tbody tr:visible")).to_have_count(1)
    expect(opened.locator(".pin[role=button]")).to_have_count(1)


def test_an_unlocated_name_says_so(open_page: Open) -> None:
    opened = open_page()
    opened.locator("a.mention", has_text="Krasnopolje").click()
    expect(opened.locator("#sheet .card")).to_contain_text("nicht verortet")


def test_on_paper_the_map_is_numbered_and_stands_above_the_list(open_page: Open) -> None:
    opened = open_page(viewport={"width": 794, "height": 1123})
    opened.emulate_media(media="print")
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    boxes = [opened.locator(part).bounding_box() for part in ("article", "#map", "#places")]
    tops = [box["y"] for box in boxes if box]
    assert len(tops) == 3
    assert tops == sorted(tops)
    expect(opened.locator(".pin:not(.label) .print-number").first).to_be_visible()
    opened.evaluate("dispatchEvent(new Event('afterprint'))")


def test_an_article_without_places_is_shown(open_page: Open) -> None:
    opened = open_page(Atlas((MappedArticle(Article("a", "Nichts."), (), ()),)))
    expect(opened.locator(".summary")).to_have_text("Keine Orte gefunden")
