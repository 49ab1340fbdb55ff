"""Languages without knowledge of their own: names are matched as they stand, and only prominent ones count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import spacy
from spacy.language import Language as SpacyLanguage
from spacy.tokens import Doc
from spacy.util import get_lang_class

from geo.languages import Finding
from geo.languages.judgement import Judgement
from geo.model import Cue, Names

_PROMINENT: Final = 0.6
_LONGEST: Final = 5


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """Any language that spaCy can tokenise."""

    code: str

    @property
    def model(self) -> None:
        """There is no trained recogniser."""

    def blank(self) -> SpacyLanguage:
        try:
            get_lang_class(self.code)
        except ImportError:
            return spacy.blank("xx")
        return spacy.blank(self.code)

    def sentence_starts(self, doc: Doc) -> list[int]:
        ends = {".", "!", "?", "…", "。", "؟"}
        return [
            token.i
            for token in doc
            if token.i == 0 or doc[token.i - 1].text in ends or doc[token.i - 1].text.count("\n") > 1
        ]

    def find(self, doc: Doc, names: Names) -> list[Finding]:
        findings: list[Finding] = []
        position = 0
        while position < len(doc):
            finding = _longest(doc, position, names) if doc[position].text[0].isupper() else None
            if finding is not None:
                findings.append(finding)
            position = finding.end if finding is not None else position + 1
        return findings

    def weigh(
        self,
        doc: Doc,
        findings: Sequence[Finding],
        judgement: Judgement | None,  # noqa: ARG002
    ) -> list[Finding]:
        return [replace(finding, confidence=0.6 if doc[finding.start].is_sent_start else 0.75) for finding in findings]

    def cues(self, doc: Doc, findings: Sequence[Finding]) -> list[tuple[Cue, ...]]:  # noqa: ARG002
        return [() for _ in findings]


def _longest(doc: Doc, position: int, names: Names) -> Finding | None:
    for end in range(min(len(doc), position + _LONGEST), position, -1):
        if not doc[end - 1].text[0].isupper():
            continue
        surface = doc[position:end].text
        entry = names.find(surface) if "\n" not in surface else None
        if entry is not None and entry.prominence >= _PROMINENT:
            return Finding(position, end, surface, "place", entry)
    return None
