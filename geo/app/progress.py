"""How far the work is: looked at from beside, so that the rest of the page stays alive."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.app import session, work
from geo.app.session import Work
from geo.app.texts import Texts, plain
from geo.app.work import STAGES, Job
from geo.pipeline import Stage
from geo.settings import Settings

LOOK_EVERY: Final = 0.5
"""Seconds between two looks at a job that takes long."""
FIRST_LOOK: Final = 1.5
"""Seconds that the page waits for a job that is soon over, as for one article it is."""
_TICK: Final = 0.1


def show(texts: Texts) -> None:
    """The state of the session's job, as long as there is something to say about it."""
    found = session.current()
    if found is None or found.job is None:
        return
    job = found.job
    if job.is_over:
        _ended(found, job, texts)
    elif found.articles:
        st.fragment(_strip, run_every=LOOK_EVERY)(texts)
    else:
        st.fragment(_board, run_every=LOOK_EVERY)(texts)


def _board(texts: Texts) -> None:
    """The lines of the work before there is a map, one for each stage."""
    job = _job()
    if job is None:
        st.rerun()
        return
    with st.status(texts("work.running"), expanded=True):
        stages, loading = st.empty(), st.empty()
        _stop_button(job, texts)
        for _ in range(round(FIRST_LOOK / _TICK)):
            stages.markdown("  \n".join(_line(job, stage, texts) for stage in STAGES))
            if job.progress.line and "read" not in job.progress.steps:
                loading.caption(texts("work.loading", line=plain(job.progress.line)))
            if job.wait(_TICK):
                break
    work_ = session.current()
    if job.is_over or (work_ is not None and work_.articles and job.progress.to_ask):
        st.rerun()


def _strip(texts: Texts) -> None:
    """A line above the map for what is still going on."""
    job = _job()
    if job is None or job.is_over or job.wait(_TICK):
        st.rerun()
        return
    progress = job.progress
    with st.container(horizontal=True, vertical_alignment="center"):
        if progress.to_ask and not job.waiting:
            left = progress.to_ask - progress.asked
            seconds = round(left * max(Settings.from_environment().interval, 0.1))
            text = texts("work.asking", asked=progress.asked, to_ask=progress.to_ask, seconds=seconds)
            st.progress(progress.asked / progress.to_ask, text=text)
        else:
            stage = progress.stage
            st.markdown(_line(job, stage, texts) if stage else texts("work.running"))
        _stop_button(job, texts)
    seen = st.session_state.get("seen")
    found = session.current()
    version = found.version if found is not None else 0
    st.session_state["seen"] = version
    if seen is not None and seen != version:
        st.rerun()


def _ended(found: Work, job: Job, texts: Texts) -> None:
    st.session_state.pop("seen", None)
    if job.error is not None:
        st.error(plain(texts.error(job.error)))
        st.caption(plain(texts("error.wording", message=job.error)))
        if st.button(texts("work.again"), key="again", icon=":material/refresh:"):
            waiting = job.waiting
            found.job = None
            work.hand_in(found, texts.labels, *waiting)
            st.rerun()
    for warning in job.progress.warnings:
        st.warning(plain(texts("online.warning", message=warning)))


def _stop_button(job: Job, texts: Texts) -> None:
    st.button(texts("work.stop"), key="stop", icon=":material/stop_circle:", on_click=job.stop)


def _job() -> Job | None:
    found = session.current()
    return found.job if found is not None else None


def _line(job: Job, stage: Stage, texts: Texts) -> str:
    name = texts(f"work.{stage}")
    step = job.progress.steps.get(stage)
    if step is None:
        return f":gray[:material/more_horiz: {name}]"
    if stage == job.progress.stage:
        return f":material/arrow_forward: **{name}** {step.article}/{step.articles}"
    return f":green[:material/check:] {name} {step.article}/{step.articles}"
