"""A person's acts on enquiries, each whole inside the caller's transaction.

A key is on the disk before its row, and gone before its row goes: what a crash leaves between is
healed by the next erasure. Every outcome moves its tally in the same transaction.
"""

from sqlite3 import Connection

from msgspec.structs import replace

from node.enquiries import forms, keyring, pipeline, sealing, store
from node.enquiries.keyring import Keyring
from node.enquiries.model import (
    BY_MOST,
    Enquiry,
    Keeping,
    Kept,
    Particulars,
    Proof,
    ReferenceCode,
    State,
    Tally,
)
from node.groups.reading import Form
from node.history import record as history
from node.history.model import Doer
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.runtime.seal import SealError
from shared.text import Invalid, Text

SETTING = "enquiries"
UNREADABLE = Text.of(
    "What was said in this enquiry cannot be opened any more: its key is gone. Erase it."
)
MEANWHILE = Text.of("Somebody changed this enquiry meanwhile. Look at it again; nothing was done.")
COUNTED_ONLY = Text.of("Enquiries are only counted here; none is stored.")


Refused = Text | tuple[Invalid, ...]


def opened(db: Connection, keys: Keyring, reference: ReferenceCode) -> Kept | None:
    """Return an enquiry with what was said in it, if its key opens it; None if there is none."""
    row = store.find(db, reference)
    if row is None:
        return None
    try:
        key = keys.find(reference)
        if key is None:
            return Kept(enquiry=row.enquiry)
        particulars, tallied = sealing.unseal_all(key, reference, row.sealed)
    except SealError:
        return Kept(enquiry=row.enquiry)
    return Kept(enquiry=row.enquiry, particulars=particulars, tallied=tallied)


def record(
    db: Connection,
    form: Form,
    *,
    keys: Keyring,
    reference: Reference,
    doer: Doer,
    by: str | None = None,
) -> Kept | tuple[Invalid, ...]:
    """Write a new enquiry down; `by` is who asked for the parent's consent."""
    if store.keeping(db).tally_only:
        return (Invalid("enquiry", COUNTED_ONLY),)
    if len(store.all_enquiries(db)) >= store.LIMIT:
        text = Text.of("At most {most} enquiries are kept at a time.", most=store.LIMIT)
        return (Invalid("enquiry", text),)
    today = helsinki_day(doer.at)
    groups = frozenset(store.groups_to_choose(db))
    read = forms.read_new(form, reference=reference, groups=groups, today=today)
    if not isinstance(read, forms.Recorded):
        return read
    name = keyring.draw_reference()
    said = replace(read.particulars, recorded_by=by[:BY_MOST] if by else None)
    enquiry = Enquiry(reference=name, came_on=read.came_on, since=read.came_on)
    key = keys.draw(name)
    store.put(db, enquiry, sealing.seal_all(key, name, said, None))
    store.note_keys(db)
    return Kept(enquiry=enquiry, particulars=said)


def take_step(
    db: Connection,
    reference: ReferenceCode,
    to: State,
    *,
    keys: Keyring,
    doer: Doer,
    seen: int | None = None,
    corrected: bool = False,
) -> Kept | Text:
    """Bring an enquiry into its next state, or (`corrected`) into the one it should have had.

    `seen`: the revision the person looked at.
    """
    found = _found(db, keys, reference, seen)
    if isinstance(found, Text):
        return found
    kept, said = found
    way = pipeline.correct if corrected else pipeline.step
    moved = way(kept.enquiry, to, helsinki_day(doer.at))
    if isinstance(moved, Text):
        return moved
    tally = pipeline.tally_after(moved, said.municipality, kept.tallied, corrected=corrected)
    return _keep(db, keys, kept, moved, said, tally)


def renew(
    db: Connection,
    reference: ReferenceCode,
    *,
    keys: Keyring,
    doer: Doer,
    seen: int | None = None,
) -> Kept | Text:
    """Keep a waiting parent's enquiry on: they were asked and wish to wait."""
    found = _found(db, keys, reference, seen)
    if isinstance(found, Text):
        return found
    kept, said = found
    renewed = pipeline.renew(kept.enquiry, helsinki_day(doer.at))
    if isinstance(renewed, Text):
        return renewed
    return _keep(db, keys, kept, renewed, said, kept.tallied)


def change(
    db: Connection,
    reference: ReferenceCode,
    form: Form,
    *,
    keys: Keyring,
    places: Reference,
    seen: int | None = None,
) -> Kept | Text | tuple[Invalid, ...]:
    """Write down what changed of what the parent said; another municipality moves the tally."""
    found = _found(db, keys, reference, seen)
    if isinstance(found, Text):
        return found
    kept, before = found
    groups = frozenset(store.groups_to_choose(db))
    said = forms.read_change(form, reference=places, groups=groups, before=before)
    if not isinstance(said, Particulars):
        return said
    tally = kept.tallied and replace(kept.tallied, municipality=said.municipality)
    changed = replace(kept.enquiry, revision=kept.enquiry.revision + 1)
    return _keep(db, keys, kept, changed, said, tally)


def erase(db: Connection, reference: ReferenceCode, *, keys: Keyring, doer: Doer) -> Proof | Text:
    """Erase an enquiry at once: its key, its row, and then the proof. What was counted stays."""
    if store.find(db, reference) is None:
        return missing(reference)
    keys.erase(reference)
    store.remove(db, reference)
    store.note_keys(db)
    proof = Proof(cause="person", erased=1)
    store.prove(db, proof, doer.at)
    return proof


def count(
    db: Connection, form: Form, *, reference: Reference, doer: Doer, back: bool = False
) -> Tally | tuple[Invalid, ...]:
    """Count one outcome where no enquiry is stored, or take one `back` that was counted wrongly."""
    if not store.keeping(db).tally_only:
        text = Text.of("Enquiries are stored here and counted by their steps.")
        return (Invalid("outcome", text),)
    tally = forms.read_counted(form, reference=reference, today=helsinki_day(doer.at))
    if not isinstance(tally, Tally):
        return tally
    if not back:
        store.add_to(db, tally)
    elif not store.take_from(db, tally):
        text = Text.of("Nothing of this kind was counted in this quarter.")
        return (Invalid("outcome", text),)
    return tally


def set_keeping(db: Connection, wanted: Keeping, *, doer: Doer) -> Text | None:
    """Choose whether enquiries are stored or only counted; a Text says what stands in the way."""
    if refused := keeping_refused(db, wanted):
        return refused
    before = store.keeping(db)
    store.set_keeping(db, wanted)
    history.record(db, doer, "settings", SETTING, before, wanted)
    return None


def keeping_refused(db: Connection, wanted: Keeping) -> Text | None:
    """Say why enquiries cannot be only counted now: some are stored."""
    stored = len(store.all_enquiries(db))
    if not wanted.tally_only or not stored:
        return None
    return Text.of(
        "{count} enquiries are stored here. Finish and erase them first; then they can be only"
        " counted.",
        count=stored,
    )


def missing(reference: ReferenceCode) -> Text:
    """Say that there is no such enquiry."""
    return Text.of(
        "There is no enquiry {reference}. It may have been erased on time.", reference=reference
    )


def _found(
    db: Connection, keys: Keyring, reference: ReferenceCode, seen: int | None
) -> tuple[Kept, Particulars] | Text:
    kept = opened(db, keys, reference)
    if kept is None:
        return missing(reference)
    if kept.particulars is None:
        return UNREADABLE
    if seen is not None and seen != kept.enquiry.revision:
        return MEANWHILE
    return kept, kept.particulars


def _keep(
    db: Connection,
    keys: Keyring,
    before: Kept,
    enquiry: Enquiry,
    said: Particulars,
    tally: Tally | None,
) -> Kept:
    """Write an enquiry as it is now, and move what it counts as."""
    key = keys.find(enquiry.reference)
    if key is None:
        raise RuntimeError("the key of an enquiry went while it was open")
    if tally != before.tallied:
        if before.tallied is not None and not store.take_from(db, before.tallied):
            raise RuntimeError("an enquiry was counted as what no tally holds")
        if tally is not None:
            store.add_to(db, tally)
    store.put(db, enquiry, sealing.seal_all(key, enquiry.reference, said, tally))
    return Kept(enquiry=enquiry, particulars=said, tallied=tally)
