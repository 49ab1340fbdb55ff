"""The components of the pipeline, as spaCy factories.

A factory takes only what can be written into a configuration: the code of the language, the name of another pipeline.
What comes from outside and cannot – the names that the gazetteer knows – is handed over afterwards, by :func:`attach`;
a pipeline read from disk needs that too.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
from spacy.attrs import SENT_START  # type: ignore[import-not-found]
from spacy.language import Language as SpacyLanguage
from spacy.tokens import Doc

from geo.languages import Finding, Language, language
from geo.languages.judgement import Judgement
from geo.model import Names

MAX_LENGTH = 4_000_000
"""Longest text in code points; reading has bounded it before (geo.settings.MAX_TEXT_BYTES)."""


class Judge(Protocol):
    """Whatever can tell places from persons."""

    def judge(self, docs: Sequence[Doc]) -> list[Judgement]:
        """What each text's words are."""
        ...


class SentenceComponent:
    """Sets where sentences begin."""

    def __init__(self, spoken: Language) -> None:
        self._language = spoken

    def __call__(self, doc: Doc) -> Doc:
        # All at once: spaCy scans the whole document each time a single token's value is set.
        marks = np.full((len(doc), 1), -1, dtype=np.int64)
        marks[self._language.sentence_starts(doc)] = 1
        return doc.from_array([SENT_START], cast(Any, marks.view(np.uint64)))


class NameComponent:
    """Collects what could refer to a place, into ``doc._.findings``."""

    names: Names | None = None

    def __init__(self, spoken: Language) -> None:
        self._language = spoken

    def __call__(self, doc: Doc) -> Doc:
        if self.names is None:
            raise RuntimeError("the pipeline knows no names yet; hand it a gazetteer with geo.recognise.attach")
        doc._.findings = self._language.find(doc, self.names)
        return doc


class JudgeComponent:
    """Lets a trained recogniser judge the words, into ``doc._.judgement``."""

    def __init__(self, judge: Judge | None) -> None:
        self.judge = judge

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 16) -> Iterator[Doc]:
        """Several texts at a time; none of them is judged differently for it."""
        documents = iter(stream)
        while batch := list(islice(documents, batch_size)):
            if self.judge is not None:
                for doc, judgement in zip(batch, self.judge.judge(batch), strict=True):
                    doc._.judgement = judgement
            yield from batch

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002 - spaCy's signature
        """Write the model beside the pipeline, so that it runs wherever it is taken."""
        from geo.recognise.trained import TrainedRecogniser

        if isinstance(self.judge, TrainedRecogniser):
            shutil.copytree(self.judge.folder, path, dirs_exist_ok=True)

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> JudgeComponent:  # noqa: ARG002
        """Take the model that was written beside the pipeline, if there is one."""
        from geo.recognise.trained import ABOUT, TrainedRecogniser

        if (Path(path) / ABOUT).exists():
            self.judge = TrainedRecogniser(Path(path))
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002
        """Nothing: the model ships with the package and is not copied through memory."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> JudgeComponent:  # noqa: ARG002
        """The component as its factory made it."""
        return self


class EvidenceComponent:
    """Weighs the findings, with the judgement if there is one."""

    def __init__(self, spoken: Language) -> None:
        self._language = spoken

    def __call__(self, doc: Doc) -> Doc:
        doc._.findings = self._language.weigh(doc, doc._.findings, doc._.judgement)
        return doc


@SpacyLanguage.factory("schauplatz_sentences", default_config={"language": "de"}, assigns=["token.is_sent_start"])
def _sentences(nlp: SpacyLanguage, name: str, language: str) -> SentenceComponent:  # noqa: ARG001
    return SentenceComponent(_spoken(language))


@SpacyLanguage.factory(
    "schauplatz_names",
    default_config={"language": "de"},
    requires=["token.is_sent_start"],
    assigns=["doc._.findings"],
)
def _names(nlp: SpacyLanguage, name: str, language: str) -> NameComponent:  # noqa: ARG001
    return NameComponent(_spoken(language))


@SpacyLanguage.factory(
    "schauplatz_recogniser",
    default_config={"language": "de", "other": None},
    requires=["doc._.findings", "token.is_sent_start"],
    assigns=["doc._.judgement"],
)
def _recogniser(nlp: SpacyLanguage, name: str, language: str, other: str | None) -> JudgeComponent:  # noqa: ARG001
    return JudgeComponent(_other(other) if other is not None else _trained(_spoken(language).model))


@SpacyLanguage.factory(
    "schauplatz_evidence",
    default_config={"language": "de"},
    requires=["doc._.findings", "token.is_sent_start"],
    assigns=["doc._.findings"],
)
def _evidence(nlp: SpacyLanguage, name: str, language: str) -> EvidenceComponent:  # noqa: ARG001
    return EvidenceComponent(_spoken(language))


def _spoken(code: str) -> Language:
    return language(code)


@cache
def _trained(folder: Path | None) -> Judge | None:
    """The recogniser of a folder, loaded once for all pipelines of a process."""
    if folder is None:
        return None
    from geo.recognise.trained import TrainedRecogniser

    return TrainedRecogniser(folder)


@cache
def _other(name: str) -> Judge:
    from geo.recognise.borrowed import BorrowedRecogniser

    return BorrowedRecogniser(name)


def attach(nlp: SpacyLanguage, names: Names) -> SpacyLanguage:
    """Hand a pipeline the names it is to look for."""
    collector = nlp.get_pipe("schauplatz_names")
    assert isinstance(collector, NameComponent)  # noqa: S101 - what the factory of that name makes
    collector.names = names
    return nlp


def pipeline(spoken: Language, names: Names, other: str | None = None) -> SpacyLanguage:
    """The pipeline of a language, ready to run; with ``other``, the name of an installed spaCy pipeline, that one
    judges instead of the recogniser that ships with the package.

    Raises:
        RecogniserError: the recogniser is missing, damaged, or cannot be used.
    """
    nlp = spoken.blank()
    nlp.max_length = MAX_LENGTH
    config = {"language": spoken.code}
    nlp.add_pipe("schauplatz_sentences", config=config)
    nlp.add_pipe("schauplatz_names", config=config)
    nlp.add_pipe("schauplatz_recogniser", config={**config, "other": other})
    nlp.add_pipe("schauplatz_evidence", config=config)
    return attach(nlp, names)


Doc.set_extension("findings", default=list[Finding](), force=True)
Doc.set_extension("judgement", default=None, force=True)
