"""Schauplatz: maps the places that news articles mention.

The public door. A name is loaded when it is first asked for, so that the command line's help need not wait for spaCy::

    from pathlib import Path
    import geo

    mapper = geo.Mapper(geo.Settings.from_environment(), print)
    atlas = mapper.atlas([geo.read_file(Path("article.txt"))])
    Path("map.html").write_text(geo.page(atlas, mapper.outlines), encoding="utf-8")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.draw import csv_table, geojson, mention_rows, page
    from geo.errors import SchauplatzError
    from geo.model import Article, Atlas, Failure
    from geo.pipeline import Mapper, Step
    from geo.read import read_bytes, read_file, read_text
    from geo.settings import Settings

__all__ = [
    "Article",
    "Atlas",
    "Failure",
    "Mapper",
    "SchauplatzError",
    "Settings",
    "Step",
    "csv_table",
    "geojson",
    "mention_rows",
    "page",
    "read_bytes",
    "read_file",
    "read_text",
]

_HOMES = {
    "geo.draw": ("csv_table", "geojson", "mention_rows", "page"),
    "geo.errors": ("SchauplatzError",),
    "geo.model": ("Article", "Atlas", "Failure"),
    "geo.pipeline": ("Mapper", "Step"),
    "geo.read": ("read_bytes", "read_file", "read_text"),
    "geo.settings": ("Settings",),
}


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
