"""A reader's own list of places: CSV as spreadsheets write it, GeoJSON as maps do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.errors import OwnGazetteerUnreadable
from geo.model import Extent
from geo.sources.own_places import OwnPlaces


def listed(folder: Path, text: str, name: str = "places.csv") -> OwnPlaces:
    (folder / name).write_text(text, encoding="utf-8")
    return OwnPlaces([folder / name])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_with_a_header(tmp_path: Path, delimiter: str) -> None:
    lines = ["Name,lat,LON,type,country,names", "Hof Eickendobbe,52.6,9.4,site,de,Eickendobbe|Dobbehof"]
    own = listed(tmp_path, "\ufeff" + "\n".join(lines).replace(",", delimiter))
    (candidate,) = own.candidates("dobbehof")
    place = candidate.place
    assert (place.name, place.lat, place.lon, place.type, place.country) == ("Hof Eickendobbe", 52.6, 9.4, "site", "DE")
    assert (candidate.match, candidate.source, place.source) == ("alternate", "user", "user")
    assert place.id.startswith("user:")
    assert own.place(place.id) == place
    entry = own.find("Hof Eickendobbe")
    assert entry is not None
    assert entry.types == {"site"}
    assert own.find("Hof") is None


def test_quoted_cells_decimal_commas_and_empty_lines(tmp_path: Path) -> None:
    own = listed(tmp_path, 'name;lat;lon;population\n\n"Alte Mühle; hinten";52,6;9,4;1.200\n')
    (candidate,) = own.candidates("Alte Mühle; hinten")
    assert (candidate.place.lat, candidate.place.population) == (52.6, 1200)


def test_geojson_points_and_areas(tmp_path: Path) -> None:
    ring = [[9.0, 52.0], [9.4, 52.0], [9.4, 52.2], [9.0, 52.0]]
    features = [
        {
            "type": "Feature",
            "properties": {"name": "Biotop"},
            "geometry": {"type": "Point", "coordinates": [9.5, 52.5]},
        },
        {
            "type": "Feature",
            "id": 7,
            "properties": {"name": "Revier Nord", "type": "area", "names": ["Nordrevier"]},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        },
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    own = listed(tmp_path, text, "places.geojson")
    area = own.candidates("Nordrevier")[0].place
    assert (area.id, area.type, area.extent) == ("user:7", "area", Extent(52.0, 9.0, 52.2, 9.4))
    assert (area.lat, area.lon) == pytest.approx((52.1, 9.2))
    assert own.candidates("Biotop")[0].place.extent is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name,lat\nx,1\n", "column lon is missing"),
        ("", "column name is missing"),
        ("name,lat,lon\n,1,2\n", "line 2: the name is missing"),
        ("name,lat,lon\nx,eins,2\n", "line 2: lat «eins» is no number"),
        ("name,lat,lon\nx,1,200\n", "line 2: lon is 200"),
        ("name,lat,lon,type\nx,1,2,planet\n", "the type «planet» is none of"),
        ("name,lat,lon,country\nx,1,2,Deutschland\n", "no ISO 3166-1 code"),
        ("{", "it is no JSON"),
        ('{"type": "Feature"}', "no GeoJSON FeatureCollection"),
        ('{"features": [{"properties": {"name": "x"}}]}', "feature 1 has no properties or no geometry"),
        ("name,lat,lon\n" + "x" * 300 + ",1,2\n", "longer than"),
        ("name,lat,lon\nx,nan,2\n", "lat is nan"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(OwnGazetteerUnreadable, match=complaint):
        listed(tmp_path, text)


def test_a_missing_file_and_foreign_bytes_are_told(tmp_path: Path) -> None:
    with pytest.raises(OwnGazetteerUnreadable, match="No such file"):
        OwnPlaces([tmp_path / "none.csv"])
    (tmp_path / "latin.csv").write_bytes("name,lat,lon\nKöln,1,2\n".encode("latin-1"))
    with pytest.raises(OwnGazetteerUnreadable, match="not UTF-8"):
        OwnPlaces([tmp_path / "latin.csv"])
