"""Fit what each piece of evidence weighs when a place is chosen: writes ``geo/locate/weights.tsv``.

    python -m tools.weigh_resolution

A conditional logit (McFadden 1974) over the candidates of each mention of the open gold texts and «none of these»,
with a quadratic penalty. What is told of a name alone is fitted first; the company of the other places depends on it.
:func:`cross_validated` leaves whole texts out and gives the figures that ``benchmarks/resolution`` reports.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.resolution import GoldPlace, GoldText, Part, texts
from benchmarks.resolution.scoring import is_right, is_right_type
from geo.locate.evidence import AGAINST, Evidence
from geo.locate.resolution import Observed, observe
from geo.locate.weights import NONE_OF_THESE, Weights
from geo.model import MENTIONED, Article, Candidate, Context, Mention
from geo.pipeline import Mapper
from geo.settings import Settings

TABLE: Final = Path(__file__).resolve().parent.parent / "geo" / "locate" / "weights.tsv"
FOLDS: Final = 10
PENALTY: Final = 2.0
"""Strength of the quadratic penalty that draws a weight towards its prior."""
PRIORS: Final = {
    "prominence": 15.0,
    NONE_OF_THESE: 5.0,
    "match_alternate": -0.5,
    "match_historical": -0.5,
    "match_transcribed": -0.5,
    "match_bare": -1.0,
    "bare_fits": 4.0,
    "well_known": 1.0,
    "city_before_region": -1.0,
    "adjective": 3.0,
    "compound": 1.5,
    "resident": 1.0,
    "type_cue": 4.0,
    "type_cue_against": -4.0,
    "within": 6.0,
    "within_against": -6.0,
    "near": 5.0,
    "near_against": -3.0,
    "capital": 5.0,
    "capital_against": -3.0,
    "article_fits": 2.0,
    "article_against": -2.0,
    "article_missing": -2.5,
    "on_fits": 2.0,
    "on_against": -1.0,
    "same_sense": 2.0,
    "same_sense_against": -1.0,
    "listed_type": 0.5,
    "listed_country": 0.5,
    "named_elsewhere": 2.0,
    "container_mentioned": 2.0,
    "country_mentioned": 1.5,
    "near_mentioned": 3.0,
    "outsider": -1.0,
    "dateline": 1.0,
}
"""What a well-read person would say without the texts, in log odds; decides where evidence is rare."""
STEPS: Final = 400


@dataclass(frozen=True, slots=True)
class Case:
    """A text of the gold set as recognition sees it, and the gold place of each mention that it recognised rightly."""

    text: GoldText
    article: Article
    mentions: tuple[Mention, ...]
    candidates: dict[str, tuple[Candidate, ...]]
    context: Context
    gold: dict[int, GoldPlace | None]
    """By the mention's number."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One mention to choose a place for: the evidence of each candidate, and which candidates are right; none: «none of
    these» is."""

    observed: Observed
    right: frozenset[int]


def cases(part: Part, mapper: Mapper) -> Iterator[Case]:
    """The texts of a part."""
    for text in texts(part):
        article = Article(text.id, text.text, text.title, text.date)
        recognition, candidates, context = mapper.before_resolution(article)
        spans = {(one.start, one.end, one.kind): one.place for one in text.mentions}
        gold = {
            index: spans[mention.start, mention.end, mention.kind]
            for index, mention in enumerate(recognition.mentions)
            if mention.confidence >= MENTIONED and (mention.start, mention.end, mention.kind) in spans
        }
        yield Case(text, article, recognition.mentions, candidates, context, gold)


def fit(given: Sequence[Case], without: Collection[str] = ()) -> tuple[Weights, Weights]:
    """The weights for a name alone, and for one in the company of the others. Evidence that ``without`` lists is
    left out (:func:`_is_one_of`)."""
    alone = Weights({"prominence": PRIORS["prominence"]}, PRIORS[NONE_OF_THESE])
    alone = _fitted(_choices(given, 0, alone, without), without)
    return alone, _fitted(_choices(given, 1, alone, without), without)


def _choices(given: Sequence[Case], round_: int, alone: Weights, without: Collection[str]) -> list[Choice]:
    return [
        _choice(seen[index], gold)
        for case in given
        for seen in (observed(case, alone, without)[round_],)
        for index, gold in case.gold.items()
    ]


def observed(case: Case, alone: Weights, without: Collection[str] = ()) -> tuple[list[Observed], list[Observed]]:
    """The evidence of a case's mentions, in both rounds."""
    found = observe(case.article, case.mentions, case.candidates, case.context, alone)
    return [_left(one, without) for one in found[0]], [_left(one, without) for one in found[1]]


def _left(seen: Observed, without: Collection[str]) -> Observed:
    if not without:
        return seen
    return tuple((candidate, tuple(e for e in evidence if not _is_among(e, without))) for candidate, evidence in seen)


def _is_among(evidence: Evidence, codes: Collection[str]) -> bool:
    return _is_one_of(evidence.code, codes)


def _is_one_of(code: str, codes: Collection[str]) -> bool:
    """Whether a code, or what it is the counterpart of, is listed; «match_» stands for all that begin so."""
    code = code.removesuffix(AGAINST)
    return code in codes or any(one.endswith("_") and code.startswith(one) for one in codes)


def _choice(seen: Observed, gold: GoldPlace | None) -> Choice:
    fitting = [number for number, (one, _) in enumerate(seen) if gold is not None and is_right(gold, one.place)]
    exact = [number for number in fitting if is_right_type(gold, seen[number][0].place)]
    return Choice(seen, frozenset(exact or fitting))


def _fitted(choices: Sequence[Choice], without: Collection[str]) -> Weights:
    """The weights that make the right choices likeliest (gradient descent as Adam does it)."""
    seen = {e.code for one in choices for _, evidence in one.observed for e in evidence}
    rare = {code for code in PRIORS if code != NONE_OF_THESE and not _is_one_of(code, without)}
    codes = sorted(seen | rare)
    column = {code: index for index, code in enumerate([*codes, NONE_OF_THESE])}
    prior = np.array([PRIORS.get(code, 0.0) for code in column])
    design = np.concatenate([_design(one, column) for one in choices])
    right = np.concatenate([_right(one) for one in choices])
    sizes = np.array([len(one.observed) + 1 for one in choices])
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])

    def shares(scores: NDArray[np.float64]) -> NDArray[np.float64]:
        raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, begins), sizes))
        told: NDArray[np.float64] = raised / np.repeat(np.add.reduceat(raised, begins), sizes)
        return told

    weights, momentum, square = prior.copy(), np.zeros_like(prior), np.zeros_like(prior)
    for step in range(1, STEPS + 1):
        said = shares(design @ weights)
        among = said * right
        wanted = among / np.repeat(np.maximum(np.add.reduceat(among, begins), 1e-12), sizes)
        slope = PENALTY * _stiffness(column) * (weights - prior) + design.T @ (said - wanted)
        momentum, square = 0.9 * momentum + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        rate = 0.2 * (1 - step / (STEPS + 1))
        weights -= rate * (momentum / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    found = {code: float(weights[index]) for code, index in column.items()}
    return Weights(found, found[NONE_OF_THESE])


def _stiffness(column: dict[str, int]) -> NDArray[np.float64]:
    """Prominence has another scale than evidence that is there or not. How a name is borne has already taken its share
    of the prominence; a few texts must not turn that round."""
    return np.array([0.02 if code == "prominence" else 20.0 if code.startswith("match_") else 1.0 for code in column])


def _design(one: Choice, column: dict[str, int]) -> NDArray[np.float64]:
    """Candidates and, last, «none of these» × evidence."""
    design = np.zeros((len(one.observed) + 1, len(column)))
    for row, (_, evidence) in enumerate(one.observed):
        for e in evidence:
            design[row, column[e.code]] += e.amount
    design[-1, column[NONE_OF_THESE]] = 1.0
    return design


def _right(one: Choice) -> NDArray[np.float64]:
    right = np.zeros(len(one.observed) + 1)
    right[list(one.right) or [-1]] = 1.0
    return right


def folds(given: Sequence[Case]) -> Iterator[tuple[list[Case], list[Case]]]:
    """The cases to fit on and those to judge on, ten times; every text is judged once."""
    order = list(range(len(given)))
    random.Random(10).shuffle(order)
    for fold in range(FOLDS):
        out = set(order[fold::FOLDS])
        yield [c for i, c in enumerate(given) if i not in out], [c for i, c in enumerate(given) if i in out]


def table(alone: Weights, together: Weights) -> str:
    """The table of weights as text."""
    head = [
        "# Log odds that each piece of evidence for a place adds; geo/locate/evidence.py tells the codes.",
        "# alone: for a name by itself and the words around it. together: with the other places of the article.",
        "# Derived by tools/weigh_resolution.py from benchmarks/resolution/open.txt. Licence: that of this project.",
        "code\talone\ttogether",
    ]
    codes = sorted({*alone.by_code, *together.by_code})
    rows = [f"{code}\t{_cell(alone, code)}\t{_cell(together, code)}" for code in codes]
    return "\n".join([*head, *rows]) + "\n"


def _cell(weights: Weights, code: str) -> str:
    return f"{weights.by_code[code]:.2f}" if code in weights.by_code else ""


def main(parts: Iterable[Part] = ("open",)) -> None:
    mapper = Mapper(Settings.from_environment(), print)
    given = [case for part in parts for case in cases(part, mapper)]
    TABLE.write_text(table(*fit(given)), encoding="utf-8")
    print(f"fitted to {sum(len(case.gold) for case in given)} mentions of {len(given)} texts")


if __name__ == "__main__":
    main()
