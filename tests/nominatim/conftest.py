"""A real Nominatim in the test's own process, over our miniature map."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.settings import Settings
from tests.nominatim.server import NoServer, Server, serving


@pytest.fixture(scope="session")
def _running_server() -> Iterator[Server]:
    try:
        with serving() as server:
            yield server
    except NoServer as error:
        pytest.skip(str(error))


@pytest.fixture
def nominatim(_running_server: Server) -> Server:
    """The running server with an empty log."""
    _running_server.requests.clear()
    return _running_server


@pytest.fixture
def settings(nominatim: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A machine of its own: no cache, no lock, nothing but the server."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    (tmp_path / "runtime").mkdir(mode=0o700)
    return Settings(
        cache=tmp_path / "cache", data=tmp_path, contact="karte@schauplatz.dev", endpoint=nominatim.url, interval=0.0
    )
