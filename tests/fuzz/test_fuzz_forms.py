"""Anything typed into a form or a file is a value in the end: what was meant, or what is wrong."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.activities import forms as activities
from node.enquiries import forms as enquiries
from node.groups import forms as groups
from node.importing import read as files
from node.importing.model import Kind, Sheet
from node.instructors import forms as instructors
from node.network import forms as network
from node.organisers import forms as organisers
from shared.letters import key_from
from shared.reference import lookup
from shared.runtime.accounts import forms as staff
from shared.text import Invalid, Text
from shared.wire.enrolment import Invitation

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
REFERENCE = lookup.load()
NOBODY: frozenset[str] = frozenset()
Form = Mapping[str, str]

WORDS = st.sampled_from(
    ["", " ", "kyllä", "Kuopio", "Borgå", "297", "1.12.2026", "2026-13-40", "31.2.2027", "17:00",
     "25:61", "https://x", "javascript:1", "a@b.fi", "fi", "avoin", "yhdistys", "8.12.; 9.12.2026",
     "0", "-1", "9" * 40, "٣", "½", "\x00", "\n", "\u202e", "é", "e\u0301", "ﬁ", "<b>", "1e9", "İ"]
)  # fmt: skip
TYPED = WORDS | st.text() | st.lists(WORDS, max_size=4).map(" ".join)
READERS: dict[str, tuple[tuple[str, ...], Callable[[Form], Any]]] = {
    "group": (
        groups.FIELDS,
        lambda form: groups.read(form, reference=REFERENCE, roster=groups.Roster(), today=TODAY),
    ),
    "organiser": (
        organisers.FIELDS,
        lambda form: organisers.read(form, reference=REFERENCE, taken=NOBODY, today=TODAY),
    ),
    "instructor": (
        instructors.FIELDS,
        lambda form: instructors.read(form, taken=NOBODY, today=TODAY),
    ),
    "activity": (
        activities.FIELDS,
        lambda form: activities.read(form, reference=REFERENCE, taken=NOBODY),
    ),
    "enquiry": (
        enquiries.RECORDED,
        lambda form: enquiries.read_new(form, reference=REFERENCE, groups=NOBODY, today=TODAY),
    ),
    "count": (
        enquiries.COUNTED,
        lambda form: enquiries.read_counted(form, reference=REFERENCE, today=TODAY),
    ),
    "account": (("name", "login", "password", "again"), staff.newcomer),
    "network": (
        ("name_fi", "name_sv", "controller"),
        lambda form: network.network(
            form.get("name_fi", ""), form.get("name_sv", ""), form.get("controller", "")
        ),
    ),
    "break": (
        ("starts", "until"),
        lambda form: network.pause(form.get("starts", ""), form.get("until", "")),
    ),
}


@pytest.mark.parametrize("name", READERS)
@given(data=st.data())
def test_any_form_is_read_or_refused_field_by_field(name: str, data: st.DataObject) -> None:
    fields, read = READERS[name]
    form = data.draw(st.dictionaries(st.sampled_from(sorted(fields)), TYPED))
    found = read(form)
    if isinstance(found, tuple):
        assert all(isinstance(one, Invalid) for one in found)
        assert {one.field for one in found} <= {*fields, "id"}
    again = read(form)
    assert again == found


@given(TYPED | st.text("voikuka-ABCDEFeyJ0123456789_=", max_size=200))
def test_any_line_is_an_invitation_or_none(line: str) -> None:
    assert isinstance(network.invitation(line, NOW), Invitation | Invalid)
    assert not isinstance(key_from(line, b"fuzz"), bytes)
    enquiries.read_reference(line)
    enquiries.read_state(line)


@st.composite
def table(draw: st.DrawFn) -> bytes:
    """Return something like a CSV file, in some encoding."""
    separator = draw(st.sampled_from([";", ",", "\t", "|"]))
    quoted = TYPED.map(lambda cell: '"' + cell.replace('"', '""') + '"')
    heading = st.sampled_from(["kunta", "kommun", "meets_in", "tila", "status", "kieli", "x", ""])
    rows = [draw(st.lists(heading, max_size=6)), *draw(st.lists(st.lists(TYPED | quoted)))]
    text = draw(st.sampled_from(["\n", "\r\n", "\r"])).join(map(separator.join, rows))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"]))
    return text.encode(encoding, errors="replace")


@given(
    data=st.binary() | table() | st.binary().map(b"PK\x03\x04".__add__),
    kind=st.sampled_from(get_args(Kind)),
)
def test_any_file_is_a_sheet_or_a_sentence(data: bytes, kind: Kind) -> None:
    found = files.read(data, kind)
    assert isinstance(found, Sheet | Text)
    assert files.read(data, kind) == found
