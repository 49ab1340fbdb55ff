"""A real Nominatim in the test's own process, over our miniature map."""

from __future__ import annotations

import importlib
import os
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

DATABASE = Path(os.environ.get("NOMINATIM_SQLITE") or Path(__file__).parent / "nominatim.sqlite").absolute()
REMEDY = "build it with: tests/nominatim/build.sh && pip install -r requirements-nominatim.txt"


@dataclass
class Server:
    """``requests`` logs when each came (seconds, monotonic) and its query string."""

    url: str
    requests: list[tuple[float, str]] = field(default_factory=list)


def _server_modules() -> tuple[Any, Any]:
    if not hasattr(sqlite3.Connection, "enable_load_extension"):
        # Nominatim loads SpatiaLite. Only the driver that it uses gets the SQLite that can; our cache keeps its own.
        other = importlib.import_module("pysqlite3")
        with pytest.MonkeyPatch.context() as replaced:
            replaced.setitem(sys.modules, "sqlite3", other)
            replaced.setitem(sys.modules, "sqlite3.dbapi2", other.dbapi2)
            importlib.import_module("aiosqlite")
    return importlib.import_module("uvicorn"), importlib.import_module("nominatim_api.server.falcon.server")


@pytest.fixture(scope="session")
def _running_server() -> Iterator[Server]:
    if not DATABASE.is_file():
        pytest.skip(f"no Nominatim to ask; {REMEDY}")
    os.environ["NOMINATIM_DATABASE_DSN"] = f"sqlite:dbname={DATABASE}"
    os.environ["NOMINATIM_LANGUAGES"] = "de,en"
    try:
        uvicorn, falcon = _server_modules()
    except ImportError as error:
        pytest.skip(f"no Nominatim to ask ({error}); {REMEDY}")
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    running = Server(f"http://127.0.0.1:{listener.getsockname()[1]}")
    application = falcon.get_application(DATABASE.parent)

    async def logged(scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        if scope["type"] == "http":
            running.requests.append((time.monotonic(), scope["query_string"].decode()))
        await application(scope, receive, send)

    server = uvicorn.Server(uvicorn.Config(logged, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    yield running
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def nominatim(_running_server: Server) -> Server:
    """The running server with an empty log."""
    _running_server.requests.clear()
    return _running_server
