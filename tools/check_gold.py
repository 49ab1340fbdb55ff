"""Check the gold set of resolution: marks, offsets, places, and how much of everything there is.

    python -m tools.check_gold

Exit status 1 if there are problems.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from benchmarks.resolution import GoldError, GoldText, names, places, texts


def problems() -> Iterator[str]:
    """What is wrong with the set, one sentence each."""
    try:
        open_texts, sealed = list(texts("open")), list(texts("sealed"))
        all_names = [*names("open"), *names("sealed")]
    except (GoldError, ValueError) as error:
        yield str(error)
        return
    every = [*open_texts, *sealed]
    for id_, count in Counter(text.id for text in every).items():
        if count > 1:
            yield f"{id_} stands {count} times"
    for text in every:
        yield from _text_problems(text)
    used = {one.place.words for text in every for one in text.mentions if one.place is not None}
    yield from (f"no text names {words}" for words in sorted(places().keys() - used))
    for name, count in Counter(one.name for one in all_names).items():
        if count > 1:
            yield f"the name {name} stands {count} times"


def _text_problems(text: GoldText) -> Iterator[str]:
    if not text.mentions:
        yield f"{text.id} names no place"
    for one, other in pairwise(text.mentions):
        if other.start < one.end:
            yield f"{text.id}: marks overlap at {other.start}"
    for one in text.mentions:
        surface = text.text[one.start : one.end]
        if surface != surface.strip() or not surface:
            yield f"{text.id}: the mark at {one.start} does not hold a name: «{surface}»"
        before, after = text.text[one.start - 1 : one.start], text.text[one.end : one.end + 1]
        if before.isalnum() or after.isalnum():
            yield f"{text.id}: «{surface}» begins or ends inside a word"


def main() -> int:
    found = list(problems())
    for problem in found:
        print(problem)
    if not found:
        for part in ("open", "sealed"):
            given = list(texts(part))
            mentions = [one for text in given for one in text.mentions]
            kinds = Counter(one.place.type if one.place else "none" for one in mentions)
            print(
                f"{part}: {len(given)} texts, {len(mentions)} mentions, {len(list(names(part)))} names; {dict(kinds)}"
            )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
