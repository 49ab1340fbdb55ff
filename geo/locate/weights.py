"""What each piece of evidence weighs: ``weights.tsv``, as log odds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final

from geo.languages.tables import read_table
from geo.locate.evidence import Evidence
from geo.model import Reason

NONE_OF_THESE: Final = "none_of_these"


@dataclass(frozen=True, slots=True)
class Weights:
    """The log odds of each code. ``none`` is the score of «no candidate is meant»."""

    by_code: Mapping[str, float]
    none: float

    def reasons(self, evidence: Iterable[Evidence]) -> tuple[Reason, ...]:
        """The evidence, weighed. What kind of place it is, and that many know it, counts as prominence."""
        found: list[Reason] = []
        kind = 0.0
        for one in evidence:
            weight = self.by_code.get(one.code, 0.0) * one.amount
            is_kind = one.code.startswith("type_") and not one.code.startswith("type_cue")
            if is_kind or one.code == "well_known":
                kind += weight
            else:
                found.append(Reason(one.code, round(weight, 3), one.detail))
        return tuple(replace(r, weight=round(r.weight + kind, 3)) if r.code == "prominence" else r for r in found)


@cache
def weights() -> tuple[Weights, Weights]:
    """The weights for a name alone, and for one in the company of others."""
    rows = read_table(files("geo.locate") / "weights.tsv")
    alone = {row["code"]: float(row["alone"] or 0) for row in rows}
    together = {row["code"]: float(row["together"] or 0) for row in rows}
    return Weights(alone, alone[NONE_OF_THESE]), Weights(together, together[NONE_OF_THESE])
