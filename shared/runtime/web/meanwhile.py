"""A form that somebody overtook: what each person touched, put together; nothing is undone unseen.

A field that was not touched shows what is stored now, and so does one that the form did not have
when it was made. Where both changed it, what was typed stays and the stored value stands beside it.
A form without marks is taken as touched everywhere.
"""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from shared.runtime.web.form import Field, Shown, View, filled, mark, seen_of


def together(
    fields: Iterable[Field],
    typed: Mapping[str, str],
    stored: Mapping[str, str],
    *,
    seen: str,
    version: int,
) -> View:
    """Return the form to be sent again; `seen` are the marks that came with what was typed."""
    fields, marks = tuple(fields), marks_of(seen)
    mine = {one.name: typed.get(one.name, "") for one in fields if _touched(one, typed, marks)}
    view = filled(fields, {**stored, **mine}, version=version, seen=seen_of(fields, stored))
    return replace(view, shown=tuple(_beside(one, stored, marks) for one in view.shown))


def marks_of(seen: str) -> Mapping[str, str]:
    """Read the marks that a form carried; what is none counts for nothing."""
    return dict(part.rpartition("=")[::2] for part in seen.split())


def _touched(field: Field, typed: Mapping[str, str], marks: Mapping[str, str]) -> bool:
    """Tell whether the person changed a field; one without mark and text was never shown."""
    if marks and field.name not in marks and field.name not in typed:
        return False
    return mark(field, typed.get(field.name, "")) != marks.get(field.name)


def _beside(shown: Shown, stored: Mapping[str, str], marks: Mapping[str, str]) -> Shown:
    """Put the stored value beside one that differs from it, if somebody changed it meanwhile."""
    field, now = shown.field, stored.get(shown.field.name, "")
    same = mark(field, now) in {mark(field, shown.value), marks.get(field.name)}
    return shown if same or field.kind in _UNSEEN else replace(shown, stored=now)


_UNSEEN = frozenset({"password", "hidden", "file"})
"""Kinds of field beside which no value is shown."""
