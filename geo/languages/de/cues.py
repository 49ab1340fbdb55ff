"""What the words around a German mention say about the place: its type, what contains it, what lies near.

«die Separatistenregionen Luhansk und Donezk» says *region* of both; «Paris in Texas» names the container; «Weil bei
Basel» a neighbour; «Nordkoreas Hauptstadt Pjöngjang» the country.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from spacy.tokens import Doc

from geo.languages import Finding
from geo.languages.de.morphology import genitive_bases
from geo.languages.de.words import table, word_list
from geo.languages.tables import read_table
from geo.model import Cue

_WITHIN: Final = frozenset({"in", "im", "auf"})
_NEAR: Final = frozenset({"bei", "nahe", "unweit", "nördlich", "südlich", "östlich", "westlich"})
_BORDER: Final = ("an der Grenze zu", "an der Grenze zur", "nahe der Grenze zu", "nahe der Grenze zur")
_FILLERS: Final = frozenset(
    {"der", "dem", "den", "von", "US-Bundesstaat", "Bundesstaat", "Bundesland", "Provinz", "Kreis"}
)
_CAPITAL: Final = frozenset({"hauptstadt", "landeshauptstadt"})


def cues(doc: Doc, findings: Sequence[Finding]) -> list[tuple[Cue, ...]]:
    """For each finding, the cues around it."""
    found: list[list[Cue]] = [[] for _ in findings]
    for index, finding in enumerate(findings):
        if finding.kind != "place":
            continue
        if finding.entry.types == frozenset({"street"}):
            found[index].append(Cue("type", "street", doc[finding.end - 1].text))
            continue
        type_cue = _type_before(doc, finding) or _type_by_company(doc, findings, found, index)
        if type_cue is not None:
            found[index].append(type_cue)
        found[index].extend(_capital_of(doc, findings, index))
        found[index].extend(_followed_by(doc, findings, index))
    return [tuple(one) for one in found]


def _type_before(doc: Doc, finding: Finding) -> Cue | None:
    """«Oblast Luhansk», «die Hafenstadt Mariupol», «der Stadt Donezk»."""
    if not finding.start:
        return None
    word = doc[finding.start - 1].text
    place_type = type_named_by(word)
    return Cue("type", place_type, word) if place_type is not None else None


@cache
def type_named_by(word: str) -> str | None:
    """The type that a noun names: «Hafenstadt» → city; None for other words."""
    if not word[:1].isupper():
        return None
    known = _type_nouns()
    for form in _forms(word):
        if form in known:
            return known[form]
        endings = [cue for cue in known if len(cue) > 3 and form.endswith(cue)]
        if endings:
            return known[max(endings, key=len)]
    return None


def is_type_noun(word: str) -> bool:
    """Whether a word by itself names a type and no more: «Region», but not «Hafenstadt»."""
    return word[:1].isupper() and any(form in _type_nouns() for form in _forms(word))


def _forms(word: str) -> tuple[str, ...]:
    """A noun as it stands and without the ending of the genitive («des Gouvernements Idlib»)."""
    lowered = word.lower()
    return (lowered, *genitive_bases(lowered))


@cache
def _type_nouns() -> dict[str, str]:
    return {row["word"]: row["type"] for row in read_table(table("type_cues.tsv"))}


def _type_by_company(doc: Doc, findings: Sequence[Finding], found: list[list[Cue]], index: int) -> Cue | None:
    """The second of «die Regionen Luhansk und Donezk» is what the first is."""
    if not index:
        return None
    before, finding = findings[index - 1], findings[index]
    joined = finding.start - before.end == 1 and doc[before.end].text in word_list("conjunction")
    types = [cue for cue in found[index - 1] if cue.code == "type"] if joined else []
    return types[0] if types and types[0].value != "street" else None


def _capital_of(doc: Doc, findings: Sequence[Finding], index: int) -> list[Cue]:
    """«Nordkoreas Hauptstadt Pjöngjang», «die russische Hauptstadt Moskau»."""
    finding = findings[index]
    if finding.start < 2 or not index or doc[finding.start - 1].text.lower() not in _CAPITAL:
        return []
    country = findings[index - 1]
    if country.end != finding.start - 1:
        return []
    return [Cue("capital", country.name, doc[country.start : finding.start].text)]


def _followed_by(doc: Doc, findings: Sequence[Finding], index: int) -> list[Cue]:
    """«Paris in Texas», «Paris, Texas», «Halle (Saale)», «Weil bei Basel», «Frankfurt an der Grenze zu Polen»."""
    if index + 1 >= len(findings):
        return []
    finding, other = findings[index], findings[index + 1]
    gap = doc[finding.end : other.start]
    if not 1 <= len(gap) <= 6 or other.name == finding.name:
        return []
    words = [token.text for token in gap]
    text = gap.text
    if text in _BORDER:
        return [Cue("near", other.name, text)]
    if words == ["("] or (words == [","] and other.entry.types & {"region", "country"} and _is_closed(doc, other)):
        return [Cue("within", other.name, text)]
    lead = [word for word in words if word not in _FILLERS and word != ","]
    if len(lead) == 1 and lead[0] in _WITHIN:
        return [Cue("within", other.name, text)]
    if len(lead) == 1 and lead[0] in _NEAR:
        return [Cue("near", other.name, text)]
    return []


def _is_closed(doc: Doc, finding: Finding) -> bool:
    """Whether a name in commas is closed by a comma or the sentence's end («Paris, Texas, …») and is no list."""
    return finding.end >= len(doc) or doc[finding.end].text in {",", ".", ")", "–"}
