"""A page from the web: what is fetched, and what is refused."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from geo.errors import AddressRefused, PageUnreachable, PageUnusable
from geo.read import read_web, web
from geo.read.web import MAX_BYTES, MAX_REDIRECTS, checked, fetch, is_public

PAGE = """<!doctype html><html lang="de"><head><title>Hochwasser an der Donau</title>
<meta property="article:published_time" content="2024-06-03T10:00:00+02:00"></head>
<body><nav><a href="/">Start</a> <a href="/sport">Sport</a> <a href="/berlin">Berlin</a></nav>
<article><h1>Hochwasser an der Donau</h1>
<p>In Passau steigt das Wasser weiter. Die Stadt hat den Notstand ausgerufen und bittet um Hilfe aus ganz Bayern.</p>
<p>Auch in Regensburg wird gewarnt. Aus Österreich kamen Boote und Sandsäcke, so die Feuerwehr am Montag.</p>
</article><footer>Impressum Dortmund</footer></body></html>""".encode()


class Site(BaseHTTPRequestHandler):
    """A web site with good and bad pages."""

    def do_GET(self) -> None:
        match self.path.split("?")[0]:
            case "/article":
                self.send(PAGE)
            case "/packed":
                self.send(gzip.compress(PAGE), encoding="gzip")
            case "/bomb":
                self.send(gzip.compress(b"<p>" + b"a" * (MAX_BYTES * 4)), encoding="gzip")
            case "/big":
                self.send(b"a" * (MAX_BYTES + 1))
            case "/picture":
                self.send(b"\x89PNG", kind="image/png")
            case "/plain":
                self.send("In Görlitz schneit es.".encode("cp1252"), kind="text/plain")
            case "/empty":
                self.send(b"<html><body></body></html>")
            case "/moved":
                self.lead_to("/article")
            case "/round":
                self.lead_to("/round")
            case "/inside":
                self.lead_to("http://169.254.169.254/latest/meta-data/")
            case "/file":
                self.lead_to("file:///etc/passwd")
            case "/slow":
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                for _ in range(40):
                    self.wfile.write(b"<p>drip</p>")
                    self.wfile.flush()
                    time.sleep(0.05)
            case _:
                self.send_error(404)

    def send(self, body: bytes, kind: str = "text/html; charset=utf-8", encoding: str | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        self.wfile.write(body)

    def lead_to(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def here(address: str, port: int) -> bool:
    """The tests' own policy: this computer and nothing else."""
    return address == "127.0.0.1" and port > 1024


@pytest.mark.parametrize("path", ["/article", "/packed", "/moved"])
def test_the_main_text_title_and_date_become_an_article(site: str, path: str) -> None:
    article = read_web(site + path, here)
    assert article.text.startswith("Hochwasser an der Donau")
    assert "Regensburg" in article.text
    assert "Dortmund" not in article.text and "Sport" not in article.text
    assert (article.title, article.date, article.language) == ("Hochwasser an der Donau", "2024-06-03", "de")
    assert article.source == site + ("/article" if path == "/moved" else path)


def test_a_plain_text_is_read_in_whatever_encoding(site: str) -> None:
    assert "Görlitz" in read_web(f"{site}/plain", here).text


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/big", "larger than"),
        ("/bomb", "larger than"),
        ("/picture", "image/png"),
        ("/round", f"more than {MAX_REDIRECTS} times"),
        ("/missing", "404"),
        ("/empty", "no running text"),
    ],
)
def test_what_is_no_article_is_told(site: str, path: str, why: str) -> None:
    with pytest.raises(PageUnusable, match=why):
        read_web(site + path, here)


@pytest.mark.parametrize("path", ["/inside", "/file"])
def test_each_hop_is_checked(site: str, path: str) -> None:
    with pytest.raises(AddressRefused):
        fetch(site + path, here)


def test_a_page_that_drips_is_not_waited_for(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "TIME_LIMIT", 0.4)
    begun = time.monotonic()
    with pytest.raises(PageUnreachable, match="in time"):
        fetch(f"{site}/slow", here)
    assert time.monotonic() - begun < 1.5


def test_nobody_at_home_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(PageUnreachable, match="check the address"):
            fetch(f"http://127.0.0.1:{free.getsockname()[1]}/", here)


def test_without_another_policy_this_computer_is_refused(site: str) -> None:
    with pytest.raises(AddressRefused):
        read_web(f"{site}/article")


def test_the_address_that_is_connected_to_is_checked_not_only_the_one_that_was_found(site: str) -> None:
    asked: list[str] = []

    def changes_its_mind(address: str, _port: int) -> bool:
        asked.append(address)
        return len(asked) == 1

    with pytest.raises(AddressRefused):
        fetch(f"{site}/article", changes_its_mind)
    assert len(asked) == 2


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 10.1.2.3 192.168.0.1 172.16.0.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 ::1 fe80::1%eth0 fd00::1 "
    "::ffff:10.0.0.1 2002:7f00:1:: 64:ff9b::a00:1 :: nonsense".split(),
)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address, 80)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_public_addresses_are_public_at_the_ports_of_the_web(address: str) -> None:
    assert is_public(address, 443)
    assert not is_public(address, 22)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "https://user:pass@example.org/",
        "http://exa mple.org/",
        "http://example.org/\r\nHost: x",
        "http://example.org:99999/",
        "http://[::1",
        "x" * 3000,
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked(url)


def test_an_address_is_asked_for_in_ascii_and_without_its_fragment() -> None:
    assert checked("https://Münster.example:443/Straße?q=ö#oben") == (
        "https://xn--mnster-3ya.example/Stra%C3%9Fe?q=%C3%B6"
    )
