"""The contact message, told from the bytes that are signed, and the hub's word on it."""

from sqlite3 import Connection

from msgspec import Struct

from node.leaves import refusals
from node.network import store as network
from node.network.contact import message
from node.outbox import store as outbox
from node.outbox.model import ContactEntry
from node.preview.compose import NOT_ENROLLED
from node.push.words import cause_text
from shared.signing import decode_envelope
from shared.text import Text
from shared.wire import codec
from shared.wire.codec import decode, decode_answer
from shared.wire.contact import Contact
from shared.wire.problem import Problem


class Letter(Struct, frozen=True, kw_only=True):
    """The public contact as it travels; `signed` tells whether these bytes are signed already."""

    contact: Contact
    size: int
    signed: bool
    state: Text
    advice: Text | None = None


def letter(db: Connection) -> Letter | None:
    """Return the newest contact message, or the one that would be signed; None without any."""
    content = payload(db)
    if content is None:
        return None
    told = decode(content, "contact/1")
    if not isinstance(told, Contact):
        raise TypeError("a contact's bytes are a contact")
    sent = _newest(db)
    code = _problem(sent) if sent else None
    return Letter(
        contact=told,
        size=len(content),
        signed=sent is not None,
        state=_state(sent, code),
        advice=refusals.advice(code) if code else None,
    )


def payload(db: Connection) -> bytes | None:
    """Return the bytes of the newest contact: those that were signed, or those that would be."""
    record, contact = network.record(db), network.contact(db)
    if contact is None:
        return None
    if sent := _newest(db):
        return decode_envelope(sent.envelope).payload
    node = (record.node if record else None) or NOT_ENROLLED
    return codec.encode(message(contact, node))


def _newest(db: Connection) -> ContactEntry | None:
    """Return the signed message of the contact as it stands now."""
    contact, sent = network.contact(db), outbox.contact_message(db)
    current = contact is not None and sent is not None and sent.revision == contact.revision
    return sent if current else None


def _state(sent: ContactEntry | None, code: str | None) -> Text:
    if sent is None or sent.state == "queued":
        return Text.of("The hub does not have it yet.")
    if code is not None:
        return cause_text(code)
    if sent.held:
        return Text.of("The hub has it; the operator will look at it before it is shown.")
    return Text.of("The hub has it and shows it.")


def _problem(sent: ContactEntry) -> str | None:
    if sent.problem is None:
        return None
    problem = decode_answer(decode_envelope(sent.problem).payload, "problem/1")
    return problem.code if isinstance(problem, Problem) else None
