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

_WITHIN: Final = frozenset({"in", "im", "auf", "am", "an"})
_NEAR: Final = frozenset({"bei", "nahe", "unweit", "nördlich", "südlich", "östlich", "westlich"})
_BORDER: Final = ("an der Grenze zu", "an der Grenze zur", "nahe der Grenze zu", "nahe der Grenze zur")
_CAPITAL: Final = frozenset({"hauptstadt", "landeshauptstadt"})
_ARTICLES: Final = frozenset(
    {"der", "die", "das", "den", "dem", "des", "im", "am", "zum", "zur", "vom", "beim", "ins", "ans"}
)
_INDEFINITE: Final = frozenset({"ein", "eine", "einer", "einem", "einen", "der", "die", "das", "dem", "den"})
_DASHES: Final = frozenset({"–", "—", "-"})
_IN_DATELINES: Final = frozenset({"/", ",", "(", ")", ".", "|"})
_LONGEST_DATELINE: Final = 16
_FARTHEST: Final = 9
"""Tokens between a name and the container that its apposition names."""


def cues(doc: Doc, findings: Sequence[Finding]) -> list[tuple[Cue, ...]]:
    """For each finding, the cues around it."""
    found: list[list[Cue]] = [[] for _ in findings]
    for index, finding in enumerate(findings):
        if finding.kind not in ("place", "in_org"):
            continue
        if finding.entry.types == frozenset({"street"}):
            found[index].append(Cue("type", "street", doc[finding.end - 1].text))
            continue
        type_cue = (
            _type_before(doc, finding) or _type_by_company(doc, findings, found, index) or _type_after(doc, finding)
        )
        if type_cue is not None:
            found[index].append(type_cue)
        found[index].extend(_capital_of(doc, findings, index))
        found[index].extend(_preceded_by(doc, findings, index))
        found[index].extend(_followed_by(doc, findings, index))
        found[index].extend(_grammar(doc, finding))
        found[index].extend(_listed(doc, findings, index, found))
    for index in _datelines(doc, findings):
        found[index].append(Cue("dateline", "", findings[index].name))
    return [tuple(one) for one in found]


def _datelines(doc: Doc, findings: Sequence[Finding]) -> list[int]:
    """The findings that a dateline consists of: «Neustadt/Speyer (dpa) – …», at the beginning of the text."""
    first = next((i for i, token in enumerate(doc) if not token.is_space), 0)
    found: list[int] = []
    position = first
    while position < min(len(doc), first + _LONGEST_DATELINE):
        index = next((i for i, one in enumerate(findings) if one.start == position and one.kind == "place"), None)
        if index is not None:
            found.append(index)
            position = findings[index].end
            continue
        text = doc[position].text
        if text in _DASHES:
            return found
        is_filler = text in _IN_DATELINES or text.rstrip(".").isdigit() or text.lower() in word_list("agency")
        if not (is_filler or text in word_list("month")):
            return []
        position += 1
    return []


def _type_before(doc: Doc, finding: Finding) -> Cue | None:
    """«Oblast Luhansk», «die Hafenstadt Mariupol», «der Stadt Donezk»."""
    if not finding.start:
        return None
    word = doc[finding.start - 1].text
    place_type = type_named_by(word)
    if place_type is None or _is_genitive(doc, finding):
        return None
    return Cue("type", place_type, word)


def _is_genitive(doc: Doc, finding: Finding) -> bool:
    """«die Küste Floridas», «die Städte Deutschlands»: the noun has the place, it is not the place."""
    last = doc[finding.end - 1].text
    return last.endswith("s") and not finding.name.endswith(last)


def _type_after(doc: Doc, finding: Finding) -> Cue | None:
    """«Liberia, die Provinzstadt im Nordwesten», «Grecia, ein ruhiger Ort»."""
    words = [token.text for token in doc[finding.end : finding.end + 6]]
    if len(words) < 4 or words[0] != "," or words[1] not in _INDEFINITE:
        return None
    position = next((i for i, word in enumerate(words[2:], start=2) if word[:1].isupper()), len(words))
    if position + 1 >= len(words) or words[position + 1][:1].isupper():
        return None  # «…, der Bundesstaat New York …» begins something new
    place_type = type_named_by(words[position])
    return Cue("type", place_type, f"{words[1]} {words[position]}") if place_type is not None else None


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
    """«Nordkoreas Hauptstadt Pjöngjang», «die russische Hauptstadt Moskau», «die Hauptstadt Nordkoreas, Pjöngjang»."""
    finding = findings[index]
    if finding.start < 2 or not index:
        return []
    country = findings[index - 1]
    between = [token.text for token in doc[country.end : finding.start]]
    if len(between) == 1 and between[0].lower() in _CAPITAL:
        return [Cue("capital", country.name, doc[country.start : finding.start].text)]
    lead = [token.text.lower() for token in doc[max(0, country.start - 2) : country.start]]
    if between == [","] and _CAPITAL & set(lead):
        return [Cue("capital", country.name, doc[country.start - 1 : country.end].text)]
    return []


def _preceded_by(doc: Doc, findings: Sequence[Finding], index: int) -> list[Cue]:
    """«im brandenburgischen Frankfurt», «die texanische Kleinstadt Paris»."""
    finding = findings[index]
    before = findings[index - 1] if index else None
    if before is None or before.kind != "derived" or not doc[before.start].text[0].islower():
        return []
    between = [token.text for token in doc[before.end : finding.start]]
    if len(between) > 1 or any(type_named_by(word) is None or word.lower() in _CAPITAL for word in between):
        return []
    return [Cue("within", before.name, doc[before.start : before.end].text)]


def _followed_by(doc: Doc, findings: Sequence[Finding], index: int) -> list[Cue]:
    """«Paris in Texas», «Paris, Texas», «Halle (Saale)», «Weil bei Basel», «Frankfurt an der Grenze zu Polen», «Paris,
    ein Städtchen in Texas»."""
    if index + 1 >= len(findings):
        return []
    finding, other = findings[index], findings[index + 1]
    gap = doc[finding.end : other.start]
    if not 1 <= len(gap) <= _FARTHEST or other.name == finding.name:
        return []
    words = [token.text for token in gap]
    text = gap.text
    if text in _BORDER:
        return [Cue("near", other.name, text)]
    if words == ["("] or (words == [","] and other.entry.types & {"region", "country"} and _is_closed(doc, other)):
        return [Cue("within", other.name, text)]
    lead = [word for word in words if word != "," and not _is_filler(word)]
    if len(lead) == 1 and lead[0] in _WITHIN and not _is_genitive(doc, finding):
        return [Cue("within", other.name, text)]
    if len(lead) == 1 and lead[0] in _NEAR:
        return [Cue("near", other.name, text)]
    return _apposition(words, other.name, text)


def _is_filler(word: str) -> bool:
    """Articles, and nouns that say what the container is: «im US-Bundesstaat Texas», «im Landkreis Stendal»."""
    return word in ("der", "dem", "den", "von") or (type_named_by(word) or "").split("|")[0] in ("region", "country")


def _apposition(words: Sequence[str], container: str, text: str) -> list[Cue]:
    """«, ein Städtchen in », «, der kleine Ort bei »."""
    if len(words) < 4 or words[0] != "," or words[1] not in _INDEFINITE or set(words[1:]) & {",", ".", ";", ":", "–"}:
        return []
    preposition = next((word for word in words[2:] if word in _WITHIN | _NEAR), None)
    if preposition is None or not all(map(_is_filler, words[words.index(preposition) + 1 :])):
        return []
    if not any(type_named_by(word) for word in words[2 : words.index(preposition)]):
        return []  # «in New York, der von einem Putsch in Papua sprach»
    return [Cue("within" if preposition in _WITHIN else "near", container, text)]


def _grammar(doc: Doc, finding: Finding) -> list[Cue]:
    """«der Main», «im Harz»: an article, if need be before adjectives; «auf Rügen»."""
    position = finding.start - 1
    while position >= 0 and doc[position].text[0].islower() and doc[position].text.endswith(("en", "e", "er")):
        if doc[position].text in _ARTICLES or finding.start - position > 2:
            break
        position -= 1
    if position < 0:
        return []
    word = doc[position].text
    if word.lower() in _ARTICLES:
        # «im damaligen Leningrad»: with an adjective, towns have an article too.
        return [Cue("article", "next" if position == finding.start - 1 else "", doc[position : finding.end].text)]
    if word.lower() == "auf" and position == finding.start - 1:
        return [Cue("on", "", doc[position : finding.end].text)]
    return []


def _listed(doc: Doc, findings: Sequence[Finding], index: int, found: Sequence[Sequence[Cue]]) -> list[Cue]:
    """«Luhansk und Donezk», «Hamburg, Bremen»: the names beside it in an enumeration."""
    listed = []
    for first, second in ((index - 1, index), (index, index + 1)):
        if first < 0 or second == len(findings):
            continue
        one, other = findings[first], findings[second]
        gap = doc[one.end : other.start].text
        is_list = gap in word_list("conjunction") or gap in (",", "/", "–")
        if is_list and one.name != other.name and not any(cue.code == "within" for cue in found[first]):
            name = one.name if second == index else other.name
            listed.append(Cue("listed", name, name))
    return listed


def _is_closed(doc: Doc, finding: Finding) -> bool:
    """Whether a name in commas is closed by a comma or the sentence's end («Paris, Texas, …») and is no list."""
    return finding.end >= len(doc) or doc[finding.end].text in {",", ".", ")", "–"}
