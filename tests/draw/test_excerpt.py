"""Quotations in place of a text."""

from geo.draw.excerpt import QUOTED_WORDS, excerpt
from geo.draw.gather import appearances
from geo.model import Article, Atlas, MappedArticle, Mention, Resolution, Sentence
from tests.draw.example import atlas
from tests.draw.large import large_atlas
from tests.draw.test_page import Square

LONG = f"Zuerst {'dies und das ' * 30}in Moskau {'und dann noch jenes ' * 20}bis Kiew {'und so weiter ' * 10}fort."


def long_article() -> Atlas:
    text = f"{LONG} Davon steht sonst nichts da."
    found = tuple(
        Resolution(Mention(text.index(name), text.index(name) + len(name), name, name, "place"), "unlocated", None, 0.2)
        for name in ("Moskau", "Kiew")
    )
    sentences = (Sentence(0, len(LONG)), Sentence(len(LONG) + 1, len(text)))
    return Atlas((MappedArticle(Article("lang", text), sentences, found),))


def test_no_quotation_has_more_than_25_words() -> None:
    for given in (long_article(), atlas(), large_atlas(Square(), 5, 50, 200)):
        for mapped in excerpt(given).articles:
            for sentence in mapped.sentences:
                words = [w for w in mapped.article.text[sentence.start : sentence.end].split() if w != "…"]
                assert 1 <= len(words) <= QUOTED_WORDS


def test_every_mention_stands_in_its_quotation_under_its_number() -> None:
    given = atlas()
    short = excerpt(given)
    pairs = zip(appearances(given.articles), appearances(short.articles), strict=True)
    for before, after in pairs:
        mention = after.resolution.mention
        assert mention.surface == before.resolution.mention.surface
        assert short.articles[0].article.text[mention.start : mention.end] == mention.surface
        assert after.sentence.start <= mention.start and mention.end <= after.sentence.end


def test_mentions_far_apart_give_two_quotations_and_the_rest_is_gone() -> None:
    (mapped,) = excerpt(long_article()).articles
    first, second = mapped.article.text.split("\n\n")
    assert "Moskau" in first and "Kiew" in second
    assert first.startswith("… ") and first.endswith(" …")
    assert "Davon steht" not in mapped.article.text


def test_a_sentence_that_is_short_is_quoted_whole_and_the_title_stays() -> None:
    (mapped,) = excerpt(atlas()).articles
    assert mapped.article.text.startswith("Ein Zug nach Osten: ")
    assert "In Pjöngjang spricht man von Freundschaft, in Moskau von Nachbarschaft." in mapped.article.text
    assert "Von: Grete Beispiel" not in mapped.article.text
