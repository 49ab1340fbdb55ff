"""The network that is trained: a BERT encoder with one more input, and a label for each word.

The additional input is the *hint* of each word piece (:mod:`geo.recognise.hints`): what gazetteer and morphology say
of the word. It takes the place of BERT's segment embedding, which has only one use in multilingual-e5-small; hint 0,
«nothing known», begins as that segment, the others as the same and learn their difference.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

LAYERS: Final = 12
HEADS: Final = 12
EPSILON: Final = 1e-12


class Layer(nn.Module):
    """One layer of the encoder: attention and a feed-forward block, each with a residual and a normalisation."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.attended = nn.Linear(width, width)
        self.attention_norm = nn.LayerNorm(width, eps=EPSILON)
        self.inner = nn.Linear(width, inner)
        self.outer = nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width, eps=EPSILON)
        self.dropout = nn.Dropout(0.0)

    def forward(self, states: Tensor, hidden: Tensor) -> Tensor:
        """``states``: batch × pieces × width; ``hidden``: batch × 1 × 1 × pieces, very negative where nothing
        stands."""
        batch, pieces, width = states.shape

        def heads(projected: Tensor) -> Tensor:
            return projected.view(batch, pieces, HEADS, width // HEADS).transpose(1, 2)

        query, key, value = heads(self.query(states)), heads(self.key(states)), heads(self.value(states))
        # Written out: the fused attention of PyTorch 2.13 is three times slower backwards on a processor.
        weights = torch.softmax(query @ key.transpose(-1, -2) / math.sqrt(width // HEADS) + hidden, -1)
        context = (weights @ value).transpose(1, 2).reshape(batch, pieces, width)
        states = self.attention_norm(states + self.dropout(self.attended(context)))
        inner = functional.gelu(self.inner(states))
        normed: Tensor = self.norm(states + self.dropout(self.outer(inner)))
        return normed


class Tagger(nn.Module):
    """Word pieces and hints → a score for each label at each piece."""

    def __init__(self, start: Mapping[str, NDArray[np.float32]], labels: int, hints: int, longest: int) -> None:
        super().__init__()
        width = start["emb.ln.w"].shape[0]
        inner = start["l0.fi.b"].shape[0]
        self.words = nn.Embedding.from_pretrained(_tensor(start["emb.word"], -1, width), freeze=True)
        self.positions = nn.Embedding.from_pretrained(
            _tensor(start["emb.pos"], -1, width)[:longest].clone(), freeze=False
        )
        segment = _tensor(start["emb.type"], -1, width)[:1]
        self.hints = nn.Embedding.from_pretrained(segment.repeat(hints, 1), freeze=False)
        self.norm = nn.LayerNorm(width, eps=EPSILON)
        self.dropout = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(width, inner) for _ in range(LAYERS))
        self.head = nn.Linear(width, labels)
        self._load(start)

    def forward(self, pieces: Tensor, hints: Tensor, present: Tensor) -> Tensor:
        """Scores, batch × pieces × labels. ``present`` is 1 where a piece stands and 0 in the padding."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        states = self.norm(self.words(pieces) + self.positions(places) + self.hints(hints))
        hidden = (1.0 - present[:, None, None, :].to(states.dtype)) * -10_000.0
        states = self.dropout(states)
        for layer in self.layers:
            states = layer(states, hidden)
        scores: Tensor = self.head(self.dropout(states))
        return scores

    def _load(self, start: Mapping[str, NDArray[np.float32]]) -> None:
        _set(self.norm, start["emb.ln.w"], start["emb.ln.b"])
        names = {"query": "q", "key": "k", "value": "v", "attended": "ao", "inner": "fi", "outer": "fo"}
        for number, layer in enumerate(self.layers):
            for ours, theirs in names.items():
                _set(getattr(layer, ours), start[f"l{number}.{theirs}.w"], start[f"l{number}.{theirs}.b"])
            _set(layer.attention_norm, start[f"l{number}.aln.w"], start[f"l{number}.aln.b"])
            _set(layer.norm, start[f"l{number}.oln.w"], start[f"l{number}.oln.b"])
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)


def _tensor(values: NDArray[np.float32], *shape: int) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32)).reshape(shape)


def _set(module: nn.Module, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
    with torch.no_grad():
        module.weight.copy_(_tensor(weight, *module.weight.shape))
        module.bias.copy_(_tensor(bias, *module.bias.shape))
