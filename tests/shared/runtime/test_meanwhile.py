"""What a form becomes that somebody overtook: nothing that was not touched is put back."""

import pytest

from shared.runtime.web.form import Choice, Field, View, filled, seen_of
from shared.runtime.web.meanwhile import together
from shared.text import Text

FIELDS = (
    Field(name="line", label=Text.of("Line")),
    Field(name="text", label=Text.of("Text"), kind="text"),
    Field(name="box", label=Text.of("Box"), kind="yes"),
    Field(
        name="list",
        label=Text.of("List"),
        kind="checks",
        choices=(Choice("a", Text.of("A")), Choice("b", Text.of("B"))),
    ),
    Field(name="secret", label=Text.of("Secret"), kind="password"),
)
BASE = {"line": "old", "text": "one\ntwo", "box": "no", "list": "b, a", "secret": ""}
SENT = {"line": " old", "text": "one\r\ntwo ", "box": "", "list": "a, b", "secret": ""}
"""The same values as a browser may send them."""


def put_together(typed: dict[str, str], stored: dict[str, str], seen: str | None = None) -> View:
    marks = seen_of(FIELDS, BASE) if seen is None else seen
    return together(FIELDS, SENT | typed, BASE | stored, seen=marks, version=9)


def values(view: View) -> dict[str, str]:
    return {one.field.name: one.value for one in view.shown}


def beside(view: View) -> dict[str, str]:
    return {one.field.name: one.stored for one in view.shown if one.stored is not None}


def test_what_nobody_here_touched_is_what_is_stored() -> None:
    stored = {"line": "new", "text": "three", "box": "yes", "list": "a"}
    view = put_together({}, stored)

    assert values(view) == BASE | stored
    assert beside(view) == {}
    assert view.version == 9
    assert view.seen == seen_of(FIELDS, BASE | stored)


def test_what_was_typed_stays() -> None:
    view = put_together({"line": "mine", "list": ""}, {"text": "three"})

    assert values(view) == BASE | {"line": "mine", "list": "", "text": "three"}
    assert beside(view) == {}


def test_what_both_changed_is_typed_with_the_stored_beside() -> None:
    view = put_together(
        {"line": "mine", "box": "yes", "list": "b", "secret": "x"},
        {"line": "theirs", "box": "yes", "list": "a"},
    )

    assert values(view) == BASE | {"line": "mine", "box": "yes", "list": "b", "secret": "x"}
    assert beside(view) == {"line": "theirs", "list": "a"}


@pytest.mark.parametrize("seen", ["", "nonsense", "line", "line=", "=", "line=0 line=1"])
def test_a_form_without_marks_is_touched_everywhere(seen: str) -> None:
    view = put_together({"line": "mine"}, {"line": "theirs", "text": "three"}, seen)

    assert values(view)["line"] == "mine"
    assert values(view)["text"] == SENT["text"]
    assert beside(view) == {"line": "theirs", "text": "three"}


def test_marks_go_with_a_form_that_has_a_version_alone() -> None:
    assert filled(FIELDS, BASE).seen == ""
    assert filled(FIELDS, BASE, version=3).seen == seen_of(FIELDS, BASE)
    assert filled(FIELDS, {}, version=3, seen="as it was").seen == "as it was"
