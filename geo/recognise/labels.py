"""The labels of the trained recogniser: the classes of GermEval 2014, each with a begin and an inside label.

``LOC`` is a place's name, ``LOCderiv`` derived from one («russische»), ``LOCpart`` a compound with one («US-Präsident»);
``PER``, ``ORG`` and ``OTH`` are persons, organisations and other names, ``WORD`` what is derived from those or
contains them («EU-Gipfel»).
"""

from __future__ import annotations

from typing import Final

CLASSES: Final = ("LOC", "LOCderiv", "LOCpart", "PER", "ORG", "OTH", "WORD")
LABELS: Final = ("O", *(f"{position}-{name}" for name in CLASSES for position in ("B", "I")))
