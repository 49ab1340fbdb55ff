"""Learn from GermEval 2014 how much the evidence for a place name weighs.

    python -m tools.weigh_evidence GERMEVAL_TRAIN.tsv

Writes into ``geo/languages/de/tables``: ``surface_counts.tsv`` (how often a form stood for a place),
``person_names.tsv`` (first and last names) and ``evidence_weights.tsv`` (the weights of three logistic regressions,
fitted by Newton's method with an L2 penalty; each sentence is judged without its own counts). Data: Benikova, Biemann,
Reznicek, «NoSta-D Named Entity Annotation for German», LREC 2014, CC BY 4.0.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from spacy.tokens import Doc

from geo.languages import Finding
from geo.languages.de import German, evidence
from geo.languages.de.evidence import Counts
from geo.recognise.components import pipeline
from geo.settings import Settings
from geo.sources.gazetteer import Gazetteer
from geo.sources.gazetteer_build import ensure

TABLES: Final = Path(__file__).resolve().parent.parent / "geo" / "languages" / "de" / "tables"
CREDIT: Final = (
    "# Derived by tools/weigh_evidence.py from GermEval 2014 NER, training part (Benikova, Biemann, Reznicek,\n"
    "# LREC 2014).\n"
    "# Licence of source and table: CC BY 4.0.\n"
)
LABEL: Final = {"name": "LOC", "resident": "LOCderiv", "compound": "LOCpart"}
PENALTY: Final = 2.0


class Sentence(NamedTuple):
    words: list[str]
    tags: list[str]


class Example(NamedTuple):
    model: str
    surface: str
    features: dict[str, float]
    is_place: bool


def read_sentences(path: Path) -> Iterator[Sentence]:
    """The sentences of a two-column BIO file."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n") if line]
        if rows:
            yield Sentence([row[0] for row in rows], [row[1] for row in rows])


def gold_spans(tags: list[str]) -> dict[tuple[int, int], str]:
    """The annotated spans: (first token, token after the last) → class."""
    spans: dict[tuple[int, int], str] = {}
    begin = 0
    for index, tag in enumerate([*tags, "O"]):
        if not tag.startswith("I-") and index and tags[index - 1] != "O":
            spans[begin, index] = tags[begin][2:]
        if tag.startswith("B-"):
            begin = index
    return spans


def refers_to_place(gold: dict[tuple[int, int], str], finding: Finding, label: str) -> bool:
    """Whether a finding lies in a span of the class: «Landkreis Stendal» is annotated as a whole, and names Stendal."""
    return any(found == label and begin <= finding.start and finding.end <= end for (begin, end), found in gold.items())


def person_names(sentences: list[Sentence]) -> dict[str, tuple[int, int]]:
    """Tokens of person names: how often first, how often last; those seen at least twice."""
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for sentence in sentences:
        for (begin, end), label in gold_spans(sentence.tags).items():
            if label == "PER":
                last[sentence.words[end - 1]] += 1
                if end - begin > 1:
                    first[sentence.words[begin]] += 1
    names = sorted(set(first) | set(last))
    return {name: (first[name], last[name]) for name in names if first[name] + last[name] > 1 and name[0].isupper()}


def write(name: str, header: str, rows: list[str], what: str) -> None:
    text = CREDIT + f"# {what}\n" + header + "\n" + "".join(row + "\n" for row in rows)
    (TABLES / name).write_text(text, encoding="utf-8")
    print(f"{name}: {len(rows)} rows", file=sys.stderr)


def fit(examples: list[Example]) -> dict[str, float]:
    """The weights of one regression."""
    names = sorted({name for example in examples for name in example.features})
    column = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(examples), len(names)))
    truth = np.array([float(example.is_place) for example in examples])
    for row, example in enumerate(examples):
        for name, value in example.features.items():
            matrix[row, column[name]] = value
    weights = np.zeros(len(names))
    for _ in range(30):
        predicted = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        gradient = matrix.T @ (truth - predicted) - PENALTY * weights
        curvature = (matrix * (predicted * (1 - predicted))[:, None]).T @ matrix + PENALTY * np.eye(len(names))
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if float(np.abs(step).max()) < 1e-6:
            break
    chosen = truth[matrix @ weights > 0]
    print(f"  precision {chosen.mean():.3f}, recall of findings {chosen.sum() / truth.sum():.3f}", file=sys.stderr)
    return {name: round(float(weights[column[name]]), 3) for name in names}


def main(path: Path) -> None:
    sentences = list(read_sentences(path))
    names = person_names(sentences)
    rows = [f"{name}\t{first}\t{last}" for name, (first, last) in names.items()]
    write(
        "person_names.tsv",
        "name\tfirst\tlast",
        rows,
        "How often a word was the first, and the last, of a person's name.",
    )

    settings = Settings.from_environment()
    ensure(settings.gazetteer, print)
    german = German()
    nlp = pipeline(german, Gazetteer(settings.gazetteer))
    found: list[tuple[Doc, list[Finding], dict[tuple[int, int], str]]] = []
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        starts: list[bool | int | None] = [index == 0 for index in range(len(sentence.words))]
        doc = nlp.get_pipe("schauplatz_names")(Doc(nlp.vocab, sentence.words, sent_starts=starts))
        gold = gold_spans(sentence.tags)
        found.append((doc, doc._.findings, gold))
        for finding in doc._.findings:
            model = evidence.model_of(doc, finding)
            if model is not None and not refers_to_place(gold, finding, "ORG"):
                is_place = refers_to_place(gold, finding, LABEL[model])
                counts[doc[finding.start : finding.end].text]["place" if is_place else "other"] += 1
    rows = [f"{form}\t{count['place']}\t{count['other']}" for form, count in sorted(counts.items())]
    write(
        "surface_counts.tsv", "form\tplace\tother", rows, "How often a form that the gazetteer knows stood for a place."
    )
    for cached in (evidence._surface_counts, evidence._person_names):
        cached.cache_clear()

    examples: defaultdict[str, list[Example]] = defaultdict(list)
    for doc, findings, gold in found:
        for finding in findings:
            model = evidence.model_of(doc, finding)
            if model is None or evidence.organisation_around(doc, finding):
                continue
            surface = doc[finding.start : finding.end].text
            is_place = refers_to_place(gold, finding, LABEL[model])
            counted = not refers_to_place(gold, finding, "ORG")
            own = {surface: Counts(int(is_place), int(not is_place))} if counted else {}
            values = evidence.features(doc, finding, findings, own)
            examples[model].append(Example(model, surface, values, is_place))
    rows = []
    for name, given in sorted(examples.items()):
        print(f"{name}: {len(given)} findings, {sum(one.is_place for one in given)} places", file=sys.stderr)
        rows += [f"{name}\t{feature}\t{weight}" for feature, weight in fit(given).items()]
    write("evidence_weights.tsv", "model\tfeature\tweight", rows, "Log odds that each piece of evidence adds.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
