"""Atlas → the page: one HTML file with text and map side by side, which requests nothing from anywhere."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlsplit

from branca.element import Figure
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from geo.draw.excerpt import excerpt
from geo.draw.gather import Appearance, Spot, appearances, gather, quotes
from geo.draw.geometry import packed_features
from geo.draw.payload import json_block, payload
from geo.draw.text import Marked, Passage, Segment, headline, paragraphs, passages, writable
from geo.draw.tiles import Tiles
from geo.draw.wording import GROUPS, Group, Wording, wording
from geo.draw.world_map import leaflet_script, leaflet_style, world_map
from geo.model import Article, Atlas, MappedArticle, Outlines, Sentence
from geo.settings import Labels

SCRIPTS: Final = ("export.js", "card.js", "places.js", "dates.js", "page.js")
CLUSTER_ABOVE: Final = 60
"""Pins above this number are clustered."""
CROSSHEAD_LENGTH: Final = 80
_GROUPS: Final[tuple[Group, ...]] = (*dict.fromkeys(GROUPS.values()), "none")


@dataclass(frozen=True, slots=True)
class ShownMention:
    """A mention as the text shows it."""

    spot: int
    classes: str


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """An article as the page shows it: its head, and its text as paragraphs of segments."""

    article: Article
    headline: tuple[Passage, ...]
    meta: str
    link: str | None
    paragraphs: tuple[tuple[Passage, ...], ...]
    byline: int | None
    """The number of the paragraph that names the author."""
    crossheads: frozenset[int]
    """The numbers of the paragraphs that are headings within the text."""


@dataclass(frozen=True, slots=True)
class LegendItem:
    """An entry of the legend, which is the filter too; ``token`` is what it hides."""

    token: str
    letter: str
    name: str
    hint: str
    count: str


class PageFigure(Figure):
    """branca's page with our template: it leaves out Folium's header, which forbids zooming and loads from afar."""

    def __init__(self, **context: object) -> None:
        super().__init__()
        self.context = context

    def render(self, **kwargs: Any) -> str:
        """The page; its policy lets run exactly the scripts that it contains."""
        for child in self._children.values():
            child.render(**kwargs)
        scripts = [*self.context["scripts"], self.script.render()]  # type: ignore[misc]
        template = _environment().get_template("page.html")
        return template.render(
            **{**self.context, "scripts": [Markup(script) for script in scripts]},  # noqa: S704 – our own files
            policy=_policy(scripts, self.context["tiles"]),  # type: ignore[arg-type]
            map=Markup(self.html.render()),  # noqa: S704 – Folium's element, no data in it
        )


def page(
    atlas: Atlas,
    outlines: Outlines,
    *,
    labels: Labels = "de",
    title: str | None = None,
    embed: bool = False,
    text: bool = True,
    tiles: Tiles | None = None,
) -> str:
    """The page of an atlas, complete in itself.

    ``labels`` is the language of interface and map, ``title`` the page's title (by default the article's). ``embed``
    gives the map alone, for a frame in another page that has the article. Without ``text`` the articles are shown, and
    contained, as short quotations only. With ``tiles`` the base map is asked for at one host, and nothing else is.
    The same atlas gives the same page, byte for byte.
    """
    words = wording(labels)
    starts = None if text else [a.resolution.mention.start for a in appearances(atlas.articles)]
    atlas = atlas if text else excerpt(atlas)
    spots = gather(atlas)
    pins = sum(1 for spot in spots if spot.place and spot.group in ("city", "site"))
    heading = title or _title(atlas, words)
    articles = _shown_articles(atlas, spots, words)
    # An embedded map stands beside its article: it brings the quotations, and not the text again.
    placed = frozenset() if embed else _placed(articles)
    figure = PageFigure(
        words=words,
        heading=writable(heading),
        # One article's headline is the page's; a title that was asked for, or several articles, stand above them.
        show_heading=title is not None or len(atlas.articles) != 1,
        articles=articles,
        mentions=_shown_mentions(spots),
        groups=_GROUPS,
        spots=spots,
        summary=_summary(spots, words),
        legend=_legend(spots, words),
        sources=list(_sources(spots, words)),
        failures=[(writable(failure.source), writable(failure.message)) for failure in atlas.failures],
        notes=[writable(note) for note in atlas.notes],
        embed=embed,
        quoted=not text,
        dated=_is_dated(atlas),
        tiles=tiles,
        world=Markup(_world(outlines)),  # noqa: S704 – escaped by json_block
        atlas=Markup(  # noqa: S704 – escaped by json_block
            json_block(payload(atlas, spots, outlines, words, placed=placed, starts=starts))
        ),
        styles=[Markup(leaflet_style()), Markup(_asset("page.css"))],  # noqa: S704 – files of packages
        scripts=[leaflet_script(pins > CLUSTER_ABOVE), *map(_asset, SCRIPTS)],
    )
    figure.add_child(world_map(tiles))
    return figure.render()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("geo.draw", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["writable"] = writable
    return environment


@cache
def _asset(name: str) -> str:
    return files("geo.draw").joinpath(name).read_text(encoding="utf-8").strip()


def _world(outlines: Outlines) -> str:
    return json_block(packed_features(outlines.world()))


def _policy(scripts: list[str], tiles: Tiles | None) -> str:
    hashes = (b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    images = f"data: {tiles.origin}" if tiles else "data:"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src {images}; "
        "base-uri 'none'; form-action 'none'"
    )


def _title(atlas: Atlas, words: Wording) -> str:
    if len(atlas.articles) != 1:
        return words.count("page.articles", len(atlas.articles))
    article = atlas.articles[0].article
    return article.title or article.source or words.say("page.untitled")


def _is_dated(atlas: Atlas) -> bool:
    """Whether there are articles of several dates to choose between."""
    return len({mapped.article.date for mapped in atlas.articles if mapped.article.date}) > 1


def _placed(articles: list[ShownArticle]) -> frozenset[int]:
    """The quoted sentences that stand in the text as elements of their own."""
    shown = (passage for a in articles for body in (a.headline, *a.paragraphs) for passage in body)
    return frozenset(passage.quote for passage in shown if passage.quote is not None)


def _shown_articles(atlas: Atlas, spots: tuple[Spot, ...], words: Wording) -> list[ShownArticle]:
    marked: dict[int, list[Marked]] = {}
    for appearance in sorted((a for spot in spots for a in spot.appearances), key=lambda a: a.number):
        marked.setdefault(appearance.article, []).append(Marked(appearance.resolution.mention, appearance.number))
    quoted: dict[int, list[tuple[Sentence, int]]] = {}
    for number, quote in enumerate(quotes(spots)):
        quoted.setdefault(quote.article, []).append((quote.sentence, number))
    return [
        _shown_article(mapped, marked.get(index, []), quoted.get(index, []), words)
        for index, mapped in enumerate(atlas.articles)
    ]


def _shown_article(
    mapped: MappedArticle, marked: list[Marked], quoted: list[tuple[Sentence, int]], words: Wording
) -> ShownArticle:
    article = mapped.article
    title = headline(article)
    fallback = article.title or article.source or words.say("page.untitled")
    bodies = tuple(passages(article.text, start, end, marked, quoted) for start, end in paragraphs(article, marked))
    link = article.source if article.source and urlsplit(article.source).scheme in ("http", "https") else None
    byline = next((i for i, body in enumerate(bodies[:3]) if _is_byline(body, article)), None)
    return ShownArticle(
        article=article,
        headline=passages(article.text, *title, marked, quoted) if title else (Passage((Segment(fallback),)),),
        meta=" · ".join(part for part in ("" if link else article.source or "", words.date(article.date)) if part),
        link=link,
        paragraphs=bodies,
        byline=byline,
        crossheads=frozenset(i for i, body in enumerate(bodies[:-1]) if i != byline and _is_crosshead(body)),
    )


def _text(paragraph: tuple[Passage, ...]) -> str:
    return "".join(segment.text for passage in paragraph for segment in passage.segments).strip()


def _is_byline(paragraph: tuple[Passage, ...], article: Article) -> bool:
    text = _text(paragraph)
    author = article.author or ""
    return bool(author) and author in text and len(text) <= len(author) + len("Von:  ")


def _is_crosshead(paragraph: tuple[Passage, ...]) -> bool:
    """Whether a paragraph that others follow is a heading: one short line that does not end like a sentence."""
    text = _text(paragraph)
    return len(text) <= CROSSHEAD_LENGTH and "\n" not in text and text[-1].isalnum()


def _shown_mentions(spots: tuple[Spot, ...]) -> dict[int, ShownMention]:
    return {
        appearance.number: ShownMention(index, _classes(spot, appearance))
        for index, spot in enumerate(spots)
        for appearance in spot.appearances
    }


def _classes(spot: Spot, appearance: Appearance) -> str:
    """What is usual goes without saying: called by its name, and located."""
    kind, status = appearance.resolution.mention.kind, appearance.resolution.status
    parts = ["mention", f"group-{spot.group}"]
    parts += [f"indirect kind-{kind}"] if kind != "place" else []
    parts += [f"status-{status}"] if status != "located" else []
    return " ".join(parts)


def _summary(spots: tuple[Spot, ...], words: Wording) -> str:
    """«12 Orte, 2 unsicher»: what is called by its name counts."""
    named = [spot for spot in spots if spot.named]
    counts = {status: sum(spot.status == status for spot in named) for status in ("located", "unsure", "unlocated")}
    located = counts["located"] + counts["unsure"]
    parts = [words.count("page.places", located) if located else words.say("page.no_places")]
    parts += [words.count(f"page.{key}", counts[key]) for key in ("unsure", "unlocated") if counts[key]]
    return ", ".join(parts)


def _legend(spots: tuple[Spot, ...], words: Wording) -> list[LegendItem]:
    """What the text holds, by group, then what is doubtful, then what is only derived; nothing that does not occur."""
    resolutions = [a.resolution for spot in spots for a in spot.appearances]
    indirect = sum(r.mention.kind != "place" for r in resolutions)
    items = [
        LegendItem(f"group-{group}", words.say(f"letter.{group}"), words.say(f"group.{group}"), "", words.number(count))
        for group in _GROUPS
        if group != "none" and (count := sum(spot.group == group and spot.named > 0 for spot in spots))
    ]
    doubtful = any(spot.status == "unsure" and spot.named > 0 for spot in spots)
    for status in ("located", "unsure", "unlocated") if doubtful else ("unlocated",):
        if count := sum(spot.status == status and spot.named > 0 for spot in spots):
            items.append(LegendItem(f"status-{status}", "", words.say(f"status.{status}"), "", words.number(count)))
    if indirect:
        name, hint = words.say("kind.indirect"), words.say("kind.indirect.long")
        items.append(LegendItem("kind-indirect", "", name, hint, words.number(indirect)))
    return items


def _sources(spots: tuple[Spot, ...], words: Wording) -> Iterator[tuple[str, str, str]]:
    """Name, address and licence of the data that this page rests on; the recogniser began as E5."""
    used = {spot.place.source for spot in spots if spot.place}
    used |= {one.candidate.source for spot in spots for one in spot.witness.candidates}
    used |= {"nominatim" for spot in spots if spot.place and (spot.place.outline or "").startswith("osm:")}
    yield "Natural Earth", "https://www.naturalearthdata.com/", words.say("page.public_domain")
    if "gazetteer" in used:
        yield "GeoNames", "https://www.geonames.org/", "CC BY 4.0"
    if "nominatim" in used:
        yield words.say("page.contributors", name="OpenStreetMap"), "https://www.openstreetmap.org/copyright", "ODbL"
    yield "GermEval 2014", "https://sites.google.com/site/germeval2014ner/", "CC BY 4.0"
    yield "Multilingual E5", "https://arxiv.org/abs/2402.05672", "MIT"
