"""One page from the web, fetched as carefully as a stranger's parcel is opened.

Only http and https, only their usual ports, no credentials, no cookies, no scripts. At every hop, before anything is
sent, the address that the connection really goes to is checked: a name that leads into the own network, to this
computer or to a cloud's service for its machines is refused. The policy is an argument, so that tests can let a server
of their own pass; no setting changes it.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from geo.errors import AddressRefused, PageUnreachable, PageUnusable

Policy: TypeAlias = Callable[[str, int], bool]
"""May this IP address be asked at this port?"""

MAX_BYTES: Final = 5_000_000
MAX_REDIRECTS: Final = 5
TIME_LIMIT: Final = 20.0
"""Seconds for a page, redirects included."""
MAX_URL: Final = 2_000
CONTENT_TYPES: Final = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf")

_PORTS: Final = {"http": 80, "https": 443}
_USER_AGENT: Final = "Mozilla/5.0 (compatible; Schauplatz/0.1; one article at a reader's request)"
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_CHUNK: Final = 65_536
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page: the address it was found at in the end, its content type, its bytes."""

    url: str
    content_type: str
    data: bytes


def is_public(address: str, port: int) -> bool:
    """Whether an IP address belongs to the public internet, and the port is that of web servers."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return port in _PORTS.values() and all(one.is_global and not one.is_multicast for one in _meant(ip))


def fetch(url: str, allows: Policy = is_public) -> Fetched:
    """The page at an address.

    Raises:
        AddressRefused: it is no web address, or ``allows`` refuses the computer behind it.
        PageUnreachable: nobody answers, or not in time.
        PageUnusable: what comes is too much, no text, or an error of the server.
    """
    deadline = time.monotonic() + TIME_LIMIT
    for _ in range(MAX_REDIRECTS + 1):
        url = checked(url)
        try:
            answer = _request(url, allows, deadline)
        except (OSError, http.client.HTTPException) as error:
            raise PageUnreachable(url, _why(error)) from error
        if isinstance(answer, Fetched):
            return answer
        url = urljoin(url, answer)
    raise PageUnusable(url, f"it leads on more than {MAX_REDIRECTS} times")


def checked(url: str) -> str:
    """A web address in the form in which it is asked for, without its fragment.

    Raises:
        AddressRefused: it is none.
    """
    url = url.strip()
    if len(url) > MAX_URL or any(ord(letter) < 33 or ord(letter) == 127 for letter in url):
        raise AddressRefused(url[:80], "it is no web address")
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError as error:
        raise AddressRefused(url[:80], "it is no web address") from error
    if parts.scheme not in _PORTS or not host:
        raise AddressRefused(url[:80], "it does not begin with http:// or https://")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(host, "it holds a user name")
    place = f"[{host}]" if ":" in host else host
    netloc = place if port in (None, _PORTS[parts.scheme]) else f"{place}:{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme, netloc, path, quote(parts.query, safe="/?%:@!$&'()*+,;=~-._"), ""))


def _request(url: str, allows: Policy, deadline: float) -> Fetched | str:
    """The page, or where it leads on to."""
    parts = urlsplit(url)
    connection = _connection(url, allows, deadline)
    target = urlunsplit(("", "", parts.path, parts.query, ""))
    try:
        connection.request(
            "GET",
            target,
            headers={
                "User-Agent": _USER_AGENT,
                "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8,application/pdf;q=0.5",
                "Accept-Language": "de,en;q=0.7",
                "Accept-Encoding": "gzip, identity",
                "Connection": "close",
            },
        )
        response = connection.getresponse()
        if response.status in _REDIRECTS and (location := response.getheader("Location")):
            return location
        if response.status != http.client.OK:
            raise PageUnusable(url, f"the server says {response.status}")
        content_type = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
        if content_type not in CONTENT_TYPES:
            raise PageUnusable(url, f"it is {content_type or 'of no known type'} and no text")
        return Fetched(url, content_type, _body(response, connection, url, deadline))
    finally:
        connection.close()


def _connection(url: str, allows: Policy, deadline: float) -> http.client.HTTPConnection:
    """A connection to an address that the policy allows; the name is not looked up a second time."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    # One private address among public ones is a trap all the same.
    if not found or not all(allows(address, port) for address in found):
        raise AddressRefused(host, "it leads to no public web server")
    peer = _connected(found, port, deadline)
    if not allows(str(peer.getpeername()[0]), port):
        peer.close()
        raise AddressRefused(host, "it leads to no public web server")
    connection = http.client.HTTPConnection(host, parts.port)
    if parts.scheme == "https":
        try:
            peer = ssl.create_default_context().wrap_socket(peer, server_hostname=host)
        except OSError:
            peer.close()
            raise
    connection.sock = peer
    return connection


def _connected(addresses: list[str], port: int, deadline: float) -> socket.socket:
    failure: OSError = TimeoutError("timed out")
    for address in dict.fromkeys(addresses):
        try:
            return socket.create_connection((address, port), timeout=_left(deadline))
        except OSError as error:
            failure = error
    raise failure


def _body(
    response: http.client.HTTPResponse, connection: http.client.HTTPConnection, url: str, deadline: float
) -> bytes:
    """The body, unpacked where it was packed; never more than :data:`MAX_BYTES` of either."""
    packing = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip"):
        raise PageUnusable(url, f"it is packed as {packing[:20]}")
    unpacker = zlib.decompressobj(wbits=31) if packing != "identity" else None
    body = bytearray()
    received = 0
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(deadline))
        chunk = response.read1(_CHUNK)
        if not chunk:
            return bytes(body)
        received += len(chunk)
        try:
            body += unpacker.decompress(chunk, MAX_BYTES + 1 - len(body)) if unpacker else chunk
        except zlib.error as error:
            raise PageUnusable(url, "it is damaged") from error
        if max(received, len(body)) > MAX_BYTES:
            raise PageUnusable(url, f"it is larger than {MAX_BYTES // 1_000_000} MB")
        if time.monotonic() > deadline:
            raise TimeoutError("timed out")


def _left(deadline: float) -> float:
    """Seconds left, never so few that a socket would not block at all."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


def _meant(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, ...]:
    """The address, and those that it carries inside itself."""
    if isinstance(ip, ipaddress.IPv4Address):
        return (ip,)
    inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64:
        inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    if ip.ipv4_mapped is not None:
        return (ip.ipv4_mapped,)
    return (ip, *(one for one in inner if one is not None))


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, socket.gaierror):
        return "no computer has this name"
    if isinstance(error, ssl.SSLError):
        return "its certificate cannot be trusted"
    return str(getattr(error, "strerror", None) or type(error).__name__).lower()
