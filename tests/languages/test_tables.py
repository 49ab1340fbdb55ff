"""The hand-written tables are well-formed, agree with each other, and hold what German newspapers write."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.languages.tables import read_table, values
from tools import check_tables
from tools.check_tables import FEATURES, GERMAN, common_words, settlements, table_names


def column(table: str, key: str, value: str) -> dict[str, str]:
    """A table's column ``value`` by each entry of its column ``key``."""
    path = FEATURES if table == "features" else GERMAN / f"{table}.tsv"
    return {entry: row[value] for row in read_table(path) for entry in values(row[key])}


def bearers(table: str, code: str) -> dict[str, set[str]]:
    """The codes of a table by the names and forms that they bear."""
    found: dict[str, set[str]] = {}
    for row in read_table(GERMAN / f"{table}.tsv"):
        for name in (row["name"], *values(row["forms"])):
            found.setdefault(name, set()).add(row[code])
    return found


def test_a_table_is_read_as_rows_of_named_cells(tmp_path: Path) -> None:
    table = tmp_path / "rivers.tsv"
    table.write_text("# rivers\nname\tforms\nDnipro\tDnjepr|Dnepr\n\nRhein\t\n", encoding="utf-8")
    first, second = read_table(table)
    assert first == {"name": "Dnipro", "forms": "Dnjepr|Dnepr"}
    assert values(first["forms"]) == ("Dnjepr", "Dnepr")
    assert values(second["forms"]) == ()


def test_a_row_with_the_wrong_number_of_cells_names_its_line(tmp_path: Path) -> None:
    table = tmp_path / "rivers.tsv"
    table.write_text("# rivers\nname\tlength\nRhein\t1233\nDonau\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"rivers\.tsv, line 4: 1 cells, but 2 columns"):
        read_table(table)


def test_a_table_without_a_header_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "empty.tsv"
    table.write_text("# nothing but this\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"empty\.tsv has no header line"):
        read_table(table)


def test_all_rows_are_well_formed_and_stand_once() -> None:
    assert check_tables.form_problems() == []


def test_all_codes_and_numbers_exist() -> None:
    assert check_tables.code_problems() == []


def test_all_records_are_the_cities_that_the_rows_are_about() -> None:
    assert check_tables.settlement_problems() == []


def test_all_derived_words_lead_to_a_place_that_is_defined() -> None:
    assert check_tables.derivation_problems() == []


def test_every_regions_point_lies_in_its_country() -> None:
    assert check_tables.region_problems() == []


def test_all_features_lie_in_their_extent_and_in_their_country() -> None:
    assert check_tables.extent_problems() == []


def test_organisations_of_states_are_no_places() -> None:
    assert check_tables.organisation_problems() == []
    words = {word.casefold() for word in ("EU", "UN", "UNO", "NATO")}
    for table in ("countries", "regions", "features", "exonyms"):
        assert not words & {name.casefold() for name in table_names(table)}


def test_the_checks_see_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    features = tmp_path / "features.tsv"
    good = "donbass\tarea\tDonbass\tDonbas\t\t48.3\t38.5\t46.9\t36.5\t50.1\t40.2\tUA\t"
    adrift = good.replace("donbass", "adrift").replace("48.3", "12.5")
    header = "id type name_de name_en forms_de lat lon south west north east country note".replace(" ", "\t")
    features.write_text(f"{header}\n{good}\n{adrift}\n{good} \n", encoding="utf-8")
    for table in ("countries", "regions"):
        (tmp_path / f"{table}.tsv").write_text((FEATURES.with_name(f"{table}.tsv")).read_text("utf-8"), "utf-8")
    monkeypatch.setattr(check_tables, "FEATURES", features)
    monkeypatch.setattr(check_tables, "TABLES", (features,))
    assert check_tables.extent_problems() == [
        "features.tsv: the point of adrift lies outside its extent",
        "features.tsv: adrift lies outside of UA",
    ]
    assert [problem.partition(":")[2] for problem in check_tables.form_problems()] == [
        f" space at the edge of a cell: {good} ",
        " donbass has 2 rows",
    ]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Nordkorea", {"KP"}),
        ("Korea", {"KP", "KR"}),
        ("Kongo", {"CD", "CG"}),
        ("Demokratische Republik Kongo", {"CD"}),
        ("Georgien", {"GE"}),
        ("Niger", {"NE"}),
        ("Nigeria", {"NG"}),
        ("Guinea", {"GN"}),
        ("Äquatorialguinea", {"GQ"}),
        ("Dominica", {"DM"}),
        ("Dominikanische Republik", {"DO"}),
        ("Slowakei", {"SK"}),
        ("Slowenien", {"SI"}),
        ("Vereinigte Arabische Emirate", {"AE"}),
        ("VAE", {"AE"}),
        ("USA", {"US"}),
        ("US", {"US"}),
        ("UK", {"GB"}),
        ("Türkiye", {"TR"}),
        ("São Tomé und Príncipe", {"ST"}),
        ("Kosovo", {"XK"}),
        ("Taiwan", {"TW"}),
        ("Palästina", {"PS"}),
    ],
)
def test_a_country_is_found_under_each_of_its_names(name: str, codes: set[str]) -> None:
    assert bearers("countries", "iso")[name] == codes


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Luhansk", {"UA-09"}),
        ("Lugansk", {"UA-09"}),
        ("Gebiet Charkiw", {"UA-63"}),
        ("Donezk", {"UA-14"}),
        ("Washington", {"US-WA"}),
        ("Texas", {"US-TX"}),
        ("Georgia", {"US-GA"}),
        ("Quebec", {"CA-QC"}),
        ("NRW", {"DE-NW"}),
        ("Kanton Zürich", {"CH-ZH"}),
        ("Schottland", {"GB-SCT"}),
        ("Lombardei", {"IT-25"}),
        ("Südtirol", {"IT-BZ"}),
        ("Moskauer Gebiet", {"RU-MOS"}),
        ("Tschetschenien", {"RU-CE"}),
        ("Limburg", {"BE-VLI", "NL-LI"}),
    ],
)
def test_a_region_is_found_under_its_german_names(name: str, codes: set[str]) -> None:
    assert bearers("regions", "iso")[name] == codes


@pytest.mark.parametrize(
    ("adjective", "name"),
    [
        ("nordkoreanisch", "Nordkorea"),
        ("russisch", "Russland"),
        ("US-amerikanisch", "USA"),
        ("nigrisch", "Niger"),
        ("nigerianisch", "Nigeria"),
        ("slowakisch", "Slowakei"),
        ("slowenisch", "Slowenien"),
        ("emiratisch", "Vereinigte Arabische Emirate"),
        ("europäisch", "Europa"),
        ("bayerisch", "Bayern"),
        ("schottisch", "Schottland"),
        ("sowjetisch", "Sowjetunion"),
        ("römisch", "Rom"),
    ],
)
def test_an_adjective_leads_to_its_place(adjective: str, name: str) -> None:
    assert column("adjectives", "adjective", "name")[adjective] == name


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Nordkoreaner", "Nordkorea"),
        ("Europäer", "Europa"),
        ("Russe", "Russland"),
        ("Französin", "Frankreich"),
        ("Deutschen", "Deutschland"),
        ("Israelis", "Israel"),
        ("Nigrer", "Niger"),
        ("Nigerianer", "Nigeria"),
        ("Tschetschene", "Tschetschenien"),
        ("Sächsin", "Sachsen"),
        ("Katalane", "Katalonien"),
    ],
)
def test_an_inhabitant_leads_to_the_place(form: str, name: str) -> None:
    assert column("inhabitants", "form", "name")[form] == name


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Münchner", "München"),
        ("Bremer", "Bremen"),
        ("Dresdner", "Dresden"),
        ("Hannoveraner", "Hannover"),
        ("Zürcher", "Zürich"),
        ("Kyjiwer", "Kiew"),
        ("Mailänder", "Mailand"),
        ("Venezianer", "Venedig"),
        ("Damaszener", "Damaskus"),
        ("Haager", "Den Haag"),
        ("Tokioter", "Tokio"),
    ],
)
def test_an_irregular_form_leads_to_its_city(form: str, name: str) -> None:
    assert column("city_derivations", "form", "name")[form] == name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Donbass", "area"),
        ("Krim", "area"),
        ("Balkan", "area"),
        ("Nahost", "area"),
        ("Ruhrgebiet", "area"),
        ("Lausitz", "area"),
        ("Sahelzone", "area"),
        ("Kaschmir", "area"),
        ("Gazastreifen", "area"),
        ("Baltikum", "area"),
        ("Europa", "area"),
        ("Sahara", "area"),
        ("Straße von Hormus", "area"),
        ("Suezkanal", "area"),
        ("DDR", "area"),
        ("Rhein", "river"),
        ("Dnjepr", "river"),
        ("Schwarzes Meer", "sea"),
        ("Ärmelkanal", "area"),
        ("Bodensee", "lake"),
        ("Zugspitze", "mountain"),
        ("Himalaya", "mountain"),
        ("Rügen", "island"),
        ("Kreml", "site"),
        ("Weißes Haus", "site"),
        ("Oberbayern", "region"),
    ],
)
def test_a_feature_has_its_own_type(name: str, kind: str) -> None:
    types = column("features", "name_de", "type") | column("features", "forms_de", "type")
    assert types[name] == kind


@pytest.mark.parametrize(
    ("former", "today"),
    [
        ("Leningrad", "Saint Petersburg"),
        ("Stalingrad", "Volgograd"),
        ("Königsberg", "Kaliningrad"),
        ("Pressburg", "Bratislava"),
        ("Karl-Marx-Stadt", "Chemnitz"),
        ("Konstantinopel", "Istanbul"),
        ("Saigon", "Ho Chi Minh City"),
        ("Bombay", "Mumbai"),
        ("Madras", "Chennai"),
        ("Reval", "Tallinn"),
        ("Alma-Ata", "Almaty"),
    ],
)
def test_a_former_name_leads_to_the_city_of_today(former: str, today: str) -> None:
    assert settlements()[int(column("historical", "name", "place")[former])].name == today


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Moskau", 524901),
        ("Kiew", 703448),
        ("Kyjiw", 703448),
        ("Lemberg", 702550),
        ("Charkow", 706483),
        ("Saporischschja", 687700),
        ("Pjöngjang", 1871859),
        ("Mailand", 3173435),
        ("Kapstadt", 3369157),
        ("Dschidda", 105343),
        ("Neu-Delhi", 1261481),
        ("Beijing", 1816670),
        ("Breslau", 3081368),
        ("Danzig", 3099434),
        ("München", 2867714),
        ("Rangun", 1298824),
        ("Mexiko-Stadt", 3530597),
    ],
)
def test_a_city_is_found_under_its_german_names(name: str, number: int) -> None:
    assert bearers("exonyms", "geonames_id")[name] == {str(number)}


@pytest.mark.parametrize(
    ("name", "city"), [("Hamas", "Hamm"), ("Google", "Topeka"), ("Kilo", "Kiel"), ("USA", "Concord")]
)
def test_an_absurd_alternate_name_is_weeded(name: str, city: str) -> None:
    weeded = {(row["name"], settlements()[int(row["geonames_id"])].name) for row in read_table(GERMAN / "weeded.tsv")}
    assert (name, city) in weeded


def test_words_of_everyday_language_need_evidence_and_names_of_cities_alone_do_not() -> None:
    words = set(common_words())
    assert words >= {"Essen", "Halle", "Weil", "Regen", "Siegen", "Ende", "Mitte", "August", "Die", "Jordan", "Golf"}
    assert not words & {"Berlin", "Münster", "Kiel", "Ulm", "Moskau", "Paris", "Minden", "Worms", "Texas", "Israel"}
