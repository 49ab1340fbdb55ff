"""The choice of one candidate for each mention.

A conditional logit: each candidate's score is the sum of its evidence, «none of these» has a score of its own, and the
softmax over them is the probability that each is meant. Two rounds: the first knows a mention and the words around it,
the second also what the first is sure of elsewhere in the article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp
from typing import Final

from geo.locate import evidence
from geo.locate.evidence import AGAINST, Company, Evidence
from geo.locate.weights import Weights, weights
from geo.model import (
    MENTIONED,
    Article,
    Candidate,
    Context,
    Correction,
    Cue,
    Mention,
    Place,
    RankedCandidate,
    Reason,
    Resolution,
    Status,
)

_LOCATED: Final = 0.6
"""Confidence from which a mention counts as located; below it is unsure."""
_SURE_COMPANY: Final = 0.7
"""Confidence that a place of the first round needs to be evidence in the second."""
_SHOWN: Final = 8
"""Candidates kept with a resolution."""
_FOR_ALL: Final = frozenset({"within", "near", "capital"})
"""Cues that hold for every mention of the name. Types do not: «der Kreis Gütersloh» lies around Gütersloh."""
_WORDS: Final = _FOR_ALL | {"type"}
"""Cues that say something about the place, not about the sentence."""

Candidates = Mapping[str, Sequence[Candidate]]
Observed = tuple[tuple[Candidate, tuple[Evidence, ...]], ...]
"""The candidates of a mention, each with the evidence for and against it."""


def resolve(
    article: Article,
    mentions: Sequence[Mention],
    candidates: Candidates,
    context: Context,
) -> tuple[Resolution, ...]:
    """Decide what each mention means.

    ``candidates`` maps the names of mentions, and those of their cues, to the records that bear them, most prominent
    first. The resolutions come in the order of the mentions.
    """
    alone, together = weights()
    _, second = observe(article, mentions, candidates, context, alone)
    return tuple(
        _decided(mention, context.decisions[index], ranked(seen, together))
        if index in context.decisions
        else _decide(mention, ranked(seen, together))
        for index, (mention, seen) in enumerate(zip(mentions, second, strict=True))
    )


def rank(candidates: Sequence[Candidate], home: str | None = None) -> tuple[RankedCandidate, ...]:
    """What a name alone can mean, best first."""
    observed = tuple((one, tuple(evidence.by_itself(one, candidates, home))) for one in candidates)
    return ranked(observed, weights()[0])


def observe(
    article: Article, mentions: Sequence[Mention], candidates: Candidates, context: Context, alone: Weights
) -> tuple[list[Observed], list[Observed]]:
    """For each mention its candidates and the evidence for them: without, and with the company of the article's other
    places, as far as the weights for names ``alone`` are sure of those."""
    view = _View(mentions, candidates, context)
    first = [view.alone(index) for index in range(len(mentions))]
    options = [
        _certain(context.decisions[index].place) if index in context.decisions else ranked(seen, alone)
        for index, seen in enumerate(first)
    ]
    known = _Known(mentions, options, context.cues, article.language)
    second = [view.together(index, seen, known) for index, seen in enumerate(first)]
    return first, second


def ranked(observed: Observed, by: Weights) -> tuple[RankedCandidate, ...]:
    """Softmax over the candidates' scores and «none of these»; ties keep the source's order."""
    reasons = [by.reasons(seen) for _, seen in observed]
    scores = [sum(reason.weight for reason in one) for one in reasons]
    top = max([*scores, by.none])
    total = exp(by.none - top) + sum(exp(score - top) for score in scores)
    found = [
        RankedCandidate(candidate, round(exp(score - top) / total, 4), why)
        for (candidate, _), score, why in zip(observed, scores, reasons, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: -one.confidence)[:_SHOWN])


class _View:
    """The mentions of an article with their cues; what is said of a name once is not worked out again."""

    def __init__(self, mentions: Sequence[Mention], candidates: Candidates, context: Context) -> None:
        self._mentions = mentions
        self._candidates = candidates
        self._home = context.home
        self._cues = context.cues or tuple(() for _ in mentions)
        self._by_name: defaultdict[str, list[Cue]] = defaultdict(list)
        for mention, cues in zip(mentions, self._cues, strict=True):
            self._by_name[mention.name].extend(cue for cue in cues if cue.code in _FOR_ALL)
        self._itself: dict[str, list[tuple[Candidate, tuple[Evidence, ...]]]] = {}
        self._company: dict[str, list[tuple[Evidence, ...]]] = {}

    def alone(self, index: int) -> Observed:
        """The evidence that the mention and the words around it give."""
        mention, cues = self._mentions[index], self._cues[index]
        rivals = self._candidates.get(mention.name, ())
        if any(cue.code == "type" and cue.value == "street" for cue in cues):
            rivals = [one for one in rivals if one.place.type == "street"]
            named = Evidence("type_cue", 1.0, mention.surface)
            return tuple((one, (*evidence.by_itself(one, rivals, self._home), named)) for one in rivals)
        if mention.name not in self._itself:
            self._itself[mention.name] = [(r, tuple(evidence.by_itself(r, rivals, self._home))) for r in rivals]
        own = [cue for cue in cues if cue.code in _WORDS]
        shared = () if own else tuple(dict.fromkeys(self._by_name[mention.name]))
        observed = []
        for candidate, seen in self._itself[mention.name]:
            found = [*seen, *evidence.from_form(candidate, mention)]
            if mention.kind == "place":
                found += evidence.from_grammar(candidate, cues)
            for cue in own:
                said = evidence.from_cue(candidate, cue, self._named(cue))
                found += [said] if said else []
                if said is not None and said.code == "type_cue" and candidate.match == "bare":
                    found.append(Evidence("bare_fits", 1.0, cue.words))
            for cue in shared:
                said = evidence.from_cue(candidate, cue, self._named(cue))
                if said is not None:
                    code = "same_sense" + (AGAINST if said.code.endswith(AGAINST) else "")
                    found.append(Evidence(code, 1.0, said.detail))
            observed.append((candidate, tuple(found)))
        return tuple(observed)

    def together(self, index: int, alone: Observed, known: _Known) -> Observed:
        """The same with what the other places of the article say."""
        mention = self._mentions[index]
        if mention.name not in self._company:
            self._company[mention.name] = [
                tuple(evidence.from_company(candidate, mention.name, known.company)) for candidate, _ in alone
            ]
        neighbours = [
            known.sense[cue.value] for cue in self._cues[index] if cue.code == "listed" and cue.value in known.sense
        ]
        found = []
        for (candidate, seen), company in zip(alone, self._company[mention.name], strict=True):
            beside = evidence.from_neighbours(candidate, neighbours, known.company.language)
            found.append((candidate, (*seen, *beside, *company)))
        return tuple(found)

    def _named(self, cue: Cue) -> list[Place]:
        return [one.place for one in self._candidates.get(cue.value, ())]


class _Known:
    """What the first round is sure of: the article's company, and what each name means."""

    def __init__(
        self,
        mentions: Sequence[Mention],
        ranked: Sequence[tuple[RankedCandidate, ...]],
        cues: Sequence[Sequence[Cue]],
        language: str,
    ) -> None:
        best: dict[str, RankedCandidate] = {}
        for mention, options in zip(mentions, ranked, strict=True):
            if mention.confidence < MENTIONED or not options or options[0].confidence < _SURE_COMPANY:
                continue
            if mention.name not in best or best[mention.name].confidence < options[0].confidence:
                best[mention.name] = options[0]
        names: defaultdict[str, set[str]] = defaultdict(set)
        for name, sure in best.items():
            names[sure.candidate.place.id].add(name)
        places = {sure.candidate.place.id: sure.candidate.place for sure in best.values()}
        self.sense: Mapping[str, Place] = {name: sure.candidate.place for name, sure in best.items()}
        dateline = {
            best[mention.name].candidate.place.id
            for mention, said in zip(mentions, cues, strict=False)
            if mention.name in best and any(cue.code == "dateline" for cue in said)
        }
        self.company = Company(
            places,
            {id_: frozenset(which) for id_, which in names.items()},
            {one.country: one for one in places.values() if one.type == "country" and one.country is not None},
            tuple(one for one in places.values() if one.type in ("city", "district", "site", "lake")),
            tuple(one for one in places.values() if one.id in dateline),
            language,
        )


def _certain(place: Place | None) -> tuple[RankedCandidate, ...]:
    """A reader's decision as the first of the options; none where they rejected the mention."""
    if place is None:
        return ()
    return (RankedCandidate(Candidate(place, "preferred", place.source, 1.0), 1.0, (Reason("user", 0.0),)),)


def _decided(mention: Mention, correction: Correction, options: tuple[RankedCandidate, ...]) -> Resolution:
    """What a reader has decided, with the program's own opinion behind it."""
    if correction.place is None:
        return Resolution(mention, "rejected", None, 1.0, options)
    others = [replace(one, confidence=0.0) for one in options if one.candidate.place.id != correction.place.id]
    chosen = _certain(correction.place)
    return Resolution(mention, "located", correction.place, 1.0, (*chosen, *others)[:_SHOWN])


def _decide(mention: Mention, options: tuple[RankedCandidate, ...]) -> Resolution:
    if mention.confidence < MENTIONED:
        return Resolution(mention, "rejected", None, round(1 - mention.confidence, 4), options)
    none_of_these = 1 - sum(one.confidence for one in options)
    if not options or options[0].confidence < none_of_these:
        return Resolution(mention, "unlocated", None, round(mention.confidence, 4), options)
    confidence = round(options[0].confidence * mention.confidence, 4)
    status: Status = "located" if confidence >= _LOCATED else "unsure"
    return Resolution(mention, status, options[0].candidate.place, confidence, options)
