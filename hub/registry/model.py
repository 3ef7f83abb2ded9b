"""A network as the registry keeps it: who it is, where it stands, what it may speak for.

Pure. Its standing changes by acts of the ledger and by an enrolment, by nothing else.
"""

import base64
import re
from datetime import datetime
from typing import Literal

import msgspec
from msgspec import Struct

from hub.registry.acts import Why
from shared.keyring import Keyring
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.availability import NetworkName
from shared.wire.enrolment import Invitation
from shared.wire.words import (
    AreaCode,
    Digest,
    KeyId,
    MunicipalityCode,
    NodeId,
    PublicKey,
    Sequence,
)

Standing = Literal["invited", "pending", "active", "suspended"]
NODE_LENGTH = (2, 40)
NODE_ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)")
INVITATION_PREFIX = "voikukkia-"
EVERYWHERE = "all"


class Network(Struct, frozen=True, kw_only=True):
    """One row of the registry."""

    node: NodeId
    name: NetworkName
    standing: Standing
    public_key: PublicKey | None
    key_id: KeyId | None
    first_sequence: Sequence | None
    municipalities: tuple[MunicipalityCode, ...]
    reach: tuple[AreaCode, ...]
    admitted_at: datetime
    suspended_at: datetime | None
    suspended_why: Why | None = None
    waiting_key: PublicKey | None = None

    @property
    def withdrawn(self) -> bool:
        """Tell whether its invitation was withdrawn: no key, and nothing is granted any more."""
        return self.standing == "invited" and not (self.municipalities or self.reach)


class Speaking(Struct, frozen=True, kw_only=True):
    """Which keys may speak for a network, and whether it may speak at all.

    `waiting` is the key that a person has yet to confirm: the first one, or one beside the old.
    `ended`: the day has come on which the network ends; all its keys are over.
    """

    ring: Keyring
    waiting: KeyId | None
    standing: Standing
    why: Why | None = None
    ended: bool = False


class Invited(Struct, frozen=True, kw_only=True):
    """The hub's half of an invitation: the token is kept only as its hash."""

    node: NodeId
    token_hash: Digest
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    used_key: PublicKey | None


class Grant(Struct, frozen=True, kw_only=True):
    """What a network may speak for: municipalities, and the areas its offers count in."""

    municipalities: tuple[MunicipalityCode, ...]
    reach: tuple[AreaCode, ...]


def invitation_text(invitation: Invitation) -> str:
    """Return the invitation as one line, to be sent by mail or read from paper."""
    packed = base64.urlsafe_b64encode(msgspec.json.encode(invitation)).decode().rstrip("=")
    return INVITATION_PREFIX + packed


def grant(
    places: tuple[str, ...], areas: tuple[str, ...], reach: tuple[str, ...], reference: Reference
) -> Grant | Text:
    """Return what municipalities (by name or code), whole areas and a reach come to.

    Without a reach of its own a network reaches the whole areas its municipalities lie in; the
    reach `all` is the whole country.
    """
    codes: set[MunicipalityCode] = set()
    for place in places:
        found = reference.municipality(place) or reference.find(place)
        if found is None:
            return unknown_place(place, reference)
        codes.add(found.code)
    within: set[AreaCode] = set()
    if EVERYWHERE in reach:
        reach = tuple(area.code for area in reference.areas)
    for name in (*areas, *reach):
        area = reference.area(name) or reference.find_area(name)
        if area is None:
            return Text.of("No area is called {name}. Give its two digits, such as 01.", name=name)
        within.add(area.code)
        if name in areas:
            codes.update(m.code for m in reference.municipalities_of(area.code))
    if not reach:
        within.update(m.area for code in codes if (m := reference.municipality(code)))
    if not within:
        return Text.of("Name municipalities, an area, or with --none a reach.")
    return Grant(municipalities=tuple(sorted(codes)), reach=tuple(sorted(within)))


def unknown_place(place: str, reference: Reference) -> Text:
    """Say that no municipality is called so, and which is meant perhaps."""
    near = ", ".join(found.name_fi for found in reference.suggest(place))
    if not near:
        return Text.of("No municipality is called {name}.", name=place)
    return Text.of("No municipality is called {name}. Is it {nearest}?", name=place, nearest=near)


def node_name(text: str) -> Text | None:
    """Say what is wrong with a network's short name, None if nothing is."""
    if NODE_ID.match(text) and NODE_LENGTH[0] <= len(text) <= NODE_LENGTH[1]:
        return None
    return Text.of(
        "The short name {name} cannot be used: small letters a-z, digits and hyphens, 2 to 40 "
        "characters, such as pohjois-savo.",
        name=text,
    )


def plain_fingerprint(text: str) -> str:
    """Return a fingerprint as it is compared: case, spaces and dashes do not count."""
    return "".join(letter for letter in text.upper() if letter.isalnum())
