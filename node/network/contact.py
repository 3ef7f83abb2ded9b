"""The public contact as it travels, and whether an address looks like a person's (34)."""

import re

from node.network.model import ContactRecord
from shared.wire.contact import Contact, Text
from shared.wire.words import NodeId

_FIRST_LAST = re.compile(
    r"^[a-zåäöé]{2,}(-[a-zåäöé]{2,})?[._][a-zåäöé]{2,}(-[a-zåäöé]{2,})?[0-9]?$"
)
_ROLE_WORDS = (
    "asiakas",
    "barnskydd",
    "contact",
    "familj",
    "info",
    "kamrat",
    "lasten",
    "maskros",
    "neuvonta",
    "office",
    "palvelu",
    "perhe",
    "posti",
    "ryhma",
    "sosiaali",
    "social",
    "support",
    "toimisto",
    "tuki",
    "verkosto",
    "voikuk",
)


def looks_personal(email: str) -> bool:
    """Tell whether the part before the @ looks like first.last and names no role."""
    local = email.partition("@")[0].casefold()
    if any(word in local for word in _ROLE_WORDS):
        return False
    return _FIRST_LAST.match(local) is not None


def message(contact: ContactRecord, node: NodeId) -> Contact:
    """Return the contact as the hub gets it. Raises ValueError before it was ever stored."""
    if contact.changed_at is None:
        raise ValueError("a contact travels once it is stored")
    hours = None
    if contact.hours_fi:
        hours = Text(fi=contact.hours_fi, sv=contact.hours_sv, en=contact.hours_en)
    return Contact(
        node=node,
        revision=contact.revision,
        changed_at=contact.changed_at,
        organisation=contact.organisation,
        email=contact.email,
        telephone=contact.telephone,
        hours=hours,
        languages=contact.languages,
        text_messages=contact.text_messages,
        web=contact.web,
    )
