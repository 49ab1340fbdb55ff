"""How likely a finding in a German text really refers to a place.

Names of places are also surnames, first names and common nouns («Essen», «Weil», «Paris Hilton»). The evidence – how
prominent the name is, how often the form stood for a place in a news corpus, what stands before and after it – is
weighed by a logistic regression whose weights ``tools/weigh_evidence.py`` learns from GermEval 2014 (CC BY 4.0). What
the rules are sure of («russische», «Ukraine-Krieg», «der Kreml») needs no weighing.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal

from spacy.tokens import Doc

from geo.languages import Finding
from geo.languages.de import cues
from geo.languages.de.words import table, word_list
from geo.languages.tables import read_table

Model = Literal["name", "resident", "compound"]
"""The three regressions: names, -er forms («Berliner»), compounds in one word («Irakkrieg»)."""

_SURE: Final = 0.97
_UNMISTAKABLE: Final = 0.9
_DOUBTFUL_STEM: Final = 0.3
_AGREED: Final = 0.85
_WORLD_CITY: Final = 0.85
"""Prominence from which a city is known to every reader."""
_WIDE: Final = frozenset({"country", "region", "area", "island", "sea", "mountain", "river", "lake"})
_COUNTED_PREPOSITIONS: Final = ("in", "aus", "nach", "von", "bei", "bis", "für", "gegen", "mit", "über")
_QUOTES: Final = frozenset("„“”\"»«‚‘›‹'")
_DASHES: Final = frozenset({"–", "—", "-", "--"})


@dataclass(frozen=True, slots=True)
class Counts:
    """How often a form referred to a place in the corpus, and how often it did not."""

    place: int
    other: int


def weigh(doc: Doc, findings: Sequence[Finding]) -> list[Finding]:
    """The findings with their confidence, organisations told apart, and one sense per name where the text is silent."""
    weighed = [_weigh_one(doc, finding, findings) for finding in findings]
    return _agree(doc, weighed)


def model_of(doc: Doc, finding: Finding) -> Model | None:
    """The regression that judges a finding; None where a rule is sure of it."""
    word = doc[finding.start].text
    if finding.kind == "place" and finding.entry.types != frozenset({"street"}):
        return "name"
    if finding.kind == "derived" and finding.end - finding.start == 1 and _is_resident(word, finding):
        return "resident"
    if finding.kind == "part" and "-" not in word:
        return "compound"
    return None


def _is_resident(word: str, finding: Finding) -> bool:
    return word[:1].isupper() and bool(finding.entry.types & {"city", "district"})


def _weigh_one(doc: Doc, finding: Finding, findings: Sequence[Finding]) -> Finding:
    organisation = organisation_around(doc, finding)
    if organisation and finding.kind in ("place", "derived"):
        return replace(finding, kind="in_org", confidence=0.8)
    if _is_part_of_a_proper_name(doc, finding):
        return replace(finding, kind="in_org", confidence=0.3)
    model = model_of(doc, finding)
    if model is None:
        return replace(finding, confidence=_DOUBTFUL_STEM if _has_doubtful_stem(doc, finding) else _SURE)
    weights = _weights()[model]
    score = sum(weights.get(name, 0.0) * value for name, value in features(doc, finding, findings).items())
    confidence = round(1 / (1 + math.exp(-score)), 4)
    if confidence < _UNMISTAKABLE and _is_unmistakable(doc, finding):
        confidence = _UNMISTAKABLE
    return replace(finding, confidence=confidence)


def _has_doubtful_stem(doc: Doc, finding: Finding) -> bool:
    """«Corona-Pandemie»: the first part is a word or a name that seldom stands for a place."""
    if finding.kind != "part" or "country" in finding.entry.types:
        return False
    stem = doc[finding.start].text.split("-")[0]
    counts = _surface_counts().get(stem, Counts(0, 0))
    return stem in _common_words() or counts.other > counts.place


def _is_unmistakable(doc: Doc, finding: Finding) -> bool:
    """Countries act and stay places («der Kreml dementiert»); rivers, areas and seats of government are named by us,
    and no town shares the name; cities of the world need no introduction («Pjöngjangs Truppen»)."""
    own = doc[finding.start].text
    if own in _common_words() or sum(_person_names().get(own, (0, 0))) > 5 or _names_a_person(doc, finding):
        return False
    if "country" in finding.entry.types or not finding.entry.types & {"city", "district"}:
        return True
    return finding.entry.prominence >= _WORLD_CITY and not _has_capital_neighbour(doc, finding)


def _has_capital_neighbour(doc: Doc, finding: Finding) -> bool:
    """Whether the name may be one part of a longer one: «Paris Hilton», «Whitney Houston». A genitive ends a name."""
    before = doc[finding.start - 1] if finding.start else None
    is_genitive = doc[finding.end - 1].text != finding.name.split()[-1]
    return (before is not None and before.is_alpha and before.text[0].isupper()) or (
        not is_genitive and _is_capitalised(doc, finding.end)
    )


def _is_part_of_a_proper_name(doc: Doc, finding: Finding) -> bool:
    """«Deutsche Bahn»: a capital adjective inside a sentence, before a noun, belongs to a name."""
    word = doc[finding.start].text
    return (
        finding.kind == "derived"
        and word[0].isupper()
        and word.lower().endswith(("isch", "ische", "ischen", "ischer", "isches", "ischem", "deutsche", "deutscher"))
        and not doc[finding.start].is_sent_start
        and _is_capitalised(doc, finding.end)
    )


def organisation_around(doc: Doc, finding: Finding) -> str | None:
    """The word that makes an organisation of the name: «Universität Heidelberg», «Washington Post»; else None."""
    if finding.start and doc[finding.start - 1].text in word_list("org_before"):
        return doc[finding.start - 1].text
    before = finding.start - 2
    if before >= 0 and _is_capitalised(doc, before + 1) and doc[before].text in word_list("org_before"):
        return doc[before].text
    for after in range(finding.end, min(finding.end + 2, len(doc))):
        if not _is_capitalised(doc, after):
            break
        if doc[after].text in word_list("org_after"):
            return doc[after].text
    return None


def features(
    doc: Doc, finding: Finding, findings: Sequence[Finding], held_out: Mapping[str, Counts] | None = None
) -> dict[str, float]:
    """The evidence for one finding, by name; all of it between about −5 and 5.

    ``held_out`` gives corpus counts to subtract, so that training does not look at its own answer.
    """
    first, last = doc[finding.start], doc[finding.end - 1]
    surface = doc[finding.start : finding.end].text
    return {
        "bias": 1.0,
        **_name_evidence(surface, finding, held_out or {}),
        **_person_evidence(doc, finding),
        **_before(doc, finding),
        **_after(doc, finding),
        "sentence_start": float(bool(first.is_sent_start)),
        "quoted": float(
            finding.start > 0
            and finding.end < len(doc)
            and doc[finding.start - 1].text in _QUOTES
            and doc[finding.end].text in _QUOTES
        ),
        "coordinated": float(_is_coordinated(doc, finding, findings)),
        "dateline": float(_is_dateline(doc, finding)),
        "genitive": float(surface != finding.name and last.text.endswith("s") and _is_capitalised(doc, finding.end)),
    }


def _name_evidence(surface: str, finding: Finding, held_out: Mapping[str, Counts]) -> dict[str, float]:
    counts = _surface_counts().get(surface, Counts(0, 0))
    known = held_out.get(surface, Counts(0, 0))
    place, other = counts.place - known.place, counts.other - known.other
    stem = _surface_counts().get(finding.name, Counts(0, 0)) if finding.name != surface else Counts(0, 0)
    prominence = finding.entry.prominence
    return {
        "prominence": prominence,
        "prominent": float(prominence >= 0.6),
        "known": float(0.5 <= prominence < 0.6),
        "obscure": float(prominence < 0.4),
        "prior": math.log((place + 0.3) / (other + 0.3)),
        "prior_of_name": math.log((stem.place + 0.3) / (stem.other + 0.3)),
        "unseen": float(place + other == 0),
        "common_word": float(surface in _common_words() or finding.name in _common_words()),
        "country": float("country" in finding.entry.types),
        "wide": float(bool(finding.entry.types & _WIDE)),
        "several_words": float(" " in finding.name),
        "several_words_obscure": float(" " in finding.name and prominence < 0.4),
        "short": float(len(finding.name) <= 3),
        "capitals": float(surface.isupper() and len(surface) > 1),
        "inflected": float(surface != finding.name),
    }


def _person_evidence(doc: Doc, finding: Finding) -> dict[str, float]:
    before = doc[finding.start - 1].text if finding.start else ""
    before_that = doc[finding.start - 2].text if finding.start > 1 else ""
    after = doc[finding.end].text if finding.end < len(doc) else ""
    own = doc[finding.start].text
    after_name = _person_names().get(after, (0, 0))
    return {
        "after_first_name": math.log1p(_person_names().get(before, (0, 0))[0]),
        "after_last_name": math.log1p(_person_names().get(before, (0, 0))[1]),
        "before_last_name": math.log1p(after_name[1]),
        "before_first_name": math.log1p(after_name[0]),
        "is_first_name": math.log1p(_person_names().get(own, (0, 0))[0]),
        "is_last_name": math.log1p(_person_names().get(own, (0, 0))[1]),
        "after_title": float(before in word_list("title")),
        "after_initial": float(len(before) == 2 and before.endswith(".") and before[0].isupper()),
        "after_particle": float(before in word_list("name_particle") and before_that[:1].isupper()),
    }


def _names_a_person(doc: Doc, finding: Finding) -> bool:
    """«Frau Kassel», «Denzel Washington»: what stands before belongs to a person."""
    evidence = _person_evidence(doc, finding)
    return evidence["after_title"] > 0 or evidence["after_first_name"] > 1


def _before(doc: Doc, finding: Finding) -> dict[str, float]:
    if not finding.start:
        return {}
    token = doc[finding.start - 1]
    word = token.text.lower()
    evidence: dict[str, float] = {}
    if word in _COUNTED_PREPOSITIONS:
        evidence[f"after_{word}"] = 1.0
    elif word in word_list("preposition_of_place"):
        evidence["after_preposition"] = 1.0
    if word in word_list("article"):
        evidence["after_article_wide" if finding.entry.types & _WIDE else "after_article"] = 1.0
    elif token.text[0].islower() and word.endswith(("en", "er", "es", "em", "e")) and "after_" + word not in evidence:
        evidence["after_inflected_word"] = 1.0
    if token.text[0].isupper() and token.is_alpha and not token.is_sent_start:
        evidence["after_capital"] = 1.0
    if token.is_sent_start and token.text[0].isupper() and token.is_alpha:
        evidence["after_first_word"] = 1.0
    if token.text == "/" or token.text in _DASHES:
        evidence["after_slash"] = 1.0
    if cues.type_named_by(token.text) is not None:
        evidence["after_type"] = 1.0
    if token.text in {"(", "["}:
        evidence["after_bracket"] = 1.0
    return evidence


def _after(doc: Doc, finding: Finding) -> dict[str, float]:
    if finding.end >= len(doc):
        return {"at_end": 1.0}
    token = doc[finding.end]
    if token.is_space:
        return {"at_end": 1.0}
    evidence: dict[str, float] = {}
    if token.text[0].isupper():
        evidence["before_capital"] = 1.0
    if token.text in {"(", "/", ","}:
        evidence[{"(": "before_bracket", "/": "before_slash", ",": "before_comma"}[token.text]] = 1.0
    if token.text in {")", "]"}:
        evidence["before_closing_bracket"] = 1.0
    if token.text[0].islower():
        evidence["before_small"] = 1.0
    return evidence


def _is_capitalised(doc: Doc, position: int) -> bool:
    return position < len(doc) and doc[position].text[:1].isupper()


def _is_coordinated(doc: Doc, finding: Finding, findings: Sequence[Finding]) -> bool:
    """Whether a prominent name stands next to it in a list: «Essen und Dortmund»."""
    index = bisect_left(findings, finding.start, key=lambda one: one.start)
    for other in (*findings[max(index - 1, 0) : index], *findings[index + 1 : index + 2]):
        if other.kind != "place" or other.entry.prominence < 0.5:
            continue
        low, high = (other.end, finding.start) if other.start < finding.start else (finding.end, other.start)
        if high - low == 1 and doc[low].text in word_list("conjunction"):
            return True
    return False


def _is_dateline(doc: Doc, finding: Finding) -> bool:
    """«Hamburg, 18. Mai», «BERLIN (dpa) –», «München/Moskau –» at the beginning of a paragraph."""
    begin = finding.start
    while begin > 1 and doc[begin - 1].text == "/":
        begin -= 2
    if begin and not (doc[begin - 1].is_space and "\n" in doc[begin - 1].text):
        return False
    for after in range(finding.end, min(finding.end + 6, len(doc))):
        if doc[after].text in _DASHES or doc[after].text.startswith("("):
            return True
        if (
            doc[after].text not in {"/", ","}
            and not doc[after].text[0].isupper()
            and not doc[after].text[0].isdecimal()
        ):
            return False
    return False


def _agree(doc: Doc, findings: list[Finding]) -> list[Finding]:
    """One sense per article: a doubtful mention follows a sure one of the same name, if nothing speaks for a person."""
    best: defaultdict[str, float] = defaultdict(float)
    for finding in findings:
        if finding.kind == "place":
            best[finding.name] = max(best[finding.name], finding.confidence or 0.0)
    agreed: list[Finding] = []
    for finding in findings:
        confidence = finding.confidence or 0.0
        doubtful = finding.kind == "place" and 0.2 <= confidence < _AGREED and best[finding.name] > _AGREED
        if doubtful and finding.name not in _common_words() and not _names_a_person(doc, finding):
            finding = replace(finding, confidence=_AGREED)
        agreed.append(finding)
    return agreed


@cache
def _weights() -> dict[str, dict[str, float]]:
    weights: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for row in read_table(table("evidence_weights.tsv")):
        weights[row["model"]][row["feature"]] = float(row["weight"])
    return dict(weights)


@cache
def _surface_counts() -> dict[str, Counts]:
    rows = read_table(table("surface_counts.tsv"))
    return {row["form"]: Counts(int(row["place"]), int(row["other"])) for row in rows}


@cache
def _person_names() -> dict[str, tuple[int, int]]:
    rows = read_table(table("person_names.tsv"))
    return {row["name"]: (int(row["first"]), int(row["last"])) for row in rows}


@cache
def _common_words() -> frozenset[str]:
    lines = table("common_words.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(line for line in lines if line and not line.startswith("#"))
