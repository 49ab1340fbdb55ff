"""Two pieces that Streamlit lacks: a tab that keeps its work over a reload, and a text in which one can mark."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final, cast

import streamlit as st
from streamlit.components.v2 import component

from geo.app import session
from geo.model import MappedArticle

_MARKING_HTML: Final = '<div id="text" tabindex="0" lang="de"></div>'
_MARKING_CSS: Final = """
#text { white-space: pre-wrap; max-height: 22rem; overflow: auto; line-height: 1.5; padding: .6rem .8rem;
        border: 1px solid var(--st-border-color); border-radius: 6px; color: var(--st-text-color); }
#text:focus-visible { outline: 2px solid var(--st-primary-color); }
mark { background: none; color: inherit; text-decoration: underline; text-decoration-color: var(--st-primary-color); }
"""


def keep_over_reload() -> None:
    """Find the work again that this browser tab had before it was reloaded."""
    key = session.key()
    data = {"key": key, "forget": not key and "kept" in st.session_state}
    found = _keeper()(key="keeper", data=data, height=1, default={"kept": ""}, on_kept_change=_nothing)
    if key:
        st.session_state["kept"] = True
    elif "kept" not in st.session_state and (kept := str(found.kept or "")):
        st.session_state["kept"] = True
        if session.adopt(kept):
            st.rerun()


def marked(mapped: MappedArticle, key: str) -> tuple[int, int] | None:
    """Show an article's text and say which span of it the reader has marked."""
    pieces, position = [], 0
    text = mapped.article.text
    for one in sorted(mapped.resolutions, key=lambda r: r.mention.start):
        if one.status == "rejected" or one.mention.start < position:
            continue
        pieces += [(text[position : one.mention.start], False), (text[one.mention.start : one.mention.end], True)]
        position = one.mention.end
    pieces.append((text[position:], False))
    data = {"article": f"{mapped.article.id}:{len(pieces)}", "pieces": [piece for piece in pieces if piece[0]]}
    found = _marking()(key=key, data=data, default={"marked": None}, on_marked_change=_nothing)
    return _span(found.marked, len(text))


def _span(value: object, length: int) -> tuple[int, int] | None:
    """What the browser reports, where it is a span of the text."""
    if not isinstance(value, list | tuple) or len(value) != 2 or not all(type(one) is int for one in value):
        return None
    start, end = cast("tuple[int, int]", tuple(value))
    return (start, end) if 0 <= start < end <= length else None


def _nothing() -> None:
    """A change only has to run the page again."""


@cache
def _keeper() -> Any:
    return component("schauplatz_keeper", js=_script("keeper.js"))


@cache
def _marking() -> Any:
    return component("schauplatz_marking", html=_MARKING_HTML, css=_MARKING_CSS, js=_script("marking.js"))


def _script(name: str) -> str:
    return files("geo.app").joinpath(name).read_text(encoding="utf-8")
