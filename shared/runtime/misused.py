"""What was typed wrongly at a command line, in words that can be translated.

The library of the command lines speaks English alone; here every kind of its errors gets a `Text`.
"""

import difflib
from collections.abc import Sequence
from typing import Literal, get_args, get_origin

from cyclopts import Argument, CoercionError, CycloptsError, MissingArgumentError
from cyclopts.exceptions import (
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from shared.text import Text

MISUSED = 2
"""The exit code of a command that could not be read."""


def told(error: CycloptsError) -> Text:
    """Return what is wrong with the command that was typed, and what is expected."""
    match error:
        case UnknownCommandError():
            return _unknown_command(error)
        case UnknownOptionError():
            return _unknown_option(error)
        case MissingArgumentError(argument=Argument() as argument):
            return _missing(argument, error.keyword)
        case CoercionError(argument=Argument() as argument):
            return _unfit(error, argument)
        case UnusedCliTokensError():
            words = " ".join(error.unused_tokens or ())
            return Text.of("More was written than the command takes: {words}", words=words)
        case RepeatArgumentError():
            return Text.of("{name} stands there twice.", name=error.token.keyword or "")
    error.verbose = False
    return Text.of("The command cannot be read: {problem}", problem=str(error))


def _unknown_command(error: CycloptsError) -> Text:
    typed = (error.unused_tokens or ("",))[0]
    names = [name for name in (error.app or ()) if not name.startswith("-")]
    if near := _nearest(typed, names):
        return Text.of(
            "There is no command {command}. Is {nearest} meant?", command=typed, nearest=near
        )
    return Text.of("There is no command {command}. --help lists them all.", command=typed)


def _unknown_option(error: UnknownOptionError) -> Text:
    typed = (error.token.keyword or error.token.value).split("=")[0]
    names = [name for argument in error.argument_collection for name in argument.names]
    if near := _nearest(typed, names):
        return Text.of(
            "There is no option {option} here. Is {nearest} meant?", option=typed, nearest=near
        )
    return Text.of(
        "There is no option {option} here. --help after the command lists them.", option=typed
    )


def _missing(argument: Argument, keyword: str | None) -> Text:
    typed = keyword or next((token.keyword for token in argument.tokens if token.keyword), None)
    if typed is not None:
        return Text.of("After {name} something is to be written.", name=typed)
    return Text.of(
        "{name} is missing. --help after the command shows what belongs there.",
        name=_named(argument),
    )


def _unfit(error: CoercionError, argument: Argument) -> Text:
    token = error.token
    name = token.keyword if token is not None and token.keyword else _named(argument)
    value = "" if token is None else token.value
    if get_origin(error.target_type) is Literal:
        choices = ", ".join(map(str, get_args(error.target_type)))
        return Text.of(
            "“{value}” does not go with {name}. It is one of: {choices}.",
            value=value,
            name=name,
            choices=choices,
        )
    if error.target_type is int:
        return Text.of(
            "“{value}” does not go with {name}. A whole number is meant, such as 3.",
            value=value,
            name=name,
        )
    return Text.of("“{value}” does not go with {name}.", value=value, name=name)


def _named(argument: Argument) -> str:
    """Return how a part of a command is called: what has no name of its own in capitals."""
    if argument.field_info.is_positional:
        return argument.name.lstrip("-").upper()
    return argument.name


def _nearest(typed: str, names: Sequence[str]) -> str | None:
    return next(iter(difflib.get_close_matches(typed, names, n=1, cutoff=0.6)), None)
