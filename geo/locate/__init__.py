"""Mentions + candidates → resolutions.

:func:`resolve` looks at the whole article at once, in two rounds: first each mention by itself (how the candidate bears
the name, how prominent it is, what the words around demand), then in the company of what the first round found
(countries and regions the article names, distance to its other places).
"""

from geo.locate.corrections import corrected
from geo.locate.merging import merge
from geo.locate.resolution import rank, resolve

__all__ = ["corrected", "merge", "rank", "resolve"]
