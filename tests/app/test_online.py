"""The switch for online lookup: consent, contact, estimate, and what is asked of the service."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.app import session
from tests.app.reader import TEXT, Reader

UNKNOWN = "Am Montag regnete es in der Stadt Oberkaltenbrunn. Auch in der Stadt Niederkaltenbrunn wird gewarnt."
HAMLET = {
    "class": "place",
    "osm_type": "node",
    "osm_id": 1,
    "lat": "47.9",
    "lon": "12.3",
    "type": "hamlet",
    "addresstype": "hamlet",
    "name": "Oberkaltenbrunn",
    "display_name": "Oberkaltenbrunn, Deutschland",
    "importance": 0.2,
    "place_rank": 20,
    "boundingbox": ["47.8", "48.0", "12.2", "12.4"],
    "namedetails": {"name": "Oberkaltenbrunn"},
    "address": {"hamlet": "Oberkaltenbrunn", "country_code": "de"},
    "extratags": {},
}


class Service(BaseHTTPRequestHandler):
    """A geocoding service that knows one hamlet."""

    asked: list[str] = []  # noqa: RUF012 – the tests look at it
    held = threading.Event()

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        self.asked += query.get("q", [])
        self.held.wait(20)
        found = [HAMLET] if "Oberkaltenbrunn" in self.path else []
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def service(tmp_path: Path, gazetteer_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Service]]:
    """The service, and a cache of its own that has no answers yet."""
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "gazetteer.sqlite").symlink_to(gazetteer_path)
    Service.asked.clear()
    Service.held.set()
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("SCHAUPLATZ_CACHE", str(cache))
        monkeypatch.setenv("SCHAUPLATZ_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("SCHAUPLATZ_INTERVAL", "0")
        yield Service
        Service.held.set()
        server.shutdown()


def switch_on(reader: Reader, contact: str = "anna@zeitung-berg.de", agree: bool = True) -> None:
    reader.app.text_input(key="contact").set_value(contact)
    reader.app.checkbox(key="agree").set_value(agree)
    reader.press("online on")


def test_it_is_off_and_says_what_would_be_sent(service: type[Service]) -> None:
    reader = Reader()
    reader.paste(UNKNOWN)
    assert "Nichts verlässt diesen Rechner." in reader.told
    assert "Gesendet werden nur diese Namen" in reader.told
    assert "127.0.0.1" in reader.told
    assert "Höchstens eine Anfrage in der Sekunde, höchstens 100 auf einmal." in reader.told
    assert "Für die Karte, die Sie sehen: 2 Namen" in reader.told
    assert service.asked == []


@pytest.mark.parametrize("contact", ["", "niemand", "you@example.org"])
def test_without_a_contact_it_stays_off(service: type[Service], contact: str) -> None:
    reader = Reader()
    reader.paste(UNKNOWN)
    switch_on(reader, contact)
    assert "Geben Sie Ihre E-Mail-Adresse oder Ihre Webseite an." in reader.told
    assert service.asked == []


def test_without_consent_it_stays_off(service: type[Service]) -> None:
    reader = Reader()
    reader.paste(UNKNOWN)
    switch_on(reader, agree=False)
    assert "Setzen Sie das Häkchen" in reader.told
    assert service.asked == []


def test_only_names_that_are_unknown_or_doubtful_are_sent_and_what_comes_is_on_the_map(service: type[Service]) -> None:
    reader = Reader()
    reader.paste(f"{TEXT}\n\n{UNKNOWN}")
    switch_on(reader)
    assert set(service.asked) == {"Oberkaltenbrunn", "Niederkaltenbrunn"}
    assert "Unbekannte und unsichere Namen gehen an 127.0.0.1." in reader.told
    places = {row["Ort"]: row["Sicherheit"] for row in reader.places}
    assert places["Oberkaltenbrunn"] != "nicht gefunden"
    assert places["Niederkaltenbrunn"] == "nicht gefunden"


def test_one_session_s_consent_is_not_another_s(service: type[Service]) -> None:
    first = Reader()
    first.paste(TEXT)
    switch_on(first)
    second = Reader()
    second.paste(UNKNOWN)
    assert "Nichts verlässt diesen Rechner." in second.told
    assert service.asked == []


def test_a_second_article_is_mapped_while_names_are_asked_and_stop_keeps_what_is_there(
    service: type[Service],
) -> None:
    reader = Reader()
    reader.paste(UNKNOWN)
    service.held.clear()  # the service thinks for long
    reader.app.text_input(key="contact").set_value("anna@zeitung-berg.de")
    reader.app.checkbox(key="agree").set_value(True)
    reader.app.button(key="online on").click().run()
    assert "Online nachgeschlagen: 0 von 2 Namen" in str(reader.app.get("progress")[0].proto)
    assert reader.page is not None

    work = session.shelf().find(reader.key)
    assert work is not None and work.job is not None and not work.job.is_over
    reader.app.button(key="another").click().run()
    reader.app.text_area[0].set_value(TEXT)
    reader.app.button(key="map text").click().run()
    reader.app.button(key="stop").click().run()
    service.held.set()
    assert work.job.wait(20)
    reader.app.run()
    assert not reader.app.exception
    assert len(service.asked) == 1
    assert reader.page is not None and "Oberkaltenbrunn" in reader.page


def test_it_says_which_names_were_not_looked_up(service: type[Service], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHAUPLATZ_LOOKUPS", "1")
    reader = Reader()
    reader.paste(UNKNOWN)
    switch_on(reader)
    assert len(service.asked) == 1
    assert "Nicht alle Namen wurden online nachgeschlagen." in reader.told
