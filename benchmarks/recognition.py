"""Precision, recall and F1 of recognition, exact spans, with bootstrap intervals.

    python -m benchmarks.recognition ../shared/data/ner [--sealed] [--errors] [--recogniser NAME]

Three sets: GermEval 2014's development part (``LOC``, ``LOCderiv``, ``LOCpart``), MobIE's development part (all its
locations as one class; traffic messages, another tokenisation and another idea of a span), and our own phenomena, of
which
``--sealed`` runs the sealed third too. The trained recogniser alone («network») and the whole pipeline are reported
apart.
``--errors`` lists what is wrong on standard output. ``--recogniser`` names an installed spaCy pipeline to run instead.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from spacy.language import Language
from spacy.tokens import Doc

from benchmarks.phenomena import PHENOMENA, Row, read_rows
from geo.languages.de import German
from geo.languages.de.evidence import KIND_OF
from geo.model import MENTIONED, Article, Mention
from geo.recognise import Recogniser
from geo.recognise.components import pipeline
from geo.settings import Settings
from geo.sources.gazetteer import Gazetteer
from geo.sources.gazetteer_build import ensure
from tools import bio

Marked: TypeAlias = set[tuple[int, int, str]]
"""First token, token after the last, kind."""
Counted: TypeAlias = list[tuple[int, int, int]]
"""For each sentence: spans that are right, that were found, that are annotated."""

DRAWS: Final = 1000


def network(doc: Doc) -> Marked:
    """What the recogniser alone finds."""
    return {(start, end, KIND_OF[name]) for start, end, name in doc._.judgement.spans if name in KIND_OF}


def whole(doc: Doc) -> Marked:
    """What the pipeline finds."""
    return {
        (one.start, one.end, one.kind)
        for one in doc._.findings
        if (one.confidence or 0.0) >= MENTIONED and one.kind != "in_org"
    }


def documents(nlp: Language, sentences: Sequence[bio.Sentence]) -> Iterator[Doc]:
    """The sentences, in the words that they come in."""
    for words, _ in sentences:
        doc = Doc(nlp.vocab, words, sent_starts=[index == 0 for index in range(len(words))])
        for name in ("schauplatz_names", "schauplatz_recogniser", "schauplatz_evidence"):
            doc = nlp.get_pipe(name)(doc)
        yield doc


def scores(counted: Counted) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    right, found, gold = (sum(column) for column in zip(*counted, strict=True))
    precision, recall = right / max(found, 1), right / max(gold, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def interval(counted: Counted) -> tuple[float, float]:
    """Within which F1 lies in 95 of 100 redraws of the sentences."""
    chance = random.Random(0)
    drawn = sorted(scores(chance.choices(counted, k=len(counted)))[2] for _ in range(DRAWS))
    return drawn[DRAWS // 40], drawn[-DRAWS // 40]


def line(label: str, counted: Counted) -> None:
    """One row of the table."""
    precision, recall, f1 = scores(counted)
    low, high = interval(counted)
    gold = sum(one[2] for one in counted)
    print(f"| {label:34} | {gold:5} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {low:.3f}–{high:.3f} |", flush=True)


def germeval(nlp: Language, path: Path, *, show: bool) -> None:
    """GermEval's development part."""
    sentences = list(bio.read_sentences(path))
    docs = list(documents(nlp, sentences))
    gold: list[Marked] = [
        {(*span, KIND_OF[name]) for span, name in bio.spans(tags).items() if name in KIND_OF} for _, tags in sentences
    ]
    for label, find in (("network", network), ("pipeline", whole)):
        for name, kind in KIND_OF.items():
            line(f"GermEval dev, {name}, {label}", counts(docs, gold, find, kind))
    if show:
        for doc, right in zip(docs, gold, strict=True):
            tell(doc, right, whole(doc))


def mobie(nlp: Language, path: Path) -> None:
    """MobIE's development part: everything that it calls a location."""
    sentences = list(bio.read_sentences(path))
    docs = list(documents(nlp, sentences))
    gold: list[Marked] = [
        {(*span, "place") for span, name in bio.spans(tags).items() if name.startswith("location")}
        for _, tags in sentences
    ]
    for label, find in (("network", network), ("pipeline", whole)):
        line(f"MobIE dev, locations, {label}", counts(docs, gold, find, "place"))


def counts(docs: Sequence[Doc], gold: Sequence[Marked], find: Callable[[Doc], Marked], kind: str) -> Counted:
    """Right, found and annotated spans of a kind in each sentence."""
    counted: Counted = []
    for doc, right in zip(docs, gold, strict=True):
        wanted = {one for one in right if one[2] == kind}
        found = {one for one in find(doc) if one[2] == kind}
        counted.append((len(wanted & found), len(found), len(wanted)))
    return counted


def phenomena(recogniser: Recogniser, *, sealed: bool, show: bool) -> None:
    """Our own set: all kinds together, by phenomenon, and the share of rows without any mistake."""
    for part in ("open", "sealed") if sealed else ("open",):
        rows = list(read_rows(part))
        by_number: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
        faultless: defaultdict[int, list[bool]] = defaultdict(list)
        for row in rows:
            right, found = judged(row, recogniser.recognise(Article("row", row.text)).mentions)
            by_number[row.number].append((len(right & found), len(found), len(right)))
            faultless[row.number].append(right == found)
            if show and right != found:
                missing, wrong = spelled(row, right - found), spelled(row, found - right)
                print(f"{row.number} {row.text!r}\n    missing {missing}, wrong {wrong}")
        line(f"phenomena, {part}, pipeline", [one for counted in by_number.values() for one in counted])
        good = sum(sum(one) for one in faultless.values())
        print(f"phenomena, {part}: {good} of {len(rows)} rows without a mistake")
        for number, outcome in sorted(faultless.items()):
            print(f"    {number:2} {PHENOMENA[number]:45} {sum(outcome)}/{len(outcome)}")


def judged(row: Row, mentions: Sequence[Mention]) -> tuple[Marked, Marked]:
    """What a row marks and what was found in it, in code points; names inside organisations are nobody's
    mistake."""
    free = [(start, end) for start, end, kind in row.marks if kind == "in_org"]
    found = {(one.start, one.end, one.kind) for one in mentions if one.confidence >= MENTIONED and one.kind != "in_org"}
    return (
        {one for one in row.marks if one[2] != "in_org"},
        {one for one in found if not any(start <= one[0] and one[1] <= end for start, end in free)},
    )


def spelled(row: Row, marked: Marked) -> str:
    return ", ".join(f"{row.text[start:end]!r} ({kind})" for start, end, kind in sorted(marked)) or "nothing"


def tell(doc: Doc, right: Marked, found: Marked) -> None:
    """A sentence with what is wrong in it."""
    if right != found:
        for sign, some in (("-", right - found), ("+", found - right)):
            for start, end, kind in sorted(some):
                print(f"{sign} {kind:8} {doc[start:end].text!r:40} {doc[max(start - 6, 0) : end + 5].text}")


def main() -> None:
    """Print one line a figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--sealed", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--recogniser")
    given = parser.parse_args()
    settings = Settings.from_environment()
    ensure(settings.gazetteer, print)
    gazetteer = Gazetteer(settings.gazetteer)
    nlp = pipeline(German(), gazetteer, given.recogniser)
    print(f"| {'set, class, who':34} | spans | prec. | rec.  | F1    | 95 %        |")
    print(f"|{'-' * 36}|------:|------:|------:|------:|-------------|")
    germeval(nlp, given.data / "germeval14" / "dev.tsv", show=given.errors)
    mobie(nlp, given.data / "mobie_de" / "dev.tsv")
    phenomena(Recogniser(gazetteer, given.recogniser), sealed=given.sealed, show=given.errors)


if __name__ == "__main__":
    main()
