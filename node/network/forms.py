"""What a person types about the network, read into its nouns or refused with a reason."""

import base64
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from node.groups import fields
from node.network.contact import looks_personal
from node.network.model import ContactRecord, NetworkRecord
from shared.period import helsinki_day
from shared.text import Invalid, Text
from shared.wire.availability import Break
from shared.wire.contact import Line, Mailbox, Telephone
from shared.wire.enrolment import Invitation
from shared.wire.words import Link, Name

BREAK_DAYS = 70
INVITATION_PREFIX = "voikukkia-"
INVITATION_LIMIT = 2_000
_OPTION = Text.of(
    "If it is the mailbox of a role all the same, say {option}; that is kept on the record.",
    option="--yes-it-is-a-role",
)
Controller = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$(?!\n)")]
_CONTACT_FIELDS: tuple[tuple[str, object, Text], ...] = (
    ("organisation", Name, Text.of("Write the organisation's name, at most 120 characters.")),
    (
        "email",
        Mailbox,
        Text.of("This is not an e-mail address. Write it as ryhmat@verkosto.example."),
    ),
    (
        "telephone",
        Telephone,
        Text.of("This is not a telephone number. Write it as +358 40 000 0000."),
    ),
    ("hours_fi", Line, Text.of("Write the hours on one line of at most 160 characters.")),
    ("hours_sv", Line, Text.of("Write the hours on one line of at most 160 characters.")),
    ("hours_en", Line, Text.of("Write the hours on one line of at most 160 characters.")),
    ("web", Link, Text.of("Write the whole web address; it begins with https://")),
)


def network(name_fi: str, name_sv: str, controller: str) -> NetworkRecord | tuple[Invalid, ...]:
    """Read the network's names and its controller (37)."""
    name_fi, name_sv, controller = name_fi.strip(), name_sv.strip(), controller.strip()
    wrong = [
        Invalid(
            field, Text.of("A name has 1 to 120 characters, without <, > and invisible characters.")
        )
        for field, name in (("name_fi", name_fi), ("name_sv", name_sv))
        if not _is(name, Name)
    ]
    if not _is(controller, Controller):
        wrong.append(
            Invalid(
                "controller",
                Text.of(
                    "Write which organisation is the controller of the personal data kept here."
                ),
            )
        )
    if wrong:
        return tuple(wrong)
    return NetworkRecord(name_fi=name_fi, name_sv=name_sv, controller=controller)


def contact(
    typed: Mapping[str, str | None],
    *,
    languages: str,
    text_messages: bool,
    vouched: bool,
    today: date,
    option: Text = _OPTION,
) -> ContactRecord | tuple[Invalid, ...]:
    """Read the public contact; an address that looks like a person's needs `vouched` (34).

    `option` tells how this face takes the person's word for it.
    """
    values = {field: (typed.get(field) or "").strip() or None for field, _, _ in _CONTACT_FIELDS}
    wrong = _contact_faults(values)
    spoken = fields.languages(languages) if languages.strip() else ()
    if isinstance(spoken, Text):
        wrong.append(Invalid("languages", spoken))
    email = values["email"]
    personal = email is not None and looks_personal(email)
    if email is not None and personal and not vouched:
        wrong += [Invalid("email", _personal(email)), Invalid("email", option)]
    if wrong or isinstance(spoken, Text):
        return tuple(wrong)
    return ContactRecord(
        organisation=values["organisation"] or "",
        email=email,
        telephone=values["telephone"],
        hours_fi=values["hours_fi"],
        hours_sv=values["hours_sv"],
        hours_en=values["hours_en"],
        languages=spoken,
        text_messages=text_messages,
        web=values["web"],
        role_vouched_on=today if personal else None,
    )


def pause(starts: str, until: str) -> Break | tuple[Invalid, ...]:
    """Read an announced break of at most ten weeks."""
    first, last = fields.day(starts.strip()), fields.day(until.strip())
    wrong = [
        Invalid(field, day)
        for field, day in (("starts", first), ("until", last))
        if isinstance(day, Text)
    ]
    if wrong or isinstance(first, Text) or isinstance(last, Text):
        return tuple(wrong)
    if last < first:
        return (Invalid("until", Text.of("The break ends before it starts.")),)
    if (last - first).days > BREAK_DAYS:
        return (
            Invalid(
                "until",
                Text.of(
                    "A break lasts at most ten weeks; this one would last {days} days. If nobody "
                    "looks after the groups for longer, what parents read may no longer be true.",
                    days=(last - first).days,
                ),
            ),
        )
    return Break(starts=first, until=last)


def invitation(line: str, now: datetime) -> Invitation | Invalid:
    """Read the line of text that the operator handed over."""
    packed = "".join(line[:INVITATION_LIMIT].split()).removeprefix(INVITATION_PREFIX)
    try:
        content = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        found = msgspec.json.decode(content, type=Invitation)
    except (ValueError, RecursionError):
        text = Text.of(
            "This is not an invitation. Copy the whole line that the operator sent; it begins "
            "with “voikukkia-”."
        )
        return Invalid("invitation", text)
    if found.expires_at <= now:
        text = Text.of(
            "The invitation ended on {day}. Ask the operator for a new one.",
            day=fields.day_text(helsinki_day(found.expires_at)),
        )
        return Invalid("invitation", text)
    return found


def _contact_faults(values: Mapping[str, str | None]) -> list[Invalid]:
    wrong = [
        Invalid(field, text)
        for field, kind, text in _CONTACT_FIELDS
        if (values[field] is not None or field == "organisation") and not _is(values[field], kind)
    ]
    telephone = values["telephone"]
    if telephone and _is(telephone, Telephone) and not fields.is_whole_number(telephone):
        wrong.append(Invalid("telephone", fields.TOO_SHORT))
    if not (values["email"] or telephone or values["web"]):
        told = Text.of("Give a mailbox, a telephone number or a web address.")
        wrong.append(Invalid("email", told))
    if (values["hours_sv"] or values["hours_en"]) and not values["hours_fi"]:
        wrong.append(Invalid("hours_fi", Text.of("Write the hours in Finnish, too.")))
    return wrong


def _personal(email: str) -> Text:
    return Text.of(
        "{email} looks like one person's address. Parents read it for years, and people change: "
        "give the mailbox of a role or an office, such as ryhmat@ or perhekeskus@.",
        email=email,
    )


def _is(value: object, kind: object) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True
