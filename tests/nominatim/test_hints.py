"""What an article says of a name reaches the server, and what the server says reaches the map."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from geo.model import MappedArticle
from geo.pipeline import Mapper
from geo.read import read_text
from geo.settings import Settings
from tests.nominatim.server import Server


@pytest.fixture
def online(settings: Settings, gazetteer_path: Path) -> Mapper:
    settings.cache.mkdir()
    settings.gazetteer.symlink_to(gazetteer_path)
    return Mapper(replace(settings, mode="nominatim"))


def mapped(mapper: Mapper, text: str) -> MappedArticle:
    [article] = mapper.atlas([read_text(text, "test")]).articles
    return article


def questions(server: Server) -> list[tuple[str, str]]:
    asked = [parse_qs(query) for _, query in server.requests]
    return [(one["q"][0], one.get("countrycodes", [""])[0]) for one in asked if "q" in one]


def test_the_container_that_the_text_names_narrows_the_question(online: Mapper, nominatim: Server) -> None:
    article = mapped(online, "Der Prozess beginnt in Paris in Texas.")
    assert ("Paris", "") in questions(nominatim) and ("Paris, Texas", "us") in questions(nominatim)
    [paris, texas] = [one.place for one in article.resolutions]
    assert paris is not None and texas is not None
    assert (paris.country, texas.country) == ("US", "US")


def test_a_name_of_which_the_text_says_nothing_is_asked_once(online: Mapper, nominatim: Server) -> None:
    mapped(online, "Der Prozess beginnt in Paris. In Paris regnet es.")
    assert questions(nominatim) == [("Paris", "")]


def test_a_lake_of_the_gazetteer_is_drawn_with_the_servers_outline(online: Mapper, nominatim: Server) -> None:
    article = mapped(online, "Das Boot sank auf dem Saimaa.")
    [lake] = [one.place for one in article.resolutions if one.place is not None]
    assert lake.id.startswith("schauplatz:") and lake.outline is not None
    outline = online.outlines.outline(lake.outline)
    assert outline is not None and outline["type"] == "Polygon"
    asked = len(nominatim.requests)
    assert asked == 2, "the name, and the outline"
    mapped(online, "Das Boot sank auf dem Saimaa.")
    assert len(nominatim.requests) == asked
