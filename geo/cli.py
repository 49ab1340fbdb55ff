"""The command line: thin, over a library that stands alone.

Standard output holds data only; progress and warnings go to standard error, progress only where that is a terminal.
Exit status: 0 all went well, 1 something of several failed, 2 nothing could be done.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from geo.errors import SchauplatzError
from geo.model import Article, Atlas, Failure, RankedCandidate
from geo.settings import LABELS, MODES, Settings

if TYPE_CHECKING:
    from geo.pipeline import Mapper, Step
    from geo.sources.answer_cache import AnswerCache

FORMATS: Final = ("table", "json", "jsonl", "csv", "geojson")
_STANDARD_INPUT: Final = "-"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        settings = _settings(given)
        command: Callable[[argparse.Namespace, Settings], int] = given.command
        status = command(given, settings)
        sys.stdout.flush()
        return status
    except SchauplatzError as error:
        _warn(str(error))
        return 2
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "geo":
            raise
        _warn(f"the package {error.name} is not installed; mend it with: pip install -r requirements.txt")
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geo", description="Map the places that news articles mention.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    one = commands.add_parser("map", help="article(s) → one self-contained HTML page")
    one.add_argument("files", nargs="+", metavar="FILE", help="text or Markdown; «-» for standard input")
    one.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="where to write (default: the first file's name)"
    )
    one.add_argument("--title", help="title of the page (default: the article's)")
    one.add_argument("--embed", action="store_true", help="the map alone, for a frame beside the article")
    one.add_argument(
        "--no-text", action="store_true", help="leave the text out but for quotations of at most 25 words a sentence"
    )
    one.add_argument("--tiles", metavar="URL", help="tiles under the map, from one host: https://…/{z}/{x}/{y}.png")
    one.add_argument("--tiles-credit", metavar="TEXT", help="whose tiles they are (OpenStreetMap's are known)")
    one.add_argument("--png", action="store_true", help="a picture of the map too, by an installed browser")
    _add_common(one)
    one.set_defaults(command=_map)

    one = commands.add_parser("mentions", help="the mentions as a table")
    one.add_argument("files", nargs="*", metavar="FILE", help="text or Markdown; without one, standard input")
    one.add_argument(
        "--format", choices=FORMATS, default="table", help="default: a table to read; jsonl: a line a text"
    )
    _add_common(one)
    one.set_defaults(command=_mentions)

    one = commands.add_parser("place", help="what a name can mean, ranked, and why")
    one.add_argument("name", nargs="?", metavar="NAME", help="without one, --format jsonl reads a name a line")
    one.add_argument("--format", choices=("table", "jsonl"), default="table")
    _add_common(one)
    one.set_defaults(command=_place)

    one = commands.add_parser("check", help="what works on this machine, and what mends the rest")
    one.set_defaults(command=_check)

    one = commands.add_parser("cache", help="what the cache holds; forget it, or share its answers")
    one.add_argument("action", nargs="?", choices=("info", "clear", "export", "import"), default="info")
    one.add_argument("file", nargs="?", type=Path, metavar="FILE", help="of answers, to export to or import from")
    one.set_defaults(command=_cache)

    one = commands.add_parser("gazetteer", help="build the gazetteer; tell what it holds")
    one.add_argument("action", nargs="?", choices=("info", "build"), default="info")
    one.set_defaults(command=_gazetteer)
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--labels", choices=LABELS, help="language of the output (default: de)")
    parser.add_argument("--mode", choices=MODES, help="where names are looked up (default: offline)")
    parser.add_argument(
        "--lookups", type=_count, metavar="N", help="online requests that this run may make (default: 100)"
    )
    parser.add_argument(
        "--recogniser", metavar="PIPELINE", help="an installed spaCy pipeline to recognise names with, instead of ours"
    )
    parser.add_argument(
        "--home", metavar="CODE", help="the country whose places the outlet's readers expect (AT; default: by language)"
    )
    parser.add_argument(
        "--places",
        dest="own_places",
        action="append",
        type=Path,
        metavar="FILE",
        help="an own list of places (CSV or GeoJSON) beside the gazetteer; may be given several times",
    )
    parser.add_argument(
        "--corrections", type=Path, metavar="FILE", help="decisions to follow (default: corrections.jsonl of the app)"
    )


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise argparse.ArgumentTypeError(f"{text} is no number of requests")
    return int(text)


def _settings(given: argparse.Namespace) -> Settings:
    settings = Settings.from_environment()
    chosen = {key: getattr(given, key, None) for key in ("labels", "mode", "lookups", "recogniser", "home")}
    settings = replace(settings, **{key: value for key, value in chosen.items() if value is not None})
    if getattr(given, "own_places", None):
        settings = replace(settings, places=(*settings.places, *given.own_places))
    corrections: Path | None = getattr(given, "corrections", None)
    if corrections is not None and not corrections.is_file():
        raise SchauplatzError(f"there is no file {corrections}; check the name given to --corrections.")
    return replace(settings, corrections_file=corrections) if corrections is not None else settings


def _map(given: argparse.Namespace, settings: Settings) -> int:
    from geo.draw import page, picture, tiles_from
    from geo.draw.camera import find_browser
    from geo.errors import BrowserMissing

    output = _output(given)
    tiles = tiles_from(given.tiles, given.tiles_credit) if given.tiles else None
    if given.png and find_browser() is None:
        raise BrowserMissing
    atlas, mapper = _atlas(given.files, settings)
    if mapper is None:
        return 2
    _progress("draw")
    shown = partial(
        page, atlas, mapper.outlines, labels=settings.labels, title=given.title, text=not given.no_text, tiles=tiles
    )
    _write(output, shown(embed=given.embed))
    if given.png:
        _write(output.with_suffix(".png"), picture(shown(embed=True), network=tiles is not None))
    places = len(atlas.places)
    _say(f"{output}: {places} {'place' if places == 1 else 'places'}")
    return 1 if atlas.failures else 0


def _output(given: argparse.Namespace) -> Path:
    """Where the page goes: never over an article that it is made of."""
    first = given.files[0]
    output: Path = given.output or Path("map.html" if first == _STANDARD_INPUT else Path(first).stem + ".html")
    if any(_is_same_file(output, Path(one)) for one in given.files if one != _STANDARD_INPUT):
        raise SchauplatzError(f"the page would overwrite the article {output}; name another file with -o.")
    return output


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def _mentions(given: argparse.Namespace, settings: Settings) -> int:
    from geo.draw import csv_table, geojson, mention_rows

    if given.format == "jsonl" and not given.files:
        from geo.jsonl import answer_texts
        from geo.read import read_text

        mapper = _mapper(settings)
        fine = answer_texts(sys.stdin.buffer, read_text, lambda one: mention_rows(mapper.map_article(one)), _put)
        for warning in mapper.warnings:
            _warn(warning)
        return 0 if fine else 1
    atlas, loaded = _atlas(given.files or [_STANDARD_INPUT], settings)
    if loaded is None:
        return 2
    _progress("")
    if given.format == "csv":
        _put(csv_table(atlas, settings.labels))
    elif given.format == "geojson":
        _put(geojson(atlas, settings.labels) + "\n")
    elif given.format == "table":
        _put(_table([row for one in atlas.articles for row in mention_rows(one)]))
    else:
        from geo.jsonl import dump

        rows = [{"id": one.article.id, "mentions": mention_rows(one)} for one in atlas.articles]
        _put("".join(dump(row) + "\n" for row in rows) if given.format == "jsonl" else dump(rows) + "\n")
    return 1 if atlas.failures else 0


def _place(given: argparse.Namespace, settings: Settings) -> int:
    from geo.jsonl import dump, lines

    if given.name is None and given.format == "table":
        raise SchauplatzError("give a name, such as: python -m geo place Frankfurt")
    mapper = _mapper(settings)
    if given.name is not None:
        ranked = mapper.meanings(given.name)
        rows = [_candidate_row(one, settings) for one in ranked]
        if given.format == "jsonl":
            _put(dump({"name": given.name, "candidates": rows}) + "\n")
        elif not rows:
            _say(f"no place known by the name «{given.name}»; try another spelling, or --mode auto")
            return 1
        else:
            _put(_table([_told(one, settings) for one in ranked]))
        for warning in mapper.warnings:
            _warn(warning)
        return 0
    for line in lines(sys.stdin.buffer):
        name = (line or b"").decode("utf-8-sig", "replace").strip()
        rows = [_candidate_row(one, settings) for one in mapper.meanings(name)] if name else []
        _put(dump({"name": name, "candidates": rows}) + "\n")
    return 0


def _candidate_row(ranked: RankedCandidate, settings: Settings) -> dict[str, object]:
    place = ranked.candidate.place
    return {
        "place_id": place.id,
        "name": place.name_in(settings.labels),
        "type": place.type,
        "lat": round(place.lat, 5),
        "lon": round(place.lon, 5),
        "country": place.country,
        "confidence": round(ranked.confidence, 3),
        "source": ranked.candidate.source,
        "reasons": [f"{r.code} {r.weight:+.1f}" + (f" ({r.detail})" if r.detail else "") for r in ranked.reasons],
    }


def _told(ranked: RankedCandidate, settings: Settings) -> dict[str, object]:
    """A candidate as a person reads it."""
    from geo.draw.wording import wording

    words, place = wording(settings.labels), ranked.candidate.place
    speaking = sorted((r for r in ranked.reasons if r.weight > 0), key=lambda r: -r.weight)
    told = dict.fromkeys(words.reason(r).rstrip(".") for r in speaking)
    return {
        "share": f"{ranked.confidence:.1%}",
        "name": place.name_in(settings.labels),
        "type": words.type(place),
        "country": words.country(place.country),
        "inhabitants": words.number(place.population) if place.population else "",
        "lat": f"{place.lat:.2f}",
        "lon": f"{place.lon:.2f}",
        "id": place.id,
        "source": ranked.candidate.source,
        "why": "; ".join(told),
    }


def _check(given: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001
    from geo.check import checks

    results = list(checks(settings))
    for result in results:
        _put(
            f"{'ok  ' if result.fine else 'FAIL'}  {result.what}\n"
            + (f"      {result.remedy}\n" if result.remedy else "")
        )
    return 0 if all(result.fine for result in results) else 1


def _cache(given: argparse.Namespace, settings: Settings) -> int:
    from geo.sources.answer_cache import AnswerCache

    cache = AnswerCache(settings.answers, _warn, keep_found=settings.found_days, keep_not_found=settings.not_found_days)
    if given.action in ("export", "import"):
        return _exchange(given, cache)
    if given.action == "clear":
        _put(f"{cache.clear()} answers of online lookups deleted from {settings.answers}\n")
        return 0
    info = cache.info()
    _put(f"answers of online lookups: {info.answers} ({info.not_found} «not found», {info.expired} expired), ")
    _put(f"{info.size / 1e6:.1f} MB, {info.path}\n")
    if not settings.gazetteer.exists():
        _put("gazetteer: none yet; the first map builds it\n")
        return 0
    return _tell_gazetteer(settings)


def _exchange(given: argparse.Namespace, cache: AnswerCache) -> int:
    """Share the answers of online lookups with a colleague."""
    from geo.sources.nominatim_exchange import export_answers, import_answers

    if given.file is None:
        raise SchauplatzError(f"give a file, such as: python -m geo cache {given.action} answers.jsonl")
    if given.action == "export":
        _put(f"{export_answers(cache, given.file)} answers of online lookups written to {given.file}\n")
    else:
        _put(f"{import_answers(cache, given.file)} answers of online lookups taken over from {given.file}\n")
    return 0


def _gazetteer(given: argparse.Namespace, settings: Settings) -> int:
    if given.action == "build":
        from geo.sources.gazetteer_build import build

        build(settings.gazetteer, _say)
    return _tell_gazetteer(settings)


def _tell_gazetteer(settings: Settings) -> int:
    from geo.sources.gazetteer import Gazetteer

    with_size = Gazetteer(settings.gazetteer).about()
    _put(f"gazetteer: {settings.gazetteer}\n" + "".join(f"  {key}: {value}\n" for key, value in with_size.items()))
    return 0


def _mapper(settings: Settings) -> Mapper:
    from geo.pipeline import Mapper

    return Mapper(settings, _say)


def _atlas(files: Sequence[str], settings: Settings) -> tuple[Atlas, Mapper | None]:
    """Read and map; what fails is told at once, and kept. The mapper is not loaded where all that was given fails."""
    inputs = [_read(one) for one in files]
    failures = tuple(one for one in inputs if isinstance(one, Failure))
    if len(failures) == len(inputs):
        return Atlas((), failures), None
    mapper = _mapper(settings)
    _tell_estimate(mapper, [one for one in inputs if isinstance(one, Article)], settings)
    with _stopped_by_interrupt(settings) as stop:
        atlas = mapper.atlas(inputs, _show_step, stop)
    _tell_notes(atlas)
    return atlas, mapper


def _tell_estimate(mapper: Mapper, articles: Sequence[Article], settings: Settings) -> None:
    """How many names are about to be looked up online, and how long that takes."""
    estimate = mapper.estimate(articles)
    if estimate is None or estimate.names == 0:
        return
    beyond = f", {estimate.beyond} of them beyond the {settings.lookups} requests of a run" if estimate.beyond else ""
    _say(
        f"{_names(estimate.names)} to look up at {urlsplit(settings.endpoint).hostname}{beyond}: about "
        f"{max(1, round(estimate.seconds))} s; {_names(estimate.kept)} known already. Ctrl+C ends the lookup and keeps "
        "what has come."
    )


def _names(count: int) -> str:
    return "1 name" if count == 1 else f"{count} names"


@contextlib.contextmanager
def _stopped_by_interrupt(settings: Settings) -> Iterator[threading.Event]:
    """An event that the first Ctrl+C sets, where names are looked up online; the second one ends the program."""
    stop = threading.Event()
    if settings.mode == "offline" or threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def interrupt(*_: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _tell_notes(atlas: Atlas) -> None:
    """What a person should know about how the articles were read (another language, a guessed encoding), and what was
    not looked up."""
    from geo.draw.wording import wording

    for mapped in atlas.articles:
        for note in mapped.article.notes:
            _warn(f"{mapped.article.source}: {wording('en').note(note)}")
    for sentence in atlas.notes:
        _warn(sentence)


def _read(name: str) -> Article | Failure:
    from geo.read import read_bytes, read_file
    from geo.settings import MAX_TEXT_BYTES

    _progress(f"read {name}")
    try:
        if name == _STANDARD_INPUT:
            return read_bytes(sys.stdin.buffer.read(MAX_TEXT_BYTES * 4 + 1), "standard input")
        return read_file(Path(name))
    except SchauplatzError as error:
        _warn(str(error))
        return Failure(name, str(error))


def _write(path: Path, content: str | bytes) -> None:
    try:
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    except OSError as error:
        raise SchauplatzError(f"{path} cannot be written ({error.strerror}); name another file with -o.") from error


def _table(rows: Sequence[dict[str, object]]) -> str:
    """Rows as aligned columns; control characters of the text cannot reach the terminal."""
    if not rows:
        return ""
    header = list(rows[0])
    cells = [header, *([_printable(row[key]) for key in header] for row in rows)]
    widths = [min(60, max(len(line[index]) for line in cells)) for index in range(len(header))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n" for line in cells
    )


def _printable(value: object) -> str:
    text = "" if value is None else str(value)
    return "".join(character if character.isprintable() else " " for character in text)


def _put(text: str) -> None:
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise SchauplatzError(f"the output cannot be written ({error.strerror}); write it somewhere else.") from error


def _warn(message: str) -> None:
    _say(f"geo: {message}")


def _say(message: str) -> None:
    _progress("")
    sys.stderr.write(_printable(message) + "\n")


def _show_step(step: Step) -> None:
    _progress(f"{step.stage} {step.article}/{step.articles}")


def _progress(message: str) -> None:
    """One line that overwrites itself, on a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{_printable(message)}")
        sys.stderr.flush()
