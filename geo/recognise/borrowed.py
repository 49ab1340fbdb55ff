"""An installed spaCy pipeline in place of the recogniser that ships with this program.

spaCy's German pipelines (``de_core_news_sm``, ``_md``, ``_lg``) know places, persons, organisations and «misc», without
confidence; adjectives and compounds are left to the rules then.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import spacy
from spacy.tokens import Doc

from geo.errors import PipelineUnusable
from geo.languages.judgement import LABELS, Judgement

_CLASSES: Final = {"LOC": "LOC", "GPE": "LOC", "FAC": "LOC", "PER": "PER", "PERSON": "PER", "ORG": "ORG", "MISC": "OTH"}
_TRUSTED: Final = 0.9
"""What an entity's label is worth: about the share of right ones that such pipelines are published with."""


class BorrowedRecogniser:
    """Judges words by the entities that another pipeline finds."""

    def __init__(self, name: str) -> None:
        """Load the pipeline: the name of an installed one, or the path of its folder.

        Raises:
            PipelineUnusable: it is not installed, cannot be read, or finds no entities.
        """
        try:
            self._nlp = spacy.load(name)
        except (OSError, ValueError, ImportError) as error:
            raise PipelineUnusable(name, "it is not installed") from error
        if not {"ner", "entity_ruler"} & set(self._nlp.pipe_names):
            raise PipelineUnusable(name, "it recognises no names")

    def judge(self, docs: Sequence[Doc]) -> list[Judgement]:
        """What each text's words are."""
        return [self._judge(doc) for doc in docs]

    def _judge(self, doc: Doc) -> Judgement:
        words = Doc(self._nlp.vocab, [token.text for token in doc], [bool(token.whitespace_) for token in doc])
        for _, component in self._nlp.pipeline:
            words = component(words)
        probabilities = np.full((len(doc), len(LABELS)), (1 - _TRUSTED) / (len(LABELS) - 1), np.float32)
        probabilities[:, 0] = _TRUSTED
        for entity in words.ents:
            name = _CLASSES.get(entity.label_)
            for position in range(entity.start, entity.end) if name else ():
                label = LABELS.index(f"{'B' if position == entity.start else 'I'}-{name}")
                probabilities[position, 0] = probabilities[position, label]
                probabilities[position, label] = _TRUSTED
        starts = tuple(span.start for span in doc.sents)
        return Judgement(probabilities, starts, frozenset(_CLASSES.values()))
