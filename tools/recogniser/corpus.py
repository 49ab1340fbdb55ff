"""Training sentences: GermEval 2014 and our own, as words with one tag each.

Our own sentences carry inline marks (``sentences/README.md``). A word that no mark covers may be anything but a place
or derived from one; its tag is :data:`NOT_PLACE`, and training only punishes the classes that it is not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from geo.languages.judgement import CLASSES, LABELS
from tools import bio

OWN: Final = Path(__file__).resolve().parent / "sentences"
MARK: Final = re.compile(r"\[([^\[\]|]+)\|(LOC|DER|PART|PER|ORG|OTH)\]")
NOT_PLACE: Final = "~"
HELD_OUT: Final = 10
"""Every tenth sentence of GermEval's training part is kept for tuning and calibration."""
_OWN_CLASSES: Final = {"LOC": "LOC", "DER": "LOCderiv", "PART": "LOCpart", "PER": "PER", "ORG": "ORG", "OTH": "OTH"}
_PLACE_CLASSES: Final = frozenset({"LOC", "LOCderiv", "LOCpart"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words, a tag for each (a label of :data:`geo.languages.judgement.LABELS`, or :data:`NOT_PLACE`), and the
    source."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    source: str


class MarkError(ValueError):
    """A line of our own sentences whose marks cannot be read."""


def allowed(tag: str) -> tuple[int, ...]:
    """The labels that a tag allows, by number."""
    if tag != NOT_PLACE:
        return (LABELS.index(tag),)
    return tuple(index for index, label in enumerate(LABELS) if label[2:] not in _PLACE_CLASSES)


def germeval(path: Path) -> list[Sentence]:
    """The sentences of a GermEval file in our labels: what is derived from other names than places' is one class."""
    return [
        Sentence(tuple(words), tuple(_label(tag) for tag in tags), "germeval")
        for words, tags in bio.read_sentences(path)
    ]


def _label(tag: str) -> str:
    begin, _, name = tag.partition("-")
    return tag if not name or name in CLASSES else f"{begin}-WORD"


def split(sentences: list[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """Sentences to train on, and those held out, drawn once and for all."""
    order = list(range(len(sentences)))
    random.Random(2014).shuffle(order)
    held = set(order[: len(order) // HELD_OUT])
    return (
        [one for index, one in enumerate(sentences) if index not in held],
        [one for index, one in enumerate(sentences) if index in held],
    )


def own(tokeniser: Language, folder: Path = OWN) -> Iterator[Sentence]:
    """Our own sentences, in the words of the pipeline's tokeniser.

    Raises:
        MarkError: a line with stray brackets, or a mark that begins or ends inside a word; names file and line.
    """
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip() and not line.startswith("#"):
                try:
                    words, tags = marked_words(tokeniser, line, unmarked=NOT_PLACE)
                except MarkError as error:
                    raise MarkError(f"{path.name}, line {number}: {error}") from None
                yield Sentence(tuple(words), tuple(tags), "own")


def unmarked_text(line: str, mark: re.Pattern[str] = MARK) -> tuple[str, list[tuple[int, int, str]]]:
    """A line without its marks, and the spans that they mark: first code point, code point after the last, class.

    Raises:
        MarkError: brackets that belong to no mark.
    """
    text, found, end = "", [], 0
    for match in mark.finditer(line):
        text += line[end : match.start()]
        found.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        end = match.end()
    text += line[end:]
    if set("[]|") & set(text):
        raise MarkError(f"brackets without a mark: {line}")
    return text, found


def marked_words(tokeniser: Language, line: str, unmarked: str) -> tuple[list[str], list[str]]:
    """The words of a line and their tags; white space is no word.

    Raises:
        MarkError: stray brackets, or a mark that does not begin and end with a word.
    """
    text, marks = unmarked_text(line)
    doc: Doc = tokeniser.make_doc(text)
    tags = [unmarked] * len(doc)
    for start, end, name in marks:
        span = doc.char_span(start, end)
        if span is None:
            raise MarkError(f"«{text[start:end]}» is not a run of whole words: {line}")
        tags[span.start : span.end] = [f"I-{_OWN_CLASSES[name]}"] * len(span)
        tags[span.start] = f"B-{_OWN_CLASSES[name]}"
    pairs = [(token.text, tag) for token, tag in zip(doc, tags, strict=True) if not token.is_space]
    return [word for word, _ in pairs], [tag for _, tag in pairs]
