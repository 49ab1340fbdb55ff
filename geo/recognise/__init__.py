"""Article → mentions: a spaCy pipeline of the language's tokeniser and our own components.

The components, registered as factories, in their order:

1. ``schauplatz_sentences`` sets sentence boundaries.
2. ``schauplatz_names`` collects everything that could refer to a place (``doc._.findings``).
3. ``schauplatz_recogniser`` lets the trained network judge every word (``doc._.judgement``).
4. ``schauplatz_evidence`` brings both together: spans, kinds, and how likely each is.
"""

from __future__ import annotations

from typing import Final

from spacy.language import Language as SpacyLanguage

from geo.languages import Finding, Language, language
from geo.model import Article, Mention, Names, Recognition, Sentence
from geo.recognise.components import attach, pipeline
from geo.view import normalise

__all__ = ["Recogniser", "attach", "pipeline"]

_DROPPED: Final = 0.1
"""Findings below this confidence are not even worth showing as rejected."""


class Recogniser:
    """Finds the mentions of an article; languages are loaded when the first article in them comes."""

    def __init__(self, names: Names, other: str | None = None) -> None:
        """``other`` names an installed spaCy pipeline that is to judge instead of the recogniser that ships with us."""
        self._names = names
        self._other = other
        self._pipelines: dict[str, tuple[Language, SpacyLanguage]] = {}

    def recognise(self, article: Article) -> Recognition:
        """The article's sentences, its mentions (those with low confidence too) and the cues around each."""
        spoken, nlp = self._pipeline(article.language)
        view = normalise(article.text)
        doc = nlp(view.text)
        findings: list[Finding] = [f for f in doc._.findings if (f.confidence or 0.0) >= _DROPPED]
        sentences = []
        for span in doc.sents:
            text = span.text
            lead, tail = len(text) - len(text.lstrip()), len(text.rstrip())
            if tail > lead:
                sentences.append(Sentence(*view.span(span.start_char + lead, span.start_char + tail)))
        mentions = []
        for finding in findings:
            span = doc[finding.start : finding.end]
            start, end = view.span(span.start_char, span.end_char)
            mentions.append(
                Mention(
                    start=start,
                    end=end,
                    surface=article.text[start:end],
                    name=finding.name,
                    kind=finding.kind,
                    direction=finding.direction,
                    confidence=finding.confidence or 0.0,
                )
            )
        return Recognition(tuple(sentences), tuple(mentions), tuple(spoken.cues(doc, findings)))

    def _pipeline(self, code: str) -> tuple[Language, SpacyLanguage]:
        if code not in self._pipelines:
            spoken = language(code)
            self._pipelines[code] = spoken, pipeline(spoken, self._names, self._other)
        return self._pipelines[code]
