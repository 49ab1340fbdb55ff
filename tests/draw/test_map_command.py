"""The page's options on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.cli import main
from geo.draw.camera import find_browser

pytestmark = pytest.mark.usefixtures("gazetteer_path")


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "artikel.txt"
    file.write_text(
        "Tauwetter\n\nIn Passau steigt die Donau. Niemand weiß, warum das Wasser so hoch steht.\n", encoding="utf-8"
    )
    return file


def test_embed_and_no_text(article: Path, tmp_path: Path) -> None:
    target = tmp_path / "karte.html"
    assert main(["map", str(article), "-o", str(target), "--embed", "--no-text"]) == 0
    html = target.read_text(encoding="utf-8")
    assert '<body class="embed">' in html and "<article" not in html
    assert "In Passau" not in html.partition("<main")[2].partition("</main>")[0]
    assert "Niemand" not in html


def test_tiles_need_a_credit(article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target, url = tmp_path / "karte.html", "https://tiles.example.org/{z}/{x}/{y}.png"
    assert main(["map", str(article), "-o", str(target), "--tiles", url]) == 2
    assert "--tiles-credit" in capsys.readouterr().err
    assert main(["map", str(article), "-o", str(target), "--tiles", url, "--tiles-credit", "© Kachelwerk"]) == 0
    assert "img-src data: https://tiles.example.org;" in target.read_text(encoding="utf-8")


@pytest.mark.skipif(
    find_browser() is None, reason="no Chromium: apt install chromium, or name one in SCHAUPLATZ_CHROMIUM"
)
def test_a_picture_lies_beside_the_page(article: Path, tmp_path: Path) -> None:
    target = tmp_path / "karte.html"
    assert main(["map", str(article), "-o", str(target), "--png"]) == 0
    assert (tmp_path / "karte.png").read_bytes().startswith(b"\x89PNG")


def test_without_a_browser_nothing_is_begun(
    article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("geo.draw.camera.find_browser", lambda: None)
    assert main(["map", str(article), "-o", str(tmp_path / "karte.html"), "--png"]) == 2
    assert "install Chromium" in capsys.readouterr().err
    assert not (tmp_path / "karte.html").exists()
