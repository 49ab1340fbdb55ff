"""Tiles for the base map, for those who want them: from one named host, with its credit, and from nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from geo.errors import InvalidTiles

_OPENSTREETMAP: Final = "© OpenStreetMap contributors"
_OPENSTREETMAP_LICENCE: Final = "https://www.openstreetmap.org/copyright"
_FIELDS: Final = ("{z}", "{x}", "{y}")
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
_REST: Final = re.compile(r"[A-Za-z0-9/._~%+@=&?{}:,-]*")
_OWN_MACHINE: Final = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Tiles:
    """Where tiles come from (``https://host/{z}/{x}/{y}.png``), whose they are, and where their licence is told."""

    url: str
    credit: str
    link: str | None = None

    @property
    def origin(self) -> str:
        """What the page's policy allows: scheme, host and port."""
        address = urlsplit(self.url)
        return f"{address.scheme}://{address.netloc}"


def tiles_from(url: str, credit: str | None = None) -> Tiles:
    """The tiles at an address, once it has been checked; OpenStreetMap's own need no ``credit`` to be given.

    Raises:
        InvalidTiles: the address is no template of tiles on one host, or it is not said whose they are.
    """
    try:
        address = urlsplit(url)
        port = f":{address.port}" if address.port else ""
    except ValueError as error:
        raise InvalidTiles(url, "it is no web address") from error
    host = address.hostname or ""
    if address.scheme != "https" and not (address.scheme == "http" and host in _OWN_MACHINE):
        raise InvalidTiles(url, "it does not begin with https://")
    if not _HOST.fullmatch(host) or address.netloc.lower() != host + port:
        raise InvalidTiles(url, "it does not name one host")
    if any(field not in address.path + address.query for field in _FIELDS):
        raise InvalidTiles(url, "{z}, {x} and {y} are not all in it")
    if address.fragment or not _REST.fullmatch(url.partition(address.netloc)[2]):
        raise InvalidTiles(url, "it holds signs that do not belong there")
    if host == "openstreetmap.org" or host.endswith(".openstreetmap.org"):
        return Tiles(url, credit or _OPENSTREETMAP, _OPENSTREETMAP_LICENCE)
    if not credit or not credit.strip():
        raise InvalidTiles(url, "whose tiles they are must stand on the map: say it with --tiles-credit")
    return Tiles(url, credit.strip())
