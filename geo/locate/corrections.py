"""What a reader has decided, brought to the mentions of an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from geo.model import Article, Correction, Cue, Mention, Recognition, Scope

_REACH: Final[dict[Scope, int]] = {"always": 0, "article": 1, "mention": 2}
"""The closer to the mention, the stronger."""


def corrected(
    article: Article, recognition: Recognition, corrections: Sequence[Correction]
) -> tuple[Recognition, dict[int, Correction]]:
    """The recognition with the mentions that a reader has added, and for each mention, by its place in the order, the
    decision that holds for it.

    A decision about one mention goes before one about the article, and that before one that always holds; of equal ones
    the latest counts. An added mention takes the place of whatever overlaps it. A span that the text does not have is
    ignored: the article has changed since.
    """
    relevant = [one for one in corrections if one.scope == "always" or one.article == article.id]
    if not relevant:
        return recognition, {}
    pairs = _with_added(article, list(zip(recognition.mentions, recognition.cues, strict=True)), relevant)
    decisions = {
        index: decision
        for index, (mention, _) in enumerate(pairs)
        if (decision := _decision(mention, relevant)) is not None
    }
    mentions = tuple(
        replace(mention, confidence=1.0) if index in decisions else mention for index, (mention, _) in enumerate(pairs)
    )
    return Recognition(recognition.sentences, mentions, tuple(cues for _, cues in pairs)), decisions


def _with_added(
    article: Article, pairs: list[tuple[Mention, tuple[Cue, ...]]], corrections: Sequence[Correction]
) -> list[tuple[Mention, tuple[Cue, ...]]]:
    for one in corrections:
        if one.action != "add" or one.start is None or one.end is None or not 0 <= one.start < one.end:
            continue
        if one.end > len(article.text):
            continue
        added = Mention(one.start, one.end, article.text[one.start : one.end], one.name, "place")
        pairs = [pair for pair in pairs if pair[0].end <= added.start or added.end <= pair[0].start]
        pairs.append((added, ()))
    return sorted(pairs, key=lambda pair: pair[0].start)


def _decision(mention: Mention, corrections: Sequence[Correction]) -> Correction | None:
    holding = [one for one in corrections if _holds(one, mention)]
    return max(reversed(holding), key=lambda one: _REACH[one.scope], default=None)


def _holds(correction: Correction, mention: Mention) -> bool:
    if correction.scope == "mention":
        return (correction.start, correction.end) == (mention.start, mention.end)
    return correction.name == mention.name
