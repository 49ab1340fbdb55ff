"""The result: the page that will be shared, the check, the tables of places and articles, the files to take away."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final, Literal, TypeAlias
from urllib.parse import urlsplit

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from geo.app import check, export, session, work
from geo.app.places import Quote, names, quotes
from geo.app.session import Missing
from geo.app.texts import Texts, plain
from geo.draw.gather import Spot, gather
from geo.model import Atlas

View: TypeAlias = Literal["map", "check", "places", "articles", "export"]

FRAME_HEIGHT: Final = 720
"""Height of the embedded page in CSS pixels where the style sheet does not fit it to the window."""
TITLE_WIDTH: Final = 220
"""Width of the column of titles in CSS pixels: what an article lacks has to be readable beside it."""

NAMES_SHOWN: Final = 20


def show(texts: Texts) -> None:
    """Show what came of the session's work."""
    found = session.current()
    if found is None:
        return
    atlas, missing = found.atlas, tuple(found.missing)
    spots = gather(atlas)
    labels: dict[View, str] = {
        "map": texts("result.map"),
        "check": f"{texts('result.check')} ({check.open_questions(found)})",
        "places": f"{texts('result.places')} ({sum(spot.place is not None for spot in spots)})",
    }
    if len(atlas.articles) + len(missing) > 1:
        labels["articles"] = f"{texts('result.articles')} ({len(atlas.articles) + len(missing)})"
    labels["export"] = texts("result.export")
    _notices(atlas, missing, texts)
    # The views that cannot be seen cost nothing: only the open one is drawn.
    for view, tab in zip(labels, _tabs(labels), strict=True):
        if not tab.open:
            continue
        with tab:
            match view:
                case "map":
                    with st.container(key="page"):
                        page = work.drawing(found, texts.labels).page
                        st.iframe(page, height=FRAME_HEIGHT, alt=texts("result.frame"))
                        # Streamlit asks whether the page is an address, and Python keeps 128 such questions: 2 MB each.
                        urlsplit.cache_clear()  # type: ignore[attr-defined]
                case "check":
                    check.show(found, texts)
                case "places":
                    _places(spots, atlas, texts)
                case "articles":
                    _articles(atlas, missing, texts)
                case "export":
                    export.show(found, texts)


def _tabs(labels: dict[View, str]) -> Sequence[TabContainer]:
    """The tabs. Which is open stands in the page's address and outlasts what its label counts."""

    def remember() -> None:
        opened = st.session_state["result"]
        view: View = next((view for view, label in labels.items() if label == opened), "map")
        st.query_params["view"] = view

    asked = st.query_params.get("view", "map")
    view: View = next((view for view in labels if view == asked), "map")
    st.session_state["result"] = labels[view]
    return st.tabs(list(labels.values()), key="result", on_change=remember)


def _notices(atlas: Atlas, missing: tuple[Missing, ...], texts: Texts) -> None:
    """What the reader should know before looking at the map."""
    if missing:
        st.warning(texts.count("result.missing", len(missing)))
    for note in dict.fromkeys(note for mapped in atlas.articles for note in mapped.article.notes):
        st.info(plain(texts.note(note)))
    if atlas.places:
        return
    if unlocated := names(atlas, "unlocated"):
        st.info(plain(texts("result.nothing_located", names=_listed(unlocated))))
        return
    st.info(texts("result.no_places"))
    if rejected := names(atlas, "rejected"):
        st.caption(plain(texts("result.rejected", names=_listed(rejected))))


def _places(spots: tuple[Spot, ...], atlas: Atlas, texts: Texts) -> None:
    if not spots:
        st.info(texts("places.none"))
        return
    places = [spot.place for spot in spots]
    quoted = [quotes(spot, atlas) for spot in spots]
    event = st.dataframe(
        {
            texts("places.name"): [_name(spot, texts) for spot in spots],
            texts("places.type"): [texts(f"type.{place.type}") if place else "" for place in places],
            texts("places.country"): [
                texts.country(place.country) if place and place.type != "country" else "" for place in places
            ],
            texts("places.mentions"): [len(spot.appearances) for spot in spots],
            texts("places.certainty"): [texts(f"certainty.{spot.status}") for spot in spots],
            texts("places.sentences"): [" … ".join(" ".join(q.text.split()) for q in found) for found in quoted],
        },
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="places",
        alt=texts("result.places"),
    )
    if chosen := event.selection.rows:
        items = "".join(f"<li>{_marked(quote)}</li>" for quote in quoted[chosen[0]])
        st.html(f"<h4>{escape(_name(spots[chosen[0]], texts))}</h4><ul>{items}</ul>")
    else:
        st.caption(texts("places.hint"))


def _name(spot: Spot, texts: Texts) -> str:
    return spot.place.name_in(texts.labels) if spot.place else spot.appearances[0].resolution.mention.name


def _marked(quote: Quote) -> str:
    """A sentence as HTML, the place's names in bold."""
    parts, done = [], 0
    for start, end in quote.spans:
        parts += [escape(quote.text[done:start]), "<b>", escape(quote.text[start:end]), "</b>"]
        done = end
    return "".join((*parts, escape(quote.text[done:])))


def _articles(atlas: Atlas, missing: tuple[Missing, ...], texts: Texts) -> None:
    mapped = atlas.articles
    state, title = texts("articles.state"), texts("articles.title")
    found = [len({r.place.id for r in each.resolutions if r.place}) for each in mapped]
    st.dataframe(
        {
            title: [*(each.article.title for each in mapped), *("" for _ in missing)],
            texts("articles.source"): [
                *(texts.source(each.article.source) for each in mapped),
                *(texts.source(each.source) for each in missing),
            ],
            texts("articles.date"): [*(texts.date(each.article.date) for each in mapped), *("" for _ in missing)],
            texts("articles.places"): [*found, *(None for _ in missing)],
            state: [
                *(texts("articles.mapped") for _ in mapped),
                *(texts.error(each.error, each.source) for each in missing),
            ],
        },
        hide_index=True,
        column_config={
            title: st.column_config.Column(width=TITLE_WIDTH),
            state: st.column_config.Column(width="large"),
        },
        placeholder="–",
        alt=texts("result.articles"),
    )


def _listed(found: tuple[str, ...]) -> str:
    shown = ", ".join(found[:NAMES_SHOWN])
    return f"{shown} …" if len(found) > NAMES_SHOWN else shown
