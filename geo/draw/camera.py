"""The map as a picture, taken by a browser that is installed on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from geo.errors import BrowserMissing, PictureFailed

NAMES: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
_ELSEWHERE: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
WIDTH: Final = 1600
HEIGHT: Final = 1000
TIME_LIMIT: Final = 60
"""Seconds after which the browser is given up."""
_DRAWING: Final = 4000
"""Milliseconds that the page is given to draw itself."""
_PNG: Final = b"\x89PNG\r\n\x1a\n"


def find_browser() -> str | None:
    """The browser that ``SCHAUPLATZ_CHROMIUM`` names, else the first that is installed, else None."""
    named = os.environ.get("SCHAUPLATZ_CHROMIUM")
    if named:
        return named
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in (*found, *_ELSEWHERE) if path and Path(path).is_file()), None)


def picture(html: str, width: int = WIDTH, height: int = HEIGHT, *, network: bool = False) -> bytes:
    """A page as PNG, ``width`` by ``height`` pixels; ``network`` only where its map has tiles.

    Raises:
        BrowserMissing: no browser is installed that could take it.
        PictureFailed: the browser did not.
    """
    browser = find_browser()
    if browser is None:
        raise BrowserMissing
    with TemporaryDirectory(prefix="schauplatz-", ignore_cleanup_errors=True) as temporary:
        page, target = Path(temporary, "page.html"), Path(temporary, "map.png")
        page.write_text(html, encoding="utf-8", newline="\n")
        command = [
            browser,
            "--headless",
            f"--screenshot={target}",
            f"--window-size={width},{height}",
            f"--virtual-time-budget={_DRAWING}",
            f"--user-data-dir={Path(temporary, 'profile')}",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            *([] if network else ["--host-resolver-rules=MAP * ~NOTFOUND"]),
            # Chromium refuses to run its sandbox as the administrator. The page runs no script but our own.
            *(["--no-sandbox"] if sys.platform != "win32" and os.geteuid() == 0 else []),
            f"{page.as_uri()}#picture",
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=TIME_LIMIT, check=False)  # noqa: S603
        except subprocess.TimeoutExpired as error:
            raise PictureFailed(browser, f"it took more than {TIME_LIMIT} seconds") from error
        except OSError as error:
            raise PictureFailed(browser, error.strerror or "it does not start") from error
        content = target.read_bytes() if target.is_file() else b""
    if not content.startswith(_PNG):
        raise PictureFailed(browser, f"it ended with status {done.returncode}")
    return content
