"""The line protocol that other programs rely on: one object in, one out, in order, whatever the line holds."""

from __future__ import annotations

import io
import json
from threading import Event
from typing import Any, Final

import pytest

from geo import jsonl
from geo.draw import mention_rows
from geo.errors import SchauplatzError
from geo.model import KINDS, PLACE_TYPES, Article
from geo.pipeline import Mapper
from geo.read import read_text

KEYS: Final = [
    "start",
    "end",
    "surface",
    "name",
    "kind",
    "type",
    "lat",
    "lon",
    "country",
    "place",
    "place_id",
    "confidence",
    "source",
]
TEXT: Final = (
    "Der Kreml in Moskau schweigt; sein Gesandter reiste aus Pjöngjang nach Wladiwostok. 😀 Die Ukraine bittet die USA."
)


def lines_of(*requests: object) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in requests)


def answers(mapper: Mapper, data: bytes) -> tuple[list[dict[str, Any]], bool]:
    written: list[str] = []
    fine = jsonl.answer_texts(
        io.BytesIO(data), read_text, lambda one: mention_rows(mapper.map_article(one)), written.append
    )
    assert all(line.endswith("\n") and len(line.splitlines()) == 1 for line in written), "each answer is one line"
    return [json.loads(line.encode("utf-8"), parse_constant=pytest.fail) for line in written], fine


def one_answer(mapper: Mapper, data: bytes) -> dict[str, Any]:
    (answer,), _ = answers(mapper, data)
    return answer


def test_an_answer_has_all_keys_in_their_order(mapper: Mapper) -> None:
    answer = one_answer(mapper, lines_of({"id": 7, "text": TEXT}))
    assert list(answer) == ["id", "mentions"]
    assert {"Moskau", "Pjöngjang", "Wladiwostok", "Ukraine"} <= {one["name"] for one in answer["mentions"]}
    for one in answer["mentions"]:
        assert list(one) == KEYS
        assert one["kind"] in KINDS
        assert one["type"] in (None, *PLACE_TYPES)
        assert 0 <= one["confidence"] <= 1


def test_offsets_slice_the_text_as_given(mapper: Mapper) -> None:
    text = "\ufeffda\u0308r 😀😀 Kreml in Mos\u00adkau\r\n\r\nund Mu\u0308nchen\u00a0–\u00a0Wladiwostok, \ud83d Peking"
    answer = one_answer(mapper, lines_of({"id": 1, "text": text}))
    assert {"Moskau", "München", "Wladiwostok", "Peking"} <= {one["name"] for one in answer["mentions"]}
    assert all(text[one["start"] : one["end"]] == one["surface"] for one in answer["mentions"])


def test_what_has_no_place_keeps_all_its_keys(mapper: Mapper) -> None:
    text = "Die Behörden der Stadt Qwxyzingen und der Ort Bladenau-Uhzfeld schweigen, so auch Berlin."
    for one in one_answer(mapper, lines_of({"id": 1, "text": text}))["mentions"]:
        if one["place_id"] is None:
            assert all(one[key] is None for key in ("type", "lat", "lon", "country", "place", "source"))


@pytest.mark.parametrize(
    "id_", [0, -1, 1.5, "", "ü😀", None, True, [1, {"a": None}], {"b": [2]}, 10**30, "\ud83d", "a\0b"]
)
def test_the_id_comes_back_as_it_was(mapper: Mapper, id_: object) -> None:
    assert one_answer(mapper, lines_of({"id": id_, "text": "Berlin"}))["id"] == id_
    assert one_answer(mapper, lines_of({"id": id_, "text": 1}))["id"] == id_


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t", "\u200b\u00ad"])
def test_an_empty_text_has_no_mentions_and_is_no_error(mapper: Mapper, text: str) -> None:
    assert answers(mapper, lines_of({"id": 1, "text": text})) == ([{"id": 1, "mentions": []}], True)


@pytest.mark.parametrize(
    ("line", "id_"),
    [
        (b"", None),
        (b"   ", None),
        (b"Berlin", None),
        (b'{"id": 1, "text": "Berlin"', None),
        (b'{"id": 1, "text": "Berlin"} {"id": 2, "text": "Bonn"}', None),
        (b'{"id": 1, "text": "\xff"}', None),
        (b'{"id": NaN, "text": "Berlin"}', None),
        (b'{"id": -Infinity, "text": "Berlin"}', None),
        (b'{"id": 1e999, "text": "Berlin"}', None),
        (b'{"id": ' + b"9" * 5000 + b', "text": "Berlin"}', None),
        (b"[" * 100_000, None),
        (b'{"id": ' + b"[" * 5000 + b"]" * 5000 + b', "text": "Berlin"}', None),
        (b"[]", None),
        (b"null", None),
        (b"3", None),
        (b'"Berlin"', None),
        (b"{}", None),
        (b'{"text": "Berlin"}', None),
        (b'{"id": "a"}', "a"),
        (b'{"id": "a", "text": null}', "a"),
        (b'{"id": "a", "text": ["Berlin"]}', "a"),
        (b'{"id": "a", "text": "Berlin", "lang": 1}', "a"),
        (b'{"id": "a", "text": "Berlin", "date": 2023}', "a"),
        (b'{"id": "a", "text": "Berlin", "title": {}}', "a"),
        (b'{"id": "a", "text": "' + b"B" * 2_000_001 + b'"}', "a"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_line_that_cannot_be_handled_is_answered_and_the_run_goes_on(
    mapper: Mapper, line: bytes, id_: str | None
) -> None:
    (bad, good), fine = answers(mapper, line + b"\n" + lines_of({"id": 2, "text": "Berlin"}))
    assert list(bad) == ["id", "error"]
    assert bad["id"] == id_
    assert "; " in bad["error"], "the sentence ends in what to do"
    assert [one["surface"] for one in good["mentions"]] == ["Berlin"]
    assert not fine


@pytest.mark.parametrize("depth", range(940, 1000, 3))
def test_an_id_so_deep_that_it_can_just_be_read_can_be_written(mapper: Mapper, depth: int) -> None:
    line = b'{"id": ' + b"[" * depth + b"]" * depth + b', "text": "Berlin"}\n'
    assert one_answer(mapper, line).keys() <= {"id", "mentions", "error"}


def test_line_ends_and_a_byte_order_mark_are_no_content(mapper: Mapper) -> None:
    line = b'{"id": 1, "text": "Berlin"}'
    for data in (line, line + b"\n", line + b"\r\n", b"\xef\xbb\xbf" + line + b"\n"):
        answer, fine = answers(mapper, data)
        assert fine
        assert answer[0]["mentions"][0]["surface"] == "Berlin"


def test_lone_surrogates_leave_as_escapes(mapper: Mapper) -> None:
    written: list[str] = []
    data = lines_of({"id": "\ud83d", "text": "Ein \ude00 in Berlin"}, {"id": "\udfff", "text": 0})
    jsonl.answer_texts(io.BytesIO(data), read_text, lambda one: mention_rows(mapper.map_article(one)), written.append)
    assert written[0].startswith('{"id": "\\ud83d", "mentions": [{"start": 9, "end": 15, "surface": "Berlin"')
    assert written[1].startswith('{"id": "\\udfff", "error": ')


def test_umlauts_and_emoji_leave_as_themselves() -> None:
    assert jsonl.dump({"id": "Köln 😀"}) == '{"id": "Köln 😀"}'


@pytest.mark.parametrize("separator", ["\n", "\r", "\u0085", "\u2028", "\u2029", "\x0b", "\x1c"])
def test_nothing_that_ends_a_line_stands_within_an_answer(separator: str) -> None:
    line = jsonl.dump({"id": f"a{separator}b"})
    assert len(line.splitlines()) == 1
    assert json.loads(line) == {"id": f"a{separator}b"}


def test_title_date_and_language_are_context_and_shift_nothing(mapper: Mapper) -> None:
    plain = one_answer(mapper, lines_of({"id": 1, "text": TEXT}))
    told = {"id": 1, "lang": "de", "title": "Gipfel in Paris \ud83d", "date": "2023-04", "text": TEXT, "more": [1]}
    rich = one_answer(mapper, lines_of(told))
    assert [one["surface"] for one in rich["mentions"]] == [one["surface"] for one in plain["mentions"]]
    assert one_answer(mapper, lines_of({"id": 1, "lang": None, "title": "", "date": "gestern", "text": TEXT})) == plain


def test_a_text_is_answered_the_same_alone_and_in_a_batch(mapper: Mapper) -> None:
    requests = [
        {"id": n, "text": f"{TEXT} Frankfurt liegt an der {river}."} for n, river in enumerate(("Oder", "Nidda"))
    ]
    batch, _ = answers(mapper, lines_of(*requests, *reversed(requests)))
    alone = [one_answer(mapper, lines_of(one)) for one in requests]
    assert batch == [*alone, *reversed(alone)]


def test_a_thousand_lines_of_all_kinds_are_answered_in_order(mapper: Mapper) -> None:
    filler = "Es geschah am Montag, sagte der Sprecher, und niemand weiß, warum. "
    texts = ["", "😀 Köln 😀", "a\0b in Bonn", "Mos\ud83dkau, Kiew", "Essen ist gut. In Essen auch.", "(" * 200]
    long = (filler * 1600)[:100_000] + " Kiew"
    data = bytearray()
    expected: list[tuple[object, str | None]] = []
    for number in range(1000):
        if number % 10 == 9:
            data += b'{"id": oops}\r\n'
            expected.append((None, None))
            continue
        text = long if number in (500, 700) else texts[number % len(texts)]
        data += json.dumps({"id": number, "text": text}).encode() + (b"\r\n" if number % 2 else b"\n")
        expected.append((number, text))
    given, fine = answers(mapper, bytes(data))
    assert not fine
    assert [one["id"] for one in given] == [id_ for id_, _ in expected]
    for answer, (_, source) in zip(given, expected, strict=True):
        assert ("error" in answer) == (source is None)
        for one in answer.get("mentions", []):
            assert source is not None
            assert source[one["start"] : one["end"]] == one["surface"]
    assert "Kiew" in {one["name"] for one in given[500]["mentions"]}


def test_a_line_beyond_all_measure_is_answered_without_being_kept(
    mapper: Mapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "MAX_LINE", 1000)
    data = b"x" * 2500 + b"\n" + b"y" * 1000 + b"\n" + b"z" * 999 + b"\n" + lines_of({"id": 1, "text": "Berlin"})
    given, _ = answers(mapper, data)
    assert ["error" in one for one in given] == [True, True, True, False]


def test_a_fault_of_ours_costs_one_answer_and_not_the_run(mapper: Mapper) -> None:
    def faulty(article: Article) -> list[dict[str, object]]:
        if article.id == "1":
            raise ZeroDivisionError("oops")
        return mention_rows(mapper.map_article(article))

    written: list[str] = []
    data = lines_of({"id": 1, "text": "Bonn"}, {"id": 2, "text": "Berlin"})
    assert not jsonl.answer_texts(io.BytesIO(data), read_text, faulty, written.append)
    first, second = map(json.loads, written)
    assert (first["id"], list(first)) == (1, ["id", "error"])
    assert "ZeroDivisionError: oops" in first["error"]
    assert second["mentions"]


def test_an_answer_does_not_wait_for_the_next_line(mapper: Mapper) -> None:
    answered = Event()
    asked = 0

    class Conversation(io.BytesIO):
        """Somebody who asks again only once the answer has come."""

        def readline(self, size: int | None = -1, /) -> bytes:
            nonlocal asked
            asked += 1
            if asked > 1:
                assert answered.wait(timeout=20), "the answer is owed, but more input was waited for"
                answered.clear()
            return super().readline(size)

    written: list[str] = []

    def write(line: str) -> None:
        written.append(line)
        answered.set()

    jsonl.answer_texts(
        Conversation(lines_of({"id": 1, "text": "Berlin"}, {"id": 2, "text": ""}) + b"bad\n"),
        read_text,
        lambda one: mention_rows(mapper.map_article(one)),
        write,
    )
    assert [json.loads(line)["id"] for line in written] == [1, 2, None]


def test_many_texts_at_once_are_answered_in_order_and_as_one_by_one(mapper: Mapper) -> None:
    texts = [TEXT, "In Halle und Essen regnet es.", "", "Frau Kassel kam aus Ulm. " * 40, "Nein."]
    data = lines_of(*({"id": n, "text": texts[n % len(texts)]} for n in range(60)))
    together, _ = answers(mapper, data)
    alone = [one_answer(mapper, lines_of({"id": 0, "text": text}))["mentions"] for text in texts]
    assert [one["id"] for one in together] == list(range(60))
    assert [one["mentions"] for one in together] == alone * 12


def test_a_bad_line_is_an_error_of_the_project() -> None:
    with pytest.raises(SchauplatzError):
        jsonl.parse(b"nonsense")
