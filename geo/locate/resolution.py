"""The choice of one candidate for each mention."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import exp
from typing import Final

from geo.locate import evidence
from geo.locate.evidence import Company
from geo.model import (
    MENTIONED,
    Article,
    Candidate,
    Context,
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

Candidates = Mapping[str, Sequence[Candidate]]


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
    cues = _all_cues(mentions, context)
    first = [
        _rank(m, candidates, own, shared, context.home, None) for m, (own, shared) in zip(mentions, cues, strict=True)
    ]
    company = _company(mentions, first, article.language)
    return tuple(
        _decide(mention, _rank(mention, candidates, own, shared, context.home, company))
        for mention, (own, shared) in zip(mentions, cues, strict=True)
    )


def rank(candidates: Sequence[Candidate], home: str | None = None) -> tuple[RankedCandidate, ...]:
    """What a name alone can mean, best first."""
    scored = [(one, tuple(evidence.by_itself(one, candidates, home))) for one in candidates]
    return _ranked(scored)


def _all_cues(mentions: Sequence[Mention], context: Context) -> list[tuple[tuple[Cue, ...], tuple[Cue, ...]]]:
    """For each mention its own cues, and those that stand at other mentions of the name."""
    own = context.cues or tuple(() for _ in mentions)
    by_name: defaultdict[str, list[Cue]] = defaultdict(list)
    for mention, found in zip(mentions, own, strict=True):
        by_name[mention.name].extend(found)
    return [
        (found, () if found else tuple(dict.fromkeys(by_name[mention.name])))
        for mention, found in zip(mentions, own, strict=True)
    ]


def _rank(
    mention: Mention,
    candidates: Candidates,
    own: Sequence[Cue],
    shared: Sequence[Cue],
    home: str | None,
    company: Company | None,
) -> tuple[RankedCandidate, ...]:
    rivals = candidates.get(mention.name, ())
    if any(cue.code == "type" and cue.value == "street" for cue in own):
        rivals = [one for one in rivals if one.place.type == "street"]
    scored = []
    for candidate in rivals:
        reasons = list(evidence.by_itself(candidate, rivals, home))
        for cue in (*own, *shared):
            named = [one.place for one in candidates.get(cue.value, ())[:5]]
            reason = evidence.from_cue(candidate, cue, named, own=cue in own)
            if reason is not None:
                reasons.append(reason)
        if company is not None:
            reasons.extend(evidence.from_company(candidate, company))
        scored.append((candidate, tuple(reasons)))
    return _ranked(scored)


def _ranked(scored: Sequence[tuple[Candidate, tuple[Reason, ...]]]) -> tuple[RankedCandidate, ...]:
    """Softmax over the candidates' scores and «none of these»; ties keep the source's order."""
    scores = [sum(reason.weight for reason in reasons) for _, reasons in scored]
    top = max([*scores, evidence.NONE_OF_THESE])
    total = exp(evidence.NONE_OF_THESE - top) + sum(exp(score - top) for score in scores)
    ranked = [
        RankedCandidate(candidate, round(exp(score - top) / total, 4), reasons)
        for (candidate, reasons), score in zip(scored, scores, strict=True)
    ]
    return tuple(sorted(ranked, key=lambda one: -one.confidence)[:_SHOWN])


def _company(mentions: Sequence[Mention], ranked: Sequence[tuple[RankedCandidate, ...]], language: str) -> Company:
    """What the first round is sure of."""
    ids: dict[str, Place] = {}
    for mention, options in zip(mentions, ranked, strict=True):
        if mention.confidence >= MENTIONED and options and options[0].confidence >= _SURE_COMPANY:
            place = options[0].candidate.place
            ids.setdefault(place.id, place)
    countries = {p.country: p for p in ids.values() if p.type == "country" and p.country is not None}
    points = tuple(p for p in ids.values() if p.type in ("city", "district", "site", "lake"))
    return Company(ids, countries, points, language)


def _decide(mention: Mention, ranked: tuple[RankedCandidate, ...]) -> Resolution:
    if mention.confidence < MENTIONED:
        return Resolution(mention, "rejected", None, round(1 - mention.confidence, 4), ranked)
    none_of_these = 1 - sum(one.confidence for one in ranked)
    if not ranked or ranked[0].confidence < none_of_these:
        return Resolution(mention, "unlocated", None, round(mention.confidence, 4), ranked)
    confidence = round(ranked[0].confidence * mention.confidence, 4)
    status: Status = "located" if confidence >= _LOCATED else "unsure"
    return Resolution(mention, status, ranked[0].candidate.place, confidence, ranked)
