"""How well places are chosen: the gold texts and the gold names.

    python -m benchmarks.resolution [--sealed] [--errors] [--names]

On the open texts the weights are fitted anew in ten folds and each text is judged by weights that have not seen it,
with and without each kind of evidence; beside it what the largest population and the gazetteer's first answer would
give. The names are looked up without any context. ``--sealed`` judges the sealed third with the weights that ship,
``--errors`` lists what is wrong, ``--names`` runs the names only.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from benchmarks.resolution import FOLDER, Part, names
from benchmarks.resolution.scoring import Answer, Figures, figures, is_right, is_right_type
from geo.locate import resolve
from geo.locate.resolution import Observed, ranked
from geo.locate.weights import Weights, weights
from geo.model import PLACE_TYPES, Article, Place, RankedCandidate
from geo.pipeline import Mapper
from geo.settings import Settings
from geo.sources.gazetteer import Gazetteer
from tools.weigh_resolution import Case, cases, fit, folds, observed

ABLATIONS: Final = {
    "how the name is borne": ("match_", "bare_fits"),
    "prominence": ("prominence", "well_known"),
    "types": tuple(f"type_{kind}" for kind in PLACE_TYPES),
    "city before region": ("city_before_region",),
    "home country": ("home",),
    "form of the mention": ("adjective", "compound", "resident"),
    "type named in the text": ("type_cue",),
    "container named in the text": ("within",),
    "neighbour named in the text": ("near",),
    "capital": ("capital",),
    "article and preposition": ("article_", "on_"),
    "enumeration": ("listed_",),
    "dateline": ("dateline",),
    "one sense per article": ("same_sense", "named_elsewhere"),
    "container elsewhere in the article": ("country_mentioned", "container_mentioned"),
    "company's country and region": ("country_share", "region_share", "outsider"),
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


def tenths(given: Sequence[Answer]) -> Iterator[tuple[float, int, float, float]]:
    """For each tenth of confidence with a chosen place in it: where it begins, how many were chosen, the mean of what
    was said, the share that was right."""
    chosen = [one for one in given if one.place is not None]
    for tenth in range(TENTHS):
        among = [one for one in chosen if min(int(one.confidence * TENTHS), TENTHS - 1) == tenth]
        if among:
            said = sum(one.confidence for one in among) / len(among)
            yield tenth / TENTHS, len(among), said, sum(is_right(one.gold, one.place) for one in among) / len(among)


def calibration(given: Sequence[Answer]) -> str:
    """For each tenth of confidence: how many places were chosen, what was said, what was right."""
    lines = ["| confidence | choices | said | right |", "|---|--:|--:|--:|"]
    for low, count, said, right in tenths(given):
        lines.append(f"| {low:.1f} to {low + 1 / TENTHS:.1f} | {count} | {said:.1%} | {right:.1%} |")
    return "\n".join(lines)


def plot(given: Sequence[Answer]) -> str:
    """The calibration as an SVG picture: what was said across, what was right upwards, points as large as the tenth has
    choices."""
    measured = list(tenths(given))
    whole = sum(count for _, count, _, _ in measured)
    points = [
        f'<circle cx="{40 + 320 * said:.1f}" cy="{360 - 320 * right:.1f}" r="{2 + 10 * (count / whole) ** 0.5:.1f}"/>'
        for _, count, said, right in measured
    ]
    ticks = "".join(
        f'<text x="{40 + 64 * n}" y="378" text-anchor="middle">{n / 5:g}</text>'
        f'<text x="32" y="{364 - 64 * n}" text-anchor="end">{n / 5:g}</text>'
        for n in range(6)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" font-family="sans-serif" font-size="12">'
        '<rect width="400" height="400" fill="white"/><rect x="40" y="40" width="320" height="320" fill="none" '
        'stroke="black"/><path d="M40 360L360 40" stroke="grey" stroke-dasharray="4"/>'
        f'<g fill="#1b6ca8" fill-opacity="0.7">{"".join(points)}</g>{ticks}'
        '<text x="200" y="396" text-anchor="middle">confidence said</text>'
        '<text x="14" y="200" text-anchor="middle" transform="rotate(-90 14 200)">share located right</text></svg>\n'
    )


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


def tell_times(mapper: Mapper, given: Sequence[Case]) -> None:
    """How long a lookup and the resolution of an article take."""
    gazetteer = Gazetteer(Settings.from_environment().gazetteer)
    wanted = [one.name for one in names("open")]
    begun = time.perf_counter()
    for name in wanted:
        gazetteer.candidates(name)
    lookup = (time.perf_counter() - begun) / len(wanted)
    article = Article("all", "\n\n".join(case.text.text for case in given[:8]))
    recognition, candidates, context = mapper.before_resolution(article)
    begun = time.perf_counter()
    resolve(article, recognition.mentions, candidates, context)
    whole = time.perf_counter() - begun
    words = len(article.text.split())
    print(f"\na lookup: {lookup * 1e6:.0f} µs, the first time; {words} words with {len(recognition.mentions)} mentions")
    print(f"resolved in {whole * 1000:.0f} ms")


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
    (FOLDER / "calibration.svg").write_text(plot(ours), encoding="utf-8")
    tell_times(mapper, texts)
    if given.sealed:
        print("\n" + row("sealed, weights that ship", figures(with_shipped(list(cases("sealed", mapper))))))


if __name__ == "__main__":
    main()
