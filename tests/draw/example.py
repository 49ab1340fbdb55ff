"""An atlas made by hand: what the stages before drawing would give for an article written for these tests."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.model import (
    Article,
    Atlas,
    Candidate,
    Direction,
    Extent,
    Kind,
    MappedArticle,
    Mention,
    Place,
    RankedCandidate,
    Reason,
    Resolution,
    Sentence,
    Status,
)

TITLE = "Ein Zug nach Osten: Wie Nordkorea und Russland wieder zueinanderfinden"
TEXT = f"""date 2024-06 {TITLE}

Von: Grete Beispiel

Wladiwostok/München – Der Bahnsteig in Wladiwostok ist leer, doch zweimal in der Woche rollt von hier wieder ein Zug \
nach Nordkorea. In Pjöngjang spricht man von Freundschaft, in Moskau von Nachbarschaft. Eine kurze Grenze teilen die \
beiden Länder, und der Kreml nennt sie die ruhigste, die Russland hat.

Seit Beginn des Ukraine-Kriegs sucht Moskau Abnehmer und Lieferanten jenseits des Westens. China, Indien und Brasilien \
kaufen weiter ein. Die USA warnen vor Waffengeschäften; auch in Kiew hört man das mit Sorge. Aus den Regionen Luhansk \
und Donezk wird unterdessen von Kämpfen berichtet, aus der Stadt Donezk selbst von Stromausfällen.

Für nordkoreanische Arbeiter, so erzählt es ein Händler, sei die Reise nach Wladiwostok die erste ins Ausland. Er \
stammt aus Neustadt und lebt seit Jahren am Japanischen Meer. Manche kämen später bis in den Donbass, andere kehrten \
nach Pjöngjang zurück. Von Krasnopolje-Süd, einem Lager an der Strecke, weiß er nur den Namen.

In München fragt sich derweil die Asienforschung der Universität München, was davon bleibt. „Die russischen Zahlen \
sind mit Vorsicht zu lesen“, sagt eine Forscherin. In Ostsibirien werde vieles gebaut, wenig davon fertig. Pjöngjang \
wiederum schweigt, und in Peking schaut man genau hin.
"""

PLACES: Mapping[str, Place] = {
    place.id.split(":")[1]: place
    for place in (
        Place(
            "geonames:2867714",
            "München",
            48.13743,
            11.57549,
            "city",
            "DE",
            {"en": "Munich"},
            population=1_260_391,
            source="gazetteer",
        ),
        Place(
            "geonames:2013348",
            "Wladiwostok",
            43.10562,
            131.87353,
            "city",
            "RU",
            {"en": "Vladivostok"},
            population=604_901,
            source="gazetteer",
        ),
        Place(
            "geonames:1871859",
            "Pjöngjang",
            39.03385,
            125.75432,
            "city",
            "KP",
            {"en": "Pyongyang"},
            population=3_222_000,
            source="gazetteer",
        ),
        Place(
            "geonames:524901",
            "Moskau",
            55.75222,
            37.61556,
            "city",
            "RU",
            {"en": "Moscow"},
            population=10_381_222,
            source="gazetteer",
        ),
        Place(
            "geonames:703448",
            "Kyjiw",
            50.45466,
            30.5238,
            "city",
            "UA",
            {"en": "Kyiv"},
            population=2_797_553,
            source="gazetteer",
        ),
        Place(
            "geonames:1816670",
            "Peking",
            39.9075,
            116.39723,
            "city",
            "CN",
            {"en": "Beijing"},
            population=18_960_744,
            source="gazetteer",
        ),
        Place(
            "geonames:709717",
            "Donezk",
            48.023,
            37.80224,
            "city",
            "UA",
            {"en": "Donetsk"},
            population=901_645,
            source="gazetteer",
        ),
        Place(
            "geonames:2864549",
            "Neustadt an der Weinstraße",
            49.35009,
            8.13886,
            "city",
            "DE",
            population=53_984,
            source="gazetteer",
        ),
        Place(
            "geonames:2864558",
            "Neustadt in Holstein",
            54.10707,
            10.8145,
            "city",
            "DE",
            population=16_158,
            source="gazetteer",
        ),
        Place(
            "iso:KP",
            "Nordkorea",
            40.0,
            127.0,
            "country",
            "KP",
            {"en": "North Korea"},
            outline="iso:KP",
            source="gazetteer",
        ),
        Place(
            "iso:RU", "Russland", 60.0, 100.0, "country", "RU", {"en": "Russia"}, outline="iso:RU", source="gazetteer"
        ),
        Place(
            "iso:UA", "Ukraine", 49.0, 32.0, "country", "UA", {"en": "Ukraine"}, outline="iso:UA", source="gazetteer"
        ),
        Place("iso:CN", "China", 35.0, 105.0, "country", "CN", {"en": "China"}, outline="iso:CN", source="gazetteer"),
        Place("iso:IN", "Indien", 20.0, 77.0, "country", "IN", {"en": "India"}, outline="iso:IN", source="gazetteer"),
        Place(
            "iso:BR", "Brasilien", -10.0, -55.0, "country", "BR", {"en": "Brazil"}, outline="iso:BR", source="gazetteer"
        ),
        Place(
            "iso:US", "USA", 39.8, -98.6, "country", "US", {"en": "United States"}, outline="iso:US", source="gazetteer"
        ),
        Place(
            "iso:UA-09",
            "Oblast Luhansk",
            48.92,
            39.02,
            "region",
            "UA",
            {"en": "Luhansk Oblast"},
            outline="iso:UA-09",
            source="gazetteer",
        ),
        Place(
            "iso:UA-14",
            "Oblast Donezk",
            48.1,
            37.75,
            "region",
            "UA",
            {"en": "Donetsk Oblast"},
            outline="iso:UA-14",
            source="gazetteer",
        ),
        Place(
            "schauplatz:donbass",
            "Donbass",
            48.4,
            38.3,
            "area",
            "UA",
            {"en": "Donbas"},
            Extent(46.9, 36.5, 50.1, 40.2),
            source="gazetteer",
        ),
        Place(
            "schauplatz:japanisches-meer",
            "Japanisches Meer",
            40.0,
            135.0,
            "sea",
            None,
            {"en": "Sea of Japan"},
            Extent(34.0, 128.0, 50.0, 141.0),
            source="gazetteer",
        ),
        Place(
            "schauplatz:sibirien",
            "Sibirien",
            62.0,
            105.0,
            "area",
            "RU",
            {"en": "Siberia"},
            Extent(50.0, 62.0, 74.0, 140.0),
            source="gazetteer",
        ),
        Place("schauplatz:kreml", "Kreml", 55.752, 37.6175, "site", "RU", {"en": "Kremlin"}, source="gazetteer"),
    )
}


@dataclass(frozen=True)
class Sense:
    """What a surface means in the article; ``nth`` counts its occurrences, None means each."""

    surface: str
    place: str | None
    kind: Kind = "place"
    name: str | None = None
    status: Status = "located"
    confidence: float = 0.95
    reasons: tuple[Reason, ...] = ()
    others: tuple[str, ...] = ()
    nth: int | None = None
    direction: Direction | None = None


SENSES: Sequence[Sense] = (
    Sense("Universität München", "2867714", "in_org", "München"),
    Sense("Ukraine-Kriegs", "UA", "part", "Ukraine"),
    Sense("nordkoreanische", "KP", "derived", "Nordkorea"),
    Sense("russischen", "RU", "derived", "Russland"),
    Sense("Ostsibirien", "sibirien", name="Sibirien", direction="east"),
    Sense("Krasnopolje-Süd", None, status="unlocated", confidence=0.2),
    Sense("Asienforschung", None, status="rejected", confidence=0.1),
    Sense("Japanischen Meer", "japanisches-meer", name="Japanisches Meer"),
    Sense(
        "Neustadt",
        "2864549",
        status="unsure",
        confidence=0.46,
        reasons=(Reason("prominence", 0.6, "53984"), Reason("home", 0.3)),
        others=("2864558",),
    ),
    Sense(
        "Donezk", "UA-14", nth=0, reasons=(Reason("type_cue", 2.0, "Regionen"), Reason("coordination", 1.0, "Luhansk"))
    ),
    Sense(
        "Donezk",
        "709717",
        nth=1,
        confidence=0.8,
        reasons=(Reason("type_cue", 2.0, "der Stadt Donezk"),),
        others=("UA-14",),
    ),
    Sense("Luhansk", "UA-09", confidence=0.9, reasons=(Reason("type_cue", 2.0, "Regionen"),)),
    Sense(
        "Wladiwostok",
        "2013348",
        reasons=(
            Reason("match_preferred", 1.0),
            Reason("country_mentioned", 0.8, "Russland"),
            Reason("prominence", 0.5, "604901"),
        ),
    ),
    Sense("Kiew", "703448", reasons=(Reason("match_alternate", 1.0), Reason("something_new", 0.2))),
    Sense("München", "2867714", reasons=(Reason("match_preferred", 1.0), Reason("prominence", 0.9, "1260391"))),
    Sense(
        "Pjöngjang",
        "1871859",
        reasons=(Reason("match_preferred", 1.0), Reason("container_mentioned", 0.9, "Nordkorea")),
    ),
    Sense("Moskau", "524901", reasons=(Reason("match_preferred", 1.0),)),
    Sense("Peking", "1816670"),
    Sense("Kreml", "kreml"),
    Sense("Nordkorea", "KP"),
    Sense("Russland", "RU"),
    Sense("China", "CN"),
    Sense("Indien", "IN"),
    Sense("Brasilien", "BR"),
    Sense("USA", "US"),
    Sense("Donbass", "donbass"),
)


def resolutions(text: str, senses: Sequence[Sense]) -> tuple[Resolution, ...]:
    """The senses found in a text; of those that overlap the first in the list counts."""
    found: dict[int, Resolution] = {}
    taken: set[int] = set()
    for sense in senses:
        pattern = rf"(?<!\w){re.escape(sense.surface)}(?!\w)"
        for index, match in enumerate(re.finditer(pattern, text)):
            if taken.isdisjoint(range(*match.span())) and sense.nth in (None, index):
                taken.update(range(*match.span()))
                found[match.start()] = _resolution(sense, *match.span())
    return tuple(found[start] for start in sorted(found))


def sentences(text: str) -> tuple[Sentence, ...]:
    """A rough cut that is good enough for texts written for it."""
    return tuple(Sentence(*match.span()) for match in re.finditer(r"\S[^\n]*?(?:[.!?]“?(?=\s)|(?=\n)|$)", text))


def mapped(article: Article, senses: Sequence[Sense] = SENSES) -> MappedArticle:
    return MappedArticle(article, sentences(article.text), resolutions(article.text, senses))


def article() -> Article:
    return Article("zug", TEXT, title=TITLE, date="2024-06", author="Grete Beispiel", source="zug.txt")


def atlas() -> Atlas:
    """One article with every kind and status, and a failure."""
    return Atlas((mapped(article()),))


def _resolution(sense: Sense, start: int, end: int) -> Resolution:
    place = PLACES[sense.place] if sense.place else None
    mention = Mention(start, end, sense.surface, sense.name or sense.surface, sense.kind, sense.direction)
    chosen = (
        [RankedCandidate(Candidate(place, "preferred", place.source), sense.confidence, sense.reasons)] if place else []
    )
    others = [RankedCandidate(Candidate(PLACES[key], "preferred", "geonames"), 0.12) for key in sense.others]
    return Resolution(mention, sense.status, place, sense.confidence, (*chosen, *others))
