"""What ``import geo`` offers."""

from __future__ import annotations

import subprocess
import sys

import pytest

import geo


@pytest.mark.parametrize("name", geo.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    assert getattr(geo, name).__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        geo.nothing  # noqa: B018


def test_the_door_opens_without_spacy() -> None:
    code = "import sys, geo; geo.Settings; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
