"""The map as a picture, by a real browser."""

import struct
import sys
from pathlib import Path

import pytest

from geo.draw import page, picture
from geo.draw.camera import find_browser
from geo.errors import BrowserMissing, PictureFailed
from geo.sources.outlines import ShippedOutlines
from tests.draw.example import atlas


@pytest.mark.skipif(
    find_browser() is None, reason="no Chromium: apt install chromium, or name one in SCHAUPLATZ_CHROMIUM"
)
def test_a_picture_has_the_size_that_was_asked_for_and_is_not_blank() -> None:
    png = picture(page(atlas(), ShippedOutlines(), embed=True), 800, 500)
    assert struct.unpack(">II", png[16:24]) == (800, 500)
    assert len(png) > 30_000


def test_without_a_browser_the_word_is_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.draw.camera.find_browser", lambda: None)
    with pytest.raises(BrowserMissing, match="install Chromium"):
        picture("<p>")


def test_a_browser_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for named in (sys.executable, str(tmp_path / "nothing")):
        monkeypatch.setenv("SCHAUPLATZ_CHROMIUM", named)
        with pytest.raises(PictureFailed, match="took no picture"):
            picture("<p>")
