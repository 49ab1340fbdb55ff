"""The files to take away: the page, the places for maps, tables and globes, and the decisions."""

from __future__ import annotations

import json
import re
from typing import Final

import streamlit as st

from geo.app import check, work
from geo.app.session import Work
from geo.app.texts import Texts, plain
from geo.errors import SchauplatzError
from geo.model import Atlas
from geo.sources.corrections import row_of

FILE_NAME_LENGTH: Final = 60
COLUMNS: Final = 3


def show(found: Work, texts: Texts) -> None:
    """A card for each form in which the work leaves the app."""
    drawn = work.drawing(found, texts.labels)
    name = file_name(found.atlas, texts)
    files = [
        ("html", drawn.page, "text/html", ":material/article:", f"{name}.html"),
        ("geojson", drawn.geojson, "application/geo+json", ":material/map:", f"{name}.geojson"),
        ("csv", drawn.csv, "text/csv", ":material/table:", f"{name}.csv"),
        ("kml", drawn.kml, "application/vnd.google-earth.kml+xml", ":material/public:", f"{name}.kml"),
    ]
    try:
        decided = check.concerning(found, work.workshop().mapper().corrections)
    except SchauplatzError as error:
        st.error(plain(texts.error(error)))
        decided = ()
    if decided:
        lines = "".join(json.dumps(row_of(one), ensure_ascii=True) + "\n" for one in decided)
        files.append(("jsonl", lines, "application/jsonl", ":material/fact_check:", f"{name}-corrections.jsonl"))
    for row in (files[i : i + COLUMNS] for i in range(0, len(files), COLUMNS)):
        for column, (kind, data, mime, icon, file) in zip(st.columns(COLUMNS), row, strict=False):
            with column.container(border=True, height="stretch"):
                st.markdown(f"{icon} **{texts(f'export.{kind}')}**")
                st.markdown(texts(f"export.{kind}_about"))
                st.download_button(
                    texts(f"export.{kind}_get"),
                    # The byte order mark tells spreadsheets that the table is UTF-8.
                    f"\ufeff{data}" if kind == "csv" else data,
                    file_name=file,
                    mime=mime,
                    on_click="ignore",
                    key=f"download {kind}",
                    type="primary" if kind == "html" else "secondary",
                    icon=":material/download:",
                )
    if not decided:
        st.caption(texts("export.no_decisions"))


def file_name(atlas: Atlas, texts: Texts) -> str:
    """A name for the downloads, without its ending: the article's title, or how many there are."""
    article = atlas.articles[0].article
    title = texts("export.several", n=len(atlas.articles)) if len(atlas.articles) > 1 else article.title or ""
    for letter, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        title = title.lower().replace(letter, written)
    name = re.sub(r"[\W_]+", "-", title)[:FILE_NAME_LENGTH].strip("-")
    return f"schauplatz-{name}" if len(atlas.articles) > 1 else name or "schauplatz"
