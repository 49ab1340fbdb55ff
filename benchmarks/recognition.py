"""Precision, recall and F1 of recognition on GermEval 2014, development part.

    python -m benchmarks.recognition ../shared/data/ner/germeval14/dev.tsv

The classes LOC, LOCderiv and LOCpart, exact spans, beside the share of annotated spans that a mention at least touches:
GermEval takes «Landkreis Stendal» as one span where this project marks «Stendal».
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from spacy.tokens import Doc

from geo.languages.de import German
from geo.model import MENTIONED
from geo.recognise.components import pipeline
from geo.settings import Settings
from geo.sources.gazetteer import Gazetteer
from geo.sources.gazetteer_build import ensure
from tools.weigh_evidence import gold_spans, read_sentences

KINDS: Final = {"LOC": "place", "LOCderiv": "derived", "LOCpart": "part"}


def main(path: Path) -> None:
    """Print one line a class."""
    settings = Settings.from_environment()
    ensure(settings.gazetteer, print)
    nlp = pipeline(German(), Gazetteer(settings.gazetteer))
    gold: dict[str, set[tuple[int, int, int]]] = {label: set() for label in KINDS}
    found: dict[str, set[tuple[int, int, int]]] = {label: set() for label in KINDS}
    for number, sentence in enumerate(read_sentences(path)):
        doc = nlp(Doc(nlp.vocab, sentence.words))
        spans = gold_spans(sentence.tags)
        for label, kind in KINDS.items():
            gold[label] |= {(number, begin, end) for (begin, end), one in spans.items() if one == label}
            found[label] |= {
                (number, one.start, one.end)
                for one in doc._.findings
                if one.kind == kind and (one.confidence or 0.0) >= MENTIONED
            }
    print("class     gold  found  precision  recall     F1  touched")
    for label in KINDS:
        right = len(gold[label] & found[label])
        precision, recall = right / len(found[label]), right / len(gold[label])
        f1 = 2 * precision * recall / (precision + recall)
        tokens = {(number, token) for number, begin, end in found[label] for token in range(begin, end)}
        touched = sum(any((n, t) in tokens for t in range(b, e)) for n, b, e in gold[label]) / len(gold[label])
        sizes = f"{label:9} {len(gold[label]):4} {len(found[label]):6}"
        print(f"{sizes} {precision:10.3f} {recall:7.3f} {f1:6.3f} {touched:8.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
