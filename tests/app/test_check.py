"""The check: questions, answers, undo and redo, missed places, decisions of others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.reader import TEXT, Reader


@pytest.fixture
def reader() -> Reader:
    reader = Reader()
    reader.paste(TEXT)
    reader.view("check")
    return reader


def written(data: Path) -> list[dict[str, object]]:
    file = data / "corrections.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def click(reader: Reader, key: str) -> None:
    reader.app.button(key=key).click().run()
    assert not reader.app.exception


def test_a_question_shows_sentence_candidates_and_their_facts(reader: Reader) -> None:
    reader.ask("München")
    assert reader.app.subheader[0].value == "München"
    assert "**München**" in reader.told
    radio = next(one for one in reader.app.radio if one.label == "Mögliche Orte")
    assert radio.options[0].replace("\\", "") == "1 München — Bayern, Deutschland"
    captions = list(radio.proto.captions)
    assert captions[0].startswith("Stadt · ")
    assert "Einwohner · " in captions[0] and "km bis Passau" in captions[0].replace("\\", "")


def test_confirming_writes_a_line_and_goes_on(reader: Reader, data: Path) -> None:
    reader.ask("München")
    click(reader, "confirm")
    (line,) = written(data)
    assert (line["scope"], line["name"], line["action"]) == ("article", "München", "place")
    assert reader.app.subheader[0].value != "München"
    assert "1 von 5 geprüft" in str(reader.app.get("progress")[0].proto)


def test_no_place_is_at_once_off_the_map_and_undo_and_redo_bring_it_back_and_forth(reader: Reader, data: Path) -> None:
    reader.ask("Passau")
    click(reader, "not a place")
    assert [line["action"] for line in written(data)] == ["reject"]
    assert "Passau" not in {row["Ort"] for row in reader.places}
    reader.view("check")
    click(reader, "undo")
    assert written(data) == []
    assert "Passau" in {row["Ort"] for row in reader.places}
    reader.view("check")
    click(reader, "redo")
    assert [line["action"] for line in written(data)] == ["reject"]
    assert "Passau" not in {row["Ort"] for row in reader.places}


def test_what_was_rejected_can_be_seen_and_restored(reader: Reader) -> None:
    reader.ask("Passau")
    click(reader, "not a place")
    reader.ask("Passau")
    assert "Kein Ort." in reader.told
    click(reader, "confirm")
    assert "Passau" in {row["Ort"] for row in reader.places}


def test_another_place_is_searched_and_taken(reader: Reader, data: Path) -> None:
    reader.ask("Passau")
    search = next(one for one in reader.app.text_input if one.label == "Anderen Ort suchen")
    search.set_value("Regensburg").run()
    assert reader.app.radio[0].options[0].startswith("1 Regensburg")
    click(reader, "confirm")
    assert written(data)[0]["name"] == "Passau"
    assert "Regensburg" in {row["Ort"] for row in reader.places}
    assert reader.page is not None and "Regensburg" in reader.page


def test_coordinates_are_a_place_too(reader: Reader, data: Path) -> None:
    reader.ask("Passau")
    search = next(one for one in reader.app.text_input if one.label == "Anderen Ort suchen")
    search.set_value("50,62; 11,21").run()
    click(reader, "confirm")
    place = written(data)[0]["place"]
    assert isinstance(place, dict)
    assert (place["lat"], place["lon"], place["id"]) == (50.62, 11.21, "user:passau@50.62,11.21")


def test_a_decision_about_one_mention_leaves_the_others(reader: Reader, data: Path) -> None:
    reader.ask("München")
    reader.app.button_group(key="scope").set_value("mention").run()
    click(reader, "not a place")
    (line,) = written(data)
    assert line["scope"] == "mention"
    assert TEXT[int(str(line["start"])) : int(str(line["end"]))] == "München"
    assert next(row for row in reader.places if row["Ort"] == "München")["Nennungen"] == 1


def test_always_holds_for_the_next_article_too(reader: Reader) -> None:
    reader.ask("Passau")
    reader.app.button_group(key="scope").set_value("always").run()
    click(reader, "not a place")
    other = Reader()
    other.paste("Ein anderer Text: In Passau und in Regensburg regnet es.")
    assert {row["Ort"] for row in other.places} == {"Regensburg"}


def test_a_decision_about_this_article_does_not_hold_for_another(reader: Reader) -> None:
    reader.ask("Passau")
    click(reader, "not a place")
    other = Reader()
    other.paste("Ein anderer Text: In Passau und in Regensburg regnet es.")
    assert {row["Ort"] for row in other.places} == {"Passau", "Regensburg"}


def test_decisions_outlast_the_session(reader: Reader) -> None:
    reader.ask("Passau")
    click(reader, "not a place")
    again = Reader()
    again.paste(TEXT)
    assert "Passau" not in {row["Ort"] for row in again.places}


def test_skipping_goes_round(reader: Reader) -> None:
    seen = []
    for _ in range(6):
        seen.append(reader.app.subheader[0].value)
        click(reader, "next")
    assert len(set(seen[:5])) == 5
    assert seen[5] == seen[0]


def test_all_that_is_sure_is_confirmed_in_one_step(reader: Reader, data: Path) -> None:
    for _ in range(5):
        if not any(button.key == "confirm rest" for button in reader.app.button):
            click(reader, "confirm")
    click(reader, "confirm rest")
    assert "Alles geprüft." in {success.value for success in reader.app.success}
    steps = len(written(data))
    click(reader, "undo")
    assert len(written(data)) < steps


def test_a_missed_place_is_added_by_its_name(reader: Reader, data: Path) -> None:
    reader.app.session_state["missed"] = True
    reader.app.run()
    name = next(one for one in reader.app.text_input if one.label == "Name, wie er im Text steht")
    name.set_value("Boote").run()
    meant = next(one for one in reader.app.text_input if one.label.startswith("Gemeint ist"))
    meant.set_value("Straßburg").run()
    click(reader, "add missed")
    (line,) = written(data)
    assert (line["action"], line["name"]) == ("add", "Boote")
    assert TEXT[int(str(line["start"])) : int(str(line["end"]))] == "Boote"
    assert "Straßburg" in {row["Ort"] for row in reader.places}


def test_a_name_that_is_not_in_the_text_is_told(reader: Reader) -> None:
    reader.app.session_state["missed"] = True
    reader.app.run()
    name = next(one for one in reader.app.text_input if one.label == "Name, wie er im Text steht")
    name.set_value("Atlantis").run()
    assert "«Atlantis» steht nicht im Text" in reader.told


def test_a_colleague_takes_the_decisions_over(reader: Reader, data: Path) -> None:
    reader.ask("Passau")
    click(reader, "not a place")
    passed_on = (data / "corrections.jsonl").read_bytes()
    (data / "corrections.jsonl").unlink()
    colleague = Reader()
    colleague.paste(TEXT)
    colleague.view("check")
    colleague.app.session_state["decisions"] = True
    colleague.app.run()
    colleague.app.file_uploader(key="import").set_value([("c.jsonl", passed_on + b"nonsense\n", "")]).run()
    click(colleague, "import do")
    assert "1 Entscheidung übernommen. 1 Zeile war nicht zu lesen." in colleague.told
    assert "Passau" not in {row["Ort"] for row in colleague.places}


def test_a_decision_of_the_list_is_taken_back(reader: Reader, data: Path) -> None:
    reader.ask("Passau")
    click(reader, "not a place")
    reader.app.session_state["decisions"] = True
    reader.app.run()
    click(reader, "take back 0")
    assert written(data) == []
    assert "Passau" in {row["Ort"] for row in reader.places}


def test_the_decisions_can_be_taken_away(reader: Reader) -> None:
    reader.ask("Passau")
    click(reader, "not a place")
    assert "Entscheidungen herunterladen" in reader.downloads


def test_a_data_folder_that_is_a_file_is_told(reader: Reader, data: Path) -> None:
    data.write_text("")
    reader.ask("Passau")
    click(reader, "not a place")
    assert "SCHAUPLATZ_DATA" in reader.told
    data.unlink()
    assert "Passau" in {row["Ort"] for row in reader.places}
