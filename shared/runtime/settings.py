"""Settings: a TOML file and the environment over it, read once into frozen structs.

`PREFIX_PUSH__EVERY_S` sets `every_s` of the table `push`. Whatever is not known is an error that
names the nearest known setting; an error never repeats a value, which may be a secret.
"""

import difflib
import re
import tomllib
import types
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import Struct

from shared.runtime.fault import Fault
from shared.text import Text

S = TypeVar("S", bound=Struct)
_PLACE = re.compile(r" - at `\$\.?(?P<name>[^`]*)`$")
_LINE = re.compile(r"at line (?P<line>[0-9]+)")


class SettingsError(Fault):
    """The settings cannot be used; `text` names the setting and what is expected."""


def load(
    cls: type[S],
    *,
    file: Path | None,
    environ: Mapping[str, str],
    prefix: str,
    reserved: Collection[str] = (),
) -> S:
    """Return the settings. Raises SettingsError.

    `prefix` is without its last underscore (`VOIKUKKIA_NODE`); `reserved` are full names of
    environment variables that begin with it but are no settings.
    """
    known = _known(cls)
    values = {} if file is None else _read(file)
    _require_known(values, known)
    for variable, value in sorted(environ.items()):
        if variable.startswith(f"{prefix}_") and variable not in reserved:
            name = variable[len(prefix) + 1 :].lower().replace("__", ".")
            if name not in known:
                raise _unknown(variable, name, known)
            _put(values, name.split("."), _from_text(variable, value, known[name]))
    try:
        return msgspec.convert(values, cls, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise _wrong(str(error), known) from error


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SettingsError(
            Text.of("{file} cannot be read: {reason}.", file=str(file), reason=reason)
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(Text.of("{file} is not in UTF-8.", file=str(file))) from error
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = int(found["line"]) if found else _last_line(file)
        raise SettingsError(
            Text.of("{file}, line {line}: this is not TOML.", file=str(file), line=line)
        ) from error


def _last_line(file: Path) -> int:
    return max(len(file.read_text("utf-8").splitlines()), 1)


def _known(cls: type[Struct], within: str = "") -> dict[str, Any]:
    """Return every setting's dotted name with its type; a table's own name is none of them."""
    known: dict[str, Any] = {}
    for field in msgspec.structs.fields(cls):
        name = f"{within}{field.encode_name}"
        table = _table(field.type)
        known.update({name: field.type} if table is None else _known(table, f"{name}."))
    return known


def _table(kind: Any) -> type[Struct] | None:  # noqa: ANN401 (any annotation may stand in a struct)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return kind
    if get_origin(kind) in {Annotated, Union, types.UnionType}:
        return next((found for part in get_args(kind) if (found := _table(part))), None)
    return None


def _require_known(values: Mapping[str, Any], known: Mapping[str, Any], within: str = "") -> None:
    for key, value in values.items():
        name = f"{within}{key}"
        if name in known:
            continue
        if not any(other.startswith(f"{name}.") for other in known):
            raise _unknown(name, name, known)
        if not isinstance(value, Mapping):
            raise SettingsError(Text.of("The setting {name} is a table: [{name}].", name=name))
        _require_known(value, known, f"{name}.")


def _unknown(shown: str, name: str, known: Collection[str]) -> SettingsError:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if not near:
        return SettingsError(Text.of("There is no setting {name}.", name=shown))
    return SettingsError(
        Text.of("There is no setting {name}. Is {nearest} meant?", name=shown, nearest=near[0])
    )


def _from_text(variable: str, value: str, kind: Any) -> Any:  # noqa: ANN401 (as a TOML value)
    """Return an environment variable's text as the value TOML would have held."""
    try:
        found = msgspec.convert(_listed(value, kind), kind, strict=False, dec_hook=_decode)
    except msgspec.ValidationError as error:
        message = f"{_PLACE.sub('', str(error))} - at `$.{variable}`"
        raise _wrong(message, {variable: kind}) from error
    return msgspec.to_builtins(found, enc_hook=str, builtin_types=(bytes,))


def _listed(value: str, kind: Any) -> str | list[str]:  # noqa: ANN401 (any annotation)
    """Return the text, or its parts between commas where a list is expected."""
    if get_origin(kind) is Annotated:
        return _listed(value, get_args(kind)[0])
    if get_origin(kind) in {tuple, list, set, frozenset} or kind in {tuple, list, set, frozenset}:
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _put(values: dict[str, Any], names: list[str], value: object) -> None:
    for name in names[:-1]:
        values = values.setdefault(name, {})
    values[names[-1]] = value


def _wrong(message: str, kinds: Mapping[str, Any]) -> SettingsError:
    """Return msgspec's words (they hold types, never values) with the setting's name in front.

    Of a closed list, say what stands in it instead; of a pattern, what it asks for.
    """
    place = _PLACE.search(message)
    kind = kinds.get(place["name"]) if place else None
    if get_origin(kind) is Literal and place is not None:
        choices = ", ".join(map(str, get_args(kind)))
        return SettingsError(
            Text.of("The setting {name} is one of: {choices}.", name=place["name"], choices=choices)
        )
    form = _form(kind) if place is not None and "regex" in message else None
    if place is not None and form is not None:
        return SettingsError(
            Text.of(
                "The setting {name} has the wrong form. It has to be: {form}.",
                name=place["name"],
                form=form,
            )
        )
    return SettingsError(
        Text.of(
            "The setting {name} is wrong: {problem}.",
            name=place["name"] if place else "?",
            problem=_PLACE.sub("", message).replace("`", ""),
        )
    )


def _form(kind: Any) -> str | None:  # noqa: ANN401 (any annotation)
    """Return what the annotation says of itself in words."""
    told = (one.description for one in get_args(kind)[1:] if isinstance(one, msgspec.Meta))
    return next(told, None) if get_origin(kind) is Annotated else None


def _decode(kind: type, value: object) -> object:
    """Return a path for the one type msgspec does not know."""
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise TypeError("Expected `str`")  # msgspec adds the place
