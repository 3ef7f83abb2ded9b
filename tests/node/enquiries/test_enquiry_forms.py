"""What is written down of an enquiry, and what is refused in words."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from node.enquiries import forms, wording
from node.enquiries.model import REFERENCE, Particulars, Tally
from node.enquiries.sealing import PLAIN_BYTES
from shared.reference.lookup import Reference
from shared.text import Invalid
from tests.node.enquiries.conftest import FORM

TODAY = date(2026, 9, 1)
SAID = Particulars(
    channel="phone",
    contact="040 555 0199",
    ways=("call",),
    municipality="638",
    consent_on=TODAY,
)


def read(reference: Reference, **form: str) -> forms.Recorded | tuple[Invalid, ...]:
    return forms.read_new(
        FORM | form, reference=reference, groups=frozenset({"porvoo-1"}), today=TODAY
    )


def wrong(found: object) -> set[str]:
    assert isinstance(found, tuple), found
    return {one.field for one in found}


def test_the_careful_choices_are_the_ones_nobody_makes(reference: Reference) -> None:
    found = read(reference)

    assert found == forms.Recorded(came_on=TODAY, particulars=SAID)
    assert SAID.message == "none"
    assert SAID.introduce == "first_name"


def test_everything_a_parent_may_say(reference: Reference) -> None:
    found = read(
        reference,
        contact="+358 40 555 0199",
        ways="text, call",
        message="call_back",
        introduce="line",
        line="Liisa kirjastosta",
        municipality="Borgå",
        language="arabia",
        audience="isät",
        times="weekend, morning",
        peer_group="porvoo-1",
        came_on="30.8.2026",
        consent_on="31.8.2026",
    )

    assert found == forms.Recorded(
        came_on=date(2026, 8, 30),
        particulars=Particulars(
            channel="phone",
            contact="+358 40 555 0199",
            ways=("call", "text"),
            message="call_back",
            introduce="line",
            line="Liisa kirjastosta",
            municipality="638",
            language="ar",
            audience="fathers",
            times=("morning", "weekend"),
            peer_group="porvoo-1",
            consent_on=date(2026, 8, 31),
        ),
    )


def test_an_address_needs_no_way_on_the_telephone(reference: Reference) -> None:
    found = read(reference, contact="vanhempi@posti.example", ways="")

    assert isinstance(found, forms.Recorded)
    assert found.particulars.channel == "mail"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("contact", ""),
        ("contact", "ei puhelinta"),
        ("contact", "a@b"),
        ("contact", "040 12"),
        ("contact", f"{'a' * 120}@posti.example"),
        ("contact", "040 555 0199 Matti"),
        ("ways", ""),
        ("ways", "savumerkki"),
        ("message", "maybe"),
        ("municipality", ""),
        ("municipality", "Porvooo"),
        ("language", "klingonx"),
        ("audience", "children"),
        ("times", "yö"),
        ("peer_group", "ei-ole"),
        ("came_on", "31.2.2026"),
        ("came_on", "2.9.2026"),
        ("came_on", "3.6.2026"),
        ("consent", ""),
        ("consent", "no"),
        ("consent_on", "2.9.2026"),
        ("consent_on", "31.8.2026"),
        ("reason", "huostaanotto"),
        ("name", "Matti Meikäläinen"),
    ],
)
def test_what_is_refused_stands_beside_its_field(
    reference: Reference, field: str, text: str
) -> None:
    assert wrong(read(reference, **{field: text})) == {field}


def test_the_line_and_the_choice_of_it_go_together(reference: Reference) -> None:
    assert wrong(read(reference, introduce="line")) == {"line"}
    assert wrong(read(reference, line="Liisa")) == {"introduce"}


def test_the_oldest_that_is_kept_came_89_days_ago(reference: Reference) -> None:
    assert isinstance(read(reference, came_on="4.6.2026"), forms.Recorded)


def test_without_a_number_there_is_nobody_to_call(reference: Reference) -> None:
    assert wrong(read(reference, contact="vanhempi@posti.example", ways="call")) == {"ways"}


def test_several_faults_are_named_at_once(reference: Reference) -> None:
    fields = wrong(read(reference, contact="", municipality="", consent="", came_on="x"))

    assert fields == {"contact", "municipality", "consent", "came_on"}


@pytest.mark.parametrize("line", ["x" * 61, "<script>", "a\nb", "a\x00b"])
def test_the_one_line_is_short_and_plain(reference: Reference, line: str) -> None:
    assert "line" in wrong(read(reference, introduce="line", line=line))


def test_the_longest_that_fits_is_sealed_whole(reference: Reference) -> None:
    longest = "\N{GRINNING FACE}" * 60
    found = read(reference, introduce="line", line=longest)

    assert isinstance(found, forms.Recorded)
    assert len(longest.encode()) + 2 <= PLAIN_BYTES


def test_a_change_keeps_what_it_does_not_mention(reference: Reference) -> None:
    found = forms.read_change(
        {"message": "any", "peer_group": ""}, reference=reference, groups=frozenset(), before=SAID
    )

    assert isinstance(found, Particulars)
    assert (found.message, found.contact, found.consent_on) == ("any", SAID.contact, TODAY)


@pytest.mark.parametrize("field", ["contact", "municipality"])
def test_a_change_does_not_take_away_what_is_needed(reference: Reference, field: str) -> None:
    found = forms.read_change({field: " "}, reference=reference, groups=frozenset(), before=SAID)

    assert wrong(found) == {field}


@pytest.mark.parametrize("field", ["consent_on", "came_on", "recorded_by", "tallied"])
def test_a_change_cannot_touch_consent_and_time(reference: Reference, field: str) -> None:
    found = forms.read_change(
        {field: "1.1.2026"}, reference=reference, groups=frozenset(), before=SAID
    )

    assert wrong(found) == {field}


def test_an_outcome_alone(reference: Reference) -> None:
    form = {"municipality": "Sibbo", "outcome": "jonottaa"}

    assert forms.read_counted(form, reference=reference, today=TODAY) == Tally(
        quarter="2026-Q3", municipality="753", outcome="waiting"
    )
    assert wrong(forms.read_counted({}, reference=reference, today=TODAY)) == {
        "municipality",
        "outcome",
    }
    assert wrong(
        forms.read_counted(form | {"outcome": "new"}, reference=reference, today=TODAY)
    ) == {"outcome"}


@pytest.mark.parametrize("said", ["K7F3-9QXM", "k7f3 9qxm", " k7f39qxm ", "K7F39-QXM"])
def test_a_reference_as_it_is_said_aloud(said: str) -> None:
    assert forms.read_reference(said) == "K7F3-9QXM"


@pytest.mark.parametrize("said", ["", "K7F3", "../../x", "K7F3-9QXMX", "K7F3-9QX0", "K7F3-9QXA"])
def test_what_cannot_be_a_reference(said: str) -> None:
    assert forms.read_reference(said) is None
    assert REFERENCE.fullmatch(said) is None


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        (
            {},
            [
                "Do not leave a message",
                "Do not send a text message",
                "You may call",
                "Say only your first name",
            ],
        ),
        (
            {"ways": ("text",), "message": "call_back", "introduce": "organisation"},
            [
                "Only ask to call back",
                "Do not call",
                "You may send a text message",
                "You may name your organisation",
            ],
        ),
        (
            {"ways": ("call", "text"), "message": "any", "introduce": "group"},
            [
                "A message may be left",
                "You may call",
                "You may send a text message",
                "You may say that it is about the group",
            ],
        ),
        (
            {"channel": "mail", "ways": (), "introduce": "line", "line": "Liisa"},
            ["Write a subject line that tells nothing", "Introduce yourself as: “Liisa”"],
        ),
    ],
)
def test_what_must_not_be_done_is_said_first(changes: dict[str, Any], lines: list[str]) -> None:
    assert [str(line) for line in wording.safety(replace(SAID, **changes))] == lines
