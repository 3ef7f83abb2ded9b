"""Inviting a network: what was typed, read or refused, and the invitation that works once."""

import secrets

import msgspec
from msgspec import Struct

from hub.counter import Desk
from hub.desk.trail.model import COMMAND_LINE, Hand
from hub.registry import decide
from hub.registry.keys import decide as rekey
from hub.registry.model import Grant, grant, invitation_text, node_name
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.availability import NetworkName
from shared.wire.enrolment import Invitation
from shared.wire.words import NodeId


class Granting(Struct, frozen=True, kw_only=True):
    """What was typed about a grant: names or codes, separated by commas."""

    municipalities: str = ""
    area: str = ""
    reach: str = ""
    none: bool = False


class Made(Struct, frozen=True, kw_only=True):
    """An invitation was made: what was done in a sentence, and the line to hand over."""

    said: Text
    line: str


def read_grant(reference: Reference, typed: Granting) -> Grant | Text:
    """Return the grant that was typed, or say what is wrong with it."""
    places, areas, within = map(_parts, (typed.municipalities, typed.area, typed.reach))
    if typed.none == bool(places or areas):
        return Text.of("Name the municipalities or areas the network answers for, or give --none.")
    return grant(places, areas, within, reference)


def read_name(node: str, name_fi: str, name_sv: str) -> NetworkName | Text:
    """Return the network's name, or say what is wrong with it or with its short name."""
    if problem := node_name(node):
        return problem
    try:
        return msgspec.convert({"fi": name_fi, "sv": name_sv or name_fi}, NetworkName)
    except msgspec.ValidationError:
        return Text.of("A name has 1 to 120 characters, without <, > and invisible characters.")


async def invite(
    desk: Desk, node: NodeId, name: NetworkName, said: Grant, hand: Hand = COMMAND_LINE
) -> Made | Text:
    """Admit a network and return its invitation; a Text refuses."""
    token, now = secrets.token_hex(32), desk.now()
    life = desk.invitation_life
    decision = await desk.decide(
        lambda db: decide.invite(db, node, name, said, token, at=now, life=life), hand
    )
    return decision if isinstance(decision, Text) else _made(desk, node, token, decision.said)


async def invite_again(desk: Desk, node: NodeId, hand: Hand = COMMAND_LINE) -> Made | Text:
    """Invite a network that lost its line, its machine or its key, with everything it has."""
    token, now = secrets.token_hex(32), desk.now()
    life = desk.invitation_life
    decision = await desk.decide(
        lambda db: rekey.invite_again(db, node, token, at=now, life=life), hand
    )
    return decision if isinstance(decision, Text) else _made(desk, node, token, decision.said)


def _made(desk: Desk, node: NodeId, token: str, said: Text) -> Made:
    invitation = Invitation(
        hub=desk.api_url,
        node=node,
        token=token,
        hub_key=desk.root,
        expires_at=desk.now() + desk.invitation_life,
    )
    return Made(said=said, line=invitation_text(invitation))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
