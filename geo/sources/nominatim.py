"""Online lookup: the candidates that a Nominatim server has for a name, asked for politely and only once.

A name takes this way: is the answer kept? → may this run ask at all? → the lease (:mod:`geo.sources.pace`) → the server
(:mod:`geo.sources.nominatim_http`) → keep the answer (:mod:`geo.sources.answer_cache`) → read it
(:mod:`geo.sources.nominatim_records`). Whatever goes wrong on the way costs candidates, never the map: the run learns
from :attr:`NominatimLookup.warnings` which names were not looked up, and why.

Usage policy of the public server: https://operations.osmfoundation.org/policies/nominatim/
"""

from __future__ import annotations

import copy
import json
import random
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

from geo.errors import ContactMissing, LookupBudgetSpent, OnlineLookupError, ServiceBusy, ServiceFailed
from geo.model import Candidate, Outlines, Place
from geo.settings import PUBLIC_INTERVAL, Settings
from geo.sources import nominatim_outlines, nominatim_records
from geo.sources.answer_cache import AnswerCache, Question
from geo.sources.nominatim_outlines import AnsweredOutlines
from geo.sources.nominatim_questions import Hint, Search, narrowed, normal_query
from geo.sources.pace import Lease, Pace

if TYPE_CHECKING:
    from geo.sources.nominatim_http import Client, Record

TIME_LIMIT: Final = 10.0
"""Seconds for one request."""

PATIENCE: Final = 15.0
"""Seconds that a run waits, for one name, when the server asks to be left alone."""

BACK_OFF: Final = 1.0
"""Seconds before the second request to a busy server that does not say how long it is; doubled for each further one."""

MAX_ATTEMPTS: Final = 4
"""Requests for one name to a busy server."""

MAX_FAILURES: Final = 2
"""Failures in a row after which a run stops asking."""

ANSWERING: Final = 0.3
"""Seconds that an answer takes, as the estimate has it."""

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.ASCII | re.IGNORECASE)
_WEB: Final = re.compile(
    r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[/:?#][\w./:?#=&%~+@-]*)?", re.ASCII | re.IGNORECASE
)
_SAMPLE_HOST: Final = re.compile(r"(?:.*\.)?(?:example\.(?:com|net|org)|example|invalid|test|localhost)", re.IGNORECASE)
_NAMES_SHOWN: Final = 5
_T = TypeVar("_T")


def user_agent(contact: str | None) -> str:
    """How we introduce ourselves to the server.

    Raises:
        ContactMissing: the contact is missing, is no e-mail or web address, or one of those reserved for examples
            (RFC 2606).
    """
    parts = _MAIL.fullmatch(contact or "") or _WEB.fullmatch(contact or "")
    if parts is None or _SAMPLE_HOST.fullmatch(parts[1]):
        raise ContactMissing
    return f"Schauplatz/0.1 ({contact})"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run will ask: ``names`` that are not kept yet, ``kept`` ones that are, how many ``beyond`` what the run
    may ask, and how many ``seconds`` the asking takes at least. A name that is narrowed down and the outlines take a
    request more."""

    names: int
    kept: int
    beyond: int
    seconds: float


@dataclass(slots=True)
class _Run:
    """What the lookups of one run share, whatever their language."""

    max_requests: int
    stop: threading.Event
    pace: Pace
    requests: int = 0
    failures: int = 0
    reason: OnlineLookupError | None = None
    stopped: bool = False
    unasked: dict[str, None] = field(default_factory=dict)
    no_outline: dict[str, None] = field(default_factory=dict)
    client: Client | None = None


class NominatimLookup:
    """Candidates from a Nominatim server (implements :class:`geo.model.CandidateSource`).

    ``language`` is that of the article. The settings bound what a whole run may ask, in all languages; answers that are
    kept cost nothing. ``say`` takes sentences for the reader while it runs. Whoever sets ``stop`` ends the asking at
    once; what has come is kept.

    Raises:
        ContactMissing: the settings name no contact.
        OnlineLookupError: never; see :attr:`warnings`.
    """

    def __init__(
        self,
        settings: Settings,
        language: str = "de",
        *,
        say: Callable[[str], None] = lambda _sentence: None,
        stop: threading.Event | None = None,
    ) -> None:
        self._user_agent = user_agent(settings.contact)
        self._endpoint = settings.endpoint
        self._language = _checked(language)
        self._cache = AnswerCache(
            settings.answers, say, keep_found=settings.found_days, keep_not_found=settings.not_found_days
        )
        self._interval = max(settings.interval, PUBLIC_INTERVAL) if settings.is_public_endpoint else settings.interval
        self._max_requests = settings.lookups
        self._say = say
        self._run = self._begun(stop)

    def new_run(self, stop: threading.Event | None = None) -> NominatimLookup:
        """The same lookup for another run, with a budget and warnings of its own."""
        other = copy.copy(self)
        other._run = self._begun(stop)
        return other

    def in_language(self, language: str) -> NominatimLookup:
        """The same lookup for an article in another language: same cache, same budget, same warnings. What is no code
        of a language changes nothing."""
        other = copy.copy(self)
        if _LANGUAGE.fullmatch(language):
            other._language = language
        return other

    def candidates(self, name: str, hints: Iterable[Hint] = ()) -> tuple[Candidate, ...]:
        """The places that the server has for a name; none also where it could not be asked.

        Where none of them fits one of the ``hints``, those that a narrower question brings come after them.
        """
        query = normal_query(name)
        if query is None:
            return ()
        found = self._found(Search(query), query)
        if found is None:
            self._run.unasked[query] = None
            found = ()
        else:
            self._run.unasked.pop(query, None)  # the server had stumbled
        for hint in hints:
            search = narrowed(query, hint, self._language)
            if search is not None and not any(hint.fits(one.place) for one in found):
                known = {one.place.id for one in found}
                found += tuple(one for one in self._found(search, query) or () if one.place.id not in known)
        return found

    def ask_outlines(self, places: Iterable[Place], shipped: Outlines) -> None:
        """Get the outlines of those places that come from the server, where neither ``shipped`` nor the cache has them;
        :meth:`outlines` gives them."""
        by_detail: dict[float, dict[str, Place]] = {}
        for place in places:
            id_ = nominatim_outlines.osm_id(place)
            if id_ is None or place.outline is None or shipped.outline(place.outline) is not None:
                continue
            if self._cache.get(self._outline_question(place)) is None:
                by_detail.setdefault(nominatim_outlines.threshold(place), {})[id_] = place
        for detail, wanted in sorted(by_detail.items()):
            ids = sorted(wanted)
            for first in range(0, len(ids), nominatim_outlines.MAX_IDS):
                self._ask_outlines(
                    {id_: wanted[id_] for id_ in ids[first : first + nominatim_outlines.MAX_IDS]}, detail
                )

    def outlines(self, shipped: Outlines) -> Outlines:
        """The outlines of ``shipped``, and those that have been asked for."""
        return AnsweredOutlines(shipped, self._cache, self._endpoint)

    def estimate(self, names: Iterable[str]) -> Estimate:
        """What the lookup of some names takes, before it begins."""
        return self.estimate_in_languages({self._language: names})

    def estimate_in_languages(self, names: Mapping[str, Iterable[str]]) -> Estimate:
        """The same for the names of articles by their language."""
        questions = {
            self.in_language(language)._question(Search(query))
            for language, some in names.items()
            for name in some
            if (query := normal_query(name)) is not None
        }
        new = sum(self._cache.get(question) is None for question in questions)
        asked = min(new, max(0, self._max_requests - self._run.requests))
        seconds = asked * (self._interval + ANSWERING) + (self._run.pace.wish() if asked else 0.0)
        return Estimate(new, len(questions) - new, new - asked, round(seconds, 1))

    @property
    def requests(self) -> int:
        """How many requests this run has made."""
        return self._run.requests

    @property
    def warnings(self) -> tuple[str, ...]:
        """A sentence on the names that were not looked up and why, one on missing outlines, or nothing."""
        sentences = []
        for missing, one, many in (
            (list(self._run.unasked), "name was not looked up", "names were not looked up"),
            (list(self._run.no_outline), "outline was not fetched", "outlines were not fetched"),
        ):
            if missing:
                shown = ", ".join(missing[:_NAMES_SHOWN]) + (" …" if len(missing) > _NAMES_SHOWN else "")
                what = one if len(missing) == 1 else many
                sentences.append(f"{len(missing)} {what} online ({shown}): {self._run.reason}")
        return tuple(sentences)

    def _begun(self, stop: threading.Event | None) -> _Run:
        stop = stop or threading.Event()
        return _Run(self._max_requests, stop, Pace(self._endpoint, self._interval, stop=stop))

    def _found(self, search: Search, name: str) -> tuple[Candidate, ...] | None:
        """The candidates that the answer to a search holds, kept or asked for; None where it could not be asked."""
        question = self._question(search)
        answer = self._cache.get(question) or self._answer(question, search)
        return nominatim_records.candidates(answer, name, self._language) if answer is not None else None

    def _answer(self, question: Question, search: Search) -> str | None:
        """The server's answer as JSON text; None where it could not be asked."""

        def ask(lease: Lease) -> str:
            kept = self._cache.get(question)  # another process may have asked while this one waited
            if kept is not None:
                return kept
            records = self._patiently(lambda client: client.search(search, question.language), lease)
            answer = _json(records)
            self._cache.put(question, answer, found=bool(records))
            return answer

        return self._in_turn(ask)

    def _ask_outlines(self, wanted: dict[str, Place], detail: float) -> None:
        """Get some outlines in one request; a place that the server says nothing of has none."""

        def ask(lease: Lease) -> bool:
            records = self._patiently(lambda client: client.outlines(list(wanted), detail), lease)
            answered = {_id(record): record for record in records}
            for id_, place in wanted.items():
                record = answered.get(id_)
                answer = _json([{"geojson": record.get("geojson")}] if record is not None else [])
                self._cache.put(self._outline_question(place), answer, found=record is not None)
            return True

        if self._in_turn(ask) is None:
            self._run.no_outline |= {place.name_in(self._language): None for place in wanted.values()}

    def _in_turn(self, ask: Callable[[Lease], _T]) -> _T | None:
        """What a request brings when its turn comes; None where nothing is to be asked any more, or it failed."""
        run = self._run
        if run.stopped:
            return None
        try:
            if run.requests >= run.max_requests:
                raise LookupBudgetSpent(run.max_requests)
            with run.pace.lease() as lease:
                answer = ask(lease)
        except OnlineLookupError as error:
            self._note(error)
            return None
        run.failures = 0
        return answer

    def _patiently(self, request: Callable[[Client], list[Record]], lease: Lease) -> list[Record]:
        """The answer of a server that may be busy for a while: it is left alone for as long as it says or, where it
        says nothing, for longer each time, and for not quite as long as others would."""
        waited = 0.0
        attempt = 1
        while True:
            try:
                with lease.request():
                    self._run.requests += 1
                    return request(self._client())
            except ServiceBusy as busy:
                if busy.seconds is None:
                    seconds = BACK_OFF * 2 ** (attempt - 1) * random.uniform(1.0, 1.5)  # noqa: S311 - no secret
                else:
                    seconds = busy.seconds
                lease.hold_off(seconds)
                waited += seconds
                spent = self._run.requests >= self._run.max_requests
                if waited > PATIENCE or attempt >= MAX_ATTEMPTS or spent:
                    raise
                attempt += 1

    def _client(self) -> Client:
        if self._run.client is None:
            from geo.sources.nominatim_http import Client

            self._run.client = Client(self._endpoint, self._user_agent, TIME_LIMIT, self._run.stop)
        return self._run.client

    def _question(self, search: Search) -> Question:
        return Question(self._endpoint, search.text, self._language, search.parameters)

    def _outline_question(self, place: Place) -> Question:
        return nominatim_outlines.question(self._endpoint, place.outline or place.id)

    def _note(self, error: OnlineLookupError) -> None:
        """A server that failed once may have stumbled; one that fails again, refuses or is not there is not asked any
        more by this run."""
        run = self._run
        run.reason = error
        run.failures += isinstance(error, ServiceFailed)
        if not isinstance(error, ServiceFailed) or run.failures >= MAX_FAILURES:
            run.stopped = True
            self._say(f"online lookup stops for this run: {error}")


def _json(records: Sequence[Record]) -> str:
    return json.dumps(records, separators=(",", ":"))


def _id(record: Record) -> str:
    return f"{str(record.get('osm_type'))[:1].upper()}{record.get('osm_id')}"


def _checked(language: str) -> str:
    if not _LANGUAGE.fullmatch(language):
        raise ValueError(f"«{language}» is no language code (ISO 639-1)")
    return language
