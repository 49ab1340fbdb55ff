"""The words of the project as types.

Four stages turn a text into a map: *read* gives an :class:`Article`, *recognise* finds its :class:`Mention` spans,
*locate* decides what each means (:class:`Resolution`), *draw* makes map, page and tables from the :class:`Atlas`.
The stages share these types and nothing else; what they need from outside comes through the protocols at the end.

Offsets count Unicode code points of ``Article.text``. Coordinates are degrees, WGS 84. Distances are kilometres.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol, TypeAlias, get_args

Kind: TypeAlias = Literal["place", "derived", "part", "in_org"]
"""How a mention refers to its place.

``place``: by its name («Moskau»). ``derived``: by an adjective or the name of its inhabitants («russische»,
«Europäer»). ``part``: as part of a compound («Ukraine-Krieg»). ``in_org``: inside the name of an organisation
(«Universität Heidelberg»).
"""

PlaceType: TypeAlias = Literal[
    "country",
    "region",
    "city",
    "district",
    "island",
    "river",
    "lake",
    "sea",
    "mountain",
    "area",
    "site",
    "street",
]
"""What a place is.

``region`` is every administrative unit above the municipality, ``city`` any settlement, ``district`` a part of a city,
``area`` a part of the world without an administration of its own (continents, deserts, straits, landscapes,
historical states), ``site`` a building or facility.
"""

Status: TypeAlias = Literal["located", "unsure", "unlocated", "rejected"]
"""What became of a mention: a place; a doubtful place; no place found; not a place at all."""

Direction: TypeAlias = Literal[
    "north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest", "centre"
]
"""The part of a place that is meant: «Nordfrankreich» is the ``north`` of France."""

NameMatch: TypeAlias = Literal["preferred", "alternate", "historical", "transcribed", "bare"]
"""How a record bears the name that was asked for. ``bare``: as what is left of it once its type is taken off («Stendal»
for the Landkreis Stendal)."""

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
PLACE_TYPES: Final[tuple[PlaceType, ...]] = get_args(PlaceType)
STATUSES: Final[tuple[Status, ...]] = get_args(Status)

MENTIONED: Final = 0.4
"""Confidence of a mention from which it counts; below, it is rejected, but kept. Not 0.5: a doubtful place that is
shown as doubtful costs a reader less than one that is missing."""


@dataclass(frozen=True, slots=True)
class Article:
    """One text and what is known about it.

    ``text`` is the decoded input unaltered, header line included. ``id`` is derived from the content unless the
    caller names one. ``date`` is ISO 8601, possibly reduced to year or year and month («2023-04»). ``language`` is an
    ISO 639-1 code. ``source`` says where the text came from (a file's name, «paste»).
    """

    id: str
    text: str
    title: str | None = None
    date: str | None = None
    author: str | None = None
    source: str | None = None
    language: str = "de"
    notes: tuple[str, ...] = ()
    """What the reader should know about how this article was read (a guessed encoding, another language)."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span of an article: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that refers to a place.

    ``surface`` equals ``text[start:end]``. ``name`` is the normal form of the place's name («Pjöngjangs» → Pjöngjang,
    «russische» → Russland). ``direction`` is set where only a part of the place is meant. ``confidence`` says how sure
    the recogniser is that this is a mention of this kind, from 0 to 1.
    """

    start: int
    end: int
    surface: str
    name: str
    kind: Kind
    direction: Direction | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Extent:
    """A bounding box in degrees; ``west > east`` where it crosses the antimeridian."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class Place:
    """A record of a gazetteer.

    ``id`` names source and record (``geonames:524901``, ``iso:UA-14``, ``schauplatz:donbass``). ``names`` gives the
    name by language; ``name`` is the fallback. ``country`` is ISO 3166-1 alpha-2, None for what lies in several
    countries or none. ``admin`` lists the ids of the containing places, widest first. ``outline`` refers to the
    geometry, which is only fetched for drawing. ``population`` is 0 where it is unknown. ``course`` is the line of a
    river or canal from source to mouth, as (lat, lon).
    """

    id: str
    name: str
    lat: float
    lon: float
    type: PlaceType
    country: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    extent: Extent | None = None
    admin: tuple[str, ...] = ()
    population: int = 0
    outline: str | None = None
    source: str = ""
    course: tuple[tuple[float, float], ...] = ()

    def name_in(self, language: str) -> str:
        """The place's name in a language (ISO 639-1), or its general name."""
        return self.names.get(language, self.name)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a name might mean, how it bears that name, and the source that offers it.

    ``prominence`` says how well known the place is under this name, from 0 (a hamlet) to 1 (a country).
    """

    place: Place
    match: NameMatch
    source: str
    prominence: float = 0.5


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence for or against a candidate.

    ``code`` names the evidence (``geo.locate.evidence`` lists them), ``weight`` is its share of the candidate's score
    (negative speaks against it), ``detail`` the words or names it rests on.
    """

    code: str
    weight: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RankedCandidate:
    """A candidate with its confidence (0 to 1, over all candidates of a mention) and the reasons for it."""

    candidate: Candidate
    confidence: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of a mention.

    ``place`` is None for ``unlocated`` and ``rejected``. ``confidence`` is the probability that place and kind are both
    right. ``candidates`` are ranked, best first, and contain the chosen one.
    """

    mention: Mention
    status: Status
    place: Place | None
    confidence: float
    candidates: tuple[RankedCandidate, ...] = ()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the chosen place was chosen."""
        return self.candidates[0].reasons if self.place is not None and self.candidates else ()

    @property
    def source(self) -> str | None:
        """The source that the chosen place comes from."""
        return self.place.source if self.place is not None else None


@dataclass(frozen=True, slots=True)
class Cue:
    """What the words around a mention say about it.

    ``words`` are the words themselves, for the reader. By ``code``:

    ============  =================================================  ================================================
    code          example                                            ``value``
    ============  =================================================  ================================================
    ``type``      «Oblast Luhansk», «die Stadt Donezk»               a :data:`PlaceType`, or several with «|» between
    ``within``    «Paris in Texas», «das brandenburgische Frankfurt» the container's name
    ``near``      «Weil bei Basel»                                   the neighbour's name
    ``capital``   «Nordkoreas Hauptstadt Pjöngjang»                  the country's name
    ``article``   «der Main», «am ruhigen Main»                      ``next`` where nothing stands between
    ``on``        «auf Rügen»                                        empty
    ``listed``    «Luhansk und Donezk»                               the name of the other
    ``dateline``  «Hamburg (dpa) –»                                  empty
    ============  =================================================  ================================================
    """

    code: Literal["type", "within", "near", "capital", "article", "on", "listed", "dateline"]
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the recogniser found in an article: its sentences, the mentions in the order of the text, and for each
    mention the cues around it."""

    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    cues: tuple[tuple[Cue, ...], ...]


Scope: TypeAlias = Literal["mention", "article", "always"]
"""How far a correction reaches: one span, one name in one article, one name everywhere."""

Action: TypeAlias = Literal["place", "reject", "add"]
"""What a correction does: it says which place is meant, that none is, or that there is a mention which was missed."""

SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reader has decided; it wins over everything that the program thinks.

    ``article`` is the article's id (None with scope ``always``), ``start`` and ``end`` the span (only with scope
    ``mention``), ``name`` the normal form of the name. ``place`` is None with ``reject``.
    """

    scope: Scope
    action: Action
    name: str
    article: str | None = None
    start: int | None = None
    end: int | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What resolution may use besides the article, its mentions and their candidates.

    ``cues`` has one entry for each mention, in their order. ``sentences`` are the article's sentences. ``home`` is the
    country (ISO 3166-1 alpha-2) whose places the outlet's readers expect. ``decisions`` are the corrections that hold
    for a mention, by its place in the order.
    """

    sentences: tuple[Sentence, ...] = ()
    cues: tuple[tuple[Cue, ...], ...] = ()
    home: str | None = None
    decisions: Mapping[int, Correction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MappedArticle:
    """An article, its sentences and what became of its mentions, in the order of the text."""

    article: Article
    sentences: tuple[Sentence, ...]
    resolutions: tuple[Resolution, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be read or mapped, and the sentence that says why."""

    source: str
    message: str


@dataclass(frozen=True, slots=True)
class Atlas:
    """What comes out: the mapped articles, the inputs that failed, and sentences on what could not be looked up."""

    articles: tuple[MappedArticle, ...]
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place that some mention was located at, once, in order of first mention."""
        found = {r.place.id: r.place for a in self.articles for r in a.resolutions if r.place is not None}
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class NameEntry:
    """What is known about a name without its context: the types its bearers have, and how prominent the most
    prominent is (0: a hamlet, 1: a country)."""

    types: frozenset[PlaceType]
    prominence: float


Geometry: TypeAlias = dict[str, Any]
"""A GeoJSON geometry (RFC 7946)."""


class Names(Protocol):
    """Is this a name of a place, and of which types?"""

    def find(self, name: str) -> NameEntry | None:
        """The entry of a name, or None where no place bears it."""
        ...


class CandidateSource(Protocol):
    """Which places bear this name?"""

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """All records that bear the name, most prominent first; empty where there is none."""
        ...


class Outlines(Protocol):
    """The geometry of places, fetched for drawing only."""

    def outline(self, reference: str) -> Geometry | None:
        """The geometry that ``Place.outline`` refers to, simplified for drawing, or None where there is none."""
        ...

    def world(self) -> Geometry:
        """A GeoJSON FeatureCollection of the world's countries for the base map.

        Each feature's properties are ``id`` (``iso:DE``), ``de``, ``en`` (names), ``lat``, ``lon`` (label point) and
        ``rank`` (1 for the countries that a world map labels first).
        """
        ...
