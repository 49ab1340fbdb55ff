"""The sentences of the table of places, and the names that came to nothing."""

from geo.app.places import names, quotes
from geo.draw.gather import gather
from geo.model import Article, Atlas, MappedArticle, Mention, Place, Resolution, Sentence, Status

MUNICH = Place("geonames:2867714", "München", 48.137, 11.575, "city", "DE", names={"en": "Munich"})
TEXT = "Bremen? München, nur München. Nach Mingen und Nirgendheim."


def mapped(*found: tuple[str, int, Place | None, Status]) -> Atlas:
    """An atlas of :data:`TEXT`; what was found is given as surface, start, place and status."""
    resolutions = tuple(
        Resolution(Mention(start, start + len(surface), surface, surface, "place"), status, place, 0.9)
        for surface, start, place, status in found
    )
    return Atlas((MappedArticle(Article("a", TEXT), (Sentence(8, 29), Sentence(30, len(TEXT))), resolutions),))


def test_a_sentence_that_mentions_a_place_twice_is_quoted_once_with_both_spans() -> None:
    atlas = mapped(("München", 8, MUNICH, "located"), ("München", 21, MUNICH, "unsure"))
    (spot,) = gather(atlas)
    (quote,) = quotes(spot, atlas)
    assert quote.text == "München, nur München."
    assert [quote.text[start:end] for start, end in quote.spans] == ["München", "München"]


def test_a_mention_outside_every_sentence_is_quoted_by_itself() -> None:
    atlas = mapped(("Bremen", 0, None, "unlocated"))
    (spot,) = gather(atlas)
    assert quotes(spot, atlas)[0].text == "Bremen"


def test_names_that_came_to_nothing_are_known_once_each() -> None:
    atlas = mapped(("Bremen", 0, None, "rejected"), ("München", 8, MUNICH, "located"), ("Bremen", 0, None, "rejected"))
    assert names(atlas, "rejected") == ("Bremen",)
    assert names(atlas, "unlocated") == ()
