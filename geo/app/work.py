"""The work: in a thread of its own, what was handed in is read, mapped at once and, where the reader wants it, looked
up online. The page only looks on, so that it stays alive whatever takes long."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final

import streamlit as st

from geo.app.kml import kml
from geo.app.session import Address, Drawing, Input, Missing, OnlineChoice, Work
from geo.app.texts import Texts
from geo.draw import csv_table, geojson, page
from geo.errors import GazetteerError, ReadError, SchauplatzError, UnexpectedFault, WorkStopped
from geo.model import Article, Atlas, Failure, MappedArticle
from geo.pipeline import Mapper, Stage, Step
from geo.read import is_archive, read_bytes, read_file, read_text, read_web, unpack
from geo.settings import Labels, Settings
from geo.sources.nominatim import NominatimLookup

STAGES: Final[tuple[Stage, ...]] = ("read", "recognise", "locate", "draw")
MAX_INPUTS: Final = 500
"""Texts that one work takes."""

_log = logging.getLogger(__name__)


class Workshop:
    """The one mapper of this process, which all sessions share. It is loaded for the first text."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._mapper: Mapper | None = None

    def mapper(self, say: Callable[[str], None] = lambda _: None) -> Mapper:
        """The mapper; ``say`` hears about the loading.

        Raises:
            SchauplatzError: a part of the installation is missing.
        """
        with self._lock:
            if self._mapper is None:
                # The app promises that nothing leaves this computer, whatever the environment says.
                self._mapper = Mapper(replace(Settings.from_environment(), mode="offline"), say)
            return self._mapper

    def discard(self) -> None:
        """Forget the mapper: the next attempt opens what has been mended in the meantime."""
        with self._lock:
            self._mapper = None

    def map(
        self, article: Article, choice: OnlineChoice, progress: Callable[[Stage], None] = lambda _: None
    ) -> MappedArticle:
        """Map an article; where online lookup is on, with the answers that are kept. Nothing is asked here.

        Raises:
            SchauplatzError: it cannot be mapped.
        """
        mapper = self.mapper()
        if choice.on:
            mapper = mapper.asking(lookup(choice, only_kept=True).in_language(article.language))
        return mapper.map_article(article, progress)


@st.cache_resource(show_spinner=False)
def workshop() -> Workshop:
    """The process's workshop."""
    return Workshop()


def lookup(choice: OnlineChoice, *, stop: Event | None = None, only_kept: bool = False) -> NominatimLookup:
    """The online lookup that a reader has chosen; with ``only_kept`` it asks for nothing and knows what it has asked.

    Raises:
        ContactMissing: the contact is none.
        InvalidSetting: the environment names an endpoint that is none.
    """
    settings = replace(Settings.from_environment(), mode="auto", contact=choice.contact)
    return NominatimLookup(replace(settings, lookups=0) if only_kept else settings, stop=stop)


@dataclass(slots=True)
class Progress:
    """How far a job is: the last step of each stage, what is being loaded, and the names still to be asked online."""

    steps: dict[Stage, Step] = field(default_factory=dict)
    stage: Stage | None = None
    line: str = ""
    asked: int = 0
    to_ask: int = 0
    warnings: tuple[str, ...] = ()


class Job:
    """One thread that works for one :class:`Work`. Texts handed in meanwhile go before names to be asked online."""

    def __init__(self, work: Work, labels: Labels, inputs: tuple[Input, ...]) -> None:
        self.progress: Final = Progress()
        self.error: SchauplatzError | None = None
        self._work = work
        self._labels = labels
        self._inputs = deque(inputs)
        self._taken = 0
        self._names: deque[tuple[Article, str]] = deque()
        self._lock = Lock()
        self._articles: deque[Article] = deque()
        self._stopped = Event()
        self._over = Event()
        self._lookup: NominatimLookup | None = None
        self._thread: Thread | None = None

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    @property
    def waiting(self) -> tuple[Input, ...]:
        """What has not been worked on yet."""
        with self._lock:
            return tuple(self._inputs)

    def start(self) -> None:
        """Begin; once begun, it goes on."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name="schauplatz job", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after what is being done at this moment; what is there stays."""
        self._stopped.set()

    def look_up(self, articles: Iterable[Article]) -> None:
        """Ask for the unknown names of articles that are mapped already."""
        self._articles.extend(articles)

    def wait(self, seconds: float) -> bool:
        """Wait until the job is over, at most so long; whether it is."""
        return self._over.wait(seconds)

    def take(self, inputs: tuple[Input, ...]) -> bool:
        """Take more texts; False where it is too late for this job."""
        with self._lock:
            if self._over.is_set() or self._stopped.is_set():
                return False
            self._inputs.extend(inputs)
            return True

    def _run(self) -> None:
        try:
            while not self._stopped.is_set() and self._step():
                pass
            if self._stopped.is_set():
                for entry in self.waiting:
                    self._work.miss(Missing(entry.source, WorkStopped(entry.source)))
        except SchauplatzError as error:
            self.error = error
            workshop().discard() if isinstance(error, GazetteerError) else None
        except Exception as error:
            _log.exception("the app's work has failed")
            self.error = UnexpectedFault("the work", type(error).__name__)
        finally:
            self._over.set()

    def _step(self) -> bool:
        """Do the most urgent thing; False when there is nothing left."""
        with self._lock:
            entry = self._inputs[0] if self._inputs else None
        if entry is not None:
            self._take_up(entry)
        elif self._articles:
            self._note_unknown(self._articles.popleft())
        elif self._names and self._work.online.on:
            self._ask(*self._names.popleft())
        elif self._work.articles and not _is_drawn(self._work, self._labels):
            self._draw()
        else:
            with self._lock:
                if not self._inputs:
                    self._over.set()
                return bool(self._inputs)
        return True

    def _take_up(self, entry: Input) -> None:
        """Read and map one input; only what is wrong with the whole installation ends the job."""
        workshop().mapper(self._say)
        self._taken += 1
        self._reach("read")
        entries: Iterator[Input] = iter(())
        try:
            if isinstance(entry.content, bytes) and is_archive(entry.content):
                entries = _unpacked(entry, self._work)
            else:
                article = _read(entry)
                self._work.add(workshop().map(article, self._work.online, self._reach))
                self._note_unknown(article)
        except GazetteerError:
            raise
        except SchauplatzError as error:
            self._work.miss(Missing(entry.source, error))
        except Exception as error:
            _log.exception("an article has failed")
            self._work.miss(Missing(entry.source, UnexpectedFault(entry.source, type(error).__name__)))
        with self._lock:
            self._inputs.popleft()
            self._inputs.extendleft(reversed(list(entries)))

    def _note_unknown(self, article: Article) -> None:
        """Put the names of an article that nobody here knows up for asking."""
        if self._work.online.on:
            unknown = workshop().mapper().unknown_names(article)
            self._names.extend((article, name) for name in unknown)
            self.progress.to_ask += len(unknown)

    def _ask(self, article: Article, name: str) -> None:
        """Ask for one name, and map its article again when it was the last of it."""
        if self._lookup is None:
            self._lookup = lookup(self._work.online, stop=self._stopped)
        asking = self._lookup.in_language(article.language)
        asking.candidates(name)
        self.progress.asked += 1
        if not any(other.id == article.id for other, _ in self._names):
            self._work.add(workshop().mapper().asking(asking).map_article(article))
        self.progress.warnings = asking.warnings

    def _draw(self) -> None:
        self._reach("draw")
        drawing(self._work, self._labels)

    def _say(self, line: str) -> None:
        self.progress.line = line

    def _reach(self, stage: Stage) -> None:
        with self._lock:
            inputs = len(self._inputs)
        articles = self._taken + max(0, inputs - 1)
        self.progress.steps[stage] = Step(stage, self._taken, articles)
        self.progress.stage = stage


def hand_in(work: Work, labels: Labels, *inputs: Input) -> None:
    """Have inputs mapped for a work."""
    inputs = inputs[:MAX_INPUTS]
    if work.job is None or not work.job.take(inputs):
        work.job = Job(work, labels, inputs)
        work.job.start()


def look_up(work: Work, labels: Labels) -> None:
    """Ask online for the names on a work's map that are not known here."""
    job = work.job if work.job is not None and not work.job.is_over else None
    if job is None:
        job = work.job = Job(work, labels, ())
    job.look_up(mapped.article for mapped in work.atlas.articles)
    job.start()


def map_again(work: Work, articles: tuple[Article, ...]) -> None:
    """Map articles again, after the reader has decided something.

    Raises:
        SchauplatzError: they cannot be mapped.
    """
    for article in articles:
        work.add(workshop().map(article, work.online))


def drawing(work: Work, labels: Labels) -> Drawing:
    """A work's page and tables in one language."""
    with work.lock:
        version = work.version
        known = work.drawings.get(labels)
        if known is not None and known[0] == version:
            return known[1]
        texts = Texts(labels)
        failures = (Failure(texts.source(one.source), texts.error(one.error, one.source)) for one in work.missing)
        atlas = Atlas(work.atlas.articles, tuple(failures))
    drawn = Drawing(
        page=page(atlas, workshop().mapper().outlines, labels=labels),
        geojson=geojson(atlas, labels),
        csv=csv_table(atlas, labels),
        kml=kml(atlas, labels),
    )
    with work.lock:
        work.drawings[labels] = (version, drawn)
    return drawn


def _is_drawn(work: Work, labels: Labels) -> bool:
    with work.lock:
        return labels in work.drawings and work.drawings[labels][0] == work.version


def _unpacked(entry: Input, work: Work) -> Iterator[Input]:
    """The files of an archive; what is refused of them is noted."""
    assert isinstance(entry.content, bytes)  # noqa: S101 – for the type checker
    for name, content in unpack(entry.content, entry.source):
        if isinstance(content, ReadError):
            work.miss(Missing(name, content))
        else:
            yield Input(name, content)


def _read(entry: Input) -> Article:
    match entry.content:
        case Path() as path:
            return read_file(path)
        case bytes() as data:
            return read_bytes(data, entry.source)
        case Address(url):
            return read_web(url)
        case text:
            # Who opens the page does not care how the text came in.
            return replace(read_text(text, entry.source), source=None)
