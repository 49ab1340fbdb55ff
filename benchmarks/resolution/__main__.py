"""How well places are chosen: the gold texts and the gold names.

    python -m benchmarks.resolution [--sealed] [--errors] [--names]

On the open texts the weights are fitted anew in ten folds and each text is judged by weights that have not seen it,
with and without each kind of evidence; beside it what the largest population and the gazetteer's first answer would
give. The names are looked up without any context. ``--sealed`` judges the sealed third with the weights that ship,
``--errors`` lists what is wrong, ``--names`` runs the names only.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Final

from benchmarks.resolution import Part, names
from benchmarks.resolution.scoring import Answer, Figures, figures, is_right, is_right_type
from geo.locate.resolution import Observed, ranked
from geo.locate.weights import Weights, weights
from geo.model import Place, RankedCandidate
from geo.pipeline import Mapper
from geo.settings import Settings
from tools.weigh_resolution import Case, cases, fit, folds, observed

ABLATIONS: Final = {
    "how the name is borne": ("match_",),
    "prominence": ("prominence",),
    "types": ("type_city", "type_c", "type_r", "type_d", "type_i", "type_l", "type_s", "type_m", "type_a"),
    "city before region": ("city_before_region",),
    "home country": ("home",),
    "form of the mention": ("adjective", "resident"),
    "type named in the text": ("type_cue",),
    "container named in the text": ("within",),
    "neighbour named in the text": ("near_against", "near"),
    "capital": ("capital",),
    "article and preposition": ("article_", "on_"),
    "enumeration": ("listed_",),
    "one sense per article": ("same_sense", "named_elsewhere"),
    "container elsewhere in the article": ("country_mentioned", "container_mentioned"),
    "company's country and region": ("country_share", "region_share"),
    "nearness to the company": ("near_mentioned",),
}
TENTHS: Final = 10


def answers(case: Case, seen: Sequence[Observed], by: Weights) -> list[Answer]:
    """What is chosen for the mentions of a case."""
    found = []
    for index, gold in case.gold.items():
        options = ranked(seen[index], by)
        chosen, confidence = _chosen(options)
        found.append(Answer(gold, chosen, confidence))
    return found


def _chosen(options: Sequence[RankedCandidate]) -> tuple[Place | None, float]:
    none = 1 - sum(one.confidence for one in options)
    if not options or options[0].confidence < none:
        return None, none
    return options[0].candidate.place, options[0].confidence


def cross_validated(given: Sequence[Case], without: Sequence[str] = ()) -> list[Answer]:
    """The answers for every case, by weights fitted to other cases."""
    found = []
    for train, test in folds(given):
        alone, together = fit(train, without)
        for case in test:
            found += answers(case, observed(case, alone, without)[1], together)
    return found


def with_shipped(given: Sequence[Case]) -> list[Answer]:
    """The answers by the weights that ship."""
    alone, together = weights()
    return [one for case in given for one in answers(case, observed(case, alone)[1], together)]


def baseline(given: Sequence[Case], choose: Callable[[Observed], Place | None]) -> list[Answer]:
    """The answers of a rule that looks at the candidates of a name only."""
    alone = weights()[0]
    return [
        Answer(gold, choose(seen[index]))
        for case in given
        for seen in (observed(case, alone)[0],)
        for index, gold in case.gold.items()
    ]


def largest(seen: Observed) -> Place | None:
    """The candidate with the largest population."""
    return max((one.place for one, _ in seen), key=lambda place: place.population, default=None)


def first(seen: Observed) -> Place | None:
    """The gazetteer's first answer."""
    return seen[0][0].place if seen else None


def row(what: str, f: Figures) -> str:
    """A line of the table."""
    shares = (f.right, f.right_type, f.within_161, f.cities_within_25, f.right_country)
    return (
        f"| {what} | {f.count:,} | "
        + " | ".join(f"{share:.1%}" for share in shares)
        + f" | {f.mean_error:.0f} | {f.median_error:.1f} | {f.log_error_area:.3f} |"
    )


def calibration(given: Sequence[Answer]) -> str:
    """For each tenth of confidence: how many places were chosen, what was said, what was right."""
    given = [one for one in given if one.place is not None]
    lines = ["| confidence | choices | said | right |", "|---|--:|--:|--:|"]
    for tenth in range(TENTHS):
        low, high = tenth / TENTHS, (tenth + 1) / TENTHS
        among = [one for one in given if low <= one.confidence < high or (high == 1 and one.confidence == 1)]
        if among:
            said = sum(one.confidence for one in among) / len(among)
            right = sum(is_right_type(one.gold, one.place) for one in among) / len(among)
            lines.append(f"| {low:.1f} to {high:.1f} | {len(among)} | {said:.1%} | {right:.1%} |")
    return "\n".join(lines)


def tell_names(part: Part, mapper: Mapper, with_errors: bool) -> str:
    """How many names are found, and with the right first choice."""
    given = list(names(part))
    found = right = right_type = 0
    for one in given:
        options = mapper.meanings(one.name)
        found += any(is_right(one.place, option.candidate.place) for option in options)
        best = options[0].candidate.place if options else None
        right += is_right(one.place, best)
        right_type += is_right_type(one.place, best)
        if with_errors and not is_right_type(one.place, best):
            print(
                f"{one.name}: {one.place.type} {one.place.words} {one.place.lat},{one.place.lon}, chosen: {_told(best)}"
            )
    shares = " | ".join(f"{count / len(given):.1%}" for count in (found, right, right_type))
    return f"| {part} | {len(given)} | {shares} |"


def _told(place: Place | None) -> str:
    if place is None:
        return "none"
    return (
        f"{place.type} {place.names.get('de', place.name)} {place.country} {place.id} {place.lat:.2f},{place.lon:.2f}"
    )


def tell_errors(given: Sequence[Case]) -> None:
    """The mentions of the open texts that are located wrong, by weights that have not seen them."""
    for train, test in folds(given):
        alone, together = fit(train)
        for case in test:
            seen = observed(case, alone)[1]
            for index, gold in case.gold.items():
                place, confidence = _chosen(ranked(seen[index], together))
                if is_right_type(gold, place):
                    continue
                mention = case.mentions[index]
                about = case.text.text[max(0, mention.start - 40) : mention.end + 40].replace("\n", " ")
                is_there = any(is_right(gold, one.place) for one, _ in seen[index])
                lacks = "" if is_there else " [not among the candidates]"
                print(
                    f"{case.text.id} {mention.surface} = {gold.words + ' ' + gold.type if gold else 'none'}; "
                    f"chosen {confidence:.2f}: {_told(place)}{lacks} … {about}"
                )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sealed", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--names", action="store_true")
    given = parser.parse_args()
    mapper = Mapper(Settings.from_environment(), print)
    print("\n| names | count | found | right first choice | of the right type |\n|---|--:|--:|--:|--:|")
    for part in ("open", "sealed") if given.sealed else ("open",):
        print(tell_names(part, mapper, given.errors and part == "open"))
    if given.names:
        return
    texts = list(cases("open", mapper))
    if given.errors:
        tell_errors(texts)
    marked = sum(len(case.text.mentions) for case in texts)
    recognised = sum(len(case.gold) for case in texts)
    print(f"\n{recognised} of {marked} mentions are recognised with the right span and kind.\n")
    print("| who | mentions | right | right type | 161 km | cities 25 km | country | mean km | median km | log area |")
    print("|---|" + "--:|" * 9)
    ours = cross_validated(texts)
    print(row("cross-validated", figures(ours)))
    print(row("largest population", figures(baseline(texts, largest))))
    print(row("first answer", figures(baseline(texts, first))))
    for what, codes in ABLATIONS.items():
        print(row(f"without {what}", figures(cross_validated(texts, codes))))
    print("\n" + calibration(ours))
    if given.sealed:
        print("\n" + row("sealed, weights that ship", figures(with_shipped(list(cases("sealed", mapper))))))


if __name__ == "__main__":
    main()
