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
``SCHAUPLATZ_LOOKUPS``     requests that one run may make to that service         100
``SCHAUPLATZ_FOUND``       days for which its answers are kept                    30
``SCHAUPLATZ_NOT_FOUND``   days for which its «not found» is kept                 7
``SCHAUPLATZ_RECOGNISER``  an installed spaCy pipeline to recognise names with    the one that ships with the program
``SCHAUPLATZ_HOME``        country whose places the outlet's readers expect       that of the article's language
                           (``AT``)
``SCHAUPLATZ_LABELS``      language of interface and map: ``de`` or ``en``        ``de``
=========================  =====================================================  ===================================

What shall hold for good can stand in ``settings.toml`` in the data folder, by the same names without the prefix and in
small letters; the environment goes before it::

    contact = "anna@zeitung.de"
    endpoint = "https://nominatim.zeitung.de"
    interval = 0.2
"""

from __future__ import annotations

import os
import tomllib
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
MAX_LOOKUPS: Final = 100
"""Requests of one run, where nobody names another number: at the public rate, some two minutes."""
FOUND_DAYS: Final = 30.0
NOT_FOUND_DAYS: Final = 7.0
MAX_TEXT_BYTES: Final = 2_000_000
"""Longest text of one article, in bytes of UTF-8."""

_MAX_NUMBER: Final = 3600
_PREFIX: Final = "SCHAUPLATZ_"
_IN_FILE: Final = (
    "cache",
    "places",
    "mode",
    "contact",
    "endpoint",
    "interval",
    "lookups",
    "found",
    "not_found",
    "recogniser",
    "home",
    "labels",
)


def default_cache() -> Path:
    """``cache/`` of a checkout; the platform's cache folder where the package was installed elsewhere."""
    checkout = Path(__file__).resolve().parent.parent / "cache"
    if (checkout / "README.md").is_file():
        return checkout
    return Path(platformdirs.user_cache_dir("schauplatz"))


@dataclass(frozen=True, slots=True)
class Settings:
    """How this run behaves. ``interval`` is in seconds, ``found_days`` and ``not_found_days`` say how long online
    answers are kept, ``lookups`` how many requests a run may make."""

    cache: Path
    data: Path
    mode: Mode = "offline"
    contact: str | None = None
    endpoint: str = PUBLIC_ENDPOINT
    interval: float = PUBLIC_INTERVAL
    lookups: int = MAX_LOOKUPS
    found_days: float = FOUND_DAYS
    not_found_days: float = NOT_FOUND_DAYS
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
        """Read the settings, those of ``settings.toml`` too.

        Raises:
            InvalidSetting: a variable holds a value that cannot be used, or the file cannot be read.
        """
        data = _folder(environment, "SCHAUPLATZ_DATA") or Path(platformdirs.user_data_dir("schauplatz"))
        given = {variable: value for variable, value in environment.items() if value.strip()}
        environment = _from_file(data / "settings.toml") | given
        endpoint = environment.get("SCHAUPLATZ_ENDPOINT", PUBLIC_ENDPOINT).rstrip("/")
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InvalidSetting(
                f"SCHAUPLATZ_ENDPOINT is «{endpoint}», which is no web address; give one such as {PUBLIC_ENDPOINT}"
            )
        settings = cls(
            cache=_folder(environment, "SCHAUPLATZ_CACHE") or default_cache(),
            data=data,
            mode=cast(Mode, _one_of(environment, "SCHAUPLATZ_MODE", MODES)),
            contact=environment.get("SCHAUPLATZ_CONTACT", "").strip() or None,
            endpoint=endpoint,
            interval=_number(environment, "SCHAUPLATZ_INTERVAL", PUBLIC_INTERVAL, "a number of seconds, such as 1.5"),
            lookups=int(_number(environment, "SCHAUPLATZ_LOOKUPS", MAX_LOOKUPS, "a number of requests, such as 200")),
            found_days=_number(environment, "SCHAUPLATZ_FOUND", FOUND_DAYS, "a number of days, such as 30"),
            not_found_days=_number(environment, "SCHAUPLATZ_NOT_FOUND", NOT_FOUND_DAYS, "a number of days, such as 7"),
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


def _from_file(path: Path) -> dict[str, str]:
    """The settings of a file as if they were variables; none where there is no file."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidSetting(f"{path} cannot be read ({error}); mend it, or delete it") from error
    for name, value in content.items():
        if name not in _IN_FILE:
            raise InvalidSetting(f"{path} names «{name}»; it must be one of: {', '.join(_IN_FILE)}")
        if type(value) not in (str, int, float):
            raise InvalidSetting(f"{path} gives no plain value to {name}; give a text or a number")
    return {_PREFIX + name.upper(): str(value) for name, value in content.items()}


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


def _number(environment: Mapping[str, str], variable: str, default: float, what: str) -> float:
    value = environment.get(variable, "").strip()
    try:
        number = float(value) if value else default
    except ValueError:
        number = -1.0
    if not 0 <= number < _MAX_NUMBER:
        raise InvalidSetting(f"{variable} is «{value}»; give {what}")
    return number
