"""Spellings that meet, spellings that must not, and names that are none."""

from __future__ import annotations

import pytest

from geo.sources.geonames import Settlement, is_usable, parts_of_cities, short_form
from geo.sources.names import exact_key, folded_key
from geo.sources.transcription import transcribe, transcriptions


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BERLIN", "Berlin"),
        ("WEIẞENBURG", "Weißenburg"),
        ("Weissenburg", "Weißenburg"),
        ("Mün\u00adchen", "München"),
        ("Mu\u0308nchen", "München"),
        ("Rio\u00a0de Janeiro", "Rio de Janeiro"),
        ("Baden-Baden", "Baden Baden"),
        ("Frankfurt/Oder", "Frankfurt (Oder)"),
        ("N’Djamena", "N'Djamena"),
        ("U.S.A.", "USA"),
        ("İstanbul", "Istanbul"),
    ],
)
def test_spellings_of_one_name_share_the_exact_key(one: str, other: str) -> None:
    assert exact_key(one) == exact_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("München", "Muenchen"), ("São Paulo", "Sao Paulo"), ("Łódź", "Lodz"), ("St. Gallen", "Sankt Gallen")],
)
def test_only_the_folded_key_unites_diacritics_and_umlauts(one: str, other: str) -> None:
    assert exact_key(one) != exact_key(other)
    assert folded_key(exact_key(one)) == folded_key(exact_key(other))


@pytest.mark.parametrize(("one", "other"), [("Münster", "Munster"), ("Halle", "Hall"), ("Köln", "Koln")])
def test_different_names_share_no_key(one: str, other: str) -> None:
    assert folded_key(exact_key(one)) != folded_key(exact_key(other))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Frankfurt am Main", "Frankfurt"),
        ("Frankfurt (Oder)", "Frankfurt"),
        ("Neustadt an der Weinstraße", "Neustadt"),
        ("Rothenburg ob der Tauber", "Rothenburg"),
        ("Bad Homburg vor der Höhe", "Bad Homburg"),
        ("Biel/Bienne", "Biel"),
        ("Bremen", None),
        ("Am Mellensee", None),
    ],
)
def test_an_addition_is_cut_off(name: str, short: str | None) -> None:
    assert short_form(name) == short


@pytest.mark.parametrize(
    "name",
    ["MUC", "FFM", "mu ni hei", "Paris 15e", "Hammaburg [a. 832]", "Ко", "Москва", "慕尼黑", "Kő", "", "Ville, La"],
)
def test_codes_romanisations_and_titles_are_no_names(name: str) -> None:
    assert not is_usable(name)


@pytest.mark.parametrize("name", ["Ulm", "Łódź", "Saint-Étienne", "Frankfurt (Oder)", "Đà Nẵng"])
def test_latin_names_are_names(name: str) -> None:
    assert is_usable(name)


@pytest.mark.parametrize(
    ("language", "name", "german"),
    [
        ("uk", "Чернігів", "Tschernihiw"),
        ("uk", "Часів Яр", "Tschassiw Jar"),
        ("uk", "Сєвєродонецьк", "Sjewjerodonezk"),
        ("uk", "Слов’янськ", "Slowjansk"),
        ("uk", "Запоріжжя", "Saporischschja"),
        ("uk", "Кривий Ріг", "Krywyj Rih"),
        ("uk", "Ужгород", "Uschhorod"),
        ("ru", "Челябинск", "Tscheljabinsk"),
        ("ru", "Нижний Новгород", "Nischni Nowgorod"),
        ("ru", "Йошкар-Ола", "Joschkar-Ola"),
        ("ru", "Екатеринбург", "Jekaterinburg"),
        ("ru", "Щёлково", "Schtscholkowo"),
        ("ru", "Майкоп", "Maikop"),
        ("ru", "Алексеевка", "Alexejewka"),
        ("be", "Віцебск", "Wizebsk"),
        ("be", "Магілёў", "Mahiljou"),
        ("bg", "Търговище", "Targowischte"),
    ],
)
def test_cyrillic_is_transcribed_as_the_duden_does(language: str, name: str, german: str) -> None:
    assert transcribe(name, language) == german


def test_the_country_decides_which_languages_are_tried() -> None:
    assert transcriptions("Харків", "UA") == ("Charkiw",)
    assert "Charkow" in transcriptions("Харьков", "UA")
    assert transcriptions("Москва", "DE") == ()
    assert transcriptions("Moskva", "RU") == ()


def _town(number: int, name: str, lat: float, lon: float, people: int, region: str = "DE.02") -> Settlement:
    return Settlement(number, name, lat, lon, region[:2], region, people, ())


def test_boroughs_are_told_from_towns_nearby() -> None:
    munich = _town(1, "München", 48.137, 11.575, 1_500_000)
    bogenhausen = _town(2, "Bogenhausen", 48.152, 11.612, 80_000)
    unterhaching = _town(3, "Unterhaching", 48.066, 11.616, 21_000)
    assert parts_of_cities([munich, bogenhausen, unterhaching], {}) == {2: 1}


def test_swiss_towns_at_a_citys_border_stay_towns() -> None:
    geneva = _town(1, "Geneva", 46.202, 6.146, 202_000, "CH.GE")
    carouge = _town(2, "Carouge", 46.181, 6.139, 22_000, "CH.GE")
    assert parts_of_cities([geneva, carouge], {}) == {}


def test_in_a_city_state_all_near_the_city_are_its_districts() -> None:
    bremen = _town(1, "Bremen", 53.076, 8.807, 546_000, "DE.03")
    vegesack = _town(2, "Vegesack", 53.171, 8.62, 33_000, "DE.03")
    bremerhaven = _town(3, "Bremerhaven", 53.55, 8.576, 117_000, "DE.03")
    assert parts_of_cities([bremen, vegesack, bremerhaven], {"DE.03": 1}) == {2: 1}
