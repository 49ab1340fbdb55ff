"""What surrounds every page of the app: name, language switch, the promise of privacy, the way back to the start."""

from __future__ import annotations

from typing import Final, Literal

import streamlit as st

from geo.app import online, parts, session
from geo.app.texts import Texts
from geo.errors import InvalidSetting
from geo.settings import LABELS, Labels, Settings

LANGUAGE_NAMES: Final[dict[Labels, str]] = {"de": "Deutsch", "en": "English"}

# Streamlit leaves room for a toolbar that this app hardly has, and cannot tie a frame's height to the window's.
_STYLE: Final = """<style>
.stMainBlockContainer { padding: 2.5rem clamp(1rem, 3vw, 3rem) 1.5rem; }
.st-key-page iframe { height: calc(100dvh - 11.5rem); min-height: 30rem; }
.st-key-keeper { position: absolute; height: 0; overflow: hidden; }
.st-key-sentence p { font-size: 1.05rem; line-height: 1.55; }
</style>"""


def open_page() -> Texts:
    """Begin the page and say in which language it speaks: the URL's, else that of the settings."""
    asked = st.query_params.get("lang")
    labels = next((known for known in LABELS if known == asked), None) or _default_language()
    stage = session.stage()
    layout: Literal["wide", "centered"] = "wide" if stage == "result" else "centered"
    st.set_page_config(page_title=Texts(labels)("app.title"), page_icon="📍", layout=layout)
    st.html(_STYLE)
    with st.container(horizontal=True, vertical_alignment="center"):
        promise = st.container(width="stretch")
        chosen = st.segmented_control(
            Texts(labels)("app.language"),
            LABELS,
            default=labels,
            required=True,
            format_func=LANGUAGE_NAMES.__getitem__,
            key="language",
            label_visibility="collapsed",
        )
        texts = Texts(chosen)
        online.switch(texts)
        if stage == "result":
            st.button(texts("app.another"), key="another", icon=":material/add:", on_click=session.add_another)
        if stage != "start" or session.is_adding():
            st.button(texts("app.new"), key="new", icon=":material/restart_alt:", on_click=session.forget)
    name = "" if stage == "start" else f"**{texts('app.title')}** &nbsp; "
    promise.markdown(f"{name}:gray[{online.promise(texts)}]")
    st.query_params["lang"] = chosen
    parts.keep_over_reload()
    return texts


def _default_language() -> Labels:
    try:
        return Settings.from_environment().labels
    except InvalidSetting:  # told when there is work to do
        return "de"
