"""Everything in a German text that could refer to a place.

A finding is a possibility: the gazetteer knows the name, or a rule leads from the word to a name that it knows. Whether
the writer meant the place, :mod:`geo.languages.de.evidence` weighs afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from spacy.tokens import Doc

from geo.languages import WIDE, Finding
from geo.languages.de import derivations
from geo.languages.de.cues import is_type_noun, type_named_by
from geo.languages.de.morphology import (
    DIRECTION_NOUNS,
    complete_ellipsis,
    dative_plural_bases,
    genitive_bases,
    phrase_bases,
    split_compass,
)
from geo.languages.de.words import common_words, word_list
from geo.model import Direction, Kind, NameEntry, Names

_LONGEST: Final = 7
"""Tokens in the longest name («Demokratische Volksrepublik São Tomé und Príncipe»)."""
_STRONG: Final = 0.6
"""Prominence from which a name may found a compound or outrank a derivation (large cities, regions, countries)."""
_STREET: Final = NameEntry(frozenset({"street"}), 0.0)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A name that a surface form may stand for."""

    name: str
    entry: NameEntry
    direction: Direction | None = None


def find(doc: Doc, names: Names) -> list[Finding]:
    """Everything that could refer to a place, without overlaps, in the order of the text."""
    findings: list[Finding] = []
    position = 0
    while position < len(doc):
        finding = None
        if doc[position].is_alpha or len(doc[position]) > 1:
            finding = _at(doc, position, names)
        if finding is None:
            position += 1
        else:
            finding = _with_apostrophe(doc, _with_direction(doc, finding))
            findings.append(finding)
            position = finding.end
    return findings


def _at(doc: Doc, position: int, names: Names) -> Finding | None:
    word = doc[position].text
    if word.endswith("-"):
        return _ellipsis(doc, position, names)
    if not word[0].isupper():
        return (_adjective(doc, position, names) or _throughout(word, position, names)) if word[0].islower() else None
    return (
        _street(doc, position, names)
        or _phrase(doc, position, names)
        or _word(doc, position, names)
        or _hyphenated(doc, position, names)
        or _resident(doc, position, names)
        or _compound(doc, position, names)
        or _unlisted_compound(doc, position, names)
    )


def _phrase(doc: Doc, position: int, names: Names) -> Finding | None:
    """A name of several tokens, the longest that the gazetteer knows; «Oblast Cherson» is the name Cherson after a word
    that tells its type."""
    if (type_named_by(doc[position].text) or "").startswith("region"):
        return None
    for end in _phrase_ends(doc, position):
        words = doc[position:end].text.split()
        surface = " ".join(words)
        for name in (surface, *phrase_bases(words)) if len(words) > 1 else (surface,):
            entry = names.find(name)
            if entry is not None:
                return Finding(position, end, name, "place", entry)
    return None


def _phrase_ends(doc: Doc, position: int) -> list[int]:
    """The ends of the runs of tokens from ``position`` that look like a name of several words, longest first."""
    ends: list[int] = []
    is_open = False
    for end in range(position + 1, min(len(doc), position + _LONGEST)):
        text = doc[end].text
        is_open = is_open or text == "("
        if doc[end].is_space and "\n" in text and _ends_line_for_good(doc, end):
            break
        if text[0].isupper() or (text == ")" and is_open):
            ends.append(end + 1)
        elif text not in word_list("name_inner") and not text.isspace():
            break
    return ends[::-1]


def _ends_line_for_good(doc: Doc, line_break: int) -> bool:
    """Whether a line break is more than a wrapped line."""
    return line_break + 1 >= len(doc) or bool(doc[line_break + 1].is_sent_start)


def _word(doc: Doc, position: int, names: Names) -> Finding | None:
    """A name of one word, or an adjective or inhabitant where that is the likelier reading."""
    word = doc[position].text
    reading = _read_word(word, names)
    if reading is None or reading.entry.prominence < _STRONG:
        derived = _derived(doc, position, names)
        if derived is not None:
            return derived
    if reading is None or (is_type_noun(word) and "city" not in reading.entry.types):
        return None  # «die Region» is no name, though a record bears it; villages are called «Berg» and «See»
    return Finding(position, position + 1, reading.name, "place", reading.entry, reading.direction)


def _read_word(word: str, names: Names) -> _Reading | None:
    """The best reading of a word as a name: as it stands, inflected, or with a compass prefix."""
    spelled = word.title() if word.isupper() and len(word) > 4 else word
    best: _Reading | None = None
    for form in (spelled, *genitive_bases(spelled), *dative_plural_bases(spelled)):
        entry = names.find(form)
        # An inflected reading has to be clearly better: «Laos» is no genitive.
        if entry is not None and (best is None or entry.prominence > best.entry.prominence + 0.15):
            best = _Reading(form, entry)
    if best is None or (best.entry.prominence < _STRONG and not best.entry.types & WIDE):
        compass = _compass_reading(spelled, names)
        if compass is not None:
            return compass
    return best


def _compass_reading(word: str, names: Names) -> _Reading | None:
    split = split_compass(word)
    if split is None:
        return None
    direction, rest = split
    for form in (rest, *genitive_bases(rest)):
        entry = names.find(form)
        if entry is not None and entry.prominence >= _STRONG and entry.types & {"country", "region", "area", "city"}:
            joined = word[: len(word) - len(rest)].rstrip("-") + form.lower()
            whole = names.find(joined)
            if whole is not None and whole.prominence >= _STRONG:
                return _Reading(joined, whole)
            return _Reading(form, entry, direction)
    return None


def _derived(doc: Doc, position: int, names: Names) -> Finding | None:
    word = doc[position].text
    return _from_derivation(position, derivations.inhabitant(word), names) or _adjective(doc, position, names)


def _adjective(doc: Doc, position: int, names: Names) -> Finding | None:
    return _from_derivation(position, derivations.adjective(doc[position].text), names)


def _from_derivation(position: int, derivation: derivations.Derivation | None, names: Names) -> Finding | None:
    if derivation is None:
        return None
    entry = names.find(derivation.name)
    if entry is None:
        return None
    return Finding(position, position + 1, derivation.name, derivation.kind, entry, derivation.direction)


def _resident(doc: Doc, position: int, names: Names) -> Finding | None:
    found = derivations.resident(doc[position].text, names)
    if found is None:
        return None
    derivation, entry = found
    return Finding(position, position + 1, derivation.name, derivation.kind, entry)


def _street(doc: Doc, position: int, names: Names) -> Finding | None:
    """«Berliner Straße» is a street, not Berlin."""
    if position + 1 >= len(doc):
        return None
    following = doc[position + 1].text
    if not (following[0].isupper() and following.lower().endswith(tuple(word_list("street_suffix")))):
        return None
    word = doc[position].text
    reading = _read_word(word, names)
    # «Leningrads Straßen» are the streets of Leningrad.
    if derivations.resident(word, names) is None and (reading is None or reading.name != word):
        return None
    name = f"{word} {following}"
    if names.find(name) is not None:
        return None
    return Finding(position, position + 2, name, "place", _STREET)


def _hyphenated(doc: Doc, position: int, names: Names) -> Finding | None:
    """A compound with a hyphen: «Ukraine-Krieg» (part), «Berlin-Mitte» (a place within a place), «Ost-Ukraine»."""
    parts = doc[position].text.split("-")
    if len(parts) < 2 or not all(parts):
        return None
    if parts[0] in word_list("generic_prefix"):
        parts = parts[1:]
    for length in range(len(parts) - 1, 0, -1):
        for first in ("-".join(parts[:length]), " ".join(parts[:length])):
            reading = _read_word(first, names)
            if reading is not None and (reading.entry.prominence >= _STRONG or reading.entry.types & WIDE):
                kind: Kind = "place" if _is_district(parts[length:], reading.entry, names) else "part"
                return Finding(position, position + 1, reading.name, kind, reading.entry, reading.direction)
    return None


def _is_district(rest: list[str], entry: NameEntry, names: Names) -> bool:
    """Whether a hyphen after a city leads to one of its districts: «Hamburg-Altona»."""
    second = names.find("-".join(rest))
    return (
        second is not None
        and "city" in entry.types
        and bool(second.types & {"city", "district"})
        and "-".join(rest).lower() not in word_list("compound_head")
    )


def _compound(doc: Doc, position: int, names: Names) -> Finding | None:
    """A compound in one word whose first part is a prominent place: «Irakkrieg», «Deutschlandreise»."""
    word = doc[position].text
    for head in _heads(word):
        stem = word[: len(word) - len(head)]
        for name in (stem, stem.removesuffix("s")):
            entry = names.find(name) if len(name) > 3 else None
            if entry is not None and entry.prominence >= _STRONG:
                return Finding(position, position + 1, name, "part", entry)
    return None


def _unlisted_compound(doc: Doc, position: int, names: Names) -> Finding | None:
    """A word that begins with a country, a river or another wide place and goes on somehow: «Oderdeich», «Elbfähre».
    «Georgiades» does too."""
    word = doc[position].text
    if not word.isalpha() or not word[1:].islower():
        return None
    for length in range(len(word) - 3, 3, -1):
        stem = word[:length]
        for name in (stem, stem + "e") if stem[-1] not in "aeiou" else (stem,):
            entry = names.find(name)
            if entry is None or entry.prominence < _STRONG or not entry.types & WIDE:
                continue
            if name not in common_words() and name not in word_list("no_compound"):
                return Finding(position, position + 1, name, "part", entry, is_guess=True)
    return None


def _throughout(word: str, position: int, names: Names) -> Finding | None:
    """«europaweit», «bayernweit»."""
    name = word.removesuffix("weit").capitalize()
    entry = names.find(name) if len(word) > len(name) > 3 else None
    if entry is None or entry.prominence < _STRONG or not entry.types & WIDE:
        return None
    return Finding(position, position + 1, name, "part", entry)


def _heads(word: str) -> Iterator[str]:
    lowered = word.lower()
    heads = word_list("compound_head")
    for length in range(3, len(word) - 3):
        tail = lowered[-length:]
        for base in (tail, *genitive_bases(tail), *dative_plural_bases(tail)):
            if base in heads:
                yield tail
                break


def _ellipsis(doc: Doc, position: int, names: Names) -> Finding | None:
    """«Nord-» in «Nord- und Südkorea»; «Ukraine-» in «Ukraine- und Russlandpolitik»."""
    fragment = doc[position].text
    if position + 2 >= len(doc) or doc[position + 1].text not in word_list("conjunction"):
        return None
    full = doc[position + 2].text
    for completed in complete_ellipsis(fragment, full):
        reading = _read_word(completed, names) if completed[0].isupper() else None
        if reading is not None and reading.entry.prominence >= 0.5:
            return Finding(position, position + 1, reading.name, "place", reading.entry, reading.direction)
        derived = _from_derivation(position, derivations.adjective(completed), names)
        if derived is not None:
            return derived
    stem = _read_word(fragment.rstrip("-"), names) if len(fragment) > 3 and fragment[0].isupper() else None
    if stem is not None and stem.entry.prominence >= _STRONG:
        return Finding(position, position + 1, stem.name, "part", stem.entry, stem.direction)
    return None


def _with_direction(doc: Doc, finding: Finding) -> Finding:
    """«im Westen Deutschlands», «im Osten der Ukraine»: only a part of the place is meant."""
    if finding.direction is not None or finding.kind != "place":
        return finding
    before = finding.start - 1
    if before > 0 and doc[before].text in {"der", "des", "von"}:
        before -= 1
    if before > 0 and doc[before - 1].text.lower() in {"im", "den", "dem", "des", "der"}:
        direction = DIRECTION_NOUNS.get(doc[before].text.lower().removesuffix("s"))
        if direction is not None:
            return replace(finding, direction=direction)
    return finding


def _with_apostrophe(doc: Doc, finding: Finding) -> Finding:
    """«Honduras' Präsidentin»: the apostrophe is the ending of the genitive, where it closes no quotation."""
    last = doc[finding.end - 1]
    if finding.end + 1 >= len(doc) or doc[finding.end].text != "'" or last.whitespace_:
        return finding
    is_genitive = last.lower_.endswith(("s", "ß", "x", "z", "ce")) and bool(doc[finding.end].whitespace_)
    in_quotes = any(token.text in {"'", "‚"} for token in doc[last.sent.start : finding.start])
    return replace(finding, end=finding.end + 1) if is_genitive and not in_quotes else finding
