"""A server that does what a healthy Nominatim never does."""

from __future__ import annotations

import contextlib
import http.server
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

Handler = http.server.BaseHTTPRequestHandler
Behaviour = Callable[[Handler], None]

MOSCOW: dict[str, object] = {
    "osm_type": "relation",
    "osm_id": 102269,
    "lat": "55.7505",
    "lon": "37.6175",
    "class": "boundary",
    "type": "administrative",
    "addresstype": "city",
    "place_rank": 8,
    "name": "Moskau",
    "display_name": "Moskau, Russland",
    "address": {"city": "Moskau", "ISO3166-2-lvl4": "RU-MOW", "country": "Russland", "country_code": "ru"},
    "extratags": {"population": "13010112"},
    "namedetails": {"name": "Москва", "name:de": "Moskau", "name:en": "Moscow", "old_name:de": "Moskowien"},
    "boundingbox": ["55.14", "56.02", "36.80", "37.97"],
}


@dataclass
class FaultServer:
    """Answers the n-th request with the n-th behaviour, and all further ones with the last."""

    behaviours: list[Behaviour]
    url: str = ""
    requests: list[tuple[float, str, str]] = field(default_factory=list)
    """When each request came (seconds, monotonic), its path and its User-Agent."""


def respond(status: int, body: bytes, **headers: str) -> Behaviour:
    def behave(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def answer(*records: object) -> Behaviour:
    return respond(200, json.dumps(records).encode())


def drip(handler: Handler) -> None:
    """Begins an answer and sends a byte now and then, so that no single wait is long."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def drip_headers(handler: Handler) -> None:
    for character in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"z" * 200:
        handler.wfile.write(bytes([character]))
        time.sleep(0.05)


def stall(_handler: Handler) -> None:
    """Says nothing for a while."""
    time.sleep(5)


def hang_up(handler: Handler) -> None:
    handler.connection.close()


@contextlib.contextmanager
def serve(*behaviours: Behaviour, certificate: Path | None = None) -> Iterator[FaultServer]:
    served = FaultServer(list(behaviours))

    class OneRequest(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.requests.append((time.monotonic(), self.path, self.headers["User-Agent"]))
            with contextlib.suppress(OSError):  # the client has had enough
                served.behaviours[min(len(served.requests), len(served.behaviours)) - 1](self)

        def log_message(self, *_arguments: object) -> None:
            pass

        def finish(self) -> None:
            with contextlib.suppress(OSError, ValueError):
                super().finish()

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_arguments: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), OneRequest)
    server.daemon_threads = True
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    served.url = f"http{'s' if certificate else ''}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
