"""A reader of the app: what the tests do with it and see of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from geo.app import session
from geo.app.questions import questions

APP = Path(__file__).parents[2] / "streamlit_app.py"

TEXT = """Hochwasser an der Isar

In München steigt das Wasser. Auch in Passau wird gewarnt. Die Stadt München bittet um Geduld.

Aus Österreich kam Hilfe, und Frankreich hat Boote geschickt.
"""


class Reader:
    """One session of the app."""

    # The first run of all may have to build the gazetteer.
    PATIENCE = 300

    def __init__(self, **query: str) -> None:
        self.app = AppTest.from_file(APP, default_timeout=self.PATIENCE)
        self.app.query_params.update(query)
        self.app.run()
        assert not self.app.exception

    def paste(self, text: str) -> None:
        self.app.text_area[0].set_value(text)
        self.press("map text")

    def upload(self, **files: bytes) -> None:
        """Hand in files, given as name without its ending → content."""
        self.upload_named({f"{name}.txt": data for name, data in files.items()})

    def upload_named(self, files: dict[str, bytes]) -> None:
        """Hand in files, given as name → content."""
        self.app.file_uploader[0].set_value([(name, data, "") for name, data in files.items()])
        self.press("map files")

    def press(self, key: str) -> None:
        """Press a button, and wait for the work that it begins."""
        self.app.button(key=key).click().run()
        work = session.shelf().find(self.key)
        if work is not None and work.job is not None and not work.job.is_over:
            work.job.wait(self.PATIENCE)
            self.app.run()
        assert not self.app.exception

    @property
    def key(self) -> str:
        """The key of this session's work."""
        return str(self.app.session_state["work"]) if "work" in self.app.session_state else ""

    def view(self, name: str) -> None:
        """Open one of the result's tabs, as its address does."""
        self.app.query_params["view"] = name
        self.app.run()
        assert not self.app.exception

    def ask(self, name: str) -> None:
        """Go to the question about a name in the check."""
        box = self.app.selectbox(key="go to")
        box.set_value(next(key for key in self.questions if key.split(":")[1] == name)).run()

    @property
    def questions(self) -> list[str]:
        """The keys of the check's questions, in their order."""
        work = session.shelf().find(self.key)
        return [one.key for one in questions(work.atlas)] if work is not None else []

    def speak(self, language: str) -> None:
        self.app.button_group(key="language").set_value(language).run()

    @property
    def page(self) -> str | None:
        """The embedded page, None where there is none."""
        if self.app.query_params.get("view") not in (None, ["map"], "map"):
            self.view("map")
        frames: list[Any] = list(self.app.get("iframe"))
        return frames[0].proto.srcdoc if frames else None

    @property
    def tabs(self) -> list[str]:
        return [tab.label for tab in self.app.tabs]

    @property
    def places(self) -> list[dict[str, Any]]:
        """The rows of the table of places."""
        self.view("places")
        return _rows(self.app.dataframe[0])

    @property
    def articles(self) -> list[dict[str, Any]]:
        """The rows of the table of articles."""
        self.view("articles")
        return _rows(self.app.dataframe[0])

    @property
    def told(self) -> str:
        """All that the app says in sentences, as the reader sees it."""
        app = self.app
        groups = (app.title, app.markdown, app.info, app.warning, app.error, app.caption)
        return re.sub(r"\\([\W_])", r"\1", "\n".join(str(element.value) for group in groups for element in group))

    @property
    def buttons(self) -> list[str]:
        return [button.label for button in self.app.button]

    @property
    def downloads(self) -> list[str]:
        self.view("export")
        found: list[Any] = list(self.app.get("download_button"))
        return [button.label for button in found]


def _rows(table: Any) -> list[dict[str, Any]]:
    return table.value.to_dict("records")  # type: ignore[no-any-return]
