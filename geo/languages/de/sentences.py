"""Where German sentences begin.

A full stop is no boundary after an abbreviation («z. B.», «Dr.»), an initial («J. Edgar») or an ordinal
(«17. Kilometer»); closing quotation marks and brackets belong to the sentence they close; a lower-case word or a comma
after them continues it («„Nein!“, sagte er»). An empty line always is a boundary, a single line break after a short
line (a headline) too.
"""

from __future__ import annotations

import re
from typing import Final

from spacy.tokens import Doc, Token

from geo.languages.de.words import word_list

_TERMINALS: Final = frozenset({".", "!", "?", "…", "...", "?!", "!?", "!!", "!!!", "??"})
_CLOSERS: Final = frozenset("“”\"»«)]’'‹›")
_OPENERS: Final = frozenset("„»«\"(['‚›‹“”")
_ORDINAL: Final = re.compile(r"\d{1,2}\.")
_NUMBER_WITH_STOP: Final = re.compile(r"\d{3,}\.")
_HEADLINE: Final = 70
"""A line shorter than this (code points) that ends without a full stop is a headline, not a wrapped line."""


def sentence_starts(doc: Doc) -> list[int]:
    """The indices of the tokens that begin a sentence, in order."""
    starts = [0] if len(doc) else []
    position = 0
    while position < len(doc):
        token = doc[position]
        if token.is_space and "\n" in token.text:
            boundary = position + 1
            found = token.text.count("\n") > 1 or _ends_headline(doc, position)
        else:
            boundary = _past_closers(doc, position + 1)
            found = _ends_sentence(doc, position, boundary)
        if found and starts[-1] < boundary < len(doc):
            starts.append(boundary)
        position = max(position + 1, boundary if found else 0)
    return starts


def _past_closers(doc: Doc, position: int) -> int:
    while position < len(doc) and doc[position].text in _CLOSERS and not doc[position - 1].whitespace_:
        position += 1
    return position


def _ends_sentence(doc: Doc, position: int, after: int) -> bool:
    token = doc[position]
    following = _next_word(doc, after)
    if _NUMBER_WITH_STOP.fullmatch(token.text):
        return following is not None and _begins_like_a_sentence(following)
    if token.text not in _TERMINALS:
        return False
    if after < len(doc) and not doc[after].is_space and not doc[after - 1].whitespace_:
        return False
    if token.text == "." and position and _is_abbreviation(doc[position - 1]):
        return False
    return following is None or _begins_like_a_sentence(following)


def _is_abbreviation(token: Token) -> bool:
    glued = not token.whitespace_
    if glued and token.text.isdecimal() and len(token.text) <= 2:
        return True
    return glued and (token.text in word_list("abbreviation") or (len(token.text) == 1 and token.text.isalpha()))


def _next_word(doc: Doc, position: int) -> Token | None:
    while position < len(doc):
        if not doc[position].is_space and doc[position].text not in _OPENERS:
            return doc[position]
        position += 1
    return None


def _begins_like_a_sentence(token: Token) -> bool:
    first = token.text[0]
    return first.isupper() or first.isdecimal() or first in "–—-•*#©" or not (first.isascii() or first.islower())


def _ends_headline(doc: Doc, line_break: int) -> bool:
    """Whether a single line break ends a headline rather than a wrapped line."""
    if line_break == 0:
        return False
    begin = line_break - 1
    while begin > 0 and "\n" not in doc[begin - 1].text:
        begin -= 1
    line = doc[begin:line_break]
    following = _next_word(doc, line_break)
    return (
        len(line.text) < _HEADLINE
        and doc[line_break - 1].text not in {",", "und", "oder", "-", "–"}
        and following is not None
        and _begins_like_a_sentence(following)
    )
