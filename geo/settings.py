"""Where things are and how the program behaves: one place for it all.

Each setting has an environment variable:

=========================  =====================================================  ===================================
variable                   meaning                                                default
=========================  =====================================================  ===================================
``SCHAUPLATZ_CACHE``       folder for what may be deleted (gazetteer, answers)    ``cache/`` of the checkout, else the
                                                                                  platform's cache folder
``SCHAUPLATZ_DATA``        folder for what a reader has decided                   the platform's data folder
``SCHAUPLATZ_PLACES``      own lists of places (CSV, GeoJSON), as in ``PATH``     none
``SCHAUPLATZ_MODE``        ``offline``, ``auto`` or ``nominatim``                 ``offline``
``SCHAUPLATZ_CONTACT``     e-mail or web address sent to the geocoding service    none: online lookup is refused
``SCHAUPLATZ_ENDPOINT``    base URL of the Nominatim service                      the public OpenStreetMap service
``SCHAUPLATZ_INTERVAL``    seconds between two requests to that service           1.0 (the public service: never less)
``SCHAUPLATZ_RECOGNISER``  an installed spaCy pipeline to recognise names with    the one that ships with the program
``SCHAUPLATZ_HOME``        country whose places the outlet's readers expect       that of the article's language
                           (``AT``)
``SCHAUPLATZ_LABELS``      language of interface and map: ``de`` or ``en``        ``de``
=========================  =====================================================  ===================================
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias, cast, get_args
from urllib.parse import urlsplit

import platformdirs

from geo.errors import InvalidSetting

Mode: TypeAlias = Literal["offline", "auto", "nominatim"]
Labels: TypeAlias = Literal["de", "en"]

MODES: Final[tuple[Mode, ...]] = get_args(Mode)
LABELS: Final[tuple[Labels, ...]] = get_args(Labels)
PUBLIC_ENDPOINT: Final = "https://nominatim.openstreetmap.org"
PUBLIC_INTERVAL: Final = 1.0
MAX_TEXT_BYTES: Final = 2_000_000
"""Longest text of one article, in bytes of UTF-8."""


def default_cache() -> Path:
    """``cache/`` of a checkout; the platform's cache folder where the package was installed elsewhere."""
    checkout = Path(__file__).resolve().parent.parent / "cache"
    if (checkout / "README.md").is_file():
        return checkout
    return Path(platformdirs.user_cache_dir("schauplatz"))


@dataclass(frozen=True, slots=True)
class Settings:
    """How this run behaves. ``interval`` is in seconds."""

    cache: Path
    data: Path
    mode: Mode = "offline"
    contact: str | None = None
    endpoint: str = PUBLIC_ENDPOINT
    interval: float = PUBLIC_INTERVAL
    labels: Labels = "de"
    recogniser: str | None = None
    home: str | None = None
    places: tuple[Path, ...] = ()
    corrections_file: Path | None = None

    @property
    def corrections(self) -> Path:
        """What the reader has decided."""
        return self.corrections_file or self.data / "corrections.jsonl"

    @property
    def gazetteer(self) -> Path:
        """The gazetteer's database."""
        return self.cache / "gazetteer.sqlite"

    @property
    def answers(self) -> Path:
        """The database of what Nominatim has answered."""
        return self.cache / "nominatim.sqlite"

    @property
    def is_public_endpoint(self) -> bool:
        return urlsplit(self.endpoint).hostname == urlsplit(PUBLIC_ENDPOINT).hostname

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings.

        Raises:
            InvalidSetting: a variable holds a value that cannot be used.
        """
        endpoint = environment.get("SCHAUPLATZ_ENDPOINT", PUBLIC_ENDPOINT).rstrip("/")
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InvalidSetting(
                f"SCHAUPLATZ_ENDPOINT is «{endpoint}», which is no web address; give one such as {PUBLIC_ENDPOINT}"
            )
        settings = cls(
            cache=_folder(environment, "SCHAUPLATZ_CACHE") or default_cache(),
            data=_folder(environment, "SCHAUPLATZ_DATA") or Path(platformdirs.user_data_dir("schauplatz")),
            mode=cast(Mode, _one_of(environment, "SCHAUPLATZ_MODE", MODES)),
            contact=environment.get("SCHAUPLATZ_CONTACT", "").strip() or None,
            endpoint=endpoint,
            interval=_seconds(environment, "SCHAUPLATZ_INTERVAL", PUBLIC_INTERVAL),
            labels=cast(Labels, _one_of(environment, "SCHAUPLATZ_LABELS", LABELS)),
            recogniser=environment.get("SCHAUPLATZ_RECOGNISER", "").strip() or None,
            home=_country(environment),
            places=tuple(
                Path(one).expanduser().absolute()
                for one in environment.get("SCHAUPLATZ_PLACES", "").split(os.pathsep)
                if one.strip()
            ),
        )
        if settings.is_public_endpoint and settings.interval < PUBLIC_INTERVAL:
            raise InvalidSetting(
                "SCHAUPLATZ_INTERVAL may not be below 1 second for the public Nominatim service; leave it out, or set "
                "SCHAUPLATZ_ENDPOINT to a server of your own."
            )
        return settings


def _folder(environment: Mapping[str, str], variable: str) -> Path | None:
    value = environment.get(variable, "").strip()
    return Path(value).expanduser().absolute() if value else None


def _country(environment: Mapping[str, str]) -> str | None:
    value = environment.get("SCHAUPLATZ_HOME", "").strip().upper()
    if value and not (len(value) == 2 and value.isascii() and value.isalpha()):
        raise InvalidSetting(f"SCHAUPLATZ_HOME is «{value}»; give a country's code of two letters, such as AT")
    return value or None


def _one_of(environment: Mapping[str, str], variable: str, values: tuple[str, ...]) -> str:
    value = environment.get(variable, "").strip() or values[0]
    if value not in values:
        raise InvalidSetting(f"{variable} is «{value}»; it must be one of: {', '.join(values)}")
    return value


def _seconds(environment: Mapping[str, str], variable: str, default: float) -> float:
    value = environment.get(variable, "").strip()
    try:
        seconds = float(value) if value else default
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < 3600:
        raise InvalidSetting(f"{variable} is «{value}»; give a number of seconds, such as 1.5")
    return seconds
