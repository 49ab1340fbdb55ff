"""The starting weights: reading the 4-bit file, cutting the vocabulary."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from tools.recogniser.start import MASK, SPECIAL, cut_vocabulary, read_weights

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "▁a", "ß", "▁Kiel", "▁京都", "▁Ulm", "▁seltenes", "<mask>"]


def packed(tensors: dict[str, bytes], values: dict[str, int]) -> bytes:
    """A file in the format, with an empty vocabulary."""
    head = b"E5S1" + struct.pack("<I", 1) + struct.pack("<7ifi", *[0] * 7, 0.0, 32) + struct.pack("<5i", 0, 0, 0, 0, 0)
    head += struct.pack("<Q", 0) + struct.pack("<I", 0) + struct.pack("<iI", 0, 0) + struct.pack("<i", len(tensors))
    directory_size = sum(2 + len(name) + 21 for name in tensors)
    offset, directory, data = len(head) + directory_size, b"", b""
    for name, content in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<xIQQ", values[name], offset + len(data), len(content))
        data += content
    return head + directory + data


def test_blocks_of_four_bits_are_expanded(tmp_path: Path) -> None:
    nibbles = bytes((low | high << 4) for low, high in zip(range(16), reversed(range(16)), strict=True))
    block = np.array([0.5], "<f2").tobytes() + nibbles
    plain = np.array([1.5, -2.0], "<f4").tobytes()
    path = tmp_path / "some.bin"
    path.write_bytes(packed({"quantised": block, "plain": plain}, {"quantised": 32, "plain": 2}))
    weights = read_weights(path)
    assert weights["plain"].tolist() == [1.5, -2.0]
    assert weights["quantised"][:16].tolist() == [(n - 8) * 0.5 for n in range(16)]
    assert weights["quantised"][16:].tolist() == [(n - 8) * 0.5 for n in reversed(range(16))]


def test_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "some.bin"
    path.write_bytes(b"GGUF")
    with pytest.raises(ValueError, match=r"some\.bin"):
        read_weights(path)


def test_the_cut_keeps_letters_and_the_heaviest_pieces() -> None:
    original = {
        "added_tokens": [{"id": index, "content": PIECES[index]} for index in (0, 1, 2, 3, 12)],
        "model": {"type": "Unigram", "vocab": [[piece, -float(index)] for index, piece in enumerate(PIECES)]},
    }
    cut, rows = cut_vocabulary(original, {8: 3.0, 9: 9.0, 10: 2.0, 11: 1.0}, size=11)
    pieces = [piece for piece, _ in cut["model"]["vocab"]]
    assert pieces == [*PIECES[:4], "<mask>", "▁", "a", "▁a", "ß", "▁Kiel", "▁Ulm"]
    assert pieces[MASK] == "<mask>"
    assert [PIECES[row] for row in rows] == pieces
    assert len(cut["added_tokens"]) == SPECIAL
