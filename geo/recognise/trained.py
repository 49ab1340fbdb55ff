"""The trained recogniser: a small transformer in onnxruntime, from a folder that ships with the package.

The folder holds ``recogniser.onnx`` (the network in 8 bits), ``tokenizer.json`` (its word pieces), ``about.json``
(labels, number of hints, digests of the files) and the model card. The network reads one sentence at a time; sentences
are brought to a length that only depends on themselves and are computed in batches of that length, so that a text's
result depends neither on its company nor on the number of threads.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from geo.errors import ModelDamaged, ModelMissing
from geo.languages.judgement import LABELS, Judgement
from geo.recognise.hints import HINTS, NO_HINT, hints
from geo.recognise.pieces import PADDING, Pieces, Window

NETWORK: Final = "recogniser.onnx"
TOKENIZER: Final = "tokenizer.json"
ABOUT: Final = "about.json"
THREADS: Final = 1
"""Two threads gain nothing on the few sentences of an article; many articles are worked on side by side instead."""

_LENGTH_STEP: Final = 8
_BATCH_PIECES: Final = 2048


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a window's words stand in a batch of texts: the text, and the token of each word."""

    text: int
    window: Window
    tokens: tuple[int, ...]


class TrainedRecogniser:
    """Judges every word of a text. Threads may share one."""

    def __init__(self, folder: Path, threads: int = THREADS) -> None:
        """Load the model.

        Raises:
            ModelMissing: there is none in the folder.
            ModelDamaged: a file is not the one that was published, or cannot be read.
        """
        self.folder = folder
        self.about = _checked(folder)
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = InferenceSession(str(folder / NETWORK), options, providers=["CPUExecutionProvider"])
            self._pieces = Pieces(folder / TOKENIZER)
        except Exception as error:  # onnxruntime and tokenizers raise what they like
            raise ModelDamaged(str(folder), str(error).splitlines()[0]) from error

    def judge(self, docs: Sequence[Doc]) -> list[Judgement]:
        """What each text's words are; sentences and findings (``doc._.findings``) have been set before."""
        places = [place for number, doc in enumerate(docs) for place in self._places(number, doc)]
        known = [np.array(hints(doc._.findings, len(doc), [token.text for token in doc])) for doc in docs]
        probabilities = [_nothing(len(doc)) for doc in docs]
        for batch in _batches(places):
            for place, scores in zip(batch, self._scores(batch, known), strict=True):
                judged = place.tokens[place.window.begin : place.window.end]
                probabilities[place.text][list(judged)] = _softmax(scores[list(place.window.firsts)])
        return [
            Judgement(found, tuple(span.start for span in doc.sents))
            for doc, found in zip(docs, probabilities, strict=True)
        ]

    def _places(self, number: int, doc: Doc) -> Iterator[_Place]:
        for sentence in doc.sents:
            tokens = tuple(token.i for token in sentence if not token.is_space)
            if tokens:
                for window in self._pieces.windows([doc[token].text for token in tokens]):
                    yield _Place(number, window, tokens)

    def _scores(self, batch: Sequence[_Place], known: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
        shape = len(batch), _padded(batch[0].window)
        pieces = np.full(shape, PADDING, np.int64)
        hinted = np.full(shape, NO_HINT, np.int64)
        present = np.zeros(shape, np.int32)
        for row, place in enumerate(batch):
            size = len(place.window.pieces)
            pieces[row, :size] = place.window.pieces
            present[row, :size] = 1
            hinted[row, 1 : size - 1] = known[place.text][[place.tokens[word] for word in place.window.word[1:-1]]]
        scores: NDArray[np.float32] = self._session.run(
            ["scores"], {"pieces": pieces, "hints": hinted, "present": present}
        )[0]
        return scores


def _checked(folder: Path) -> dict[str, object]:
    """What the model says of itself, once its files have proved to be the published ones."""
    try:
        about: dict[str, object] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        digests = dict(about["files"])  # type: ignore[call-overload]
        if about["labels"] != list(LABELS) or about["hints"] != HINTS:
            raise ModelDamaged(str(folder), "it was trained for another version of this program")
        for name, digest in digests.items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                raise ModelDamaged(str(folder), f"{name} is not the published file")
        missing = {NETWORK, TOKENIZER} - digests.keys()
    except FileNotFoundError as error:
        raise ModelMissing(str(folder), Path(error.filename).name) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelDamaged(str(folder), str(error)) from error
    if missing:
        raise ModelDamaged(str(folder), f"{ABOUT} does not mention {', '.join(sorted(missing))}")
    return about


def _padded(window: Window) -> int:
    """The length that a window is brought to: its own affair, so that no neighbour changes a rounding."""
    return -(-len(window.pieces) // _LENGTH_STEP) * _LENGTH_STEP


def _batches(places: Iterable[_Place]) -> Iterator[list[_Place]]:
    by_length: defaultdict[int, list[_Place]] = defaultdict(list)
    for place in places:
        by_length[_padded(place.window)].append(place)
    for length, alike in sorted(by_length.items()):
        most = max(1, _BATCH_PIECES // length)
        for begin in range(0, len(alike), most):
            yield alike[begin : begin + most]


def _nothing(tokens: int) -> NDArray[np.float32]:
    """Probabilities of a text in which no word is a name."""
    empty = np.zeros((tokens, len(LABELS)), np.float32)
    empty[:, 0] = 1.0
    return empty


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
    return shares
