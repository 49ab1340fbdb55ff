"""The model's folder as the package ships it: network, tokenizer, digests and model card."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Final

from geo.languages.judgement import LABELS
from geo.recognise.hints import HINTS
from geo.recognise.trained import ABOUT, NETWORK, TOKENIZER

CARD: Final = Path(__file__).resolve().parent / "card.md"


def publish(network: Path, tokenizer: Path, agreement: float, folder: Path) -> None:
    """Write the folder. The card is ``card.md`` with the share of labels that survived quantisation."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(network, folder / NETWORK)
    shutil.copyfile(tokenizer, folder / TOKENIZER)
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (NETWORK, TOKENIZER)}
    about = {"labels": LABELS, "hints": HINTS, "files": digests}
    (folder / ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    card = CARD.read_text(encoding="utf-8").replace("{agreement}", f"{agreement:.2%}")
    (folder / "README.md").write_text(card, encoding="utf-8")
