"""New sentences from annotated ones: other places in them, other spelling, and pieces of them.

GermEval's sentences name few of the world's places; the gazetteer has the rest. A sentence keeps its words and gets
other names in the same roles: «die Stadt Moers» becomes «die Stadt Zwiesel», «russische Truppen» «ghanaische Truppen»,
«der US-Präsident» «der Niger-Präsident». Persons get the names of towns as surnames («Frau Kassel»), so that a known
name alone proves nothing. Every choice comes from the given chance.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from geo.languages.de.words import table
from geo.languages.tables import read_table, values
from geo.sources.geonames import GERMAN_SPEAKING, read_settlements
from tools.recogniser.corpus import Sentence

RENAMED: Final = 0.4
"""Share of the augmented sentences that get other names; more of them cost precision."""
_PLAIN: Final = re.compile(r"[A-ZÄÖÜÀ-Ý][\w'’\-]+(?: [\w'’\-]+){0,2}")
_DETERMINERS: Final = frozenset("der die das den dem des am im zum zur vom beim ins ans".split(" "))
_DESCRIPTIVE: Final = re.compile(
    r"(straße|strasse|platz|allee|weg|gasse|ufer|see|fluss|bach|berg|tal|gebirge|insel|park|wald|schloss|burg|turm|"
    r"brücke|kirche|dom|haus|halle|hof|bahnhof|flughafen|hafen|stadion|theater|museum|\d)s?$",
    re.IGNORECASE,
)
"""Names that describe what they name are left alone: «in der Halle» would become «in der Essen»."""
_ADJECTIVE: Final = re.compile(r"([a-zäöüß]{2,})(isch|ische[nmrs]?)")
_RESIDENT: Final = re.compile(r"[A-ZÄÖÜ][a-zäöüß]{2,}er")
_AGENCIES: Final = ("dpa", "AFP", "AP", "rtr", "dpa/lby", "dapd", "Reuters", "epd", "KNA", "taz", "APA", "sid")


@dataclass(frozen=True, slots=True)
class Names:
    """Names to draw from: settlements everywhere (with weights), of German-speaking countries, countries, adjectives'
    stems."""

    world: tuple[str, ...]
    world_weights: tuple[float, ...]
    german: tuple[str, ...]
    countries: tuple[str, ...]
    adjectives: tuple[str, ...]

    def place(self, chance: Random) -> str:
        """A settlement or a country."""
        drawn = chance.random()
        if drawn < 0.3:
            return chance.choice(self.countries)
        if drawn < 0.6:
            return chance.choice(self.german)
        return chance.choices(self.world, cum_weights=self.world_weights)[0]


def read_names() -> Names:
    """The names of the gazetteer's sources that a German text writes as they stand."""
    exonyms = {row["geonames_id"]: row["name"] for row in read_table(table("exonyms.tsv"))}
    settlements = [one for one in read_settlements() if one.population > 0]
    named = [(exonyms.get(str(one.number), one.name), one) for one in settlements]
    usable = [(name, one) for name, one in named if _PLAIN.fullmatch(name)]
    cumulative, total = [], 0.0
    world = [(name, one) for name, one in usable if one.population >= 5_000]
    for _, one in world:
        total += float(one.population) ** 0.4
        cumulative.append(total)
    countries = [
        name
        for row in read_table(table("countries.tsv"))
        for name in (row["name"], *values(row["forms"]))
        if " " not in name and len(name) > 3 and _PLAIN.fullmatch(name)
    ]
    return Names(
        tuple(name for name, _ in world),
        tuple(cumulative),
        tuple(name for name, one in usable if one.country in GERMAN_SPEAKING),
        tuple(countries),
        tuple(row["adjective"] for row in read_table(table("adjectives.tsv")) if row["adjective"].endswith("isch")),
    )


def augmented(sentences: Sequence[Sentence], names: Names, chance: Random, share: float) -> list[Sentence]:
    """About ``share`` of the sentences, each changed in one or more ways."""
    found: list[Sentence] = []
    for sentence in sentences:
        if chance.random() >= share:
            continue
        changed = renamed(sentence, names, chance) if chance.random() < RENAMED else sentence
        drawn = chance.random()
        if drawn < 0.2:
            changed = with_dateline(changed, names, chance)
        elif drawn < 0.6:
            changed = fragment(changed, chance)
        elif drawn < 0.7:
            changed = in_capitals(changed)
        elif drawn < 0.75:
            changed = in_lower_case(changed)
        if changed is not sentence:
            found.append(replace(changed, source="augmented"))
    return found


def renamed(sentence: Sentence, names: Names, chance: Random) -> Sentence:
    """The sentence with other places, adjectives and surnames; the sentence itself where there is nothing to change."""
    words: list[str] = []
    tags: list[str] = []
    position, changed = 0, False
    while position < len(sentence.words):
        tag = sentence.tags[position]
        end = position + 1
        while end < len(sentence.words) and sentence.tags[end] == f"I-{tag[2:]}" and tag.startswith("B-"):
            end += 1
        old = sentence.words[position:end]
        new = _other(old, tag, sentence.words[position - 1].lower() if position else "", names, chance)
        if new is not None:
            changed = True
        drawn = new if new is not None else list(old)
        words += drawn
        tags += (
            [tag] + [f"I-{tag[2:]}"] * (len(drawn) - 1) if tag.startswith("B-") else list(sentence.tags[position:end])
        )
        position = end
    return Sentence(tuple(words), tuple(tags), sentence.source) if changed else sentence


def _other(old: Sequence[str], tag: str, before: str, names: Names, chance: Random) -> list[str] | None:
    """Other words for a span, or None to keep it."""
    if tag == "B-LOC" and before not in _DETERMINERS and not _DESCRIPTIVE.search(old[-1]) and chance.random() < 0.8:
        new = names.place(chance).split(" ")
        is_genitive = len(old) == 1 and old[0].endswith("s") and before and not before.endswith(("in", "aus", "nach"))
        if is_genitive and chance.random() < 0.5 and new[-1][-1] not in "szxß":
            new[-1] += "s"
        return new
    if tag == "B-LOCderiv" and len(old) == 1 and chance.random() < 0.15:
        match = _ADJECTIVE.fullmatch(old[0])
        if match:
            return [chance.choice(names.adjectives).removesuffix("isch") + match[2]]
        if _RESIDENT.fullmatch(old[0]):
            name = chance.choice(names.german)
            return [f"{name}er"] if " " not in name and name[-1] not in "eaiouyrs" else None
    if tag == "B-LOCpart" and len(old) == 1 and "-" in old[0] and chance.random() < 0.7:
        rest = old[0].split("-", 1)[1]
        return [f"{names.place(chance).replace(' ', '-')}-{rest}"] if rest[:1].isupper() else None
    if tag == "B-PER" and chance.random() < 0.12:
        return [*old[:-1], chance.choice(names.german).split(" ")[0]]
    return None


def with_dateline(sentence: Sentence, names: Names, chance: Random) -> Sentence:
    """The sentence after a dateline: «Zwiesel (dpa) –», «Lagos/Accra –»."""
    words: list[str] = []
    tags: list[str] = []
    for number in range(chance.choice((1, 1, 1, 2, 2, 3))):
        if number:
            words.append("/")
            tags.append("O")
        name = names.place(chance).split(" ")
        if chance.random() < 0.3:
            name = [word.upper() for word in name]
        words += name
        tags += ["B-LOC", *["I-LOC"] * (len(name) - 1)]
    ending = chance.choice((("(", chance.choice(_AGENCIES), ")", "–"), ("–",), ("-",), (".",), (":",)))
    words += ending
    tags += ["O"] * len(ending)
    return Sentence((*words, *sentence.words), (*tags, *sentence.tags), sentence.source)


def fragment(sentence: Sentence, chance: Random) -> Sentence:
    """A run of the sentence's words that cuts through no name, as in headlines and captions."""
    borders = [
        i for i in range(len(sentence.words) + 1) if i == len(sentence.words) or not sentence.tags[i].startswith("I-")
    ]
    if len(borders) < 6:
        return sentence
    begin = chance.choice(borders[: len(borders) // 2])
    end = chance.choice([border for border in borders if border >= begin + 3] or borders[-1:])
    words = list(sentence.words[begin:end])
    words[:1] = [words[0][:1].upper() + words[0][1:]] if words else []
    return Sentence(tuple(words), sentence.tags[begin:end], sentence.source) if words else sentence


def in_capitals(sentence: Sentence) -> Sentence:
    """The sentence in capitals."""
    return replace(sentence, words=tuple(word.replace("ß", "SS").upper() for word in sentence.words))


def in_lower_case(sentence: Sentence) -> Sentence:
    """The sentence in lower case, as in chats and addresses."""
    return replace(sentence, words=tuple(word.lower() for word in sentence.words))
