"""The browser of the tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeAlias

from playwright.sync_api import Page

DESK: Final[dict[str, Any]] = {"viewport": {"width": 1440, "height": 900}}
PHONE: Final[dict[str, Any]] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
Open: TypeAlias = Callable[..., Page]
_ROOT: Final = Path(__file__).resolve().parent.parent.parent


def find_chromium() -> str | None:
    """The path of a Chromium: the one that SCHAUPLATZ_CHROMIUM names, else the first on the PATH, else None."""
    named = os.environ.get("SCHAUPLATZ_CHROMIUM")
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return named or next((path for path in found if path), None)


def npm_folder() -> Path:
    """Where the checkers from npm are: ``SCHAUPLATZ_NPM``, else beside the tests' Python packages."""
    return Path(os.environ.get("SCHAUPLATZ_NPM") or _ROOT / ".venv" / "npm") / "node_modules"


NPM_REMEDY: Final = "npm install --prefix .venv/npm axe-core@4.14.1 html-validate@8.29.0"
