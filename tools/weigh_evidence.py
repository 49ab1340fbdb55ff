"""Learn how much the evidence for a mention weighs, and calibrate its confidence.

    python -m tools.weigh_evidence GERMEVAL_TRAIN.tsv

Takes the sentences that the recogniser was not trained on (a tenth of GermEval's training part, drawn by
``tools.recogniser.corpus.split``), and writes ``geo/languages/de/tables/evidence_weights.tsv``: three logistic
regressions, one for each kind of mention, fitted by Newton's method with an L2 penalty. Data: Benikova, Biemann,
Reznicek, «NoSta-D Named Entity Annotation for German», LREC 2014, CC BY 4.0.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from geo.languages.de import German, evidence
from geo.recognise.components import pipeline
from geo.settings import Settings
from geo.sources.gazetteer import Gazetteer
from geo.sources.gazetteer_build import ensure
from tools import bio
from tools.recogniser.corpus import germeval, split

TABLES: Final = Path(__file__).resolve().parent.parent / "geo" / "languages" / "de" / "tables"
HEADER: Final = (
    "# Log odds that each piece of evidence for a mention adds.\n"
    "# Derived by tools/weigh_evidence.py from GermEval 2014 NER, training part (Benikova, Biemann, Reznicek,\n"
    "# LREC 2014).\n"
    "# Licence of source and table: CC BY 4.0.\n"
    "kind\tfeature\tweight\n"
)
PENALTY: Final = 2.0
FOLDS: Final = 5


class Example(NamedTuple):
    """The evidence for a finding, and whether the annotators marked exactly this span as this kind."""

    features: dict[str, float]
    is_right: bool


def examples(nlp: Language, sentences: Sequence[bio.Sentence]) -> dict[str, list[Example]]:
    """By kind, every finding in sentences that come as words and tags."""
    found: defaultdict[str, list[Example]] = defaultdict(list)
    for words, tags in sentences:
        doc = Doc(nlp.vocab, words, sent_starts=[index == 0 for index in range(len(words))])
        for name in ("schauplatz_names", "schauplatz_recogniser"):
            doc = nlp.get_pipe(name)(doc)
        gold = bio.spans(tags)
        for one in evidence.reconciled(doc, doc._.findings, doc._.judgement):
            if one.confidence is None and not (one.kind == "part" and one.entry is evidence.UNKNOWN):
                is_right = gold.get((one.start, one.end)) == evidence.CLASS_OF[one.kind]
                found[one.kind].append(Example(evidence.features(doc, one, doc._.judgement), is_right))
    return found


def fit(given: Sequence[Example], names: Sequence[str]) -> NDArray[np.float64]:
    """The weights of one regression."""
    matrix = _matrix(given, names)
    truth = np.array([float(one.is_right) for one in given])
    weights = np.zeros(len(names))
    for _ in range(50):
        predicted = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        gradient = matrix.T @ (truth - predicted) - PENALTY * weights
        curvature = (matrix * (predicted * (1 - predicted))[:, None]).T @ matrix + PENALTY * np.eye(len(names))
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if float(np.abs(step).max()) < 1e-6:
            break
    return weights


def _matrix(given: Sequence[Example], names: Sequence[str]) -> NDArray[np.float64]:
    return np.array([[one.features[name] for name in names] for one in given])


def cross_validated(given: Sequence[Example], names: Sequence[str]) -> NDArray[np.float64]:
    """The probability of each example by a regression that has not seen it."""
    predicted = np.zeros(len(given))
    folds = np.arange(len(given)) * FOLDS // len(given)
    for fold in range(FOLDS):
        weights = fit([one for one, number in zip(given, folds, strict=True) if number != fold], names)
        chosen = [one for one, number in zip(given, folds, strict=True) if number == fold]
        predicted[folds == fold] = 1 / (1 + np.exp(-np.clip(_matrix(chosen, names) @ weights, -30, 30)))
    return predicted


def report(kind: str, given: Sequence[Example], predicted: NDArray[np.float64]) -> None:
    """How good and how honest the cross-validated probabilities are."""
    truth = np.array([one.is_right for one in given])
    chosen = predicted >= 0.5
    print(f"{kind}: {len(given)} findings, {truth.sum()} right; precision {truth[chosen].mean():.3f}", end="")
    print(f", recall of them {(truth & chosen).sum() / truth.sum():.3f}")
    for low in np.arange(0, 1, 0.2):
        inside = (predicted >= low) & (predicted < low + 0.2)
        if inside.any():
            print(
                f"  {low:.1f}–{low + 0.2:.1f}: {inside.sum():5} findings, "
                f"said {predicted[inside].mean():.3f}, was {truth[inside].mean():.3f}"
            )


def held_out(path: Path) -> list[bio.Sentence]:
    """The sentences that the recogniser is not trained on, with the tags that GermEval gives them."""
    _, held = split(germeval(path))
    return [bio.Sentence(list(one.words), list(one.tags)) for one in held]


def main(path: Path) -> None:
    settings = Settings.from_environment()
    ensure(settings.gazetteer, print)
    nlp = pipeline(German(), Gazetteer(settings.gazetteer))
    rows = []
    for kind, given in sorted(examples(nlp, held_out(path)).items()):
        names = sorted({name for one in given for name in one.features})
        report(kind, given, cross_validated(given, names))
        rows += [f"{kind}\t{name}\t{weight:.3f}\n" for name, weight in zip(names, fit(given, names), strict=True)]
    (TABLES / "evidence_weights.tsv").write_text(HEADER + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
