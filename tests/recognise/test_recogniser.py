"""What the stage *recognise* promises for every text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from geo.model import Article, Recognition
from geo.recognise import Recogniser
from geo.sources.gazetteer import Gazetteer

STORY = (
    "Hochwasser am Rhein\n"
    "KÖLN (dpa) – Die Kölner Feuerwehr hat am Ufer Säcke gefüllt. „Wir schaffen das!“, sagte ihr Sprecher.\n"
    "Auch in Nord- und Südkorea regnet es, im Ukraine-Krieg schweigen die Waffen nicht.\n\n"
    "Paris Hilton war im Jahr 2017 in Düsseldorf. Zudem kam die französische Ministerin aus São Paulo."
)
WRITTEN = {
    "as it is": STORY,
    "decomposed": unicodedata.normalize("NFD", STORY),
    "with soft hyphens": STORY.replace("Düsseldorf", "Düssel\u00addorf").replace("Kölner", "Köl\u00adner"),
    "with Windows line ends": STORY.replace("\n", "\r\n"),
    "broken across lines": STORY.replace("Düsseldorf", "Düssel-\ndorf").replace("KÖLN", "\ufeffKÖLN"),
    "with hard spaces": STORY.replace("São Paulo", "São\u00a0Paulo").replace("in Düssel", "in\u202fDüssel"),
}


@pytest.fixture(scope="module")
def recogniser(gazetteer_path: Path) -> Iterator[Recogniser]:
    yield Recogniser(Gazetteer(gazetteer_path))


def article(text: str) -> Article:
    return Article(id="test", text=text)


def plain(recognition: Recognition) -> list[tuple[str, str]]:
    return [(mention.name, mention.kind) for mention in recognition.mentions]


@pytest.mark.parametrize("writing", WRITTEN)
def test_offsets_slice_the_text_to_the_surface(recogniser: Recogniser, writing: str) -> None:
    text = WRITTEN[writing]
    recognition = recogniser.recognise(article(text))
    assert recognition.mentions
    for mention in recognition.mentions:
        assert text[mention.start : mention.end] == mention.surface


@pytest.mark.parametrize("writing", WRITTEN)
def test_the_same_story_has_the_same_mentions_however_it_is_written(recogniser: Recogniser, writing: str) -> None:
    assert plain(recogniser.recognise(article(WRITTEN[writing]))) == plain(recogniser.recognise(article(STORY)))


def test_the_surface_keeps_what_the_text_has(recogniser: Recogniser) -> None:
    surfaces = {m.surface for m in recogniser.recognise(article(WRITTEN["broken across lines"])).mentions}
    assert "Düssel-\ndorf" in surfaces
    surfaces = {m.surface for m in recogniser.recognise(article(WRITTEN["decomposed"])).mentions}
    assert unicodedata.normalize("NFD", "Düsseldorf") in surfaces


@pytest.mark.parametrize("writing", WRITTEN)
def test_mentions_come_in_order_do_not_overlap_and_lie_in_one_sentence(recogniser: Recogniser, writing: str) -> None:
    recognition = recogniser.recognise(article(WRITTEN[writing]))
    spans = [(mention.start, mention.end) for mention in recognition.mentions]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for start, end in spans:
        assert sum(one.start <= start and end <= one.end for one in recognition.sentences) == 1


def test_sentences_come_without_the_white_space_around_them(recogniser: Recogniser) -> None:
    text = "  Hochwasser am Rhein \n\n\tKöln sperrt das Ufer.  Bonn auch. \n"
    found = [text[one.start : one.end] for one in recogniser.recognise(article(text)).sentences]
    assert found == ["Hochwasser am Rhein", "Köln sperrt das Ufer.", "Bonn auch."]


def test_every_mention_has_its_cues_and_a_probability(recogniser: Recogniser) -> None:
    recognition = recogniser.recognise(article(STORY))
    assert len(recognition.cues) == len(recognition.mentions)
    assert all(0 < mention.confidence <= 1 for mention in recognition.mentions)


def test_the_same_text_gives_the_same_result_every_time(recogniser: Recogniser, gazetteer_path: Path) -> None:
    once = recogniser.recognise(article(STORY))
    assert recogniser.recognise(article(STORY)) == once
    assert Recogniser(Gazetteer(gazetteer_path)).recognise(article(STORY)) == once


def test_a_text_does_not_depend_on_the_texts_before_it(recogniser: Recogniser, gazetteer_path: Path) -> None:
    alone = Recogniser(Gazetteer(gazetteer_path)).recognise(article("In Halle und Essen regnet es."))
    for text in (STORY, "Halle. Essen. Nichts davon ist ein Ort.", "Frau Halle traf Herrn Essen."):
        recogniser.recognise(article(text))
    assert recogniser.recognise(article("In Halle und Essen regnet es.")) == alone


@pytest.mark.parametrize(
    "text", ["", " \n\t", "…", "\u00ad", "\ufeff", "😀", "\ud800 Köln", "-", "Nord- und", "a\x00b"]
)
def test_odd_texts_do_no_harm(recogniser: Recogniser, text: str) -> None:
    recognition = recogniser.recognise(article(text))
    for mention in recognition.mentions:
        assert text[mention.start : mention.end] == mention.surface


def test_emoji_before_a_name_do_not_shift_it(recogniser: Recogniser) -> None:
    text = "👩‍👩‍👧 😀 In Hannover regnet es."
    (found,) = recogniser.recognise(article(text)).mentions
    assert (found.surface, found.start) == ("Hannover", text.index("Hannover"))


def test_another_language_is_mapped_by_the_names_it_mentions(recogniser: Recogniser) -> None:
    recognition = recogniser.recognise(Article(id="test", text="It is raining in Berlin.", language="en"))
    assert [mention.surface for mention in recognition.mentions] == ["Berlin"]
