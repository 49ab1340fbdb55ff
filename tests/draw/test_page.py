import json
import re
from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest

from geo.draw import page
from geo.draw.geometry import packed
from geo.draw.payload import json_block
from geo.model import (
    Article,
    Atlas,
    Extent,
    Failure,
    Geometry,
    MappedArticle,
    Mention,
    Outlines,
    Place,
    Resolution,
    Sentence,
)
from geo.pipeline import Mapper
from geo.read import read_text
from geo.sources.outlines import ShippedOutlines
from tests.draw.example import PLACES, atlas, mapped


class Square(Outlines):
    """A world of two square countries and one region, small enough to look at."""

    def outline(self, reference: str) -> Geometry | None:
        return _square(1) if reference == "iso:UA-14" else None

    def world(self) -> Geometry:
        countries = [
            {"id": f"iso:{code}", "de": code, "en": code, "lat": 5, "lon": 5, "rank": 1} for code in ("RU", "UA")
        ]
        features = [{"type": "Feature", "properties": country, "geometry": _square(9)} for country in countries]
        border = {"type": "MultiLineString", "coordinates": [[[0, 0], [1, 1]]]}
        disputed = {"type": "Feature", "properties": {"kind": "disputed", "between": []}, "geometry": border}
        return {"type": "FeatureCollection", "features": [*features, disputed]}


def _square(side: int) -> Geometry:
    return {"type": "Polygon", "coordinates": [[[0, 0], [side, 0], [side, side], [0, side], [0, 0]]]}


def _data(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="atlas">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def _spots(html: str) -> dict[str, dict[str, Any]]:
    return {spot["id"]: spot for spot in _data(html)["spots"]}


@pytest.fixture(scope="module")
def html() -> str:
    return page(atlas(), Square())


def test_the_same_atlas_gives_the_same_page_byte_for_byte(html: str) -> None:
    assert page(atlas(), Square()) == html


def test_the_page_says_its_language_its_title_and_how_many_places_it_has(html: str) -> None:
    assert '<html lang="de">' in html
    assert "<title>Ein Zug nach Osten: Wie Nordkorea und Russland wieder zueinanderfinden</title>" in html
    assert "20 Orte, 1 unsicher, 1 nicht verortet" in html


def test_the_page_can_be_enlarged_and_asks_for_nothing_from_outside(html: str) -> None:
    assert "user-scalable" not in html
    assert not re.search(r"<(?:script|img|iframe|source)[^>]*\ssrc=|<link\b|@import|sourceMappingURL", html)
    assert not re.search(r"url\((?!#)", html.split("<script>")[0])


def test_only_the_scripts_of_the_page_may_run(html: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digests = {b64encode(sha256(script.encode()).digest()).decode() for script in scripts}
    assert set(re.findall(r"sha256-([\w+/=]+)", policy[1].replace("&#39;", "'"))) == digests
    assert "default-src" in policy[1]
    assert "unsafe-inline" not in policy[1].split("style-src")[0]


def test_every_mention_but_the_rejected_is_marked_and_leads_to_its_place(html: str) -> None:
    shown = [r for r in atlas().articles[0].resolutions if r.status != "rejected"]
    marks = re.findall(r'<a class="mention[^>]*href="#p(\d+)"[^>]*>([^<]*)</a>', html)
    assert [text for _, text in marks] == [r.mention.surface for r in shown]
    assert all(f'<tr id="p{spot}"' in html for spot, _ in marks)


def test_the_text_is_there_whole_without_the_metadata_before_the_title(html: str) -> None:
    body = "".join(re.findall(r"<article.*?</article>", html, re.DOTALL))
    shown = " ".join(re.sub(r"<[^>]+>", "", body).split())
    text = " ".join(atlas().articles[0].article.text.removeprefix("date 2024-06 ").split())
    assert shown.endswith(text)


def test_a_country_is_drawn_by_the_base_map_and_a_region_by_its_own_outline(html: str) -> None:
    spots = _spots(html)
    assert spots["iso:RU"]["feature"] == "iso:RU"
    assert "outline" not in spots["iso:RU"]
    assert spots["iso:UA-14"]["outline"] == packed(_square(1))
    assert spots["schauplatz:donbass"]["bbox"] == [36.5, 46.9, 40.2, 50.1]
    assert not {"outline", "feature"} & spots["iso:UA-09"].keys()


def test_a_country_of_another_source_is_the_same_feature() -> None:
    place = Place("geonames:2017370", "Russland", 60, 100, "country", "RU", source="geonames")
    spots = _spots(page(_atlas("In Russland.", "Russland", place), Square()))
    assert spots["geonames:2017370"]["feature"] == "iso:RU"


def test_the_page_tells_why_a_place_was_chosen_and_what_else_it_could_be(html: str) -> None:
    neustadt, phrases = _spots(html)["geonames:2864549"], _data(html)["phrases"]
    assert phrases[neustadt["sure"]] == "Die Zuordnung ist unsicher."
    reasons = [phrases[number] for number in neustadt["reasons"]]
    assert "Er ist einer der bekanntesten Orte dieses Namens (53.984 Einwohner)." in reasons
    ((name, *facts),) = neustadt["candidates"]
    assert name == "Neustadt in Holstein"
    assert [phrases[number] for number in facts] == ["Stadt", "Deutschland", "16.158 Einwohner", "gut möglich"]


def test_labels_can_be_english() -> None:
    english = page(atlas(), Square(), labels="en")
    assert "20 places, 1 unsure, 1 not located" in english
    assert _spots(english)["geonames:524901"]["name"] == "Moscow"
    assert '<article id="a0" lang="de">' in english


def test_places_are_merged_over_articles_and_each_article_has_its_headline() -> None:
    second = mapped(Article("zwei", "In Moskau schneit es.", title="Schnee"))
    both = page(Atlas((atlas().articles[0], second)), Square(), title="Zwei Züge")
    assert "<h1>Zwei Züge</h1>" in both
    assert both.count('<h2 class="headline">') == 2
    assert both.count("<bdi>Moskau</bdi>") == 1


def test_what_could_not_be_read_is_told() -> None:
    told = page(Atlas((), (Failure("<b>.txt", "leer & wüst"),)), Square())
    assert "<bdi>&lt;b&gt;.txt</bdi>: leer &amp; wüst" in told
    assert "Keine Orte gefunden" in told


def test_the_data_are_credited_under_the_source_names_that_the_gazetteer_really_gives(mapper: Mapper) -> None:
    atlas = mapper.atlas([read_text("Der Zug fährt von München nach Kiew.", "paste")])
    html = page(atlas, mapper.outlines)
    for name in ("Natural Earth", "GeoNames", "GermEval 2014", "Multilingual E5"):
        assert f"{name}</a> (" in html
    assert "OpenStreetMap" not in html


def test_openstreetmap_is_credited_only_where_it_was_used(html: str) -> None:
    assert "openstreetmap.org" not in html
    place = Place("osm:way/1", "Halle", 51, 12, "city", "DE", source="nominatim")
    assert "openstreetmap.org/copyright" in page(_atlas("In Halle.", "Halle", place), Square())


def test_nothing_of_an_article_becomes_markup() -> None:
    evil = "</script><script>alert(1)</script>"
    place = Place(evil, evil, 50, 10, "city", "DE", {"de": evil}, Extent(0, 0, 1, 1), source=evil)
    atlas_ = _atlas(f"In {evil}.", evil, place, title=evil, source=evil)
    told = page(atlas_, Square(), title=evil)
    assert told.count("<script>alert") == 0
    assert told.count("<script") == page(_atlas("In Halle.", "Halle", PLACES["524901"]), Square()).count("<script")


def test_a_source_is_a_link_only_where_it_is_a_web_address() -> None:
    def told(source: str) -> str:
        return page(Atlas((MappedArticle(Article("a", "Nichts.", source=source), (), ()),)), Square())

    assert 'href="https://example.org/a"' in told("https://example.org/a")
    assert 'href="javascript:' not in told("javascript:alert(1)")


def test_a_block_of_json_contains_nothing_that_ends_a_script_or_a_line() -> None:
    text = "</script> & \u2028 \u2029 \ud800"
    block = json_block({"text": text})
    assert not set("<>&\u2028\u2029\ud800") & set(block)
    assert json.loads(block) == {"text": text.replace("\ud800", "\ufffd")}


def test_lone_surrogates_do_not_keep_the_page_from_being_written() -> None:
    place = PLACES["524901"]
    page(_atlas("In Mos\ud800kau.", "Mos\ud800kau", place, title="\ud800", source="\ud800"), Square()).encode()


def test_a_mention_across_a_blank_line_stays_whole() -> None:
    told = page(_atlas("In Bad\n\nTölz schneit es.\n\nEnde.", "Bad\n\nTölz", PLACES["524901"]), Square())
    assert ">Bad\n\nTölz</a>" in told
    assert told.count('<p dir="auto"') == 2


def test_three_hundred_places_stay_below_800_kilobytes_and_are_clustered(html: str) -> None:
    names = [f"Ort{number}" for number in range(300)]
    text = " ".join(
        f"In {name} geschah an jenem Tag etwas, das die Leute dort noch lange beschäftigte." for name in names
    )
    found = [
        Resolution(
            Mention(m.start(), m.end(), m[0], m[0], "place"),
            "located",
            Place(f"x:{m[0]}", m[0], 40 + i / 30, 5 + i / 30, "city", "DE", source="geonames"),
            0.9,
        )
        for i, m in enumerate(re.finditer(r"Ort\d+", text))
    ]
    sentences = tuple(Sentence(*m.span()) for m in re.finditer(r"[^.]+\.", text))
    many = page(Atlas((MappedArticle(Article("a", text), sentences, tuple(found)),)), ShippedOutlines())
    assert len(many.encode()) < 800_000
    assert "markerClusterGroup" in many
    assert "MarkerClusterGroup=" not in html


def _atlas(text: str, surface: str, place: Place, *, title: str | None = None, source: str | None = None) -> Atlas:
    start = text.index(surface)
    mention = Mention(start, start + len(surface), surface, surface, "place")
    article = Article("a", text, title=title, source=source)
    return Atlas((MappedArticle(article, (Sentence(0, len(text)),), (Resolution(mention, "located", place, 0.9),)),))


def test_what_was_not_looked_up_is_told_and_escaped() -> None:
    told = Atlas(atlas().articles, notes=("1 name was not looked up online (<b>Ort</b>): the server is busy",))
    html = page(told, ShippedOutlines())
    assert "Nicht nachgeschlagen" in html
    assert "&lt;b&gt;Ort&lt;/b&gt;" in html
    assert "Nicht nachgeschlagen" not in page(atlas(), ShippedOutlines())
