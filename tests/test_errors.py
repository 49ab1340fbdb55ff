"""Every error that a person can meet says in one line what is wrong, and ends in what to do."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import pytest

from geo import errors
from geo.errors import SchauplatzError

REMEDY = re.compile(
    r"\b(give|save|split|check|build|install|make|set|try|run|delete|mend)\b[^;]*\Z|; [^;]+\Z", re.IGNORECASE
)
EXAMPLES = {"str": "hier", "int": 3_000_000, "float": 2.5, "float | None": 2.5}
"""A value for each type that an error's arguments have."""


def with_a_text_of_their_own(root: type[SchauplatzError]) -> Iterator[type[SchauplatzError]]:
    for error in root.__subclasses__():
        if error.__module__ == errors.__name__ and "__init__" in vars(error):
            yield error
        yield from with_a_text_of_their_own(error)


def example(error: type[SchauplatzError]) -> SchauplatzError:
    parameters = list(inspect.signature(error).parameters.values())
    return error(*(EXAMPLES[str(one.annotation)] for one in parameters))


every_error = pytest.mark.parametrize(
    "error", list(with_a_text_of_their_own(SchauplatzError)), ids=lambda e: e.__name__
)


@every_error
def test_it_ends_in_the_remedy(error: type[SchauplatzError]) -> None:
    _, separator, remedy = str(example(error)).rpartition("; ")
    assert separator, "what is wrong and what to do are divided by a semicolon"
    assert REMEDY.search(remedy), remedy


@every_error
def test_it_is_one_line_that_fits_a_sentence_of_the_program(error: type[SchauplatzError]) -> None:
    text = str(example(error))
    assert "\n" not in text
    assert text[0].islower() or text[0].isdigit()
    assert len(text) < 300


@every_error
def test_it_names_what_it_is_about(error: type[SchauplatzError]) -> None:
    if any(str(one.annotation) == "str" for one in inspect.signature(error).parameters.values()):
        assert "hier" in str(example(error))


def test_the_remedies_name_only_commands_that_there_are() -> None:
    from geo.cli import _parser

    for error in with_a_text_of_their_own(SchauplatzError):
        for command in re.findall(r"python -m geo ([a-z ]+)", str(example(error))):
            _parser().parse_args(command.split())
