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
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.errors import ContactMissing, LookupBudgetSpent, OnlineLookupError, ServiceBusy, ServiceFailed
from geo.model import Candidate
from geo.settings import PUBLIC_INTERVAL, Settings
from geo.sources import nominatim_records
from geo.sources.answer_cache import AnswerCache, Question
from geo.sources.pace import Lease, Pace

if TYPE_CHECKING:
    from geo.sources.nominatim_http import Client, Record

MAX_REQUESTS: Final = 100
"""Requests of one run, where the caller names no other number: at the public rate, under two minutes."""

TIME_LIMIT: Final = 10.0
"""Seconds for one request."""

PATIENCE: Final = 10.0
"""Seconds that a run waits when the server asks to be left alone."""

MAX_FAILURES: Final = 2
"""Failures in a row after which a run stops asking."""

MAX_QUERY: Final = 100
"""Longest name that is asked for, in code points."""

LIMIT: Final = 10
PARAMETERS: Final = f"search limit={LIMIT} addressdetails namedetails extratags"
"""What all requests have in common, as part of the cache's key: other parameters, other answers."""

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.ASCII | re.IGNORECASE)
_WEB: Final = re.compile(
    r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[/:?#][\w./:?#=&%~+@-]*)?", re.ASCII | re.IGNORECASE
)
_SAMPLE_HOST: Final = re.compile(r"(?:.*\.)?(?:example\.(?:com|net|org)|example|invalid|test|localhost)", re.IGNORECASE)
_NAMES_SHOWN: Final = 5


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


def normal_query(name: str) -> str | None:
    """The form in which a name is asked for; None for what is none: Nominatim would read a pair of numbers as a
    position, and words in square brackets as a kind of thing."""
    query = " ".join(unicodedata.normalize("NFC", name).split())
    if not 2 <= len(query) <= MAX_QUERY or not query.isprintable() or not any(map(str.isalpha, query)):
        return None
    return None if set(query) & set("[]") else query


@dataclass(slots=True)
class _Run:
    """What the lookups of one run share, whatever their language."""

    max_requests: int
    requests: int = 0
    failures: int = 0
    reason: OnlineLookupError | None = None
    stopped: bool = False
    unasked: dict[str, None] = field(default_factory=dict)


class NominatimLookup:
    """Candidates from a Nominatim server (implements :class:`geo.model.CandidateSource`).

    ``language`` is that of the article. ``max_requests`` bounds what a whole run may ask, in all languages; answers
    that are kept cost nothing. ``say`` takes sentences for the reader while it runs.

    Raises:
        ContactMissing: the settings name no contact.
        OnlineLookupError: never; see :attr:`warnings`.
    """

    def __init__(
        self,
        settings: Settings,
        language: str = "de",
        *,
        max_requests: int = MAX_REQUESTS,
        say: Callable[[str], None] = lambda _sentence: None,
    ) -> None:
        self._user_agent = user_agent(settings.contact)
        self._endpoint = settings.endpoint
        self._language = _checked(language)
        self._cache = AnswerCache(settings.answers, say)
        interval = max(settings.interval, PUBLIC_INTERVAL) if settings.is_public_endpoint else settings.interval
        self._pace = Pace(settings.endpoint, interval)
        self._run = _Run(max_requests)
        self._say = say
        self._client: Client | None = None

    def in_language(self, language: str) -> NominatimLookup:
        """The same lookup for an article in another language: same cache, same budget, same warnings."""
        other = copy.copy(self)
        other._language = _checked(language)
        return other

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """The places that the server has for a name; none also where it could not be asked."""
        query = normal_query(name)
        if query is None:
            return ()
        question = Question(self._endpoint, query, self._language, PARAMETERS)
        answer = self._cache.get(question)
        if answer is None:
            answer = self._ask(question)
        return () if answer is None else nominatim_records.candidates(answer, query, self._language)

    @property
    def requests(self) -> int:
        """How many requests this run has made."""
        return self._run.requests

    @property
    def warnings(self) -> tuple[str, ...]:
        """A sentence on the names that were not looked up and why, or nothing."""
        unasked = list(self._run.unasked)
        if not unasked:
            return ()
        shown = ", ".join(unasked[:_NAMES_SHOWN]) + (" …" if len(unasked) > _NAMES_SHOWN else "")
        names = "1 name was" if len(unasked) == 1 else f"{len(unasked)} names were"
        return (f"{names} not looked up online ({shown}): {self._run.reason}",)

    def _ask(self, question: Question) -> str | None:
        """The server's answer as JSON text; None where it could not be asked, which the run remembers."""
        run = self._run
        if not run.stopped:
            try:
                return self._ask_in_turn(question)
            except OnlineLookupError as error:
                self._note(error)
        run.unasked[question.query] = None
        return None

    def _ask_in_turn(self, question: Question) -> str:
        if self._run.requests >= self._run.max_requests:
            raise LookupBudgetSpent(self._run.max_requests)
        with self._pace.lease() as lease:
            kept = self._cache.get(question)  # another process may have asked while this one waited
            if kept is not None:
                return kept
            records = self._records(question, lease)
            self._run.failures = 0
            answer = json.dumps(records, separators=(",", ":"))
            self._cache.put(question, answer, found=bool(records))
            return answer

    def _records(self, question: Question, lease: Lease) -> list[Record]:
        try:
            return self._request(question, lease)
        except ServiceBusy as busy:
            if busy.seconds is None:
                raise
            lease.hold_off(busy.seconds)
            if busy.seconds > PATIENCE:
                raise
        try:
            return self._request(question, lease)
        except ServiceBusy as busy:
            if busy.seconds is not None:
                lease.hold_off(busy.seconds)
            raise

    def _request(self, question: Question, lease: Lease) -> list[Record]:
        if self._client is None:
            from geo.sources.nominatim_http import Client

            self._client = Client(self._endpoint, self._user_agent, TIME_LIMIT)
        with lease.request():
            self._run.requests += 1
            return self._client.search(question.query, question.language, LIMIT)

    def _note(self, error: OnlineLookupError) -> None:
        """A server that failed once may have stumbled; one that fails again, refuses or is not there is not asked any
        more by this run."""
        run = self._run
        run.reason = error
        run.failures += isinstance(error, ServiceFailed)
        if not isinstance(error, ServiceFailed) or run.failures >= MAX_FAILURES:
            run.stopped = True
            self._say(f"online lookup stops for this run: {error}")


def _checked(language: str) -> str:
    if not _LANGUAGE.fullmatch(language):
        raise ValueError(f"«{language}» is no language code (ISO 639-1)")
    return language
