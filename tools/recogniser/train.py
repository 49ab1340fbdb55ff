"""Fine-tuning: batches, loss, schedule, averaging, and resuming after an interruption."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from geo.languages.judgement import LABELS
from geo.recognise.hints import HINTS, NO_HINT
from geo.recognise.pieces import LONGEST, PADDING, Pieces
from tools.recogniser.corpus import NOT_PLACE, Sentence, allowed
from tools.recogniser.network import Tagger
from tools.recogniser.start import MASK, Weights

_SORTED_TOGETHER: Final = 1024
"""Sentences that are sorted by length before they are cut into batches."""
_AVERAGED_EVERY: Final = 4
"""Steps from one update of the average to the next."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a run is done. The defaults are what measuring has shown to be best (see the model card)."""

    seed: int = 1
    epochs: int = 4
    rate: float = 2e-4
    head_rate: float = 8.0
    """The label layer's rate, as a multiple: it starts from nothing."""
    layer_decay: float = 0.95
    """Each lower layer learns that much slower than the one above it."""
    warm_up: float = 0.06
    batch_pieces: int = 2560
    average: float = 0.998
    """Decay of the running average of the weights, which is the result."""
    no_hints: float = 0.15
    """Share of sentences that are read without any hint, so that the network does not only believe them."""
    lost_hint: float = 0.1
    """Share of hints that are missing, as for names that no gazetteer has."""
    masked_words: float = 0.04
    """Share of words that are hidden: the context has to do."""


@dataclass(frozen=True, slots=True)
class Example:
    """A window of a sentence, ready for the network: pieces, hints and their words, and for each word its position
    and the labels that its tag allows."""

    pieces: NDArray[np.int64]
    hints: NDArray[np.int64]
    word: NDArray[np.int64]
    firsts: NDArray[np.int64]
    tags: tuple[str, ...]


_ALLOWED: Final = {
    tag: np.isin(np.arange(len(LABELS)), allowed(tag)).astype(np.float32) for tag in (*LABELS, NOT_PLACE)
}


def examples(pieces: Pieces, sentences: Sequence[Sentence], hints: Sequence[Sequence[int]]) -> list[Example]:
    """The windows of the sentences; ``hints`` has one for each word of each sentence."""
    found: list[Example] = []
    for sentence, known in zip(sentences, hints, strict=True):
        for window in pieces.windows(sentence.words):
            found.append(
                Example(
                    np.array(window.pieces),
                    np.array([known[word] if word >= 0 else NO_HINT for word in window.word]),
                    np.array(window.word),
                    np.array(window.firsts),
                    sentence.tags[window.begin : window.end],
                )
            )
    return found


def batches(given: Sequence[Example], most: int, chance: random.Random | None) -> Iterator[list[Example]]:
    """The examples in batches of at most ``most`` pieces, alike in length; shuffled if there is chance."""
    order = list(range(len(given)))
    if chance is not None:
        chance.shuffle(order)
    found: list[list[Example]] = []
    for begin in range(0, len(order), _SORTED_TOGETHER):
        batch: list[Example] = []
        for index in sorted(order[begin : begin + _SORTED_TOGETHER], key=lambda i: len(given[i].pieces)):
            if batch and len(given[index].pieces) * (len(batch) + 1) > most:
                found.append(batch)
                batch = []
            batch.append(given[index])
        if batch:
            found.append(batch)
    if chance is not None:
        chance.shuffle(found)
    yield from found


def _disturbed(example: Example, recipe: Recipe, chance: random.Random) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pieces and hints of an example as the network is to see them this time."""
    pieces, hints = example.pieces, example.hints
    if chance.random() < recipe.no_hints:
        hints = np.zeros_like(hints)
    begin = 0
    for end in range(1, len(pieces) + 1):
        if end < len(pieces) and example.word[end] == example.word[begin]:
            continue
        if example.word[begin] >= 0:
            if hints[begin] != NO_HINT and chance.random() < recipe.lost_hint:
                hints = hints.copy()
                hints[begin:end] = NO_HINT
            if chance.random() < recipe.masked_words:
                pieces = pieces.copy()
                pieces[begin:end] = MASK
        begin = end
    return pieces, hints


def collate(batch: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]) -> tuple[Tensor, Tensor, Tensor]:
    """Pieces, hints and presence of a batch, padded to its longest."""
    longest = -(-max(len(pieces) for pieces, _ in batch) // 8) * 8  # few different shapes: each is compiled once
    padded = np.full((3, len(batch), longest), 0, np.int64)
    padded[0] = PADDING
    for row, (pieces, hints) in enumerate(batch):
        padded[0, row, : len(pieces)] = pieces
        padded[1, row, : len(pieces)] = hints
        padded[2, row, : len(pieces)] = 1
    tensors = torch.from_numpy(padded)
    return tensors[0], tensors[1], tensors[2]


def loss_of(scores: Tensor, batch: Sequence[Example]) -> Tensor:
    """The negative log of the probability that the network gives to the labels that each word's tag allows."""
    rows, columns, possible = [], [], []
    for row, example in enumerate(batch):
        rows += [row] * len(example.firsts)
        columns += example.firsts.tolist()
        possible += [_ALLOWED[tag] for tag in example.tags]
    chosen = torch.log_softmax(scores.float()[torch.tensor(rows), torch.tensor(columns)], -1)
    mask = torch.from_numpy(np.stack(possible))
    return -torch.logsumexp(chosen.masked_fill(mask == 0, -1e4), -1).mean()


def parameter_groups(tagger: Tagger, recipe: Recipe) -> list[dict[str, Any]]:
    """The parameters with their learning rates: fastest the label layer, slower from layer to layer downwards."""
    groups = [{"params": list(tagger.head.parameters()), "scale": recipe.head_rate}]
    scale = 1.0
    for layer in reversed(list(tagger.layers)):
        groups.append({"params": list(layer.parameters()), "scale": scale})
        scale *= recipe.layer_decay
    below = [*tagger.norm.parameters(), *tagger.positions.parameters()]
    groups.append({"params": below, "scale": scale})
    groups.append({"params": list(tagger.hints.parameters()), "scale": recipe.head_rate})
    return groups


def learning_rate(step: int, steps: int, recipe: Recipe) -> float:
    """Linear up, then along a cosine down to a fiftieth."""
    warm = max(1, int(steps * recipe.warm_up))
    if step < warm:
        return recipe.rate * (step + 1) / warm
    return recipe.rate * (0.02 + 0.98 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm))) / 2)


class Average:
    """The running average of all weights that are trained."""

    def __init__(self, tagger: Tagger) -> None:
        self.values = {name: value.detach().clone() for name, value in tagger.state_dict().items()}
        self._trained = {name for name, value in tagger.named_parameters() if value.requires_grad}

    def update(self, tagger: Tagger, decay: float) -> None:
        with torch.no_grad():
            for name, value in tagger.state_dict().items():
                if name in self._trained:
                    self.values[name].lerp_(value, 1 - decay)


def run(
    recipe: Recipe,
    start: Weights,
    data: Sequence[Sequence[Example]],
    folder: Path,
    minutes_between_saves: float = 4.0,
) -> dict[str, Tensor]:
    """Train over the epochs' examples, ``data[epoch]``; the averaged weights.

    The state is saved into ``folder`` every few minutes; a run that finds one there goes on from it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    tagger = Tagger(start, len(LABELS), HINTS, LONGEST)
    average = Average(tagger)
    optimiser = torch.optim.AdamW(parameter_groups(tagger, recipe), lr=recipe.rate, weight_decay=0.01, fused=True)
    plan = [
        batch
        for epoch, given in enumerate(data)
        for batch in batches(given, recipe.batch_pieces, random.Random(f"{recipe.seed}/{epoch}"))
    ]
    first = _resume(folder, recipe, len(plan), tagger, average, optimiser)
    saved = begun = time.monotonic()
    losses, read = 0.0, 0
    tagger.train()
    for step in range(first, len(plan)):
        chance = random.Random(f"{recipe.seed}/step {step}")
        torch.manual_seed(recipe.seed * 1_000_003 + step)  # dropout, the same whether resumed or not
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(step, len(plan), recipe) * group["scale"]
        pieces, hints, present = collate([_disturbed(one, recipe, chance) for one in plan[step]])
        with torch.autocast("cpu", torch.bfloat16):
            scores = tagger(pieces, hints, present)
        loss = loss_of(scores, plan[step])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([p for p in tagger.parameters() if p.requires_grad], 1.0)
        optimiser.step()
        if (step + 1) % _AVERAGED_EVERY == 0:
            average.update(tagger, min(recipe.average, (step + 1) / (step + 10)) ** _AVERAGED_EVERY)
        losses, read = losses + loss.item(), read + int(present.sum())
        if (step + 1) % 100 == 0:
            speed = read / (time.monotonic() - begun)
            print(f"step {step + 1} of {len(plan)}: loss {losses / 100:.4f}, {speed:.0f} pieces/s", flush=True)
            losses = 0.0
        if time.monotonic() - saved > minutes_between_saves * 60:
            _save(folder, recipe, len(plan), step + 1, tagger, average, optimiser)
            saved = time.monotonic()
    torch.save(average.values, folder / "averaged.pt")
    (folder / "state.pt").unlink(missing_ok=True)
    return average.values


def _save(
    folder: Path, recipe: Recipe, steps: int, step: int, tagger: Tagger, average: Average, optimiser: torch.optim.AdamW
) -> None:
    state = {
        "recipe": asdict(recipe),
        "steps": steps,
        "step": step,
        "tagger": tagger.state_dict(),
        "average": average.values,
        "optimiser": optimiser.state_dict(),
    }
    torch.save(state, folder / "state.new")
    (folder / "state.new").replace(folder / "state.pt")


def _resume(
    folder: Path, recipe: Recipe, steps: int, tagger: Tagger, average: Average, optimiser: torch.optim.AdamW
) -> int:
    """The step to go on with; 0 without a saved state of the same run."""
    path = folder / "state.pt"
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    if state["recipe"] != asdict(recipe) or state["steps"] != steps:
        print(f"{path} belongs to another run; beginning anew")
        return 0
    tagger.load_state_dict(state["tagger"])
    average.values = state["average"]
    optimiser.load_state_dict(state["optimiser"])
    print(f"going on after step {state['step']}")
    return int(state["step"])


@torch.no_grad()
def probabilities(tagger: Tagger, given: Sequence[Example], most: int = 4096) -> list[NDArray[np.float32]]:
    """For each example the probability of each label at each of its words, words × labels."""
    tagger.eval()
    found: dict[int, NDArray[np.float32]] = {}
    for batch in batches(given, most, None):
        scores = tagger(*collate([(one.pieces, one.hints) for one in batch]))
        for row, example in enumerate(batch):
            chosen = torch.softmax(scores[row, torch.from_numpy(example.firsts)].float(), -1)
            found[id(example)] = chosen.numpy()
    return [found[id(example)] for example in given]
