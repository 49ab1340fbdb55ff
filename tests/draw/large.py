"""An atlas at the limit of what one page is made for: 200 articles, 2,000 places, 20,000 mentions."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta

from geo.model import (
    Article,
    Atlas,
    Candidate,
    MappedArticle,
    Mention,
    Outlines,
    Place,
    RankedCandidate,
    Reason,
    Resolution,
    Sentence,
)

ARTICLES = 200
PLACES = 2000
MENTIONS = 20_000
_WORDS = """am an auf aus bei bis das dass dem den der des die doch ein eine einem einen er es für gegen habe haben hat
hatte heute ihr im immer in ist jahr kann kein land leute mehr mit nach nicht noch nun nur ob oder politik regierung
sagte schon sei sein seit sich sie sind so soll tag und uns unter viele vom von vor war waren was weil wenn werden wie
wieder wird wirtschaft wo wurde zeit zu zum zur zwei über""".split()
_SYLLABLES = (
    "al an bar ber bor bra dor el fel gra hal han kar kol lan lin mar mun neu nor ost rau sal stein tal wal".split()
)


def large_atlas(outlines: Outlines, articles: int = ARTICLES, places: int = PLACES, mentions: int = MENTIONS) -> Atlas:
    """Countries and regions with their outlines, rivers, towns: as many of each as newspapers mention."""
    dice = random.Random(7)
    known = _places(dice, outlines, places)
    weights = [1 / (rank + 8) for rank in range(len(known))]
    # Every place occurs; the rest is shared out as it is in newspapers, where few places take most mentions.
    order = [*known, *dice.choices(known, weights, k=mentions - len(known))]
    dice.shuffle(order)
    share = mentions // articles
    days = dice.sample(range(700), articles)
    return Atlas(
        tuple(
            _article(dice, f"artikel-{index}", order[index * share : (index + 1) * share], days[index], known)
            for index in range(articles)
        )
    )


def _places(dice: random.Random, outlines: Outlines, number: int) -> list[Place]:
    world = [f["properties"] for f in outlines.world()["features"] if "id" in f["properties"]][: number // 20]
    found = [
        Place(c["id"], c["de"], c["lat"], c["lon"], "country", c["id"][4:], source="gazetteer", outline=c["id"])
        for c in world
    ]
    codes = [
        f"iso:{country}-{part}"
        for country, parts in _REGIONS.items()
        for part in parts.split()
        if outlines.outline(f"iso:{country}-{part}")
    ][: number // 10]
    for code in codes:
        middle = next(c for c in world if c["id"] == code[:6]) if any(c["id"] == code[:6] for c in world) else world[0]
        found.append(
            Place(
                code,
                f"Region {code[4:]}",
                middle["lat"],
                middle["lon"],
                "region",
                code[4:6],
                outline=code,
                source="gazetteer",
            )
        )
    for index in range(number // 40):
        lat, lon = dice.uniform(36, 60), dice.uniform(-8, 40)
        course = tuple((lat + step * 0.2 + dice.uniform(-0.1, 0.1), lon + step * 0.3) for step in range(20))
        found.append(
            Place(
                f"schauplatz:fluss-{index}",
                f"{_name(dice)}ach",
                lat,
                lon,
                "river",
                "DE",
                source="gazetteer",
                course=course,
            )
        )
    while len(found) < number:
        found.append(
            Place(
                f"geonames:{len(found)}",
                f"{_name(dice)} {len(found)}",
                dice.gauss(49, 7),
                dice.gauss(14, 14),
                "city",
                dice.choice(["DE", "FR", "PL", "UA", "IT"]),
                population=dice.randrange(1000, 900_000),
                source="gazetteer",
            )
        )
    dice.shuffle(found)
    return found


def _name(dice: random.Random) -> str:
    return "".join(dice.choices(_SYLLABLES, k=dice.randrange(2, 4))).capitalize()


def _article(dice: random.Random, name: str, places: list[Place], day: int, known: list[Place]) -> MappedArticle:
    title = f"{_name(dice)}: {' '.join(dice.choices(_WORDS, k=6))}"
    text = f"{title}\n\n"
    sentences, resolutions = [], []
    position = 0
    while position < len(places):
        start = len(text)
        for place in places[position : position + dice.randrange(1, 4)]:
            text += " ".join(dice.choices(_WORDS, k=6)) + " "
            mention = Mention(len(text), len(text) + len(place.name), place.name, place.name, "place")
            text += place.name + " "
            resolutions.append(_resolution(dice, mention, place, known))
            position += 1
        text += " ".join(dice.choices(_WORDS, k=3)) + "."
        sentences.append(Sentence(start, len(text)))
        text += "\n\n" if dice.random() < 0.2 else " "
    when = (date(2023, 1, 1) + timedelta(days=day)).isoformat()
    return MappedArticle(Article(name, text, title=title, date=when), tuple(sentences), tuple(resolutions))


def _resolution(dice: random.Random, mention: Mention, place: Place, known: list[Place]) -> Resolution:
    reasons = (
        Reason("match_preferred", 1.0),
        Reason("prominence", 0.8, str(place.population)),
        Reason("country_mentioned", 0.5, place.country or ""),
    )
    others = [RankedCandidate(Candidate(other, "preferred", "gazetteer"), 0.05) for other in dice.sample(known, 2)]
    best = RankedCandidate(Candidate(place, "preferred", "gazetteer"), 0.9, reasons)
    unsure = dice.random() < 0.05
    return Resolution(mention, "unsure" if unsure else "located", place, 0.6 if unsure else 0.9, (best, *others))


_REGIONS: Mapping[str, str] = {
    "DE": "BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH",
    "AT": "1 2 3 4 5 6 7 8 9",
    "CH": "AG BE BS GE GR LU SG TI UR VD VS ZH",
    "UA": "05 07 09 12 14 18 21 23 26 30 32 35 43 46 48 51 53 56 59 61 63 65 68 71 74 77",
    "PL": "02 04 06 08 10 12 14 16 18 20 22 24 26 28 30 32",
    "US": "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
    "OR PA RI SC SD TN TX UT VT VA WA WV WI WY",
    "RU": "AD AL AMU ARK AST BEL BRY CE CHE CHU DA IRK IVA KGD KHA KIR KLU KOS KRS LEN MOS MUR NIZ NVS OMS ORE PER PSK "
    "ROS RYA SAM SAR SMO TUL TVE ULY VLG VOR YAR",
    "IN": "AP AR AS BR CH GA GJ HP HR JH KA KL MH MN MP MZ NL PB RJ SK TN TR UP WB",
    "CN": "AH BJ CQ FJ GD GS GX GZ HA HB HE HI HL HN JL JS JX LN NM NX QH SC SD SH SN SX TJ XJ XZ YN ZJ",
}
