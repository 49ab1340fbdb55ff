"""The trained network as an ONNX graph in 8 bits, written node by node.

What flows into a matrix product is quantised with scales that are fixed when the graph is written. With onnxruntime's
dynamic quantisation a text's result would depend on what else is in its batch, since one scale serves the whole batch;
here it never does. Some channels carry values a hundred times as large as others; before a product, every channel is
divided by a factor of its own and its weights are multiplied by it, so that both sides lose little («SmoothQuant»,
Xiao et al., ICML 2023).

Activations are unsigned 8-bit integers, weights signed ones of seven bits: processors without VNNI add pairs of
products in 16 bits, which eight bits would overflow. Embeddings have one scale a row. All else stays in float32.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import InferenceSession

from tools.recogniser.network import EPSILON, HEADS, LAYERS, Tagger
from tools.recogniser.train import Example, batches, collate

Array = NDArray[np.float32]
Weights = Mapping[str, Array]

WEIGHT_MOST: Final = 63
"""Largest magnitude of a quantised weight."""
MIGRATIONS: Final = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
CLIPS: Final = (1.0, 0.8, 0.6, 0.45)
"""Shares of the range of what flows into a product that its integers cover; the rest is cut off."""
TRIED: Final = 1500
"""Rows on which a quantisation is tried."""
OPSET: Final = 17
IR_VERSION: Final = 8
"""Of 2022: every onnxruntime that this project supports reads it."""
_MICROSOFT: Final = "com.microsoft"
_PRODUCTS: Final = {
    "query": "entering",
    "key": "entering",
    "value": "entering",
    "attended": "context",
    "inner": "middle",
    "outer": "activated",
}
"""The matrix products of a layer, and what flows into them."""


@dataclass(frozen=True, slots=True)
class Quantisation:
    """How what flows into products is quantised: each channel divided by its factor, then integers from a scale."""

    factors: Array
    scale: np.float32
    zero: np.uint8
    correction: Array
    """What the products lack on average, for each output of all of them."""

    def __call__(self, states: Array) -> Array:
        """The states as they come through it, still divided by their factors."""
        steps = np.clip(np.rint(states / self.factors / self.scale) + float(self.zero), 0, 255)
        back: Array = ((steps - float(self.zero)) * self.scale).astype(np.float32)
        return back


@torch.no_grad()
def calibrated(tagger: Tagger, sample: Iterable[Example]) -> dict[str, Quantisation]:
    """For everything that flows into products, the quantisation that errs least on sample texts."""
    flows: dict[str, list[Array]] = {}
    present: list[NDArray[np.bool_]] = []

    def watch(name: str, module: torch.nn.Module) -> None:
        def see(_: torch.nn.Module, given: tuple[torch.Tensor, ...]) -> None:
            states = given[0].reshape(-1, given[0].shape[-1])[torch.from_numpy(present[-1])]
            flows.setdefault(name, []).append(states.numpy())

        handles.append(module.register_forward_pre_hook(see))

    handles: list[torch.utils.hooks.RemovableHandle] = []
    weights: dict[str, Array] = {}
    for number, layer in enumerate(tagger.layers):
        for parts in (("query", "key", "value"), ("attended",), ("inner",), ("outer",)):
            name = f"layers.{number}.{_PRODUCTS[parts[0]]}"
            weights[name] = np.concatenate([getattr(layer, part).weight.numpy() for part in parts])
            watch(name, getattr(layer, parts[0]))
    tagger.eval()
    for batch in batches(list(sample), 2048, None):
        given = collate([(one.pieces, one.hints) for one in batch])
        present.append(given[2].numpy().reshape(-1).astype(bool))
        tagger(*given)
    for handle in handles:
        handle.remove()
    return {name: least_error(np.concatenate(states), weights[name]) for name, states in flows.items()}


def least_error(states: Array, weight: Array) -> Quantisation:
    """The quantisation under which the product of the states (rows × channels) with the weight (outputs × channels)
    errs least: all migrations and ways to clip are tried."""
    tried = states[:: max(1, len(states) // TRIED)]
    exact = tried @ weight.T
    best: tuple[float, Quantisation] | None = None
    for migration in MIGRATIONS:
        factors = smoothing(np.abs(states).max(axis=0), weight, migration)
        values, scale = quantised(weight * factors)
        matrix = (values * scale[:, None]).T
        lowest, highest = float((states / factors).min()), float((states / factors).max())
        for clip in CLIPS:
            step = np.float32((max(highest, 0.0) - min(lowest, 0.0)) * clip / 255)
            zero = np.uint8(round(min(max(-min(lowest, 0.0) * clip / float(step), 0.0), 255.0)))
            chosen = Quantisation(factors, step, zero, np.zeros(len(weight), np.float32))
            lacking = exact - chosen(tried) @ matrix
            correction = lacking.mean(axis=0)
            error = float(np.square(lacking - correction).sum())
            if best is None or error < best[0]:
                best = error, replace(chosen, correction=correction)
    assert best is not None  # noqa: S101 - something has been tried
    return best[1]


class _Graph:
    """Nodes and constants, collected in the order of the computation."""

    def __init__(self, quantisations: Mapping[str, Quantisation] | None) -> None:
        self.quantisations = quantisations
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def products(self, states: str, flow: str, parts: Mapping[str, tuple[Array, Array]]) -> list[str]:
        """``states · weightᵀ + bias`` for each part, outputs × inputs; the parts share their quantised input."""
        if self.quantisations is None:
            return [
                self.node(
                    "Add",
                    [
                        self.node("MatMul", [states, self.constant(f"{name}.weight", weight.T)], f"{name}.product"),
                        self.constant(f"{name}.bias", bias),
                    ],
                    name,
                )
                for name, (weight, bias) in parts.items()
            ]
        chosen = self.quantisations[flow]
        smooth = self.node("Mul", [states, self.constant(f"{flow}.smooth", 1 / chosen.factors)], f"{flow}.smoothed")
        scales = [
            self.constant(f"{flow}.scale", np.array(chosen.scale)),
            self.constant(f"{flow}.zero", np.array(chosen.zero)),
        ]
        given = self.node("QuantizeLinear", [smooth, *scales], f"{flow}.quantised")
        made, done = [], 0
        for name, (weight, bias) in parts.items():
            corrected = bias + chosen.correction[done : done + len(bias)]
            done += len(bias)
            values, weight_scale = quantised(weight * chosen.factors)
            constants = [
                self.constant(f"{name}.weight", values.T),
                scales[0],
                self.constant(f"{name}.scale", weight_scale),
                scales[1],
                "",
                self.constant(f"{name}.bias", corrected.astype(np.float32)),
            ]
            made.append(self.node("MatMulIntegerToFloat", [given, *constants], name, _MICROSOFT))
        return made

    def rows(self, table: Array, indices: str, name: str) -> str:
        """The rows of an embedding table."""
        if self.quantisations is None:
            return self.node("Gather", [self.constant(f"{name}.table", table), indices], name)
        scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-12) / 127
        values = np.round(table / scale).astype(np.int8)
        chosen = self.node("Gather", [self.constant(f"{name}.table", values), indices], f"{name}.chosen")
        number = self.node("Cast", [chosen], f"{name}.number", to=TensorProto.FLOAT)
        scales = self.constant(f"{name}.scales", scale.astype(np.float32))
        return self.node("Mul", [number, self.node("Gather", [scales, indices], f"{name}.scale")], name)

    def norm(self, states: str, weight: Array, bias: Array, name: str) -> str:
        scale, shift = self.constant(f"{name}.weight", weight), self.constant(f"{name}.bias", bias)
        return self.node("LayerNormalization", [states, scale, shift], name, axis=-1, epsilon=EPSILON)


def smoothing(sizes: Array, weight: Array, migration: float) -> Array:
    """For each channel the factor by which its activations are divided and its weights multiplied; ``migration`` says
    how much of a channel's size moves from the activations (0) into the weights (1)."""
    weight_sizes = np.maximum(np.abs(weight).max(axis=0), 1e-5)
    factors = np.maximum(sizes, 1e-5) ** migration / weight_sizes ** (1 - migration)
    clipped: Array = np.clip(factors, 1e-3, 1e3).astype(np.float32)
    return clipped


def quantised(weight: Array) -> tuple[NDArray[np.int8], Array]:
    """A matrix (outputs × inputs) in integers, and the scale of each output."""
    scale: Array = np.maximum(np.abs(weight).max(axis=1), 1e-12) / WEIGHT_MOST
    return np.round(weight / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def graph(weights: Weights, quantisations: Mapping[str, Quantisation] | None) -> onnx.ModelProto:
    """The network as a graph: word pieces, hints and presence (all batch × pieces) → scores (batch × pieces × labels).

    Exact where no quantisations are given.
    """
    g = _Graph(quantisations)
    length = g.node("Shape", ["pieces"], "length", start=1, end=2)
    zero, places = g.constant("zero", np.array([0])), g.constant("positions.table", weights["positions.weight"])
    words = g.rows(weights["words.weight"], "pieces", "words")
    positions = g.node("Slice", [places, zero, length, zero], "positions")
    known = g.node("Gather", [g.constant("hints.table", weights["hints.weight"]), "hints"], "known")
    states = g.node("Add", [g.node("Add", [words, positions], "placed"), known], "embedded")
    states = g.norm(states, weights["norm.weight"], weights["norm.bias"], "norm")
    for number in range(LAYERS):
        states = _layer(g, weights, states, f"layers.{number}")
    head = g.node("MatMul", [states, g.constant("head.weight", weights["head.weight"].T)], "head.product")
    g.node("Add", [head, g.constant("head.bias", weights["head.bias"])], "scores")
    int64, int32, real = TensorProto.INT64, TensorProto.INT32, TensorProto.FLOAT
    made = helper.make_graph(
        g.nodes,
        "schauplatz",
        [
            helper.make_tensor_value_info("pieces", int64, ["batch", "length"]),
            helper.make_tensor_value_info("hints", int64, ["batch", "length"]),
            helper.make_tensor_value_info("present", int32, ["batch", "length"]),
        ],
        [helper.make_tensor_value_info("scores", real, ["batch", "length", weights["head.bias"].shape[0]])],
        initializer=g.constants,
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(_MICROSOFT, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=IR_VERSION, producer_name="schauplatz")


def _layer(g: _Graph, weights: Weights, states: str, name: str) -> str:
    def products(given: str, *parts: str) -> list[str]:
        matrices = {f"{name}.{p}": (weights[f"{name}.{p}.weight"], weights[f"{name}.{p}.bias"]) for p in parts}
        return g.products(given, f"{name}.{_PRODUCTS[parts[0]]}", matrices)

    def norm(given: str, part: str) -> str:
        return g.norm(given, weights[f"{name}.{part}.weight"], weights[f"{name}.{part}.bias"], f"{name}.{part}")

    query, key, value = products(states, "query", "key", "value")
    inputs = [query, key, value, "", "present"]
    context = g.node("MultiHeadAttention", inputs, f"{name}.mixed", _MICROSOFT, num_heads=HEADS)
    attended = g.node("Add", [states, *products(context, "attended")], f"{name}.attention")
    states = norm(attended, "attention_norm")
    inner = g.node("Gelu", products(states, "inner"), f"{name}.gelu", _MICROSOFT)
    return norm(g.node("Add", [states, *products(inner, "outer")], f"{name}.sum"), "norm")


def write(tagger: Tagger, path: Path, sample: Iterable[Example] | None) -> None:
    """Write the network's graph: quantised as a sample shows to be best, in float32 without one."""
    weights = {name: value.numpy() for name, value in tagger.state_dict().items()}
    model = graph(weights, calibrated(tagger, sample) if sample is not None else None)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))


def compare(tagger: Tagger, path: Path, sample: Sequence[Example]) -> float:
    """The share of words that the graph labels as the network does."""
    session = InferenceSession(str(path), providers=["CPUExecutionProvider"])
    same = total = 0
    tagger.eval()
    for batch in batches(sample, 2048, None):
        pieces, hints, present = collate([(one.pieces, one.hints) for one in batch])
        with torch.no_grad():
            wanted = tagger(pieces, hints, present).argmax(-1).numpy()
        inputs = {"pieces": pieces.numpy(), "hints": hints.numpy(), "present": present.numpy().astype(np.int32)}
        scores = session.run(["scores"], inputs)[0].argmax(-1)
        for row, example in enumerate(batch):
            same += int((scores[row, example.firsts] == wanted[row, example.firsts]).sum())
            total += len(example.firsts)
    return same / total
