"""Each test of the app writes its decisions into a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.app.work import workshop


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reader's data folder, which the process's mapper is told of."""
    folder = tmp_path / "data"
    monkeypatch.setenv("SCHAUPLATZ_DATA", str(folder))
    monkeypatch.delenv("SCHAUPLATZ_CONTACT", raising=False)
    workshop.clear()
    return folder
