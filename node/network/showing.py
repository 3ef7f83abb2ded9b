"""What the network's pages show, each read in one view of the database."""

from collections.abc import Mapping
from datetime import datetime
from sqlite3 import Connection

from msgspec import Struct

from node.groups import store as groups
from node.groups.listing import store as listing
from node.groups.model import Group
from node.groups.wording import place_of
from node.history import record as history
from node.keys import store as keys
from node.keys.files import KeyFiles
from node.keys.model import OwnKey
from node.network import asked, edit, store
from node.network.contact import looks_personal
from node.network.model import ContactRecord, Coverage, NetworkRecord
from node.network.words import current
from node.push import store as push
from shared.reference.lookup import Reference
from shared.runtime.web.form import View, filled
from shared.signing import fingerprint

GONE = frozenset({"ended", "cancelled", "draft"})


class Overview(Struct, frozen=True, kw_only=True):
    """The network at a glance; `known` tells that the hub has taken the node in."""

    record: NetworkRecord | None
    contact: ContactRecord | None
    places: int
    none: int
    known: bool
    names: View


class Place(Struct, frozen=True, kw_only=True):
    """A municipality the network answers for; `groups` are the ids of those that serve it."""

    name: str
    word: Coverage
    groups: tuple[str, ...]

    @property
    def field(self) -> str:
        """Return the name of its field in the form."""
        return asked.word_field(self.word.municipality)

    @property
    def was(self) -> tuple[str, str]:
        """Return name and value of the hidden field with the word that stands."""
        return asked.was_field(self.word.municipality), current(self.word)


class Enrolled(Struct, frozen=True, kw_only=True):
    """Where joining the hub stands: `fingerprint` to read out once a hub is pinned."""

    record: NetworkRecord | None
    fingerprint: str | None
    known: bool
    trouble: str | None


def overview(db: Connection) -> Overview:
    """Return the network at a glance, with the form of its names."""
    record, words = store.record(db), store.coverage(db)
    version = history.version(db, "network", edit.NETWORK)
    return Overview(
        record=record,
        contact=store.contact(db),
        places=len(words),
        none=sum(word.says == "none" for word in words),
        known=push.memory(db).word is not None,
        names=filled(asked.NAMES, asked.names_of(record), version=version),
    )


def contact_view(db: Connection) -> View:
    """Return the form of the contact as it stands."""
    known = store.contact(db)
    vouching = known is not None and known.email is not None and looks_personal(known.email)
    shown = asked.contact(vouching=False, known=known)
    version = history.version(db, "contact", edit.CONTACT)
    values = asked.contact_of(known)
    return filled(shown, values | ({"vouched": "yes"} if vouching else {}), version=version)


def places(
    db: Connection, *, reference: Reference, language: str
) -> Mapping[str, tuple[Place, ...]]:
    """Return the municipalities by area, all in the order of their names."""
    found = groups.some(db, listing.going_on(db))
    rows: dict[str, list[Place]] = {}
    for word in store.coverage(db):
        here = reference.municipality(word.municipality)
        area = reference.area_of(here).short_name(language) if here else ""
        one = Place(
            name=place_of(word.municipality, reference, language),
            word=word,
            groups=tuple(g.id for g in found if _serves(g, word.municipality)),
        )
        rows.setdefault(area, []).append(one)
    return {area: tuple(sorted(rows[area], key=lambda p: p.name)) for area in sorted(rows)}


def enrolled(db: Connection, *, files: KeyFiles) -> Enrolled:
    """Return where joining the hub stands."""
    record, memory = store.record(db), push.memory(db)
    pinned = record.hub_key if record else None
    return Enrolled(
        record=record,
        fingerprint=fingerprint(files.current(db).public, pinned) if pinned else None,
        known=memory.word is not None and not _waits(keys.key(db, "current"), memory.word.heard_at),
        trouble=memory.trouble,
    )


def _waits(key: OwnKey | None, heard_at: datetime) -> bool:
    """Tell whether the key was enrolled again since the hub last took this node in."""
    if key is None or key.drawn_for != "enrolment" or key.began_at is None:
        return False
    return key.began_at >= heard_at


def _serves(group: Group, code: str) -> bool:
    listed = group.lifecycle not in GONE and group.withdrawn_on is None
    return listed and (code == group.meets_in or code in group.serves)
