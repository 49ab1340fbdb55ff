"""The browser of the tests."""

from __future__ import annotations

import os
import shutil


def find_chromium() -> str | None:
    """The path of a Chromium: the one that SCHAUPLATZ_CHROMIUM names, else the first on the PATH, else None."""
    named = os.environ.get("SCHAUPLATZ_CHROMIUM")
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return named or next((path for path in found if path), None)
