"""The network behind this node: its name, controller, hub, coverage, break and contact.

Everything here but the controller is public. A *none* is a person's dated act and nothing else.
"""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from shared.wire.availability import Break
from shared.wire.contact import Line, Mailbox, Telephone
from shared.wire.words import Language, Link, MunicipalityCode, Name, NodeId, PublicKey

Said = Literal["none", "not_known"]


class NetworkRecord(Struct, frozen=True, kw_only=True):
    """The network. `node`, `hub` and `hub_key` are null until it is enrolled.

    `confirmed_at`: when a person last said that everything is still right. `controller` answers for
    personal data (37) and never leaves the node.
    """

    name_fi: Name
    name_sv: Name
    controller: str
    node: NodeId | None = None
    hub: str | None = None
    hub_key: PublicKey | None = None
    confirmed_at: datetime | None = None
    pause: Break | None = None


class Coverage(Struct, frozen=True, kw_only=True):
    """A municipality the network answers for, and a person's last word on it.

    `since` is the day of the act for *none*, the day knowledge ended for *not_known* (null: nothing
    was ever known). That there are groups follows from the groups and is never stored here.
    """

    municipality: MunicipalityCode
    says: Said = "not_known"
    since: date | None = None


class ContactRecord(Struct, frozen=True, kw_only=True):
    """Whom a parent calls or writes (34).

    `role_vouched_on` is the day a person said: this address is a role's, though it looks personal.
    `checked_at`: when a person last said that it still answers.
    """

    organisation: Name
    email: Mailbox | None = None
    telephone: Telephone | None = None
    hours_fi: Line | None = None
    hours_sv: Line | None = None
    hours_en: Line | None = None
    languages: tuple[Language, ...] = ()
    text_messages: bool = False
    web: Link | None = None
    role_vouched_on: date | None = None
    revision: int = 0
    changed_at: datetime | None = None
    checked_at: datetime | None = None


class NetworkFacts(Struct, frozen=True, kw_only=True):
    """What a person changes of the network itself; the history keeps it in this form."""

    name_fi: Name
    name_sv: Name
    controller: str
    pause: Break | None = None
