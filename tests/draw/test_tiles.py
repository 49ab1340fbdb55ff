"""Tiles: one host, named and credited, or a word why not."""

import pytest

from geo.draw import page, tiles_from
from geo.errors import InvalidTiles
from tests.draw.example import atlas
from tests.draw.test_page import Square

OSM = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"


def test_openstreetmap_is_credited_by_itself_and_others_must_be_named() -> None:
    assert tiles_from(OSM).credit == "© OpenStreetMap contributors"
    assert tiles_from("https://tiles.example.org/{z}/{x}/{y}.png?key=a1", " © Example ").credit == "© Example"
    with pytest.raises(InvalidTiles, match="--tiles-credit"):
        tiles_from("https://tiles.example.org/{z}/{x}/{y}.png")


@pytest.mark.parametrize(
    "url",
    [
        "http://tiles.example.org/{z}/{x}/{y}.png",
        "https://{s}.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://user:word@tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org:99999/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}/{y}.png'; script-src *",
        "https://tiles.example.org;img-src */{z}/{x}/{y}.png",
        "https://*/{z}/{x}/{y}.png",
        "https://[::1/{z}/{x}/{y}.png",
        "javascript:alert(1)//{z}/{x}/{y}",
        "data:image/png,{z}{x}{y}",
        "",
    ],
)
def test_what_is_no_template_of_one_host_is_refused(url: str) -> None:
    with pytest.raises(InvalidTiles):
        tiles_from(url, "© Example")


def test_the_policy_allows_exactly_that_host() -> None:
    tiles = tiles_from("https://tiles.example.org:8443/a/{z}/{x}/{y}.png", "© <Example>")
    html = page(atlas(), Square(), tiles=tiles)
    assert "img-src data: https://tiles.example.org:8443; base-uri" in html
    assert "© &lt;Example&gt;" in html
    assert "https:" not in page(atlas(), Square()).partition("Content-Security-Policy")[2].partition(">")[0]
