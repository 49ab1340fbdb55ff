"""The way of the data: read → recognise → locate → draw. The only module that knows all stages and sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from geo.errors import ContactMissing, SchauplatzError
from geo.locate import merge, rank, resolve
from geo.model import (
    Article,
    Atlas,
    Candidate,
    CandidateSource,
    Context,
    Cue,
    Failure,
    MappedArticle,
    Mention,
    Outlines,
    RankedCandidate,
)
from geo.recognise import Recogniser
from geo.settings import Settings
from geo.sources.gazetteer import Gazetteer
from geo.sources.gazetteer_build import ensure
from geo.sources.outlines import ShippedOutlines

Stage: TypeAlias = Literal["read", "recognise", "locate", "draw"]

_REMEMBERED_NAMES = 4096
_HOME = {"de": "DE"}
"""The country whose places the readers of a language expect first."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done: ``article`` counts from 1."""

    stage: Stage
    article: int
    articles: int


def _silent(_: object) -> None:
    """Progress that nobody wants to hear."""


class Mapper:
    """Everything that is loaded once, and the way through it."""

    def __init__(self, settings: Settings, say: Callable[[str], None] = _silent) -> None:
        """Load the gazetteer, building it on first use; ``say`` is told of long work and of warnings.

        Raises:
            GazetteerError: the gazetteer cannot be built or read.
            CacheUnwritable: there is no place to build it.
            RecogniserError: the spaCy pipeline that the settings name cannot be used.
            ContactMissing: the mode is ``nominatim`` and there is no contact.
        """
        ensure(settings.gazetteer, say)
        self.outlines: Outlines = ShippedOutlines()
        self._gazetteer = Gazetteer(settings.gazetteer)
        self._recogniser = Recogniser(self._gazetteer, settings.recogniser)
        self._online = _online(settings, say)
        self._mode = settings.mode
        self._found = lru_cache(_REMEMBERED_NAMES)(self._gazetteer.candidates)

    def atlas(self, inputs: Iterable[Article | Failure], progress: Callable[[Step], None] = _silent) -> Atlas:
        """Map articles; one that fails does not stop the others."""
        given = list(inputs)
        mapped: list[MappedArticle] = []
        failures: list[Failure] = []
        for number, one in enumerate(given, start=1):
            if isinstance(one, Failure):
                failures.append(one)
                continue
            try:
                mapped.append(self.map_article(one, _counted(progress, number, len(given))))
            except SchauplatzError as error:
                failures.append(Failure(one.source or one.id, str(error)))
        return Atlas(tuple(mapped), tuple(failures))

    def map_article(self, article: Article, progress: Callable[[Stage], None] = _silent) -> MappedArticle:
        """Recognise and locate the places of one article."""
        progress("recognise")
        recognition = self._recogniser.recognise(article)
        progress("locate")
        names = _names(recognition.mentions, recognition.cues)
        candidates = {name: self._candidates(name) for name in names}
        context = Context(recognition.sentences, recognition.cues, _HOME.get(article.language))
        return MappedArticle(
            article, recognition.sentences, resolve(article, recognition.mentions, candidates, context)
        )

    def meanings(self, name: str) -> tuple[RankedCandidate, ...]:
        """What a name alone can mean, best first."""
        return rank(self._candidates(name), home="DE")

    def _candidates(self, name: str) -> tuple[Candidate, ...]:
        known = self._found(name)
        if self._online is None or (self._mode == "auto" and known):
            return known
        return merge(known, self._online.candidates(name))


def _counted(progress: Callable[[Step], None], article: int, articles: int) -> Callable[[Stage], None]:
    """Progress of one article as progress of all."""
    return lambda stage: progress(Step(stage, article, articles))


def _names(mentions: Iterable[Mention], cues: Iterable[tuple[Cue, ...]]) -> dict[str, None]:
    """The names to look up, each once, in order."""
    names = {mention.name: None for mention in mentions if mention.confidence >= 0.3}
    return names | {cue.value: None for found in cues for cue in found if cue.code != "type"}


def _online(settings: Settings, say: Callable[[str], None]) -> CandidateSource | None:
    """The online lookup, where the reader has chosen it."""
    if settings.mode == "offline":
        return None
    if settings.contact is None:
        if settings.mode == "nominatim":
            raise ContactMissing
        say(f"staying offline: {ContactMissing()}")
        return None
    from geo.sources.nominatim import NominatimLookup

    return NominatimLookup(settings, say=say)
