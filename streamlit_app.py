"""The app's order of business: articles come in, are mapped, and their map is shown.

Run it with ``streamlit run streamlit_app.py``.
"""

from __future__ import annotations

from pathlib import Path

from geo.app import frame, result, session, start, work

texts = frame.open_page()
match session.stage():
    case "start":
        start.show(texts, samples=Path(__file__).parent / "seeds")
    case "work":
        work.run(texts)
    case "result":
        result.show(texts)
