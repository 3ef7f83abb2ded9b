"""Make the node known to the hub: the invitation's token, signed with the node's own key."""

from functools import partial
from typing import Protocol

from msgspec import Struct

from node.network import store
from shared.delivery import Answered, Unreachable, read_answer
from shared.runtime.database import Database
from shared.signing import SigningKey, envelope_digest, fingerprint, sign
from shared.wire.enrolment import Enrolled, Enrolment, Invitation
from shared.wire.envelope import Envelope
from shared.wire.problem import Problem


class Door(Protocol):
    """A line to the hub of the invitation."""

    async def post(self, path: str, envelope: Envelope) -> Answered | Unreachable:
        """Post an envelope and return whatever came back."""


class Known(Struct, frozen=True, kw_only=True):
    """The hub has the key; a person now reads out the fingerprint."""

    fingerprint: str
    active: bool


async def enrol(
    database: Database, door: Door, invitation: Invitation, key: SigningKey, software: str
) -> Known | Problem | Unreachable:
    """Send the enrolment and, once the hub's signed word is there, pin the hub's address and key.

    A second try with the same line gets the same answer, so that a lost one does no harm.
    """
    asked = Enrolment(
        node=invitation.node, token=invitation.token, public_key=key.public, software=software
    )
    envelope = sign(asked, key)
    answered = await door.post("/v1/enrol", envelope)
    answer = read_answer(answered, invitation.hub_key, sent=envelope_digest(envelope))
    match answer:
        case Enrolled(node=node, public_key=public, state=state):
            if (node, public) != (asked.node, asked.public_key):
                return Unreachable("not_about_this")
            pin = partial(store.join, node=node, hub=invitation.hub, hub_key=invitation.hub_key)
            await database.write(pin)
            print_ = fingerprint(key.public, invitation.hub_key)
            return Known(fingerprint=print_, active=state == "active")
        case Problem() | Unreachable():
            return answer
        case _:
            return Unreachable("not_expected")
