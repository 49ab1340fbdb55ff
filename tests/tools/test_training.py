"""Training and export, on a network of a few numbers."""

# mypy: disable-error-code="name-defined, arg-type"

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="to run it: pip install -r tools/recogniser/requirements.txt")
pytest.importorskip("onnx", reason="to run it: pip install -r tools/recogniser/requirements.txt")

from geo.languages.de import German  # noqa: E402
from geo.languages.judgement import LABELS  # noqa: E402
from geo.recognise.hints import HINTS  # noqa: E402
from geo.recognise.pieces import LONGEST, Pieces  # noqa: E402
from geo.recognise.trained import TOKENIZER  # noqa: E402
from tools.recogniser import export, train  # noqa: E402
from tools.recogniser.corpus import Sentence  # noqa: E402
from tools.recogniser.network import LAYERS, Tagger  # noqa: E402
from tools.recogniser.start import Weights  # noqa: E402
from tools.recogniser.train import Example, Recipe  # noqa: E402

WIDTH, INNER, VOCABULARY = 24, 48, 45_000
RECIPE = Recipe(epochs=2, rate=1e-3, batch_pieces=64)


def weights() -> Weights:
    chance = np.random.default_rng(0)

    def some(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return chance.normal(0, 0.2, shape).astype(np.float32)

    found: Weights = {
        "emb.word": some(VOCABULARY * WIDTH),
        "emb.pos": some(512 * WIDTH),
        "emb.type": some(2 * WIDTH),
        "emb.ln.w": np.ones(WIDTH, np.float32),
        "emb.ln.b": np.zeros(WIDTH, np.float32),
    }
    for layer in range(LAYERS):
        for name, outputs, inputs in (
            *((one, WIDTH, WIDTH) for one in ("q", "k", "v", "ao")),
            ("fi", INNER, WIDTH),
            ("fo", WIDTH, INNER),
        ):
            found[f"l{layer}.{name}.w"], found[f"l{layer}.{name}.b"] = some(outputs, inputs), some(outputs)
        for name in ("aln", "oln"):
            found[f"l{layer}.{name}.w"] = np.ones(WIDTH, np.float32)
            found[f"l{layer}.{name}.b"] = np.zeros(WIDTH, np.float32)
    return found


@pytest.fixture(scope="module")
def some_examples() -> list[Example]:
    sentences = [
        Sentence(("In", name, "regnet", "es", "."), ("O", "B-LOC", "~", "O", "O"), "own")
        for name in ("Kiel", "Ulm", "Halle", "Prag", "Oslo", "Lima", "Rom", "Nizza") * 4
    ]
    return train.examples(Pieces(German.model / TOKENIZER), sentences, [[0, 5, 0, 0, 0]] * len(sentences))


def test_training_lowers_the_loss(some_examples: list[Example], tmp_path: Path) -> None:
    def loss(values: dict[str, torch.Tensor] | None) -> float:
        tagger = Tagger(weights(), len(LABELS), HINTS, LONGEST)
        if values is not None:
            tagger.load_state_dict(values)
        tagger.eval()
        given = train.collate([(one.pieces, one.hints) for one in some_examples])
        return float(train.loss_of(tagger(*given), some_examples))

    trained = train.run(RECIPE, weights(), [some_examples] * 2, tmp_path)
    assert loss(trained) < loss(None) - 0.3


def test_an_interrupted_run_ends_as_one_that_was_not(
    some_examples: list[Example], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = [some_examples] * 2
    whole = train.run(RECIPE, weights(), data, tmp_path / "whole")

    class Interrupted(Exception):
        pass

    steps = 0

    def collate(batch: list[tuple[object, object]]) -> object:
        nonlocal steps
        steps += 1
        if steps == 5:
            raise Interrupted
        return collated(batch)

    collated = train.collate
    monkeypatch.setattr(train, "collate", collate)
    with pytest.raises(Interrupted):
        train.run(RECIPE, weights(), data, tmp_path / "broken", minutes_between_saves=0)
    assert (tmp_path / "broken" / "state.pt").exists()
    again = train.run(RECIPE, weights(), data, tmp_path / "broken", minutes_between_saves=0)
    assert all(torch.equal(whole[name], again[name]) for name in whole)


def test_a_state_of_another_run_is_not_taken_up(
    some_examples: list[Example], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run").mkdir()
    state = {"recipe": {"seed": 9}, "steps": 1, "step": 1, "tagger": {}, "average": {}, "optimiser": {}}
    torch.save(state, tmp_path / "run" / "state.pt")
    train.run(Recipe(epochs=1, batch_pieces=64), weights(), [some_examples], tmp_path / "run")
    assert "belongs to another run" in capsys.readouterr().out


def test_the_graph_computes_what_the_network_computes(some_examples: list[Example], tmp_path: Path) -> None:
    tagger = Tagger(weights(), len(LABELS), HINTS, LONGEST)
    export.write(tagger, tmp_path / "exact.onnx", None)
    assert export.compare(tagger, tmp_path / "exact.onnx", some_examples) == 1
    export.write(tagger, tmp_path / "small.onnx", some_examples)
    assert export.compare(tagger, tmp_path / "small.onnx", some_examples) > 0.9
    assert (tmp_path / "small.onnx").stat().st_size < (tmp_path / "exact.onnx").stat().st_size / 2


def test_quantised_weights_are_near_the_weights_and_leave_room_for_sums_of_two() -> None:
    weight = np.random.default_rng(1).normal(0, 1, (16, 32)).astype(np.float32)
    values, scale = export.quantised(weight)
    assert np.abs(values * scale[:, None] - weight).max() <= scale.max() / 2 + 1e-6
    assert 2 * 255 * int(np.abs(values.astype(int)).max()) <= np.iinfo(np.int16).max


def test_smoothing_moves_large_channels_into_the_weights() -> None:
    sizes = np.array([1.0, 100.0], np.float32)
    factors = export.smoothing(sizes, np.ones((3, 2), np.float32), 0.5)
    assert factors[1] / factors[0] == pytest.approx(10)


def test_a_channel_a_thousand_times_as_large_does_not_drown_the_others() -> None:
    chance = np.random.default_rng(2)
    states = chance.normal(0, 1, (400, 16)).astype(np.float32)
    states[:, 3] *= 1000
    weight = chance.normal(0, 1, (8, 16)).astype(np.float32)
    weight[:, 3] /= 1000
    chosen = export.least_error(states, weight)
    values, scale = export.quantised(weight * chosen.factors)
    product, exact = chosen(states) @ (values * scale[:, None]).T, states @ weight.T
    assert np.square(product - exact).mean() < np.square(exact).mean() / 300
