"""The result: the page that will be shared, the table of places, and the files to take away."""

from __future__ import annotations

import re
from html import escape
from typing import Final

import streamlit as st

from geo.app import session, work
from geo.app.places import Quote, names, quotes
from geo.app.session import Drawing, Outcome
from geo.app.texts import Texts, plain
from geo.draw.gather import Spot, gather
from geo.model import Atlas

FRAME_HEIGHT: Final = 720
"""Height of the embedded page in CSS pixels where the style sheet does not fit it to the window."""
TITLE_WIDTH: Final = 220
"""Width of the column of titles in CSS pixels: what an article lacks has to be readable beside it."""

NAMES_SHOWN: Final = 20
FILE_NAME_LENGTH: Final = 60


def show(texts: Texts) -> None:
    """Show what came of the session's task."""
    outcome = session.outcome()
    if outcome is None:
        return
    drawn = work.drawing(outcome, texts.labels)
    spots = gather(outcome.atlas)
    several = len(outcome.atlas.articles) + len(outcome.missing) > 1
    labels = [texts("result.map"), f"{texts('result.places')} ({len(spots)})", texts("result.export")]
    if several:
        labels.insert(2, texts("result.articles"))
    _notices(outcome, texts)
    tabs = iter(st.tabs(labels, key="result"))
    with next(tabs), st.container(key="page"):
        st.iframe(drawn.page, height=FRAME_HEIGHT, alt=texts("result.frame"))
    with next(tabs):
        _places(spots, outcome.atlas, texts)
    if several:
        with next(tabs):
            _articles(outcome, texts)
    with next(tabs):
        _export(drawn, _file_name(outcome.atlas, texts), texts)


def _notices(outcome: Outcome, texts: Texts) -> None:
    """What the reader should know before looking at the map."""
    atlas = outcome.atlas
    if outcome.missing:
        st.warning(texts.count("result.missing", len(outcome.missing)))
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


def _articles(outcome: Outcome, texts: Texts) -> None:
    mapped, missing = outcome.atlas.articles, outcome.missing
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


def _export(drawn: Drawing, name: str, texts: Texts) -> None:
    files = (
        ("html", drawn.page, "text/html", ":material/article:"),
        ("geojson", drawn.geojson, "application/geo+json", ":material/map:"),
        ("csv", drawn.csv, "text/csv", ":material/table:"),
    )
    for column, (ending, data, mime, icon) in zip(st.columns(len(files)), files, strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"{icon} **{texts(f'export.{ending}')}**")
            st.markdown(texts(f"export.{ending}_about"))
            st.download_button(
                texts(f"export.{ending}_get"),
                data,
                file_name=f"{name}.{ending}",
                mime=mime,
                on_click="ignore",
                key=f"download {ending}",
                type="primary" if ending == "html" else "secondary",
                icon=":material/download:",
            )


def _file_name(atlas: Atlas, texts: Texts) -> str:
    """A name for the downloads, without its ending: the article's title, or how many there are."""
    article = atlas.articles[0].article
    title = texts("export.several", n=len(atlas.articles)) if len(atlas.articles) > 1 else article.title or ""
    for letter, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        title = title.lower().replace(letter, written)
    name = re.sub(r"[\W_]+", "-", title)[:FILE_NAME_LENGTH].strip("-")
    return f"schauplatz-{name}" if len(atlas.articles) > 1 else name or "schauplatz"


def _listed(found: tuple[str, ...]) -> str:
    shown = ", ".join(found[:NAMES_SHOWN])
    return f"{shown} …" if len(found) > NAMES_SHOWN else shown
