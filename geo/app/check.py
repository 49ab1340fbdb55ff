"""The check: one question after another, the doubtful ones first, each answered with one key."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import streamlit as st

from geo.app import parts, work
from geo.app.questions import (
    SCOPES,
    Question,
    additions,
    answer,
    coordinates,
    nearest,
    occurrences,
    own_place,
    questions,
)
from geo.app.session import Work
from geo.app.small_map import Scheme, small_map
from geo.app.texts import Texts, plain
from geo.draw.text import sentence_of
from geo.draw.wording import wording
from geo.errors import SchauplatzError
from geo.model import (
    PLACE_TYPES,
    Article,
    Candidate,
    Correction,
    MappedArticle,
    Mention,
    Place,
    RankedCandidate,
    Reason,
    Scope,
)
from geo.sources.corrections import MAX_BYTES as MAX_IMPORT
from geo.sources.corrections import CorrectionFile, correction_of

OPTIONS_SHOWN: Final = 8
REASONS_SHOWN: Final = 3
MAX_IMPORTED: Final = 20_000
_HERE = "question"
_SKIPPED = "skipped"
_NOTICE = "check notice"


def show(found: Work, texts: Texts) -> None:
    """The check of everything on the map."""
    everything = questions(found.atlas)
    _history(found, everything, texts)
    if notice := st.session_state.pop(_NOTICE, None):
        st.info(plain(notice))
    here = _current(everything)
    if here is None:
        st.success(texts("check.done") if everything else texts("places.none"))
    else:
        _question(here, everything, found, texts)
    _missed(found, texts)
    _decisions(found, texts)


def open_questions(found: Work) -> int:
    """How many doubtful ones wait for an answer."""
    return sum(one.is_doubtful for one in questions(found.atlas))


# --- which question -------------------------------------------------------------------------------------------------


def _current(everything: Sequence[Question]) -> Question | None:
    """The question that the reader has gone to, else the first open one that has not been skipped."""
    wanted = st.session_state.get(_HERE)
    chosen = next((one for one in everything if one.key == wanted), None)
    if chosen is not None:
        return chosen
    waiting = [one for one in everything if not one.is_decided]
    skipped = st.session_state.setdefault(_SKIPPED, [])
    fresh = [one for one in waiting if one.key not in skipped]
    if not fresh and waiting:
        skipped.clear()  # once around
        fresh = waiting
    return fresh[0] if fresh else None


def _skip(key: str) -> None:
    st.session_state.setdefault(_SKIPPED, []).append(key)
    st.session_state.pop(_HERE, None)


def _history(found: Work, everything: Sequence[Question], texts: Texts) -> None:
    """How far the check is, undo and redo, and the way to any question."""
    named = [one for one in everything if one.status != "rejected"]
    decided = sum(one.is_decided for one in named)
    sure = [one for one in named if not one.is_decided and not one.is_doubtful]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if named:
            st.progress(decided / len(named), text=texts("check.progress", decided=decided, all=len(named)))
        st.button(
            texts("check.undo"),
            key="undo",
            icon=":material/undo:",
            disabled=not found.history.done,
            shortcut=texts("check.undo_key"),
            on_click=_undo,
            args=(found, texts),
        )
        st.button(
            texts("check.redo"),
            key="redo",
            icon=":material/redo:",
            disabled=not found.history.undone,
            on_click=_redo,
            args=(found, texts),
        )
        if sure and not any(one.is_doubtful for one in named):
            st.button(
                texts.count("check.confirm_rest", len(sure)),
                key="confirm rest",
                icon=":material/done_all:",
                on_click=_confirm_all,
                args=(found, sure, everything, texts),
            )
    here = _current(everything)
    if here is not None:
        keys = [one.key for one in everything]
        labels = {one.key: _label(one, texts) for one in everything}
        st.session_state["go to"] = here.key
        st.selectbox(
            texts("check.go_to"),
            keys,
            format_func=lambda key: labels.get(key, ""),
            key="go to",
            on_change=_go,
            label_visibility="collapsed",
        )


def _go() -> None:
    st.session_state[_HERE] = st.session_state["go to"]


def _label(one: Question, texts: Texts) -> str:
    state = "decided" if one.is_decided and one.status != "rejected" else one.status
    meant = f" → {one.place.name_in(texts.labels)}" if one.place is not None else ""
    return f"{one.name}{meant} · {texts(f'certainty.{state}')} · {texts.count('check.mentions', len(one.resolutions))}"


# --- one question ---------------------------------------------------------------------------------------------------


def _question(one: Question, everything: Sequence[Question], found: Work, texts: Texts) -> None:
    mapped = found.atlas.articles[one.article]
    asks, shows = st.columns([3, 2], gap="medium")
    with asks:
        if len(found.atlas.articles) > 1:
            st.caption(plain(mapped.article.title or texts.source(mapped.article.source)))
        st.subheader(plain(one.name), anchor=False)
        st.caption(_state(one, texts))
        mention = _sentence(one, mapped, texts)
        options = _options(one, texts)
        others = _others(one, everything)
        chosen = _choose(one, options, others, texts)
        scope: Scope = st.segmented_control(
            texts("check.scope"),
            SCOPES,
            default=SCOPES[0],
            required=True,
            format_func=lambda scope: texts(f"scope.{scope}"),
            key="scope",
            help=texts("check.scope_help"),
        )
        _actions(one, options, chosen, scope, mention, mapped.article, everything, found, texts)
    with shows:
        _picture(one, [option.candidate.place for option in options], chosen, others, texts)
        if chosen is not None:
            _reasons(options[chosen].reasons, texts)


def _state(one: Question, texts: Texts) -> str:
    words = wording(texts.labels)
    count = texts.count("check.mentions", len(one.resolutions))
    if one.status == "rejected":
        return f"{texts('check.rejected')} {count}"
    if one.is_decided:
        return f"{texts('check.decided')} {count}"
    if one.place is None:
        return f"{words.say('sure.none')} {count}"
    confidence = max(each.confidence for each in one.resolutions)
    return f"{words.sureness(confidence, one.status == 'unsure')} {count}"


def _sentence(one: Question, mapped: MappedArticle, texts: Texts) -> Mention:
    """The sentence of one mention, with the name in bold, and the way through the others."""
    mentions = one.mentions
    number = 0
    if len(mentions) > 1:
        key = f"sentence {one.key}"
        number = int(st.session_state.get(key, 0)) % len(mentions)
    mention = mentions[number]
    sentence = sentence_of(mapped, mention)
    text = mapped.article.text
    before, name, after = (
        text[sentence.start : mention.start],
        text[mention.start : mention.end],
        text[mention.end : sentence.end],
    )
    with st.container(key="sentence"):
        st.markdown(_quoted(before, name, after))
    if len(mentions) > 1:
        with st.container(horizontal=True, vertical_alignment="center"):
            for step, icon, label in ((-1, "chevron_left", "previous"), (1, "chevron_right", "next")):
                st.button(
                    "",
                    key=f"{label} sentence",
                    icon=f":material/{icon}:",
                    help=texts(f"check.{label}_mention"),
                    on_click=_turn,
                    args=(f"sentence {one.key}", number + step),
                )
            st.caption(texts("check.mention_of", number=number + 1, all=len(mentions)))
    return mention


def _turn(key: str, number: int) -> None:
    st.session_state[key] = number


def _quoted(before: str, name: str, after: str) -> str:
    """A sentence as Markdown, one name in it in bold. The gap goes outside of the stars, which would not close."""
    gap = "\u00a0" if before.endswith((" ", "\n", "\t")) else ""
    rest = " " if after.startswith((" ", "\n", "\t")) else ""
    return f"{plain(before)}{gap and ' '}:primary-background[**{plain(name)}**]{rest}{plain(after)}"


def _options(one: Question, texts: Texts) -> list[RankedCandidate]:
    """What the name can mean: the program's candidates, then what the reader has searched for."""
    options = list(one.options[:OPTIONS_SHOWN])
    try:
        mapper = work.workshop().mapper()
        if not options:
            options = list(mapper.meanings(one.name)[:OPTIONS_SHOWN])
        wanted = str(st.session_state.get(f"search {one.key}", "")).strip()
        if wanted:
            where = coordinates(wanted)
            if where is not None:
                kind = st.session_state.get("coordinates type", "site")
                found = [_as_candidate(own_place(one.name, *where, kind if kind in PLACE_TYPES else "site"))]
            else:
                found = list(mapper.meanings(wanted)[:OPTIONS_SHOWN])
            known = {option.candidate.place.id for option in found}
            options = [*found, *(option for option in options if option.candidate.place.id not in known)]
    except SchauplatzError as error:
        st.error(plain(texts.error(error)))
    return options[: 2 * OPTIONS_SHOWN]


def _as_candidate(place: Place) -> RankedCandidate:
    return RankedCandidate(Candidate(place, "preferred", place.source), 1.0, (Reason("user", 0.0),))


def _others(one: Question, everything: Sequence[Question]) -> list[Place]:
    """The other places of the article."""
    places = {
        other.place.id: other.place
        for other in everything
        if other.article == one.article and other.place is not None and other.name != one.name
    }
    return list(places.values())


def _choose(one: Question, options: Sequence[RankedCandidate], others: Sequence[Place], texts: Texts) -> int | None:
    """The candidates, one of them chosen, and the search for another."""
    wanted = str(st.session_state.get(f"search {one.key}", "")).strip()
    chosen: int | None = None
    if options:
        chosen = st.radio(
            texts("check.candidates"),
            range(len(options)),
            format_func=lambda number: _title(number, options[number].candidate.place, texts),
            captions=[_facts(option, others, texts) for option in options],
            key=f"candidate {one.key} {wanted}",
            label_visibility="collapsed",
        )
    else:
        st.info(texts("check.no_candidate"))
    st.text_input(
        texts("check.search"),
        key=f"search {one.key}",
        placeholder=texts("check.search_hint"),
        icon=":material/search:",
        max_chars=100,
        label_visibility="collapsed",
    )
    if wanted and coordinates(wanted) is not None:
        st.selectbox(
            texts("places.type"),
            PLACE_TYPES,
            index=PLACE_TYPES.index("site"),
            format_func=lambda kind: texts(f"type.{kind}"),
            key="coordinates type",
        )
    elif wanted and options and not _bears(options[0].candidate.place, wanted):
        st.caption(texts("check.searched", name=plain(wanted)))
    return chosen


def _bears(place: Place, name: str) -> bool:
    return name.casefold() in {place.name.casefold(), *(one.casefold() for one in place.names.values())}


def _title(number: int, place: Place, texts: Texts) -> str:
    where = [part for part in (_region(place, texts), _country(place, texts)) if part]
    return plain(f"{number + 1} {place.name_in(texts.labels)}") + (f" — {plain(', '.join(where))}" if where else "")


def _region(place: Place, texts: Texts) -> str:
    """The narrowest region that a place lies in."""
    for id_ in reversed(place.admin):
        region = work.workshop().mapper().place(id_)
        if region is not None and region.type == "region" and region.id != place.id:
            return region.name_in(texts.labels)
    return ""


def _country(place: Place, texts: Texts) -> str:
    return texts.country(place.country) if place.country and place.type != "country" else ""


def _facts(option: RankedCandidate, others: Sequence[Place], texts: Texts) -> str:
    """Type, population, distance to the other places, and how likely it is."""
    place, words = option.candidate.place, wording(texts.labels)
    facts = [words.type(place)]
    if place.population:
        facts.append(words.say("card.inhabitants", count=words.number(place.population)))
    if place.type not in ("country", "sea", "area") and (near := nearest(place, others)) is not None:
        other, far = near
        facts.append(texts("check.distance", km=words.number(round(far)), name=other.name_in(texts.labels)))
    if place.id.startswith("user:"):
        facts.append(f"{place.lat:.4f}, {place.lon:.4f}")
    return plain(" · ".join(facts))


def _picture(
    one: Question, options: Sequence[Place], chosen: int | None, others: Sequence[Place], texts: Texts
) -> None:
    try:
        outlines = work.workshop().mapper().outlines
    except SchauplatzError:
        return
    scheme: Scheme = "dark" if st.context.theme.type == "dark" else "light"
    title = texts("check.map", name=one.name)
    st.image(small_map(options, chosen, others, outlines, scheme, title), width="stretch")


def _reasons(reasons: Sequence[Reason], texts: Texts) -> None:
    words = wording(texts.labels)
    strong = sorted((one for one in reasons if one.weight >= 0), key=lambda one: -one.weight)[:REASONS_SHOWN]
    if strong:
        st.markdown("\n".join(f"- {plain(words.reason(one))}" for one in strong))


def _actions(
    one: Question,
    options: Sequence[RankedCandidate],
    chosen: int | None,
    scope: Scope,
    mention: Mention,
    article: Article,
    everything: Sequence[Question],
    found: Work,
    texts: Texts,
) -> None:
    place = options[chosen].candidate.place if chosen is not None and chosen < len(options) else None
    is_other = place is not None and (one.place is None or place.id != one.place.id)
    with st.container(horizontal=True):
        st.button(
            texts("check.take") if is_other else texts("check.confirm"),
            key="confirm",
            type="primary",
            icon=":material/check:",
            disabled=place is None,
            shortcut=texts("check.confirm_key"),
            on_click=_decide,
            args=(one, place, scope, mention, article, everything, found, texts),
        )
        st.button(
            texts("check.next"),
            key="next",
            icon=":material/skip_next:",
            shortcut=texts("check.next_key"),
            on_click=_skip,
            args=(one.key,),
        )
        st.button(
            texts("check.not_a_place"),
            key="not a place",
            icon=":material/block:",
            disabled=one.status == "rejected",
            shortcut=texts("check.not_a_place_key"),
            on_click=_decide,
            args=(one, None, scope, mention, article, everything, found, texts),
        )


# --- what is decided ------------------------------------------------------------------------------------------------


def _decide(
    one: Question,
    place: Place | None,
    scope: Scope,
    mention: Mention,
    article: Article,
    everything: Sequence[Question],
    found: Work,
    texts: Texts,
) -> None:
    file = _file(texts)
    if file is not None:
        lines = answer(one, place, scope, mention, article, everything, file.read())
        _write(found, file, lines, texts)


def _confirm_all(found: Work, sure: Sequence[Question], everything: Sequence[Question], texts: Texts) -> None:
    """Confirm what the program is sure of, in one step that can be undone."""
    file = _file(texts)
    if file is None:
        return
    decided = file.read()
    articles = found.atlas.articles
    lines = [
        line
        for one in sure
        for line in answer(
            one, one.place, "article", one.mentions[0], articles[one.article].article, everything, decided
        )
    ]
    _write(found, file, tuple(lines), texts)


def _write(found: Work, file: CorrectionFile, lines: tuple[Correction, ...], texts: Texts) -> None:
    try:
        found.history.decide(lines, file)
    except SchauplatzError as error:
        st.session_state[_NOTICE] = texts.error(error)
        return
    _draw_again(found, lines, texts)


def _undo(found: Work, texts: Texts) -> None:
    _step(found, texts, back=True)


def _redo(found: Work, texts: Texts) -> None:
    _step(found, texts, back=False)


def _step(found: Work, texts: Texts, *, back: bool) -> None:
    file = _file(texts)
    if file is None:
        return
    try:
        lines = found.history.undo(file) if back else found.history.redo(file)
    except SchauplatzError as error:
        st.session_state[_NOTICE] = texts.error(error)
        return
    _draw_again(found, lines, texts)


def _draw_again(found: Work, lines: Sequence[Correction], texts: Texts) -> None:
    """Map anew the articles that a decision concerns, and go on to the next question."""
    everywhere = any(one.scope == "always" for one in lines)
    concerned = {one.article for one in lines}
    articles = tuple(mapped.article for mapped in found.atlas.articles if everywhere or mapped.article.id in concerned)
    st.session_state.pop(_HERE, None)
    try:
        work.map_again(found, articles)
    except SchauplatzError as error:
        st.session_state[_NOTICE] = texts.error(error)


def _file(texts: Texts) -> CorrectionFile | None:
    try:
        return work.workshop().mapper().corrections
    except SchauplatzError as error:
        st.session_state[_NOTICE] = texts.error(error)
        return None


# --- a missed place -------------------------------------------------------------------------------------------------


def _missed(found: Work, texts: Texts) -> None:
    """Add a place that the program has not seen, by marking or typing its name."""
    with st.expander(texts("missed.title"), icon=":material/add_location_alt:", key="missed", on_change="rerun") as box:
        if not box.open:
            return
        articles = found.atlas.articles
        index = 0
        if len(articles) > 1:
            index = st.selectbox(
                texts("articles.title"),
                range(len(articles)),
                format_func=lambda i: articles[i].article.title or texts.source(articles[i].article.source),
                key="missed article",
            )
        mapped = articles[index]
        st.caption(texts("missed.how"))
        span = parts.marked(mapped, f"marking {mapped.article.id}")
        text = mapped.article.text
        typed = st.text_input(texts("missed.name"), key="missed name", max_chars=100)
        words = " ".join((typed or (text[span[0] : span[1]] if span else "")).split())
        if not words:
            return
        spans = occurrences(mapped, words)
        if not spans:
            st.info(plain(texts("missed.not_there", name=words)))
            return
        wanted = st.text_input(texts("missed.meant"), key=f"meant {words}", placeholder=words, max_chars=100).strip()
        place = _meant(wanted or words, words, texts)
        if place is not None:
            st.button(
                texts.count("missed.add", len(spans)),
                key="add missed",
                type="primary",
                icon=":material/add_location_alt:",
                on_click=_add,
                args=(found, mapped, words, place, spans, texts),
            )


def _meant(wanted: str, name: str, texts: Texts) -> Place | None:
    where = coordinates(wanted)
    try:
        found = (
            [_as_candidate(own_place(name, *where))]
            if where is not None
            else list(work.workshop().mapper().meanings(wanted)[:OPTIONS_SHOWN])
        )
    except SchauplatzError as error:
        st.error(plain(texts.error(error)))
        return None
    if not found:
        st.info(plain(texts("missed.unknown", name=wanted)))
        return None
    chosen = st.radio(
        texts("check.candidates"),
        range(len(found)),
        format_func=lambda number: _title(number, found[number].candidate.place, texts),
        captions=[_facts(option, (), texts) for option in found],
        key=f"missed candidate {wanted}",
        label_visibility="collapsed",
    )
    return found[chosen].candidate.place


def _add(
    found: Work, mapped: MappedArticle, name: str, place: Place, spans: tuple[tuple[int, int], ...], texts: Texts
) -> None:
    file = _file(texts)
    if file is not None:
        _write(found, file, additions(mapped, name, place, spans), texts)
        st.session_state["missed name"] = ""


# --- all decisions --------------------------------------------------------------------------------------------------


def concerning(found: Work, file: CorrectionFile) -> tuple[Correction, ...]:
    """The decisions that hold for the texts on the map."""
    ids = {mapped.article.id for mapped in found.atlas.articles}
    names = {r.mention.name for mapped in found.atlas.articles for r in mapped.resolutions}
    return tuple(one for one in file.read() if one.article in ids or (one.scope == "always" and one.name in names))


def _decisions(found: Work, texts: Texts) -> None:
    """What has been decided so far, each to be taken back; and a colleague's decisions to be taken over."""
    file = _file(texts)
    if file is None:
        return
    decided = concerning(found, file)
    label = texts("decisions.title", n=len(decided))
    with st.expander(label, icon=":material/fact_check:", key="decisions", on_change="rerun") as box:
        if not box.open:
            return
        st.caption(texts("decisions.about", path=plain(str(file.path))))
        for number, one in enumerate(reversed(decided[-50:])):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(_told(one, texts), width="stretch")
                st.button(
                    texts("decisions.take_back"),
                    key=f"take back {number}",
                    icon=":material/delete:",
                    on_click=_take_back,
                    args=(found, (one,), texts),
                )
        upload = st.file_uploader(texts("decisions.import"), type=["jsonl", "json", "txt"], key="import")
        if upload is not None and st.button(texts("decisions.import_do"), key="import do", type="primary"):
            _import(found, upload.getvalue(), file, texts)
            st.rerun()


def _told(one: Correction, texts: Texts) -> str:
    what = texts("check.not_a_place") if one.place is None else one.place.name_in(texts.labels)
    return plain(f"{one.name} → {what} · {texts(f'scope.{one.scope}')}")


def _take_back(found: Work, lines: tuple[Correction, ...], texts: Texts) -> None:
    file = _file(texts)
    if file is None:
        return
    try:
        found.history.take_back(lines, file)
    except SchauplatzError as error:
        st.session_state[_NOTICE] = texts.error(error)
        return
    _draw_again(found, lines, texts)


def _import(found: Work, data: bytes, file: CorrectionFile, texts: Texts) -> None:
    """Take over a colleague's decisions; what is there already is not written a second time."""
    known = set(map(_identity, file.read()))
    lines: list[Correction] = []
    bad = 0
    rows = data[:MAX_IMPORT].splitlines()
    for row in rows[:MAX_IMPORTED]:
        if not row.strip():
            continue
        try:
            one = correction_of(json.loads(row.decode("utf-8-sig")), file.find)
        except (ValueError, RecursionError):
            bad += 1
            continue
        if _identity(one) not in known:
            lines.append(one)
    if lines:
        _write(found, file, tuple(lines), texts)
    said = texts.count("decisions.imported", len(lines))
    if bad + max(0, len(rows) - MAX_IMPORTED):
        said += " " + texts.count("decisions.unreadable", bad + max(0, len(rows) - MAX_IMPORTED))
    st.session_state.setdefault(_NOTICE, said)


def _identity(one: Correction) -> tuple[object, ...]:
    return (one.scope, one.action, one.name, one.article, one.start, one.end, one.place.id if one.place else None)
