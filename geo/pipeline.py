"""The way of the data: read → recognise → locate → draw. The only module that knows all stages and sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from geo.errors import ContactMissing, SchauplatzError
from geo.locate import corrected, merge, rank, resolve
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
    NameEntry,
    Names,
    Outlines,
    Place,
    RankedCandidate,
    Recognition,
)
from geo.recognise import Recogniser
from geo.settings import Settings
from geo.sources.corrections import CorrectionFile
from geo.sources.gazetteer import Gazetteer
from geo.sources.gazetteer_build import ensure
from geo.sources.outlines import ShippedOutlines
from geo.sources.own_places import OwnPlaces

Stage: TypeAlias = Literal["read", "recognise", "locate", "draw"]

_REMEMBERED_NAMES = 4096
_HOME = {"de": "DE"}
"""The country whose places the readers of a language expect first."""
_NAMING = frozenset({"within", "near", "capital"})
"""Cues that name another place."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done: ``article`` counts from 1."""

    stage: Stage
    article: int
    articles: int


def _silent(_: object) -> None:
    """Progress that nobody wants to hear."""


@dataclass(frozen=True, slots=True)
class _KnownNames:
    """The names of the reader's own lists and of the gazetteer."""

    own: Names
    gazetteer: Names

    def find(self, name: str) -> NameEntry | None:
        """The entry of a name, of both where both know it."""
        one, other = self.own.find(name), self.gazetteer.find(name)
        if one is None or other is None:
            return one or other
        return NameEntry(one.types | other.types, max(one.prominence, other.prominence))


class Mapper:
    """Everything that is loaded once, and the way through it."""

    def __init__(self, settings: Settings, say: Callable[[str], None] = _silent) -> None:
        """Load the gazetteer, building it on first use; ``say`` is told of long work and of warnings.

        Raises:
            GazetteerError: the gazetteer cannot be built or read.
            CacheUnwritable: there is no place to build it.
            RecogniserError: the spaCy pipeline that the settings name cannot be used.
            ContactMissing: the mode is ``nominatim`` and there is no contact.
            OwnGazetteerUnreadable: a list of places that the settings name is none.
        """
        ensure(settings.gazetteer, say)
        self.outlines: Outlines = ShippedOutlines()
        self._gazetteer = Gazetteer(settings.gazetteer)
        self._own = OwnPlaces(settings.places)
        self.corrections = CorrectionFile(settings.corrections, self.place, say)
        self._recogniser = Recogniser(_KnownNames(self._own, self._gazetteer), settings.recogniser)
        self._online = _online(settings, say)
        self._mode = settings.mode
        self._home = settings.home
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
        recognition, candidates, context = self.before_resolution(article, progress)
        return MappedArticle(
            article, recognition.sentences, resolve(article, recognition.mentions, candidates, context)
        )

    def before_resolution(
        self, article: Article, progress: Callable[[Stage], None] = _silent
    ) -> tuple[Recognition, dict[str, tuple[Candidate, ...]], Context]:
        """What resolution decides on: mentions, the candidates of each name, and the context."""
        progress("recognise")
        recognition, decisions = corrected(article, self._recogniser.recognise(article), self.corrections.read())
        progress("locate")
        names = _names(recognition.mentions, recognition.cues)
        candidates = {name: self._candidates(name) for name in names}
        home = self._home or _HOME.get(article.language)
        return recognition, candidates, Context(recognition.sentences, recognition.cues, home, decisions)

    def meanings(self, name: str) -> tuple[RankedCandidate, ...]:
        """What a name alone can mean, best first."""
        return rank(self._candidates(name), home=self._home or "DE")

    def place(self, id_: str) -> Place | None:
        """The place of an id, from the gazetteer or the reader's own lists."""
        return self._own.place(id_) or self._gazetteer.place(id_)

    def _candidates(self, name: str) -> tuple[Candidate, ...]:
        known = merge(self._found(name), self._own.candidates(name))
        if self._online is None or (self._mode == "auto" and known):
            return known
        return merge(known, self._online.candidates(name))


def _counted(progress: Callable[[Step], None], article: int, articles: int) -> Callable[[Stage], None]:
    """Progress of one article as progress of all."""
    return lambda stage: progress(Step(stage, article, articles))


def _names(mentions: Iterable[Mention], cues: Iterable[tuple[Cue, ...]]) -> dict[str, None]:
    """The names to look up, each once, in order."""
    names = {mention.name: None for mention in mentions if mention.confidence >= 0.3}
    return names | {cue.value: None for found in cues for cue in found if cue.code in _NAMING}


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
