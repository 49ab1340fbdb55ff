"""What tests of several rooms share."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geo.pipeline import Mapper
from geo.settings import Settings
from geo.sources.gazetteer_build import ensure


@pytest.fixture(scope="session")
def gazetteer_path() -> Path:
    """The gazetteer of this checkout, built by the first test that needs it and kept for the next run."""
    path = Settings.from_environment().gazetteer
    ensure(path, say=lambda _: None)
    return path


@pytest.fixture(scope="session")
def mapper(gazetteer_path: Path) -> Mapper:
    """The whole offline pipeline, loaded once."""
    return Mapper(replace(Settings.from_environment(), cache=gazetteer_path.parent, mode="offline"))
