"""The work: what was handed in is read, recognised, located and drawn, and the reader sees how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Final

import streamlit as st

from geo.app import session
from geo.app.session import Drawing, Input, Missing, Outcome
from geo.app.texts import Texts, plain
from geo.draw import csv_table, geojson, page
from geo.errors import GazetteerError, ReadError, SchauplatzError
from geo.model import Article, Atlas, Outlines
from geo.pipeline import Mapper, Stage, Step
from geo.read import read_bytes, read_file, read_text
from geo.settings import Labels, Settings

STAGES: Final[tuple[Stage, ...]] = ("read", "recognise", "locate", "draw")


class Workshop:
    """The one mapper of this process. It is loaded for the first text, and maps for one session at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._mapper: Mapper | None = None

    def atlas(self, articles: Iterable[Article], say: Callable[[str], None], progress: Callable[[Step], None]) -> Atlas:
        """Map articles; ``say`` hears about the loading, ``progress`` about each step.

        Raises:
            SchauplatzError: a part of the installation is missing.
        """
        with self._lock:
            try:
                return self._loaded(say).atlas(articles, progress)
            except GazetteerError:
                self._mapper = None  # the next attempt opens what has been mended in the meantime
                raise

    def outlines(self) -> Outlines:
        """The outlines to draw with."""
        with self._lock:
            return self._loaded(lambda _: None).outlines

    def _loaded(self, say: Callable[[str], None]) -> Mapper:
        if self._mapper is None:
            # The app promises that nothing leaves this computer, whatever the environment says.
            self._mapper = Mapper(replace(Settings.from_environment(), mode="offline"), say)
        return self._mapper


@st.cache_resource(show_spinner=False)
def workshop() -> Workshop:
    """The process's workshop."""
    return Workshop()


def run(texts: Texts) -> None:
    """Do the session's task, show how far it is, and turn to its result."""
    with st.status(texts("work.running"), expanded=True) as status:
        board = _Board(texts)
        try:
            session.finish(_map(session.task(), board, texts.labels))
        except SchauplatzError as error:
            status.update(label=texts("work.failed"), state="error")
            st.error(plain(texts.error(error)))
            st.caption(plain(texts("error.wording", message=error)))
            st.button(texts("work.again"), icon=":material/refresh:")
            return
        except Exception:
            session.forget()  # or every rerun would meet the same fault again
            raise
    st.rerun()


def drawing(outcome: Outcome, labels: Labels) -> Drawing:
    """An outcome's page and tables in one language."""
    if labels not in outcome.drawings:
        atlas = outcome.atlas
        outcome.drawings[labels] = Drawing(
            page=page(atlas, workshop().outlines(), labels=labels),
            geojson=geojson(atlas, labels),
            csv=csv_table(atlas, labels),
        )
    return outcome.drawings[labels]


def _map(inputs: tuple[Input, ...], board: _Board, labels: Labels) -> Outcome:
    articles: list[Article] = []
    missing: list[Missing] = []
    for number, entry in enumerate(inputs, start=1):
        board.step(Step("read", number, len(inputs)))
        try:
            articles.append(_read(entry))
        except ReadError as error:
            missing.append(Missing(entry.source, error))
    if not articles:
        return Outcome(Atlas(()), tuple(missing))
    atlas = workshop().atlas(articles, board.say, board.step)
    missing += (Missing(failure.source, SchauplatzError(failure.message)) for failure in atlas.failures)
    outcome = Outcome(atlas, tuple(missing))
    board.step(Step("draw", len(articles), len(articles)))
    drawing(outcome, labels)
    return outcome


def _read(entry: Input) -> Article:
    match entry.content:
        case Path() as path:
            return read_file(path)
        case bytes() as data:
            return read_bytes(data, entry.source)
        case text:
            # Who opens the page does not care how the text came in.
            return replace(read_text(text, entry.source), source=None)


class _Board:
    """The lines that show how far the work is, one for each stage."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._stages = st.empty()
        self._loading = st.empty()
        self._steps: dict[Stage, Step] = {}

    def say(self, line: str) -> None:
        """Tell what is being loaded or built."""
        self._loading.caption(self._texts("work.loading", line=plain(line)))

    def step(self, step: Step) -> None:
        """Tell which stage has been reached, and for which article."""
        self._steps[step.stage] = step
        self._stages.markdown("  \n".join(self._line(stage, stage == step.stage) for stage in STAGES))

    def _line(self, stage: Stage, is_current: bool) -> str:
        name = self._texts(f"work.{stage}")
        step = self._steps.get(stage)
        if step is None:
            return f":gray[:material/more_horiz: {name}]"
        if is_current:
            return f":material/arrow_forward: **{name}** {step.article}/{step.articles}"
        return f":green[:material/check:] {name} {step.article}/{step.articles}"
