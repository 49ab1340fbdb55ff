"""A real Nominatim in this process, over our miniature map."""

from __future__ import annotations

import contextlib
import importlib
import os
import socket
import sqlite3
import sqlite3.dbapi2
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DATABASE = Path(os.environ.get("NOMINATIM_SQLITE") or Path(__file__).parent / "nominatim.sqlite").absolute()
REMEDY = "build it with: tests/nominatim/build.sh && pip install -r requirements-nominatim.txt"


class NoServer(Exception):
    """What is needed to serve is not there."""


@dataclass
class Server:
    """``requests`` logs when each came (seconds, monotonic) and its query string."""

    url: str
    requests: list[tuple[float, str]] = field(default_factory=list)


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """The running server.

    Raises:
        NoServer: the database or the packages are missing; says how to get them.
    """
    if not DATABASE.is_file():
        raise NoServer(f"no Nominatim to ask; {REMEDY}")
    os.environ["NOMINATIM_DATABASE_DSN"] = f"sqlite:dbname={DATABASE}"
    os.environ["NOMINATIM_LANGUAGES"] = "de,en"
    try:
        uvicorn, falcon = _modules()
    except ImportError as error:
        raise NoServer(f"no Nominatim to ask ({error}); {REMEDY}") from error
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
    try:
        yield running
    finally:
        server.should_exit = True
        thread.join(5)


def _modules() -> tuple[Any, Any]:
    if not hasattr(sqlite3.Connection, "enable_load_extension"):
        # Nominatim loads SpatiaLite. Only the driver that it uses gets the SQLite that can; our cache keeps its own.
        other = importlib.import_module("pysqlite3")
        ours = {name: sys.modules[name] for name in ("sqlite3", "sqlite3.dbapi2")}
        sys.modules.update({"sqlite3": other, "sqlite3.dbapi2": other.dbapi2})
        try:
            importlib.import_module("aiosqlite")
        finally:
            sys.modules.update(ours)
    return importlib.import_module("uvicorn"), importlib.import_module("nominatim_api.server.falcon.server")
