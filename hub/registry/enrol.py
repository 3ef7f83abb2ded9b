"""Enrol a node's key: the invitation's token works once, and the key signs its own enrolment.

The key counts for nothing until an operator has compared its fingerprint over the telephone.
"""

import hmac
from datetime import datetime
from sqlite3 import Connection
from typing import Literal

from hub.ingest import ledger
from hub.ingest.model import Refused
from hub.ingest.problems import refuse
from hub.ingest.session import lease_hash
from hub.ingest.unseal import Unsealed, envelope_in, message_in, wrong_type
from hub.registry import store
from hub.registry.keys import store as keys
from hub.registry.model import Invited, Network
from shared import signing
from shared.runtime import log
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.wire.enrolment import Enrolled, Enrolment
from shared.wire.problem import Problem
from shared.wire.words import Digest

SCHEMA = "enrolment/1"
State = Literal["pending", "active"]


class Enroller:
    """Takes enrolments."""

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def enrol(self, body: bytes) -> Enrolled | Problem:
        """Return the enrolment's answer, the same one for the same key and token."""
        unsealed = unseal(body)
        if isinstance(unsealed, Refused):
            return unsealed.problem
        now = self._clock.now()
        answer = await self._database.write(lambda db: decide(db, unsealed, now))
        if isinstance(answer, Refused):
            log.logger().warning("enrolment.refused", reason=answer.problem.code)
            return answer.problem
        log.logger().info("enrolment.taken", node=answer.node, state=answer.state)
        return answer


def unseal(body: bytes) -> Unsealed | Refused:
    """Return the enrolment, signed by the very key it carries, or why it is none."""
    envelope = envelope_in(body)
    if isinstance(envelope, Refused):
        return envelope
    digest = signing.envelope_digest(envelope)
    if wrong := wrong_type(envelope, (SCHEMA,), digest):
        return wrong
    message = message_in(envelope, digest)
    if isinstance(message, Refused):
        return message
    if not isinstance(message, Enrolment) or not signing.signature_ok(envelope, message.public_key):
        return refuse(
            "bad_signature",
            "The enrolment is not signed by the key it carries. Send it again.",
            subject=digest,
        )
    return Unsealed(envelope=envelope, digest=digest, message=message)


def decide(db: Connection, unsealed: Unsealed, now: datetime) -> Enrolled | Refused:
    """Judge the token and keep the key, in one transaction."""
    asked, digest = unsealed.message, unsealed.digest
    if not isinstance(asked, Enrolment):
        raise TypeError("enrolment/1 is an Enrolment")
    network, invited = store.network(db, asked.node), store.invitation(db, asked.node)
    token_hash = lease_hash(asked.token)
    expected = "" if invited is None else invited.token_hash
    fits = hmac.compare_digest(token_hash, expected)
    if not fits or network is None or invited is None or network.withdrawn:
        return refuse(
            "token_invalid",
            "This invitation is not known. Check that the whole line was copied, or ask the "
            "operator for a new one.",
            subject=digest,
        )
    if invited.used_key is not None:
        return _again(db, network, invited, asked, digest)
    if now >= invited.expires_at:
        return refuse(
            "token_expired",
            "This invitation has expired. Ask the operator for a new one.",
            subject=digest,
        )
    if keys.owner(db, asked.public_key) is not None:
        return _used(digest)
    if not store.use_invitation(db, asked.node, token_hash, asked.public_key, now):
        return _used(digest)
    if network.standing == "invited":
        store.enrol(db, asked.node, asked.public_key)
    else:
        keys.wait(db, asked.node, asked.public_key)
    return _enrolled(db, asked, "pending")


def _again(
    db: Connection, network: Network, invited: Invited, asked: Enrolment, digest: Digest
) -> Enrolled | Refused:
    """Answer a token that was used: the same key gets the same answer."""
    if asked.public_key != invited.used_key:
        return _used(digest)
    if asked.public_key == network.waiting_key:
        return _enrolled(db, asked, "pending")
    if asked.public_key != network.public_key:
        return _used(digest)
    return _enrolled(db, asked, "pending" if network.standing == "pending" else "active")


def _enrolled(db: Connection, asked: Enrolment, state: State) -> Enrolled:
    head = ledger.head(db, asked.node)
    return Enrolled(node=asked.node, public_key=asked.public_key, state=state, head=head)


def _used(digest: Digest) -> Refused:
    return refuse(
        "token_used",
        "This invitation was used by another key. If that was not this network, tell the operator "
        "at once; in any case ask for a new invitation.",
        subject=digest,
    )
