"""The way to a Nominatim server: geopy's geocoder over a transport that a hostile server cannot hold up.

Beyond geopy's own transport this one limits the time of a whole request, however slowly the answer drips in, and the
size of the answer, and can be stopped; it follows no redirect, which would be a request more that nobody has paced,
perhaps to somebody else; and one broken record does not lose the rest of the answer.

Importing geopy takes a tenth of a second, so this module is imported when the first request is due.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeAlias
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter, get_retry_after
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut, GeocoderUnavailable
from geopy.geocoders import Nominatim

from geo.errors import (
    LookupStopped,
    OnlineLookupError,
    ServiceBusy,
    ServiceFailed,
    ServiceRefuses,
    ServiceUnreachable,
)
from geo.sources.nominatim_questions import LIMIT, Search
from geo.sources.nominatim_records import position

MAX_ANSWER_BYTES: Final = 1_000_000
CONNECTING: Final = 5.0
"""Seconds within which a connection must come about, name service and encryption included."""
_GLANCE: Final = 0.05
"""Seconds between two looks at whether a request is to be given up."""

Record: TypeAlias = dict[str, Any]


class Client:
    """A Nominatim server. ``time_limit`` is for one request, in seconds; whoever sets ``stop`` ends it at once."""

    def __init__(self, endpoint: str, user_agent: str, time_limit: float, stop: threading.Event) -> None:
        parts = urlsplit(endpoint)
        self._host = parts.hostname or ""
        self._geocoder = _Geocoder(
            scheme=parts.scheme,
            domain=parts.netloc + parts.path,
            user_agent=user_agent,
            timeout=time_limit,
            adapter_factory=partial(Transport, stop),
        )

    def search(self, search: Search, language: str) -> list[Record]:
        """The records that the server has for a name, most important first, as they came; none for an unknown name.

        Raises:
            ServiceUnreachable: no connection came about.
            ServiceBusy: the server wants to be left alone.
            ServiceRefuses: the server does not want us.
            ServiceFailed: any other fault; what came is no answer.
            LookupStopped: the reader has had enough.
        """
        return self._asked(
            lambda: self._geocoder.geocode(
                {search.field: search.text} if search.field else search.text,
                exactly_one=False,
                limit=LIMIT,
                language=language,
                country_codes=search.country.lower() if search.country else None,
                addressdetails=True,
                namedetails=True,
                extratags=True,
            )
        )

    def outlines(self, ids: Sequence[str], threshold: float) -> list[Record]:
        """The records of some OSM ids («R102269»), with their geometry as ``geojson``; errors as in :meth:`search`.

        ``threshold`` is the detail in degrees.
        """
        return self._asked(lambda: self._geocoder.outlines(ids, threshold))

    def _asked(self, request: Callable[[], Any]) -> list[Record]:
        try:
            found = request()
        except GeocoderServiceError as error:
            raise self._meaning(error) from error
        return [location.raw for location in found or ()]

    def _meaning(self, error: GeocoderServiceError) -> OnlineLookupError:
        if isinstance(error, GeocoderUnavailable):
            return ServiceUnreachable(self._host, str(error))
        cause = error.__cause__
        if not isinstance(cause, AdapterHTTPError):
            return ServiceFailed(self._host, str(error))
        status, seconds = cause.status_code, _retry_after(cause.headers)
        if status in (429, 503):
            return ServiceBusy(self._host, seconds)
        if status in (401, 403):
            return ServiceRefuses(self._host, status)
        why = "it redirects to another address" if 300 <= status < 400 else f"HTTP {status}"
        return ServiceFailed(self._host, why)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """How long the server wants to be left alone, in seconds; None where it does not say so, or not in earnest."""
    try:
        seconds = get_retry_after(headers)
        return None if seconds is None else float(seconds)
    except (ValueError, OverflowError):
        return None


class _Geocoder(Nominatim):  # type: ignore[misc]  # geopy has no types
    """geopy's Nominatim, and the server's lookup by id, which it lacks."""

    def outlines(self, ids: Sequence[str], threshold: float) -> Any:
        """The locations of some ids with their geometry."""
        parameters = {
            "osm_ids": ",".join(ids),
            "format": "json",
            "polygon_geojson": 1,
            "polygon_threshold": threshold,
        }
        url = self._construct_url(f"{self.scheme}://{self.domain}/lookup", parameters)
        return self._call_geocoder(url, partial(self._parse_json, exactly_one=False))


class Transport(BaseSyncAdapter):  # type: ignore[misc]
    """geopy's adapter for one server."""

    def __init__(
        self, stop: threading.Event, *, proxies: Mapping[str, str] | None, ssl_context: ssl.SSLContext | None
    ) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._stop = stop
        self._proxies = proxies
        self._ssl_context = ssl_context

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> list[Record]:
        """The records of an answer that have a place on the globe."""
        try:
            answer = json.loads(self.get_text(url, timeout=timeout, headers=headers))
        except (ValueError, RecursionError):
            raise GeocoderParseError("it is not JSON") from None
        if not isinstance(answer, list):
            raise GeocoderParseError("it is not a list of places")
        # geopy reads position and address of every record and raises at the first that lacks one.
        records = [r for r in answer if isinstance(r, dict) and isinstance(r.get("display_name"), str) and position(r)]
        if answer and not records:
            raise GeocoderParseError("it lists things that are no places")
        return records

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        """The text of an answer."""
        attempt = _Attempt(timeout)
        request = Request(url, headers=dict(headers))  # noqa: S310
        try:
            body = attempt.wait_for(lambda: self._body(self._opener(attempt), request, timeout), self._stop)
        except (GeocoderServiceError, AdapterHTTPError):  # some are OSErrors too
            raise
        except TimeoutError as error:
            if not attempt.is_connected:
                raise GeocoderUnavailable(f"no connection within {min(timeout, CONNECTING):g} seconds") from error
            raise GeocoderTimedOut(f"no complete answer within {timeout:g} seconds") from error
        except (OSError, http.client.HTTPException) as error:
            raise GeocoderServiceError(f"the connection broke: {type(error).__name__}") from error
        if len(body) > MAX_ANSWER_BYTES:
            raise GeocoderParseError(f"it is longer than {MAX_ANSWER_BYTES:,} bytes")
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            raise GeocoderParseError("it is not UTF-8 text") from None

    def _body(self, opener: OpenerDirector, request: Request, timeout: float) -> bytes:
        try:
            with opener.open(request, timeout=timeout) as response:
                body: bytes = response.read(MAX_ANSWER_BYTES + 1)
                return body
        except HTTPError as error:
            with error:
                headers = {name.lower(): value for name, value in error.headers.items()}
                raise AdapterHTTPError(str(error), status_code=error.code, headers=headers, text=None) from error
        except URLError as error:  # raised until the request is sent; later faults come as they are
            raise GeocoderUnavailable(str(error.reason)) from error

    def _opener(self, attempt: _Attempt) -> OpenerDirector:
        https = _WatchedHTTPS(context=self._ssl_context)
        plain = _WatchedHTTP()
        https.attempt = plain.attempt = attempt
        return build_opener(ProxyHandler(self._proxies), plain, https, _NoRedirect)  # type: ignore[arg-type]


class _Attempt:
    """A request in a thread of its own, so that it can be given up at any moment: a socket's own time limit begins anew
    with every byte that comes, and nothing else ends the wait for the name service."""

    def __init__(self, time_limit: float) -> None:
        self._time_limit = time_limit
        self._given_up = False
        self._socket: socket.socket | None = None

    def wait_for(self, request: Callable[[], bytes], stop: threading.Event) -> bytes:
        """What the request brings.

        Raises:
            TimeoutError: not within the time limit.
            LookupStopped: the reader has had enough.
            Exception: what the request raises.
        """
        body: list[bytes] = []
        raised: list[Exception] = []

        def run() -> None:
            try:
                body.append(request())
            except Exception as error:
                raised.append(error)

        thread = threading.Thread(target=run, name="nominatim", daemon=True)
        begun = time.monotonic()
        thread.start()
        while thread.is_alive():
            thread.join(_GLANCE)
            limit = self._time_limit if self.is_connected else min(self._time_limit, CONNECTING)
            if thread.is_alive() and (stop.is_set() or time.monotonic() > begun + limit):
                self._give_up()
                if stop.is_set():
                    raise LookupStopped
                raise TimeoutError
        if raised:
            raise raised[0]
        return body[0]

    @property
    def is_connected(self) -> bool:
        """Whether a connection came about."""
        return self._socket is not None

    def watch(self, connected: socket.socket) -> None:
        """Take note of the connection, to cut it when the request is given up."""
        self._socket = connected
        if self._given_up:
            self._cut()

    def check(self) -> None:
        """No request is sent that nobody waits for, and that the next one would follow too soon.

        Raises:
            TimeoutError: nobody does.
        """
        if self._given_up:
            raise TimeoutError

    def _give_up(self) -> None:
        self._given_up = True
        self._cut()

    def _cut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # Not the method of ssl.SSLSocket, which takes the encryption away under the reading thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Watched:
    """Hands the socket of each connection of a urllib handler to the attempt that makes it."""

    attempt: _Attempt

    def do_open(self, http_class: Any, request: Request, **arguments: Any) -> http.client.HTTPResponse:
        attempt = self.attempt

        class Connection(http_class):  # type: ignore[misc]
            def connect(self) -> None:
                attempt.check()
                super().connect()
                attempt.watch(self.sock)
                attempt.check()

        response: http.client.HTTPResponse = super().do_open(Connection, request, **arguments)  # type: ignore[misc]
        return response


class _WatchedHTTP(_Watched, HTTPHandler):  # type: ignore[misc]
    pass


class _WatchedHTTPS(_Watched, HTTPSHandler):  # type: ignore[misc]
    pass


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object, **_named: object) -> None:
        """No request: urllib raises the redirect as an error."""
