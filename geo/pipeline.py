"""The way of the data: read → recognise → locate → draw. The only module that knows all stages and sources."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias, cast

from geo.errors import ContactMissing, SchauplatzError
from geo.locate import corrected, merge, rank, resolve
from geo.model import (
    MENTIONED,
    Article,
    Atlas,
    Candidate,
    Context,
    Cue,
    Failure,
    MappedArticle,
    Mention,
    NameEntry,
    Names,
    Outlines,
    Place,
    PlaceType,
    RankedCandidate,
    Recognition,
    Resolution,
)
from geo.recognise import Recogniser
from geo.settings import Settings
from geo.sources.answer_cache import AnswerCache
from geo.sources.corrections import CorrectionFile
from geo.sources.gazetteer import Gazetteer
from geo.sources.gazetteer_build import ensure
from geo.sources.nominatim import Estimate, NominatimLookup
from geo.sources.nominatim_outlines import AnsweredOutlines
from geo.sources.nominatim_questions import Hint
from geo.sources.outlines import ShippedOutlines
from geo.sources.own_places import OwnPlaces

Stage: TypeAlias = Literal["read", "recognise", "locate", "draw"]

_REMEMBERED_NAMES = 4096
_REMEMBERED_ARTICLES = 24
_HOME = {"de": "DE"}
"""The country whose places the readers of a language expect first."""
_NAMING = frozenset({"within", "near", "capital"})
"""Cues that name another place."""
_INSIDE = frozenset({"within", "capital"})
"""Cues that name the place around it."""
_CONTAINERS = frozenset({"country", "region", "area", "island"})
_CLEAR = 0.8
"""Share of a candidate from which the gazetteer leaves no doubt which place is meant."""
_MAX_HINTS = 2
"""Narrower questions about one name."""


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
        self._shipped = ShippedOutlines()
        self._gazetteer = Gazetteer(settings.gazetteer)
        self._own = OwnPlaces(settings.places)
        self.corrections = CorrectionFile(settings.corrections, self.place, say)
        recogniser = Recogniser(_KnownNames(self._own, self._gazetteer), settings.recogniser)
        # A reader who corrects an article has it mapped again after each decision.
        self._recognised = lru_cache(_REMEMBERED_ARTICLES)(recogniser.recognise)
        self._online = _online(settings, say)
        self.outlines: Outlines = (
            self._online.outlines(self._shipped)
            if self._online is not None
            else AnsweredOutlines(self._shipped, AnswerCache(settings.answers, say), settings.endpoint)
        )
        self._mode = settings.mode
        self._home = settings.home
        self._found = lru_cache(_REMEMBERED_NAMES)(self._gazetteer.candidates)

    def atlas(
        self,
        inputs: Iterable[Article | Failure],
        progress: Callable[[Step], None] = _silent,
        stop: threading.Event | None = None,
    ) -> Atlas:
        """Map articles; one that fails does not stop the others. Setting ``stop`` ends the online lookup, if there is
        one: the atlas is made with what has come. What was not looked up stands in the atlas's notes."""
        given = list(inputs)
        mapper = self if self._online is None else self._with(self._online.new_run(stop))
        mapped: list[MappedArticle] = []
        failures: list[Failure] = []
        for number, one in enumerate(given, start=1):
            if isinstance(one, Failure):
                failures.append(one)
                continue
            try:
                mapped.append(mapper.map_article(one, _counted(progress, number, len(given))))
            except SchauplatzError as error:
                failures.append(Failure(one.source or one.id, str(error)))
        return Atlas(tuple(mapped), tuple(failures), mapper.warnings)

    def map_article(self, article: Article, progress: Callable[[Stage], None] = _silent) -> MappedArticle:
        """Recognise and locate the places of one article."""
        recognition, candidates, context = self.before_resolution(article, progress)
        resolutions = resolve(article, recognition.mentions, candidates, context)
        if self._online is not None:
            places = {one.place.id: one.place for one in resolutions if one.place is not None}
            self._online.in_language(article.language).ask_outlines(places.values(), self._shipped)
        return MappedArticle(article, recognition.sentences, resolutions)

    def before_resolution(
        self, article: Article, progress: Callable[[Stage], None] = _silent
    ) -> tuple[Recognition, dict[str, tuple[Candidate, ...]], Context]:
        """What resolution decides on: mentions, the candidates of each name, and the context."""
        progress("recognise")
        recognition, decisions = corrected(article, self._recognised(article), self.corrections.read())
        progress("locate")
        names = _names(recognition.mentions, recognition.cues)
        candidates = {name: self._known(name) for name in names}
        home = self._home or _HOME.get(article.language)
        context = Context(recognition.sentences, recognition.cues, home, decisions)
        if self._online is not None:
            online = self._online.in_language(article.language)
            hints = _hints(recognition, candidates)
            asked = self._to_ask(article, recognition, candidates, context)
            found = {name: online.candidates(name, hints.get(name, ())) for name in asked}
            candidates |= {name: merge(candidates[name], more) for name, more in found.items()}
        return recognition, candidates, context

    def asking(self, online: NominatimLookup) -> Mapper:
        """The same mapper, which asks this source for the names that the gazetteer does not hold or is unsure of."""
        other = self._with(online)
        other._mode = "auto"
        return other

    def unknown_names(self, article: Article) -> tuple[str, ...]:
        """The names in an article that neither the gazetteer nor the reader's own lists hold, or that they leave
        doubtful."""
        recognition, candidates, context = self._with(None).before_resolution(article)
        return self._to_ask(article, recognition, candidates, context)

    def estimate(self, articles: Iterable[Article]) -> Estimate | None:
        """What looking up the names of some articles online takes; None where nothing is looked up."""
        if self._online is None:
            return None
        names: dict[str, dict[str, None]] = {}
        for article in articles:
            with suppress(SchauplatzError):  # told when the article is mapped
                names.setdefault(article.language, {}).update(dict.fromkeys(self.unknown_names(article)))
        return self._online.estimate_in_languages(names)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What could not be looked up online, and why, as sentences."""
        return self._online.warnings if self._online is not None else ()

    def meanings(self, name: str) -> tuple[RankedCandidate, ...]:
        """What a name alone can mean, best first."""
        known = self._known(name)
        if self._online is not None and (self._mode == "nominatim" or not known):
            known = merge(known, self._online.candidates(name))
        return rank(known, home=self._home or "DE")

    def place(self, id_: str) -> Place | None:
        """The place of an id, from the gazetteer or the reader's own lists."""
        return self._own.place(id_) or self._gazetteer.place(id_)

    def _known(self, name: str) -> tuple[Candidate, ...]:
        return merge(self._found(name), self._own.candidates(name))

    def _with(self, online: NominatimLookup | None) -> Mapper:
        """The same mapper with another lookup."""
        other = copy(self)
        other._online = online
        return other

    def _to_ask(
        self, article: Article, recognition: Recognition, known: Mapping[str, Sequence[Candidate]], context: Context
    ) -> tuple[str, ...]:
        """The names to be looked up online: all, or those that are not known and those whose place is doubtful."""
        mentioned = {one.name: None for one in recognition.mentions if one.confidence >= MENTIONED}
        named = {cue.value: None for cues in recognition.cues for cue in cues if cue.code in _NAMING}
        if self._mode == "nominatim":
            return tuple(mentioned | named)
        resolutions = resolve(article, recognition.mentions, known, context)
        doubtful = {one.mention.name for one in resolutions if _is_doubtful(one)}
        return tuple(name for name in mentioned | named if not known.get(name) or name in doubtful)


def _counted(progress: Callable[[Step], None], article: int, articles: int) -> Callable[[Stage], None]:
    """Progress of one article as progress of all."""
    return lambda stage: progress(Step(stage, article, articles))


def _names(mentions: Iterable[Mention], cues: Iterable[tuple[Cue, ...]]) -> dict[str, None]:
    """The names to look up, each once, in order."""
    names = {mention.name: None for mention in mentions if mention.confidence >= 0.3}
    return names | {cue.value: None for found in cues for cue in found if cue.code in _NAMING}


def _is_doubtful(resolution: Resolution) -> bool:
    """Whether other candidates may help: not where the doubt is if there is a mention at all."""
    if resolution.status == "unsure":
        return resolution.candidates[0].confidence < _CLEAR
    return resolution.status == "unlocated"


def _hints(recognition: Recognition, known: Mapping[str, Sequence[Candidate]]) -> dict[str, list[Hint]]:
    """What the text says of names besides: the types that they have, and where they lie."""
    hints: dict[str, list[Hint]] = {}
    for mention, cues in zip(recognition.mentions, recognition.cues, strict=True):
        types = frozenset(cast(PlaceType, one) for cue in cues if cue.code == "type" for one in cue.value.split("|"))
        around = (one.place for cue in cues if cue.code in _INSIDE for one in known.get(cue.value, ()))
        hint = Hint(types, next((place for place in around if place.type in _CONTAINERS), None))
        found = hints.setdefault(mention.name, [])
        if hint != Hint() and hint not in found and len(found) < _MAX_HINTS:
            found.append(hint)
    return hints


def _online(settings: Settings, say: Callable[[str], None]) -> NominatimLookup | None:
    """The online lookup, where the reader has chosen it."""
    if settings.mode == "offline":
        return None
    try:
        return NominatimLookup(settings, say=say)
    except ContactMissing as error:
        if settings.mode == "nominatim":
            raise
        say(f"staying offline: {error}")
        return None
