"""What the program knows about languages.

A language is knowledge, not a stage: tables, morphology, the evidence that a word is a place's name, and the cues
around it. The stage *recognise* asks for it through :class:`Language`; :func:`language` gives the one for an ISO 639-1
code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from geo.languages.judgement import Judgement
from geo.model import Cue, Direction, Kind, NameEntry, Names, PlaceType

if TYPE_CHECKING:
    from spacy.language import Language as SpacyLanguage
    from spacy.tokens import Doc

WIDE: Final[frozenset[PlaceType]] = frozenset(
    {"country", "region", "area", "island", "sea", "mountain", "river", "lake"}
)
"""The types of places that no map draws as a point, and that hold settlements or lie between them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A run of tokens, ``doc[start:end]``, that may refer to a place.

    ``name`` is the normal form of the name, ``entry`` what the gazetteer knows of it. ``is_guess`` marks what the rules
    often get wrong and the recogniser has to decide. ``confidence`` is None until the evidence has been weighed.
    """

    start: int
    end: int
    name: str
    kind: Kind
    entry: NameEntry
    direction: Direction | None = None
    confidence: float | None = None
    is_guess: bool = False


class Language(Protocol):
    """What recognition asks of a language."""

    @property
    def code(self) -> str:
        """ISO 639-1."""
        ...

    @property
    def model(self) -> Path | None:
        """The folder of the language's trained recogniser, None where there is none."""
        ...

    def blank(self) -> SpacyLanguage:
        """A spaCy pipeline with the language's tokeniser and nothing else."""
        ...

    def sentence_starts(self, doc: Doc) -> list[int]:
        """The tokens that begin a sentence."""
        ...

    def find(self, doc: Doc, names: Names) -> list[Finding]:
        """Everything that could refer to a place, without overlaps, in the order of the text."""
        ...

    def weigh(self, doc: Doc, findings: Sequence[Finding], judgement: Judgement | None) -> list[Finding]:
        """The findings with their confidence, kind and extent corrected by the context and by what a trained
        recogniser thinks; what only that one found besides."""
        ...

    def cues(self, doc: Doc, findings: Sequence[Finding]) -> list[tuple[Cue, ...]]:
        """For each finding, what the words around it say about the place."""
        ...


def language(code: str) -> Language:
    """The language with this ISO 639-1 code; one that only matches names where no other is known."""
    if code == "de":
        from geo.languages.de import German

        return German()
    from geo.languages.other import OtherLanguage

    return OtherLanguage(code)
