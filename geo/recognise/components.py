"""The components of the pipeline, as spaCy factories.

A factory takes only what can be written into a configuration – here, the code of the language. The names come from
outside and cannot: :func:`pipeline` hands them to the component that asks.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from spacy.attrs import SENT_START  # type: ignore[import-not-found]
from spacy.language import Language as SpacyLanguage
from spacy.tokens import Doc

from geo.languages import Finding, Language, language
from geo.model import Names

MAX_LENGTH = 4_000_000
"""Longest text in code points; reading has bounded it before (geo.settings.MAX_TEXT_BYTES)."""


class SentenceComponent:
    """Sets where sentences begin."""

    def __init__(self, spoken: Language) -> None:
        self._language = spoken

    def __call__(self, doc: Doc) -> Doc:
        # All at once: spaCy scans the whole document each time a single token's value is set.
        marks = np.full((len(doc), 1), -1, dtype=np.int64)
        marks[self._language.sentence_starts(doc)] = 1
        return doc.from_array([SENT_START], cast(Any, marks.view(np.uint64)))


class NameComponent:
    """Collects what could refer to a place, into ``doc._.findings``."""

    names: Names

    def __init__(self, spoken: Language) -> None:
        self._language = spoken

    def __call__(self, doc: Doc) -> Doc:
        doc._.findings = self._language.find(doc, self.names)
        return doc


class EvidenceComponent:
    """Weighs the findings."""

    def __init__(self, spoken: Language) -> None:
        self._language = spoken

    def __call__(self, doc: Doc) -> Doc:
        doc._.findings = self._language.weigh(doc, doc._.findings)
        return doc


@SpacyLanguage.factory("schauplatz_sentences", default_config={"language": "de"}, assigns=["token.is_sent_start"])
def _sentences(nlp: SpacyLanguage, name: str, language: str) -> SentenceComponent:  # noqa: ARG001
    return SentenceComponent(_spoken(language))


@SpacyLanguage.factory(
    "schauplatz_names",
    default_config={"language": "de"},
    requires=["token.is_sent_start"],
    assigns=["doc._.findings"],
)
def _names(nlp: SpacyLanguage, name: str, language: str) -> NameComponent:  # noqa: ARG001
    return NameComponent(_spoken(language))


@SpacyLanguage.factory(
    "schauplatz_evidence",
    default_config={"language": "de"},
    requires=["doc._.findings", "token.is_sent_start"],
    assigns=["doc._.findings"],
)
def _evidence(nlp: SpacyLanguage, name: str, language: str) -> EvidenceComponent:  # noqa: ARG001
    return EvidenceComponent(_spoken(language))


def _spoken(code: str) -> Language:
    return language(code)


def pipeline(spoken: Language, names: Names) -> SpacyLanguage:
    """The pipeline of a language, ready to run."""
    if not Doc.has_extension("findings"):
        Doc.set_extension("findings", default=list[Finding]())
    nlp = spoken.blank()
    nlp.max_length = MAX_LENGTH
    config = {"language": spoken.code}
    nlp.add_pipe("schauplatz_sentences", config=config)
    collector = nlp.add_pipe("schauplatz_names", config=config)
    assert isinstance(collector, NameComponent)  # noqa: S101 - what the factory of that name makes
    collector.names = names
    nlp.add_pipe("schauplatz_evidence", config=config)
    return nlp
