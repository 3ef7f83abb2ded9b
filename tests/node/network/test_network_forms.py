import base64
from datetime import UTC, date, datetime

import msgspec
import pytest

from node.network import forms
from node.network.contact import looks_personal, message
from node.network.model import ContactRecord, NetworkRecord
from shared.text import Invalid
from shared.wire.availability import Break
from shared.wire.codec import decode, encode
from shared.wire.enrolment import Invitation

TODAY = date(2026, 9, 1)
NOON = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
INVITATION = Invitation(
    hub="https://hub.example",
    node="pohjois-savo",
    token="1" * 64,
    hub_key="3" * 64,
    expires_at=datetime(2026, 9, 15, 9, 0, tzinfo=UTC),
)


def line(invitation: Invitation) -> str:
    packed = base64.urlsafe_b64encode(msgspec.json.encode(invitation)).decode().rstrip("=")
    return f"voikukkia-{packed}"


def read(email: str | None, *, vouched: bool = False, **typed: str) -> object:
    return forms.contact(
        {"organisation": "Esimerkki ry", "email": email, **typed},
        languages="suomi, ruotsi",
        text_messages=True,
        vouched=vouched,
        today=TODAY,
    )


@pytest.mark.parametrize(
    "email",
    ["etu.suku@verkosto.example", "etu-nimi.suku@verkosto.example", "Etu.Suku2@verkosto.example"],
)
def test_a_personal_address_is_refused_until_a_person_vouches_for_it_on_the_record(
    email: str,
) -> None:
    refused, taken = read(email), read(email, vouched=True)

    assert isinstance(refused, tuple)
    assert [wrong.field for wrong in refused] == ["email", "email"]
    assert "--yes-it-is-a-role" in str(refused[1].text)
    assert isinstance(taken, ContactRecord)
    assert taken.role_vouched_on == TODAY


@pytest.mark.parametrize(
    "email",
    ["ryhmat@verkosto.example", "voikukkia.savo@verkosto.example", "perhe.tuki@verkosto.example"],
)
def test_a_roles_mailbox_is_taken_as_it_is(email: str) -> None:
    taken = read(email)

    assert not looks_personal(email)
    assert isinstance(taken, ContactRecord)
    assert (taken.email, taken.role_vouched_on, taken.languages) == (email, None, ("fi", "sv"))


def test_all_faults_of_a_contact_are_told_at_once() -> None:
    refused = read("not an address", telephone="soita", web="http://x.example", hours_sv="9-15")

    assert isinstance(refused, tuple)
    assert [w.field for w in refused] == ["email", "telephone", "web", "hours_fi"]


def test_a_contact_needs_some_way_to_make_contact() -> None:
    refused = read(None)

    assert isinstance(refused, tuple)
    assert [wrong.field for wrong in refused] == ["email"]


def test_a_stored_contact_travels_as_one_message() -> None:
    taken = read("ryhmat@verkosto.example", hours_fi="arkisin klo 9-15")
    assert isinstance(taken, ContactRecord)
    stored = msgspec.structs.replace(taken, revision=2, changed_at=NOON)

    sent = message(stored, "pohjois-savo")

    assert decode(encode(sent), "contact/1") == sent
    with pytest.raises(ValueError, match="stored"):
        message(taken, "pohjois-savo")


def test_a_network_has_two_names_and_a_controller() -> None:
    taken = forms.network(" Savon verkosto ", "Savolax nätverk", "Esimerkki ry")
    refused = forms.network("", "a<b>", "  ")

    assert taken == NetworkRecord(
        name_fi="Savon verkosto", name_sv="Savolax nätverk", controller="Esimerkki ry"
    )
    assert isinstance(refused, tuple)
    assert [wrong.field for wrong in refused] == ["name_fi", "name_sv", "controller"]


def test_a_break_lasts_at_most_ten_weeks() -> None:
    longest = forms.pause("1.6.2027", "10.8.2027")
    too_long = forms.pause("1.6.2027", "11.8.2027")
    backwards = forms.pause("2.6.2027", "1.6.2027")
    nonsense = forms.pause("kesä", "1.6.2027")

    assert longest == Break(starts=date(2027, 6, 1), until=date(2027, 8, 10))
    for refused, field in ((too_long, "until"), (backwards, "until"), (nonsense, "starts")):
        assert isinstance(refused, tuple)
        assert [wrong.field for wrong in refused] == [field]


def test_an_invitation_is_read_though_a_mail_program_broke_the_line() -> None:
    whole = line(INVITATION)

    assert forms.invitation(whole, NOON) == INVITATION
    assert forms.invitation(f" {whole[:40]}\r\n  {whole[40:]}\n", NOON) == INVITATION


@pytest.mark.parametrize(
    "typed", ["", "voikukkia-", "kissa", "voikukkia-ääää", "x" * 100_000, "voikukkia-e30"]
)
def test_anything_else_is_no_invitation(typed: str) -> None:
    assert isinstance(forms.invitation(typed, NOON), Invalid)


def test_an_old_invitation_says_since_when() -> None:
    old = msgspec.structs.replace(INVITATION, expires_at=NOON)

    refused = forms.invitation(line(old), NOON)

    assert isinstance(refused, Invalid)
    assert refused.text.values == {"day": "1.9.2026"}


@pytest.mark.parametrize("number", ["040 12", "0 1 2 3 4 5", "+35840", "+3584 12"])
def test_a_number_that_nobody_can_call_is_refused(number: str) -> None:
    refused = read("ryhmat@verkosto.example", telephone=number)

    assert isinstance(refused, tuple)
    assert [wrong.field for wrong in refused] == ["telephone"]


@pytest.mark.parametrize("number", ["040 000 0000", "+358 40 000 0000", "116 117", "09 123 45"])
def test_a_whole_number_and_that_of_a_service_are_taken(number: str) -> None:
    assert isinstance(read("ryhmat@verkosto.example", telephone=number), ContactRecord)
