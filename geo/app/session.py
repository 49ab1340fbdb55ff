"""What the app holds for one reader: the texts handed in and their map. Nothing of it reaches another session."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias, cast

import streamlit as st

from geo.errors import SchauplatzError
from geo.model import Atlas
from geo.settings import Labels

Stage: TypeAlias = Literal["start", "work", "result"]

_TASK = "task"
_OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Input:
    """A text that the reader has handed in: pasted (``str``), uploaded (``bytes``) or a sample (``Path``)."""

    source: str
    content: str | bytes | Path


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the inputs; ``drawings`` are made once for each language they are asked for in."""

    atlas: Atlas
    missing: tuple[Missing, ...]
    drawings: dict[Labels, Drawing] = field(default_factory=dict)


def stage() -> Stage:
    """Where the reader is: texts that wait come before a map that is there."""
    if task():
        return "work"
    return "result" if (found := outcome()) and found.atlas.articles else "start"


def task() -> tuple[Input, ...]:
    """The inputs that wait to be mapped. They stay until they are, so a rerun in the middle loses nothing."""
    return cast("tuple[Input, ...]", st.session_state.get(_TASK, ()))


def outcome() -> Outcome | None:
    """What became of the last inputs."""
    return cast("Outcome | None", st.session_state.get(_OUTCOME))


def hand_in(*inputs: Input) -> None:
    """Put inputs up for mapping, in place of whatever there was."""
    forget()
    st.session_state[_TASK] = inputs


def finish(outcome: Outcome) -> None:
    """The task is done; this came of it. Without a single mapped article the reader is back at the start."""
    forget()
    st.session_state[_OUTCOME] = outcome


def forget() -> None:
    """Back to the start."""
    for key in (_TASK, _OUTCOME):
        st.session_state.pop(key, None)
