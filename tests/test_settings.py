"""What the environment says, and what a person is told who says it wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import InvalidSetting
from geo.settings import PUBLIC_ENDPOINT, Settings, default_cache


def test_an_empty_environment_means_offline_german_and_the_public_service() -> None:
    settings = Settings.from_environment({})
    assert (settings.mode, settings.labels, settings.contact) == ("offline", "de", None)
    assert (settings.endpoint, settings.interval, settings.is_public_endpoint) == (PUBLIC_ENDPOINT, 1.0, True)


def test_a_checkout_keeps_its_cache_within_itself() -> None:
    assert default_cache() == Path(__file__).resolve().parent.parent / "cache"


def test_what_a_reader_decided_does_not_lie_in_the_cache() -> None:
    settings = Settings.from_environment({})
    assert settings.cache not in (settings.data, *settings.data.parents)


def test_every_variable_is_heard(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "SCHAUPLATZ_CACHE": str(tmp_path / "cache"),
            "SCHAUPLATZ_DATA": str(tmp_path / "data"),
            "SCHAUPLATZ_MODE": "auto",
            "SCHAUPLATZ_CONTACT": " karte@example.org ",
            "SCHAUPLATZ_ENDPOINT": "http://localhost:8080/",
            "SCHAUPLATZ_INTERVAL": "0.1",
            "SCHAUPLATZ_LOOKUPS": "500",
            "SCHAUPLATZ_FOUND": "90",
            "SCHAUPLATZ_NOT_FOUND": "0.5",
            "SCHAUPLATZ_LABELS": "en",
        }
    )
    assert settings == Settings(
        cache=tmp_path / "cache",
        data=tmp_path / "data",
        mode="auto",
        contact="karte@example.org",
        endpoint="http://localhost:8080",
        interval=0.1,
        lookups=500,
        found_days=90,
        not_found_days=0.5,
        labels="en",
    )
    assert settings.gazetteer.parent == settings.answers.parent == tmp_path / "cache"


def test_a_variable_set_to_nothing_is_as_good_as_none() -> None:
    names = ("CACHE", "DATA", "MODE", "CONTACT", "INTERVAL", "LABELS")
    assert Settings.from_environment({f"SCHAUPLATZ_{name}": " " for name in names}) == Settings.from_environment({})


def test_a_folder_may_lie_in_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Settings.from_environment({"SCHAUPLATZ_CACHE": "~/karten"}).cache == tmp_path / "karten"


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("SCHAUPLATZ_MODE", "online", "offline, auto, nominatim"),
        ("SCHAUPLATZ_LABELS", "fr", "de, en"),
        ("SCHAUPLATZ_INTERVAL", "soon", "such as 1.5"),
        ("SCHAUPLATZ_INTERVAL", "-1", "such as 1.5"),
        ("SCHAUPLATZ_INTERVAL", "nan", "such as 1.5"),
        ("SCHAUPLATZ_LOOKUPS", "all", "such as 200"),
        ("SCHAUPLATZ_FOUND", "-3", "such as 30"),
        ("SCHAUPLATZ_NOT_FOUND", "inf", "such as 7"),
        ("SCHAUPLATZ_ENDPOINT", "localhost:8080", PUBLIC_ENDPOINT),
        ("SCHAUPLATZ_ENDPOINT", "file:///etc/passwd", PUBLIC_ENDPOINT),
    ],
)
def test_a_wrong_value_is_named_with_what_would_be_right(variable: str, value: str, remedy: str) -> None:
    with pytest.raises(InvalidSetting) as told:
        Settings.from_environment({variable: value})
    assert variable in str(told.value)
    assert remedy in str(told.value)


@pytest.mark.parametrize(
    "endpoint", [PUBLIC_ENDPOINT, "HTTPS://NOMINATIM.OPENSTREETMAP.ORG/", f"{PUBLIC_ENDPOINT}:443"]
)
def test_the_public_service_is_never_asked_more_than_once_a_second(endpoint: str) -> None:
    with pytest.raises(InvalidSetting, match="server of your own"):
        Settings.from_environment({"SCHAUPLATZ_ENDPOINT": endpoint, "SCHAUPLATZ_INTERVAL": "0.5"})


def settings_with_file(folder: Path, content: str, **variables: str) -> Settings:
    (folder / "settings.toml").write_text(content, encoding="utf-8")
    return Settings.from_environment({"SCHAUPLATZ_DATA": str(folder), **variables})


def test_a_file_may_hold_the_settings_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    content = 'contact = "anna@zeitung.de"\nendpoint = "https://nominatim.zeitung.de/"\ninterval = 0.2\nlookups = 300\n'
    settings = settings_with_file(tmp_path, content, SCHAUPLATZ_LOOKUPS="7", SCHAUPLATZ_CONTACT=" ")
    assert (settings.contact, settings.endpoint) == ("anna@zeitung.de", "https://nominatim.zeitung.de")
    assert (settings.interval, settings.lookups, settings.mode) == (0.2, 7, "offline")


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        ("contact = ", "mend it, or delete it"),
        ('kontakt = "anna@zeitung.de"', "it must be one of: cache, places"),
        ('contact = ["a"]', "give a text or a number"),
        ("interval = true", "give a text or a number"),
        ("interval = 0.1", "server of your own"),
    ],
)
def test_a_file_that_is_wrong_is_named_with_what_would_be_right(tmp_path: Path, content: str, remedy: str) -> None:
    with pytest.raises(InvalidSetting, match=remedy):
        settings_with_file(tmp_path, content)
