"""The table of places."""

from geo.app.places import names, place_rows
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
    (row,) = place_rows(mapped(("München", 8, MUNICH, "located"), ("München", 21, MUNICH, "unsure")), "en")
    (quote,) = row.quotes
    assert quote.text == "München, nur München."
    assert [quote.text[start:end] for start, end in quote.spans] == ["München", "München"]
    assert (row.name, row.mentions, row.status) == ("Munich", 2, "located")


def test_a_place_with_doubtful_mentions_only_is_unsure() -> None:
    (row,) = place_rows(mapped(("Mingen", 35, MUNICH, "unsure")), "de")
    assert row.status == "unsure"


def test_names_that_were_not_located_come_last_and_rejected_ones_not_at_all() -> None:
    atlas = mapped(
        ("Bremen", 0, None, "rejected"), ("Nirgendheim", 46, None, "unlocated"), ("München", 8, MUNICH, "located")
    )
    assert [row.name for row in place_rows(atlas, "de")] == ["München", "Nirgendheim"]
    assert names(atlas, "rejected") == ("Bremen",)


def test_a_mention_outside_every_sentence_is_quoted_by_itself() -> None:
    (row,) = place_rows(mapped(("Bremen", 0, None, "unlocated")), "de")
    assert row.quotes[0].text == "Bremen"
