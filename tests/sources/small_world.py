"""A world of a few places, from which a gazetteer is built in no time."""

from __future__ import annotations

from geo.sources.gazetteer_inputs import Inputs
from geo.sources.geonames import Settlement

BERLIN = Settlement(1, "Berlin", 52.52, 13.41, "DE", "DE.16", 3_400_000, ("BER", "Berlín", "bai lin"))
KREUZBERG = Settlement(2, "Kreuzberg", 52.50, 13.40, "DE", "DE.16", 150_000, ())
FRANKFURT = Settlement(3, "Frankfurt (Oder)", 52.35, 14.55, "DE", "DE.11", 57_000, ("Francfort", "Polen"))
WARSAW = Settlement(4, "Warsaw", 52.23, 21.01, "PL", "PL.78", 1_700_000, ("Warszawa", "Varsovie", "Польша"))
SMALL_WARSAW = Settlement(5, "Warsaw", 41.24, -85.85, "US", "US.IN", 15_000, ("Google",))

_BOX = {"south": "50.1", "west": "6.0", "north": "54.9", "east": "15.0"}
_REGION = {"parent": "", "names": "", "type": "State", "lat": "52.5", "lon": "13.4", **_BOX}


def small_world() -> Inputs:
    """Five settlements, two countries, two regions of which one is a city, one sea."""
    country = {"lat": "51", "lon": "10", **_BOX, "continent": "Europe", "population": "80000000", "rank": "2"}
    return Inputs(
        settlements=[BERLIN, KREUZBERG, FRANKFURT, WARSAW, SMALL_WARSAW],
        capitals={"DE": "Berlin", "PL": "Warsaw"},
        cldr={"DE": {"de": "Deutschland", "en": "Germany"}, "PL": {"de": "Polen", "en": "Poland"}},
        local_names={},
        countries=[
            {"iso": "DE", "name_de": "Deutschland", "name_en": "Germany", **country},
            {"iso": "PL", "name_de": "Polen", "name_en": "Poland", **country},
        ],
        regions=[
            {"iso": "DE-BE", "country": "DE", "name_de": "Berlin", "name_en": "Berlin", **_REGION}
            | {"geonames_admin1": "DE.16", "sameascity": "1"},
            {"iso": "DE-BB", "country": "DE", "name_de": "Brandenburg", "name_en": "Brandenburg", **_REGION}
            | {"geonames_admin1": "DE.11", "sameascity": ""},
        ],
        features=[
            {"id": "ostsee", "type": "sea", "name_de": "Ostsee", "name_en": "Baltic Sea", "forms_de": "Baltische See"}
            | {"lat": "58", "lon": "20", **_BOX, "country": "", "note": ""}
        ],
        courses=[],
        boroughs=[],
        german_countries=[{"iso": "DE", "name": "Deutschland", "forms": "BRD|Bundesrepublik"}],
        german_regions=[],
        exonyms=[{"geonames_id": "4", "name": "Warschau", "forms": "", "note": ""}],
        historical=[{"name": "Groß-Berlin", "place": "1", "country": "DE"}],
        weeded=[{"geonames_id": "5", "name": "Google"}],
    )
