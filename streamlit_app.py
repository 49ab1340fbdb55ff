"""The app's order of business: articles come in, are mapped, and their map is shown, checked and taken away.

Run it with ``streamlit run streamlit_app.py``.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from geo.app import frame, progress, result, session, start

texts = frame.open_page()
stage = session.stage()
# Emptied before it is filled anew: a new stage would inherit what the last one has left on the screen.
slot = st.empty()
with slot.container(key=f"stage {stage}"):
    match stage:
        case "start":
            start.show(texts, samples=Path(__file__).parent / "seeds")
        case "work":
            progress.show(texts)
        case "result":
            progress.show(texts)
            result.show(texts)
