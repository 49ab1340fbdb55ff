"""How likely a finding in a German text really refers to a place, and what kind of mention it is.

Two witnesses are heard. The findings (:mod:`geo.languages.de.finding`) say what a word *could* be, by gazetteer and
morphology; the trained recogniser's judgement says what the sentence makes of it. Where their spans disagree,
:func:`reconciled` chooses; then a logistic regression, fitted by ``tools/weigh_evidence.py`` on sentences that the
recogniser was not trained on, turns both testimonies into one probability.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final, TypeVar

from spacy.tokens import Doc

from geo.languages import WIDE, Finding
from geo.languages.de.cues import is_type_noun
from geo.languages.de.words import common_words, table, word_list
from geo.languages.judgement import PLACE_CLASSES, Judgement, Span
from geo.languages.tables import read_table
from geo.model import Kind, NameEntry

_Run = TypeVar("_Run", Finding, Span)

KIND_OF: Final[Mapping[str, Kind]] = {"LOC": "place", "LOCderiv": "derived", "LOCpart": "part"}
CLASS_OF: Final[Mapping[Kind, str]] = {kind: name for name, kind in KIND_OF.items()}
UNKNOWN: Final = NameEntry(frozenset(), 0.0)
"""What the gazetteer says of a name that only the recogniser takes for one."""

_ADDITION: Final = re.compile(r" \(.+\)$|/.+$| (?:am|an der|im|in|ob der|bei) .+$")
"""What a town's full name has and its short name lacks."""
_AGREED: Final = 0.85
_WORTH_ASKING: Final = 0.2
_FAMOUS: Final = 0.5
_NAMESAKE: Final = 0.3
"""Confidence that an organisation with a village's name («TASS»), or a person of a town's name, has to do with it."""
_DERIVED: Final = 0.4
"""What «Dresdner» in «die Dresdner Polizei» needs, as a share of what it is as part of an organisation's name."""
_STATES: Final = frozenset({"country", "region", "area"})
_STATE_ACTS: Final = 0.1
_TOWN_KNOWN: Final = 0.4
_TOWN_ACTS: Final = 0.6
_COMPOUND: Final = 0.7
_UNMISTAKABLE: Final = 0.85
_RULES_ALONE: Final = 0.9
_RULES_DENIED: Final = 0.2
"""What a finding is worth of a kind that the recogniser cannot tell, and if it takes it for another name."""
_FARTHEST: Final = 6.0
_PERSON: Final = 0.5
_DIRECTED: Final = frozenset({"in", "aus", "nach", "bei", "bis"})


def weigh(doc: Doc, findings: Sequence[Finding], judgement: Judgement) -> list[Finding]:
    """The findings with their confidence, organisations told apart, and one sense per name where the text is silent."""
    weighed = [
        replace(one, confidence=one.confidence if one.confidence is not None else probability(doc, one, judgement))
        for one in reconciled(doc, findings, judgement)
    ]
    return _agree(doc, weighed, judgement)


def reconciled(doc: Doc, findings: Sequence[Finding], judgement: Judgement) -> list[Finding]:
    """Findings and the recogniser's spans as one list without overlaps, in the order of the text.

    A name inside an organisation's is ``in_org``. A span that the gazetteer does not know stands by itself or, where it
    holds a finding and more («Stuttgarter Liederhalle»), takes its place, unless the rest only says what the place is
    («Landkreis Stendal»). A finding that holds a span and more («Golf von Mexiko») stays.
    """
    places = [span for span in judgement.spans if span.name in PLACE_CLASSES]
    organisations = [span for span in judgement.spans if span.name == "ORG"]
    found: list[Finding] = []
    taken: set[Span] = set()
    for finding in findings:
        around = _overlapping(organisations, finding)
        if around is not None and _is_inside(finding, around) and finding.kind in ("place", "derived"):
            inside = judgement.share(finding.start, finding.end, "ORG")
            is_all = around[:2] == (finding.start, finding.end)
            place = judgement.share(finding.start, finding.end, CLASS_OF[finding.kind])
            is_place = is_all and finding.kind == "place" and _is_actor(finding, place, inside)
            is_form = finding.kind == "derived" and doc[finding.start].text.endswith("er")
            if is_place or (is_form and place >= _DERIVED * inside):
                found.append(replace(finding, confidence=round(min(1.0, place + inside), 4)))
                continue
            if is_all and finding.entry.prominence < _FAMOUS:
                inside = min(inside, _NAMESAKE)
            found.append(replace(finding, kind="in_org", confidence=round(inside, 4)))
            continue
        span = _overlapping(places, finding)
        if span is None:
            found.append(finding)
        elif span not in taken:
            found.append(_chosen(doc, finding, span))
            taken.add(span)
        elif found[-1].end <= finding.start:
            found.append(finding)
    new = [_from_span(doc, span) for span in places if span not in taken and _overlapping(found, span) is None]
    return _without_overlaps(sorted([*found, *new], key=lambda one: (one.start, -one.end)))


def _is_actor(finding: Finding, place: float, organisation: float) -> bool:
    """«Die UdSSR sagte ab», «Moers feiert»: a place that acts, which the recogniser takes for an organisation. States
    and regions share their name with no club; of towns it must be in doubt."""
    if finding.entry.types & _STATES and finding.entry.prominence >= _FAMOUS and "city" not in finding.entry.types:
        return place >= _STATE_ACTS
    return finding.entry.prominence >= _TOWN_KNOWN and place >= _TOWN_ACTS * organisation


def _overlapping(spans: Sequence[_Run], one: Finding | Span) -> _Run | None:
    """The first of the spans, which are in order and do not overlap, that shares a token with one."""
    index = bisect_right(spans, one.start, key=lambda span: span.end)
    return spans[index] if index < len(spans) and spans[index].start < one.end else None


def _is_inside(finding: Finding, span: Span) -> bool:
    return span.start <= finding.start and finding.end <= span.end


def _chosen(doc: Doc, finding: Finding, span: Span) -> Finding:
    """One of two that overlap, or the finding in the kind that the recogniser sees."""
    if (finding.start, finding.end) == (span.start, span.end):
        return finding
    leading = [doc[i].text for i in range(finding.start, span.start)]
    if leading and span.end == finding.end and all(map(is_type_noun, leading)):
        return replace(finding, start=span.start, name=_from_span(doc, span).name)  # «Freistaat Sachsen»
    is_guess = finding.entry.types == {"street"}  # of the rules; «in Brasilien Platz 1»
    if finding.start <= span.start and span.end <= finding.end and not is_guess:
        return finding
    rest = [doc[i].text for i in (*range(span.start, finding.start), *range(finding.end, span.end))]
    if _is_inside(finding, span) and all(map(is_type_noun, rest)):
        return finding
    return _from_span(doc, span)


def _from_span(doc: Doc, span: Span) -> Finding:
    words = " ".join(token.text for token in doc[span.start : span.end] if not token.is_space)
    return Finding(span.start, span.end, words, KIND_OF[span.name], UNKNOWN)


def _without_overlaps(findings: Sequence[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for finding in findings:
        if not kept or kept[-1].end <= finding.start:
            kept.append(finding)
    return kept


def probability(doc: Doc, finding: Finding, judgement: Judgement) -> float:
    """How likely the finding refers to a place in the way that its kind says."""
    if CLASS_OF[finding.kind] not in judgement.classes:
        others = sum(judgement.share(finding.start, finding.end, name) for name in ("PER", "ORG"))
        return _RULES_ALONE if others < _PERSON else _RULES_DENIED
    if (finding.kind == "part" and _is_hollow(doc, finding)) or _is_heavenly(doc, finding) or _is_dish(doc, finding):
        return _NAMESAKE
    if _is_paired_word(doc, finding, judgement):
        return _NAMESAKE
    if finding.entry is UNKNOWN and doc[finding.start].text in word_list("alliance"):
        return 0.0  # «die Asean berät»: many countries and no point
    weights = _weights()[finding.kind]
    score = sum(weights.get(name, 0.0) * value for name, value in features(doc, finding, judgement).items())
    found = round(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), 4)
    if _is_unmistakable(finding, judgement):
        return max(found, _UNMISTAKABLE)
    return max(found, _COMPOUND) if _is_plain_compound(finding, judgement) else found


def _is_hollow(doc: Doc, finding: Finding) -> bool:
    """«Kim-Regime», «Delta-Variante»: a compound whose first part no gazetteer knows, or is a word of everyday."""
    stem = doc[finding.start].text.split("-")[0]
    return finding.entry is UNKNOWN or (stem in common_words() and "country" not in finding.entry.types)


def _is_heavenly(doc: Doc, finding: Finding) -> bool:
    """«auf dem Mars», «die Erde bebte»: places for GermEval's annotators, but on no map. Towns have no article."""
    word = doc[finding.start].text
    before = doc[finding.start - 1].text.lower() if finding.start else ""
    is_body = bool({word, word.removesuffix("s"), word.removesuffix("es")} & word_list("heavenly_body"))
    return is_body and finding.end - finding.start == 1 and before not in _DIRECTED


def _is_paired_word(doc: Doc, finding: Finding, judgement: Judgement) -> bool:
    """«Essen/Trinken –»: an everyday word beside another that is no place is no dateline."""
    if finding.name not in common_words() or finding.end + 1 >= len(doc) or doc[finding.end].text != "/":
        return False
    return judgement.share(finding.end + 1, finding.end + 2, "LOC") < _WORTH_ASKING


def _is_dish(doc: Doc, finding: Finding) -> bool:
    """«Frankfurter Würstchen», «Schwarzwälder Kirschtorte»: what the kitchen has named after a place."""
    if finding.kind != "derived" or finding.end >= len(doc):
        return False
    is_form = doc[finding.start].text[0].isupper() and doc[finding.end - 1].text.endswith("er")
    return is_form and doc[finding.end].lower_.endswith(tuple(word_list("dish")))


def _is_unmistakable(finding: Finding, judgement: Judgement) -> bool:
    """«im Nahen Osten», «das Schwarze Meer», «Salzlandkreis»: names that no town has and no word of everyday."""
    others = sum(judgement.share(finding.start, finding.end, name) for name in ("PER", "ORG", "OTH"))
    is_wide = bool(finding.entry.types & WIDE) and "city" not in finding.entry.types
    is_telling = " " in finding.name or finding.name.endswith("kreis")
    return finding.kind == "place" and is_wide and is_telling and others < _PERSON


def _is_plain_compound(finding: Finding, judgement: Judgement) -> bool:
    """«Balkankriege», «Syrien-Gespräche»: the first part is a country or an area, and no organisation has the name.
    GermEval, which fitted the weights, takes such wars and talks for events and does not look at their parts."""
    others = sum(judgement.share(finding.start, finding.end, name) for name in ("PER", "ORG", "WORD"))
    is_listed = finding.kind == "part" and not finding.is_guess
    return is_listed and bool(finding.entry.types & {"country", "area"}) and others < _PERSON


def features(doc: Doc, finding: Finding, judgement: Judgement) -> dict[str, float]:
    """The evidence for one finding, by name; all of it between −6 and 6."""
    name = CLASS_OF[finding.kind]
    start, end = finding.start, finding.end
    surface = doc[start].text
    before = doc[start - 1].text if start else ""
    same = _overlapping(judgement.spans, finding) == Span(start, end, name)
    others = [other for other in PLACE_CLASSES if other != name]
    prominence = finding.entry.prominence
    known = finding.entry is not UNKNOWN
    return {
        "bias": 1.0,
        "begins": _log_odds(max(judgement.first(token, name) for token in range(start, end))),
        "goes_on": _log_odds(judgement.share(start, end, name)),
        "same_span": float(same),
        "another_kind": sum(judgement.share(start, end, other) for other in others),
        "person": judgement.share(start, end, "PER"),
        "organisation": judgement.share(start, end, "ORG"),
        "other_name": judgement.share(start, end, "OTH") + judgement.share(start, end, "WORD"),
        "known": float(known),
        "prominence": prominence,
        "prominent": float(prominence >= 0.6),
        "obscure": float(known and prominence < 0.4),
        "wide": float(bool(finding.entry.types & WIDE)),
        "country": float("country" in finding.entry.types),
        "common_word": float(surface in common_words() or finding.name in common_words()),
        "several_words": float(end - start > 1),
        "after_preposition": float(before.lower() in _DIRECTED),
        "after_article": float(before.lower() in word_list("article")),
        "sentence_start": float(bool(doc[start].is_sent_start)),
    }


def _log_odds(share: float) -> float:
    return max(-_FARTHEST, min(_FARTHEST, math.log((share + 1e-4) / (1 - share + 1e-4))))


def _agree(doc: Doc, findings: list[Finding], judgement: Judgement) -> list[Finding]:
    """One sense per article. A doubtful mention follows a sure one of the same name, if its own sentence does not make
    a person of it; where the name is nowhere surely a place but somewhere a person's, it is that person again."""
    best: defaultdict[str, float] = defaultdict(float)
    shortened: set[str] = set()
    for finding in findings:
        if finding.kind == "place":
            best[finding.name] = max(best[finding.name], finding.confidence or 0.0)
            short = _ADDITION.sub("", finding.name)
            if short != finding.name and (finding.confidence or 0.0) > _AGREED:
                shortened.add(short)  # «Halle (Saale)», later «Halle»
                best[short] = max(best[short], finding.confidence or 0.0)
    persons = {token.text for span in judgement.spans if span.name == "PER" for token in doc[span.start : span.end]}
    agreed: list[Finding] = []
    for finding in findings:
        confidence = finding.confidence or 0.0
        is_word = finding.name in common_words() and finding.name not in shortened
        if finding.kind == "place" and confidence < _AGREED:
            person = judgement.share(finding.start, finding.end, "PER")
            is_asked = confidence >= _WORTH_ASKING and not is_word
            if best[finding.name] > _AGREED and is_asked and person < _PERSON:
                finding = replace(finding, confidence=_AGREED)
            elif best[finding.name] < _AGREED and finding.name in persons:
                finding = replace(finding, confidence=min(confidence, _NAMESAKE))
        agreed.append(finding)
    return agreed


@cache
def _weights() -> dict[str, dict[str, float]]:
    weights: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for row in read_table(table("evidence_weights.tsv")):
        weights[row["kind"]][row["feature"]] = float(row["weight"])
    return dict(weights)
