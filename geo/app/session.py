"""What the app holds for one reader: the texts handed in, what became of them, and what the reader has decided.

A *work* belongs to one browser tab. The tab's session knows it by a random key, which the tab keeps for itself
(``geo/app/keeper.js``), so that a reload finds the work again; the key stands in no address, and nobody can guess it.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

import streamlit as st

from geo.app.history import History
from geo.errors import SchauplatzError
from geo.model import Atlas, MappedArticle
from geo.settings import Labels

if TYPE_CHECKING:
    from geo.app.work import Job

Stage: TypeAlias = Literal["start", "work", "result"]

MAX_WORKS: Final = 24
"""Works kept in memory; the one that has not been looked at for longest goes first."""

_KEY = "work"
_ADDING = "adding"


@dataclass(frozen=True, slots=True)
class Address:
    """A page on the web that the reader wants to have read."""

    url: str


@dataclass(frozen=True, slots=True)
class Input:
    """A text handed in: pasted (``str``), uploaded (``bytes``), a sample (``Path``) or a page on the web."""

    source: str
    content: str | bytes | Path | Address


@dataclass(frozen=True, slots=True)
class Missing:
    """An input that is not on the map, and why."""

    source: str
    error: SchauplatzError


@dataclass(frozen=True, slots=True)
class Drawing:
    """An atlas in the forms in which it leaves the app."""

    page: str
    geojson: str
    csv: str
    kml: str


@dataclass(frozen=True, slots=True)
class OnlineChoice:
    """Whether names may be asked of a geocoding service, and how its operators can reach the reader."""

    on: bool = False
    contact: str = ""


@dataclass(slots=True)
class Work:
    """What became of one reader's texts.

    The job's thread and the session's script both change it, under ``lock``. ``version`` counts the changes, and
    ``drawings`` are made once for each language and version.
    """

    articles: list[MappedArticle] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    history: History = field(default_factory=History)
    online: OnlineChoice = field(default_factory=OnlineChoice)
    drawings: dict[Labels, tuple[int, Drawing]] = field(default_factory=dict)
    version: int = 0
    job: Job | None = None
    lock: RLock = field(default_factory=RLock)

    @property
    def atlas(self) -> Atlas:
        """The articles mapped so far."""
        with self.lock:
            return Atlas(tuple(self.articles))

    def add(self, mapped: MappedArticle) -> None:
        """Put an article on the map; one that is there already is replaced, since it is the same text."""
        with self.lock:
            ids = [one.article.id for one in self.articles]
            if mapped.article.id in ids:
                self.articles[ids.index(mapped.article.id)] = mapped
            else:
                self.articles.append(mapped)
            self.version += 1

    def miss(self, missing: Missing) -> None:
        """Note that an input did not come onto the map."""
        with self.lock:
            self.missing.append(missing)
            self.version += 1


class Shelf:
    """The works of this process, by their keys."""

    def __init__(self) -> None:
        self._works: OrderedDict[str, Work] = OrderedDict()
        self._lock = RLock()

    def find(self, key: str) -> Work | None:
        """The work of a key, None where there is none (any more)."""
        with self._lock:
            work = self._works.get(key)
            if work is not None:
                self._works.move_to_end(key)
            return work

    def put(self, work: Work) -> str:
        """Keep a work and say its key."""
        key = secrets.token_urlsafe(16)
        with self._lock:
            self._works[key] = work
            while len(self._works) > MAX_WORKS:
                _, dropped = self._works.popitem(last=False)
                _stop(dropped)
        return key

    def drop(self, key: str) -> None:
        """Forget a work; what still runs for it stops."""
        with self._lock:
            dropped = self._works.pop(key, None)
        if dropped is not None:
            _stop(dropped)


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf:
    """The process's shelf."""
    return Shelf()


def stage() -> Stage:
    """Where the reader is."""
    work = current()
    if work is None or is_adding():
        return "start"
    if work.articles:
        return "result"
    return "work" if work.job is not None and not work.job.is_over else "start"


def key() -> str:
    """The key of the session's work, empty where there is none."""
    return cast(str, st.session_state.get(_KEY, ""))


def current() -> Work | None:
    """The session's work."""
    return shelf().find(key()) if key() else None


def begin() -> Work:
    """The session's work, a new one where there is none."""
    work = current()
    if work is None:
        work = Work()
        st.session_state[_KEY] = shelf().put(work)
    return work


def adopt(key: str) -> bool:
    """Take up the work of a key that this tab kept over a reload; False where it is gone."""
    if shelf().find(key) is None:
        return False
    st.session_state[_KEY] = key
    return True


def forget() -> None:
    """Back to an empty start. What has been decided stays written down."""
    shelf().drop(key())
    for name in (_KEY, _ADDING, "text"):
        st.session_state.pop(name, None)


def add_another() -> None:
    """To the start, to hand in more for the same map."""
    st.session_state[_ADDING] = True


def add_no_other() -> None:
    """Back to the map."""
    st.session_state.pop(_ADDING, None)


def is_adding() -> bool:
    """Whether the start is shown for a map that is already there."""
    return bool(st.session_state.get(_ADDING))


def _stop(work: Work) -> None:
    if work.job is not None:
        work.job.stop()
