import json

from geo.draw import geojson
from geo.model import Atlas
from tests.draw.example import atlas, mapped


def test_there_is_a_point_for_each_place_and_none_for_what_was_not_located() -> None:
    collection = json.loads(geojson(atlas()))
    assert collection["type"] == "FeatureCollection"
    assert {feature["id"] for feature in collection["features"]} == {place.id for place in atlas().places}
    assert {feature["geometry"]["type"] for feature in collection["features"]} == {"Point"}


def test_coordinates_are_longitude_then_latitude_and_the_extent_is_the_bbox() -> None:
    features = {feature["id"]: feature for feature in json.loads(geojson(atlas()))["features"]}
    assert features["geonames:524901"]["geometry"]["coordinates"] == [37.61556, 55.75222]
    assert features["schauplatz:donbass"]["bbox"] == [36.5, 46.9, 40.2, 50.1]
    assert "bbox" not in features["geonames:524901"]


def test_mentions_are_counted_by_kind_and_sentences_are_listed_once() -> None:
    features = {feature["id"]: feature["properties"] for feature in json.loads(geojson(atlas(), "en"))["features"]}
    munich = features["geonames:2867714"]
    assert (munich["name"], munich["mentions"], munich["status"]) == ("Munich", {"place": 2, "in_org": 1}, "located")
    assert len(munich["sentences"]) == 2
    assert features["geonames:2864549"]["status"] == "unsure"


def test_a_place_of_two_articles_is_one_feature() -> None:
    first = atlas().articles[0]
    second = mapped(type(first.article)("zwei", "In Moskau schneit es."))
    features = {f["id"]: f["properties"] for f in json.loads(geojson(Atlas((first, second))))["features"]}
    assert features["geonames:524901"]["articles"] == ["zug", "zwei"]
