"""The trained recogniser: found, checked, and the same whatever stands beside a text."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from geo.errors import ModelDamaged, ModelMissing, PipelineUnusable
from geo.languages.de import German
from geo.model import Article
from geo.recognise import Recogniser, attach, pipeline
from geo.recognise.trained import ABOUT, NETWORK, TOKENIZER, TrainedRecogniser
from geo.sources.gazetteer import Gazetteer

TEXTS = [
    "In Halle und Essen regnet es.",
    "Der Zug nach Wladiwostok hatte sechs Stunden Verspätung, sagte Sven Hauberg am Dienstag in Moskau.",
    "Nein.",
    "Die Universität Heidelberg forscht; das Weiße Haus schweigt zum Ukraine-Krieg.\n\nKiew (dpa) – Strom fehlt.",
    "Er " + "fuhr von Bremen über Hannover und Göttingen nach Kassel, von dort weiter, " * 12 + "und blieb in Ulm.",
    "",
]


@pytest.fixture(scope="module")
def names(gazetteer_path: Path) -> Gazetteer:
    return Gazetteer(gazetteer_path)


@pytest.fixture(scope="module")
def nlp(names: Gazetteer) -> Iterator[Language]:
    yield pipeline(German(), names)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return shutil.copytree(German.model, tmp_path / "model")


def prepared(nlp: Language, texts: list[str]) -> list[Doc]:
    docs = [nlp.make_doc(text) for text in texts]
    for name in ("schauplatz_sentences", "schauplatz_names"):
        docs = [nlp.get_pipe(name)(doc) for doc in docs]
    return docs


def test_a_text_is_judged_alike_alone_and_in_company(nlp: Language) -> None:
    recogniser = TrainedRecogniser(German.model)
    together = recogniser.judge(prepared(nlp, TEXTS * 3))
    for number, text in enumerate(TEXTS):
        (alone,) = recogniser.judge(prepared(nlp, [text]))
        for again in together[number :: len(TEXTS)]:
            assert np.array_equal(alone.probabilities, again.probabilities), text


def test_the_number_of_threads_changes_nothing(nlp: Language) -> None:
    docs = prepared(nlp, TEXTS)
    one, two, four = (TrainedRecogniser(German.model, threads).judge(docs) for threads in (1, 2, 4))
    for first, second, third in zip(one, two, four, strict=True):
        assert np.array_equal(first.probabilities, second.probabilities)
        assert np.array_equal(first.probabilities, third.probabilities)


def test_threads_may_share_a_recogniser(nlp: Language) -> None:
    recogniser = TrainedRecogniser(German.model)
    docs = prepared(nlp, TEXTS)
    expected = [recogniser.judge([doc])[0].probabilities for doc in docs]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda doc: recogniser.judge([doc])[0].probabilities, docs * 5))
    for number, one in enumerate(found):
        assert np.array_equal(one, expected[number % len(docs)])


def test_a_stream_of_texts_gives_what_single_texts_give(nlp: Language) -> None:
    streamed = [doc._.findings for doc in nlp.pipe(TEXTS * 4, batch_size=5)]
    assert streamed == [nlp(text)._.findings for text in TEXTS] * 4


def test_probabilities_are_probabilities(nlp: Language) -> None:
    for doc in prepared(nlp, TEXTS):
        judged = nlp.get_pipe("schauplatz_recogniser")(doc)._.judgement
        assert judged.probabilities.shape[0] == len(doc)
        assert np.allclose(judged.probabilities.sum(axis=1), 1, atol=1e-5)


def test_the_pipeline_can_be_written_and_read(nlp: Language, names: Gazetteer, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    again = attach(spacy.load(tmp_path / "pipeline"), names)
    assert (tmp_path / "pipeline" / "schauplatz_recogniser" / NETWORK).exists()
    for text in TEXTS:
        assert again(text)._.findings == nlp(text)._.findings


def test_a_pipeline_without_names_says_what_it_lacks(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    with pytest.raises(RuntimeError, match="attach"):
        spacy.load(tmp_path / "pipeline")("In Kiel.")


@pytest.mark.parametrize("file", [NETWORK, TOKENIZER, ABOUT])
def test_a_missing_file_is_named_with_the_remedy(model: Path, file: str) -> None:
    (model / file).unlink()
    with pytest.raises(ModelMissing, match=rf"{file} is missing.*git checkout"):
        TrainedRecogniser(model)


@pytest.mark.parametrize("file", [NETWORK, TOKENIZER])
def test_a_damaged_file_is_not_run(model: Path, file: str) -> None:
    content = bytearray((model / file).read_bytes())
    content[len(content) // 2] ^= 1
    (model / file).write_bytes(content)
    with pytest.raises(ModelDamaged, match=f"{file} is not the published file"):
        TrainedRecogniser(model)


@pytest.mark.parametrize(
    "about", ["", "[]", "{}", '{"labels": [], "hints": 3, "files": {}}', '{"labels": 1, "hints": 2, "files": 3}']
)
def test_a_model_of_another_version_is_refused(model: Path, about: str) -> None:
    (model / ABOUT).write_text(about, encoding="utf-8")
    with pytest.raises(ModelDamaged):
        TrainedRecogniser(model)


def test_a_file_that_the_model_does_not_vouch_for_is_refused(model: Path) -> None:
    about = json.loads((model / ABOUT).read_text(encoding="utf-8"))
    del about["files"][NETWORK]
    (model / ABOUT).write_text(json.dumps(about), encoding="utf-8")
    with pytest.raises(ModelDamaged, match=NETWORK):
        TrainedRecogniser(model)


def test_another_spacy_pipeline_can_be_chosen(names: Gazetteer, tmp_path: Path) -> None:
    other = spacy.blank("de")
    ruler = other.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "LOC", "pattern": "Ulm"}, {"label": "PER", "pattern": "Bremen"}])  # type: ignore[attr-defined]
    other.to_disk(tmp_path / "other")
    text = "In Ulm traf sie Bremen und die französische Ministerin."
    found = Recogniser(names, str(tmp_path / "other")).recognise(Article("id", text)).mentions
    sure = {(one.surface, one.kind) for one in found if one.confidence > 0.5}
    assert sure == {("Ulm", "place"), ("französische", "derived")}


def test_a_pipeline_that_is_not_installed_is_named_with_the_command_that_installs_it(names: Gazetteer) -> None:
    with pytest.raises(PipelineUnusable, match="python -m spacy download de_core_news_lg"):
        Recogniser(names, "de_core_news_lg").recognise(Article("id", "In Ulm."))


def test_a_pipeline_without_entities_is_refused(names: Gazetteer, tmp_path: Path) -> None:
    spacy.blank("de").to_disk(tmp_path / "blank")
    with pytest.raises(PipelineUnusable, match="recognises no names"):
        Recogniser(names, str(tmp_path / "blank")).recognise(Article("id", "In Ulm."))
