"""The page by other people's rules: accessibility (axe-core), HTML (html-validate), CSS (the browser itself)."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page

from geo.draw import page, tiles_from
from geo.model import Article, Atlas
from geo.sources.outlines import ShippedOutlines
from tests.browser.chromium import DESK, NPM_REMEDY, PHONE, Open, npm_folder
from tests.draw.example import atlas, mapped

AXE: Final = npm_folder() / "axe-core" / "axe.min.js"
HTML_VALIDATE: Final = npm_folder() / ".bin" / "html-validate"
STYLE: Final = Path(__file__).resolve().parent.parent.parent / "geo" / "draw" / "page.css"
WINDOWS: Final = {
    f"{name}-{scheme}": {**window, "color_scheme": scheme}
    for name, window in (("desk", DESK), ("phone", PHONE))
    for scheme in ("light", "dark")
}


def several() -> Atlas:
    """Two dated articles, so that chips and brush are there too."""
    second = Article("zwei", "In Moskau schneit es, und München taut.", title="Schnee", date="2023-01-05")
    return Atlas((atlas().articles[0], mapped(second)))


def leave(_: Page) -> None:
    """The page as it opens."""


def open_card(opened: Page) -> None:
    opened.locator("#places td a", has_text="Oblast Donezk").click()
    opened.locator(".card summary").first.click()


def filter_all(opened: Page) -> None:
    opened.locator("#legend button").first.click()
    opened.locator("#search").fill("gibt es nicht")


@pytest.mark.skipif(not AXE.is_file(), reason=f"no axe-core: {NPM_REMEDY}")
@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS.keys())
@pytest.mark.parametrize("do", [leave, open_card, filter_all], ids=lambda do: do.__name__)
@pytest.mark.parametrize("drawn", [{}, {"embed": True}], ids=["page", "embed"])
def test_axe_finds_nothing(
    open_page: Open, window: dict[str, Any], do: Callable[[Page], None], drawn: dict[str, object]
) -> None:
    opened = open_page(several(), drawn=drawn, **window)
    do(opened)
    opened.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = opened.evaluate("tags => axe.run({runOnly: tags})", tags)
    assert found["passes"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found["violations"]] == []


@pytest.mark.skipif(
    not HTML_VALIDATE.is_file() or not shutil.which("node"),
    reason=f"no html-validate: apt install nodejs npm; {NPM_REMEDY}",
)
def test_the_html_is_valid_in_every_form(tmp_path: Path) -> None:
    forms: dict[str, dict[str, Any]] = {
        "page": {},
        "embed": {"embed": True},
        "quotes": {"text": False, "labels": "en", "title": "<Titel>"},
        "tiles": {"tiles": tiles_from("https://tile.openstreetmap.org/{z}/{x}/{y}.png")},
    }
    for name, drawn in forms.items():
        html = page(several() if name != "quotes" else atlas(), ShippedOutlines(), **drawn)
        # What stands in scripts and styles is no HTML, and slow to look through.
        html = re.sub(r"(<(?:script|style)[^>]*>).*?(</(?:script|style)>)", r"\1\2", html, flags=re.DOTALL)
        (tmp_path / f"{name}.html").write_text(html, encoding="utf-8")
    rules = {
        # Written on purpose: styles for pages without scripts, rows close together, short lines nowhere.
        "long-title": "off",
        "no-inline-style": "off",
        "no-trailing-whitespace": "off",
        "require-sri": "off",
        "script-element": "off",
        "tel-non-breaking": "off",
        "wcag/h36": "error",
    }
    configuration = {"extends": ["html-validate:standard"], "root": True, "rules": rules}
    (tmp_path / ".htmlvalidate.json").write_text(json.dumps(configuration), encoding="utf-8")
    command = ["node", str(HTML_VALIDATE), "--formatter", "json", *(f"{name}.html" for name in forms)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, env=os.environ, timeout=120, check=False)
    told = [
        f"{Path(file['filePath']).name}:{message['line']} {message['ruleId']} {message['message']}"
        for file in json.loads(done.stdout or "[]")
        for message in file["messages"]
    ]
    assert told == []
    assert done.returncode == 0, done.stderr


def test_the_browser_knows_every_declaration_of_the_style_sheet(open_page: Open) -> None:
    style = re.sub(r"/\*.*?\*/", "", STYLE.read_text(encoding="utf-8"), flags=re.DOTALL)
    declarations = [
        (name, value.strip())
        for block in re.findall(r"\{([^{}]*)\}", style)
        for name, _, value in (one.strip().partition(":") for one in _declarations(block))
        if name and not name.startswith("--")
    ]
    assert len(declarations) > 400
    of_others = {("-moz-osx-font-smoothing", "grayscale")}
    unknown = open_page().evaluate(
        "all => all.filter(([name, value]) => !CSS.supports(name, value.replace('!important', '').trim()))",
        declarations,
    )
    assert [tuple(one) for one in unknown if tuple(one) not in of_others] == []


def _declarations(block: str) -> list[str]:
    """A block's declarations: what semicolons separate outside brackets and quotation marks."""
    return re.findall(r"""(?:[^;"'(]|"[^"]*"|'[^']*'|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+""", block)
