"""The switch for online lookup: what is sent, where to, how often, and how its operators can reach the reader."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from geo.app import session, work
from geo.app.session import OnlineChoice
from geo.app.texts import Texts, plain
from geo.errors import ContactMissing, InvalidSetting, SchauplatzError
from geo.settings import Settings
from geo.sources.nominatim import user_agent

_CHOICE = "online choice"
_SOMEBODY: Final = "https://schauplatz.page"
"""Stands for the contact as long as nothing is sent: an estimate only looks at what is kept."""


def choice() -> OnlineChoice:
    """What the reader of this session has chosen; nobody else's choice, and off to begin with."""
    found = st.session_state.get(_CHOICE)
    return found if isinstance(found, OnlineChoice) else OnlineChoice()


def promise(texts: Texts) -> str:
    """What the page's head says about what leaves this computer, as Markdown."""
    if not choice().on:
        return f":material/lock: {texts('app.private')}"
    return f":material/public: {texts('online.on', host=plain(_host()))}"


def switch(texts: Texts) -> None:
    """The way to the switch."""
    with st.popover(texts("online.title"), icon=":material/travel_explore:", key="online popover"):
        host = plain(_host())
        st.markdown(texts("online.what", host=host))
        st.markdown(texts("online.estimate", limit=_settings().lookups) + " " + _estimate(texts))
        if choice().on:
            st.button(texts("online.stop"), key="online off", icon=":material/lock:", on_click=_turn_off)
            return
        with st.form("online", border=False):
            contact = st.text_input(
                texts("online.contact"),
                key="contact",
                placeholder="anna@example.org",
                help=texts("online.contact_help"),
            )
            agreed = st.checkbox(texts("online.agree", host=host), key="agree")
            submitted = st.form_submit_button(texts("online.start"), key="online on", type="primary")
        if submitted and not agreed:
            st.info(texts("online.not_agreed"))
        elif submitted:
            try:
                user_agent(contact.strip())
            except ContactMissing as error:
                st.error(plain(texts.error(error)))
                return
            _turn_on(OnlineChoice(on=True, contact=contact.strip()), texts)


def _turn_on(chosen: OnlineChoice, texts: Texts) -> None:
    """Look up what is on the map already, and whatever comes later."""
    st.session_state[_CHOICE] = chosen
    found = session.current()
    if found is not None:
        found.online = chosen
        work.look_up(found, texts.labels)
    st.rerun()


def _turn_off() -> None:
    st.session_state.pop(_CHOICE, None)
    found = session.current()
    if found is not None:
        found.online = OnlineChoice()


def _estimate(texts: Texts) -> str:
    """How many names of the texts on the map would be asked, and how long that takes."""
    found = session.current()
    if found is None or not found.articles:
        return ""
    try:
        mapper = work.workshop().mapper()
        names = {name for mapped in found.atlas.articles for name in mapper.unknown_names(mapped.article)}
        estimate = work.lookup(OnlineChoice(on=True, contact=_SOMEBODY)).estimate(names)
    except SchauplatzError:
        return ""
    said = texts("online.names", n=estimate.names - estimate.beyond, seconds=round(estimate.seconds))
    return said + (" " + texts("online.kept", n=estimate.kept) if estimate.kept else "")


def _host() -> str:
    return urlsplit(_settings().endpoint).hostname or ""


def _settings() -> Settings:
    try:
        return Settings.from_environment()
    except InvalidSetting:  # told when there is work to do
        return Settings.from_environment({})
