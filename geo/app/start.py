"""The start: an article is pasted, uploaded or chosen from the samples."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.app import online, progress, session, work
from geo.app.session import Address, Input
from geo.app.texts import PASTE, Texts, plain
from geo.errors import ReadError
from geo.read import read_file
from geo.read.web import MAX_URL

FILE_TYPES: Final = ("txt", "md", "html", "htm", "pdf", "docx", "zip")
SAMPLE_ENDINGS: Final = (".txt", ".md")
COLUMNS: Final = 3


def show(texts: Texts, samples: Path) -> None:
    """Ask for articles. ``samples`` is the folder whose articles are offered."""
    # One block, so that the status that takes its place leaves nothing of it on the screen.
    with st.container():
        st.title(texts("app.title"), anchor=False)
        st.markdown(texts("app.purpose"))
        _state_of_work(texts)
        names = ("start.paste", "start.files", "start.web", "start.samples")
        ways = st.tabs([texts(name) for name in names], key="way")
        with ways[0]:
            _paste(texts)
        with ways[1]:
            _files(texts)
        with ways[2]:
            _web(texts)
        with ways[3]:
            _samples(texts, samples)


def _state_of_work(texts: Texts) -> None:
    """The way back to a map that is there; otherwise, why there is none."""
    found = session.current()
    if found is None:
        return
    if session.is_adding():
        st.button(texts("start.back"), key="back", icon=":material/arrow_back:", on_click=session.add_no_other)
        return
    for missing in found.missing:
        st.error(plain(texts.error(missing.error, missing.source)))
    if found.job is not None and found.job.error is not None:
        progress.show(texts)


def _paste(texts: Texts) -> None:
    with st.form("paste", border=False):
        text = st.text_area(
            texts("start.text"),
            key="text",
            height=300,
            placeholder=texts("start.text_hint"),
            label_visibility="collapsed",
        )
        submitted = st.form_submit_button(texts("start.map"), key="map text", type="primary", icon=":material/map:")
    if submitted and text.strip():
        _map(texts, Input(PASTE, text))
    elif submitted:
        st.info(texts("start.no_text"))


def _files(texts: Texts) -> None:
    with st.form("files", border=False):
        uploads = st.file_uploader(
            texts("start.file_label"), type=list(FILE_TYPES), accept_multiple_files=True, key="files"
        )
        submitted = st.form_submit_button(texts("start.map"), key="map files", type="primary", icon=":material/map:")
    if submitted and uploads:
        _map(texts, *(Input(upload.name, upload.getvalue()) for upload in uploads))
    elif submitted:
        st.info(texts("start.no_file"))


def _web(texts: Texts) -> None:
    with st.form("web", border=False):
        url = st.text_input(texts("start.url"), key="url", placeholder="https://", max_chars=MAX_URL)
        agreed = st.checkbox(texts("start.url_agree"), key="url agreed")
        st.caption(texts("start.url_about"))
        submitted = st.form_submit_button(texts("start.map"), key="map url", type="primary", icon=":material/map:")
    if not submitted:
        return
    if not url.strip():
        st.info(texts("start.no_url"))
    elif not agreed:
        st.info(texts("start.not_agreed"))
    else:
        address = url.strip() if "://" in url else f"https://{url.strip()}"
        _map(texts, Input(address, Address(address)))


def _samples(texts: Texts, folder: Path) -> None:
    files = sorted(path for path in folder.glob("*.*") if path.suffix in SAMPLE_ENDINGS and path.stem != "README")
    samples = [sample for path in files if (sample := _sample(path, path.stat().st_mtime_ns))]
    if not samples:
        st.info(texts("start.no_samples"))
    for row in (samples[i : i + COLUMNS] for i in range(0, len(samples), COLUMNS)):
        for column, sample in zip(st.columns(COLUMNS), row, strict=False):
            _card(column, sample, texts)


def _card(column: DeltaGenerator, sample: _Sample, texts: Texts) -> None:
    with column.container(border=True, height="stretch", vertical_alignment="distribute"):
        with st.container():
            st.markdown(f"**{plain(sample.title)}**")
            facts = (texts.date(sample.date), texts.count("start.words", sample.words))
            st.caption(plain(" · ".join(filter(None, facts))))
        if st.button(texts("start.map"), key=f"sample {sample.path.name}", icon=":material/map:"):
            _map(texts, Input(sample.path.name, sample.path))


@dataclass(frozen=True, slots=True)
class _Sample:
    path: Path
    title: str
    date: str | None
    words: int


@lru_cache(maxsize=256)
def _sample(path: Path, modified: int) -> _Sample | None:  # noqa: ARG001 (a changed file is read anew)
    """What is said about a sample; None for a file that cannot be read."""
    try:
        article = read_file(path)
    except ReadError:
        return None
    return _Sample(path, article.title or path.stem, article.date, len(article.text.split()))


def _map(texts: Texts, *inputs: Input) -> None:
    found = session.begin()
    found.online = online.choice()
    if not session.is_adding():
        found.missing.clear()
    session.add_no_other()
    work.hand_in(found, texts.labels, *inputs)
    st.rerun()
