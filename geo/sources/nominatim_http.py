"""The way to a Nominatim server: geopy's geocoder over a transport that a hostile server cannot hold up.

Beyond geopy's own transport this one limits the time of a whole request, however slowly the answer drips in, and the
size of the answer; it follows no redirect, which would be a request more that nobody has paced, perhaps to somebody
else; and one broken record does not lose the rest of the answer.

Importing geopy takes a tenth of a second, so this module is imported when the first request is due.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from types import TracebackType
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

from geo.errors import OnlineLookupError, ServiceBusy, ServiceFailed, ServiceRefuses, ServiceUnreachable
from geo.sources.nominatim_records import position

MAX_ANSWER_BYTES: Final = 1_000_000

Record: TypeAlias = dict[str, Any]


class Client:
    """A Nominatim server. ``time_limit`` is for one request, in seconds."""

    def __init__(self, endpoint: str, user_agent: str, time_limit: float) -> None:
        parts = urlsplit(endpoint)
        self._host = parts.hostname or ""
        self._geocoder = Nominatim(
            scheme=parts.scheme,
            domain=parts.netloc + parts.path,
            user_agent=user_agent,
            timeout=time_limit,
            adapter_factory=Transport,
        )

    def search(self, query: str, language: str, limit: int) -> list[Record]:
        """The records that the server has for a name, most important first, as they came; none for an unknown name.

        Raises:
            ServiceUnreachable: no connection came about.
            ServiceBusy: the server wants to be left alone.
            ServiceRefuses: the server does not want us.
            ServiceFailed: any other fault; what came is no answer.
        """
        try:
            found = self._geocoder.geocode(
                query,
                exactly_one=False,
                limit=limit,
                language=language,
                addressdetails=True,
                namedetails=True,
                extratags=True,
            )
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
        if status == 429 or (status == 503 and seconds is not None):
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


class Transport(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """geopy's adapter for one server."""

    def __init__(self, *, proxies: Mapping[str, str] | None, ssl_context: ssl.SSLContext | None) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
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
        with _TimeLimit(timeout) as limit:
            try:
                body = self._body(self._opener(limit), Request(url, headers=dict(headers)), timeout)  # noqa: S310
            except GeocoderServiceError:
                raise
            except (OSError, http.client.HTTPException) as error:
                if limit.is_over or isinstance(error, TimeoutError):
                    raise GeocoderTimedOut(f"no answer within {timeout:g} seconds") from error
                raise GeocoderServiceError(f"the connection broke: {type(error).__name__}") from error
            if limit.is_over:
                raise GeocoderTimedOut(f"the answer was not complete within {timeout:g} seconds")
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

    def _opener(self, limit: _TimeLimit) -> OpenerDirector:
        https = _LimitedHTTPS(context=self._ssl_context)
        plain = _LimitedHTTP()
        https.limit = plain.limit = limit
        return build_opener(ProxyHandler(self._proxies), plain, https, _NoRedirect)  # type: ignore[arg-type]


class _TimeLimit:
    """Cuts the connection when the time is over. A socket's own timeout begins anew with every byte that comes."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _TimeLimit:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def watch(self, connected: socket.socket) -> None:
        self._socket = connected
        if self.is_over:
            self._cut()

    def _cut(self) -> None:
        self.is_over = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # Not the method of ssl.SSLSocket, which takes the encryption away under the reading thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Limited:
    """Hands the socket of each connection of a urllib handler to a time limit."""

    limit: _TimeLimit

    def do_open(self, http_class: Any, request: Request, **arguments: Any) -> http.client.HTTPResponse:
        limit = self.limit

        class Connection(http_class):  # type: ignore[misc]
            def connect(self) -> None:
                super().connect()
                limit.watch(self.sock)

        response: http.client.HTTPResponse = super().do_open(Connection, request, **arguments)  # type: ignore[misc]
        return response


class _LimitedHTTP(_Limited, HTTPHandler):  # type: ignore[misc]
    pass


class _LimitedHTTPS(_Limited, HTTPSHandler):  # type: ignore[misc]
    pass


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object, **_named: object) -> None:
        """No request: urllib raises the redirect as an error."""
