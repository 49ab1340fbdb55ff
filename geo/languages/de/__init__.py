"""All that is German: tables, morphology, sentence boundaries, evidence and cues."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import spacy
from spacy.language import Language as SpacyLanguage
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

from geo.languages import Finding
from geo.languages.de import cues, evidence, finding, sentences
from geo.languages.judgement import Judgement
from geo.model import Cue, Names

_INFIXES: Final = (
    r"(?<=[A-Za-zÄÖÜäöüß])[–—](?=[A-ZÄÖÜ])",  # «Kiew–Moskau»
    r"(?<=[a-zäöüß]isch)-(?=[a-zäöü]+isch)",  # «russisch-ukrainische»
    r"(?<=[dD]eutsch)-(?=[a-zäöü]+(?:isch|deutsch))",
)
"""Where spaCy's tokeniser leaves two names in one token."""


class German:
    """German, as :class:`geo.languages.Language` asks for it."""

    code = "de"
    model = Path(__file__).resolve().parent / "model"

    def blank(self) -> SpacyLanguage:
        nlp = spacy.blank("de")
        infixes = [*(nlp.Defaults.infixes or []), *_INFIXES]
        assert isinstance(nlp.tokenizer, Tokenizer)  # noqa: S101 - spaCy's for German
        nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
        return nlp

    def sentence_starts(self, doc: Doc) -> list[int]:
        return sentences.sentence_starts(doc)

    def find(self, doc: Doc, names: Names) -> list[Finding]:
        return finding.find(doc, names)

    def weigh(self, doc: Doc, findings: Sequence[Finding], judgement: Judgement | None) -> list[Finding]:
        if judgement is None:
            raise ValueError("German evidence needs the judgement of a recogniser")
        return evidence.weigh(doc, findings, judgement)

    def cues(self, doc: Doc, findings: Sequence[Finding]) -> list[tuple[Cue, ...]]:
        return cues.cues(doc, findings)
