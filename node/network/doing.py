"""A person's forms on the network, from what was posted to what is stored; for every page alike.

Each returns None when it was saved, or the form again with everything that was typed.
"""

from collections.abc import Iterable
from functools import partial
from sqlite3 import Connection

from msgspec import Struct
from msgspec.structs import replace

from node.desk import Job
from node.groups import fields
from node.history import record as history
from node.history.model import Entry, Kind
from node.network import asked, edit, forms, store
from node.network.contact import looks_personal
from node.network.enrol import Known, enrol
from node.network.joining import Joining
from node.network.model import ContactRecord, NetworkRecord
from node.network.words import Spoken
from node.push.words import cause_text
from node.web.visit import Visit
from shared.delivery import Unreachable
from shared.runtime.web.form import Choice, View, filled
from shared.runtime.web.meanwhile import together
from shared.runtime.web.visit import Posted
from shared.text import Invalid, Text
from shared.wire.availability import Break
from shared.wire.enrolment import Invitation
from shared.wire.words import MunicipalityCode

BY_BOX = Text.of("If it is the mailbox of a role all the same, tick the box below the address.")


class Again(Struct, frozen=True, kw_only=True):
    """A form that was not saved: its view, and what others changed meanwhile."""

    view: View
    conflict: tuple[Entry, ...] = ()

    @property
    def status(self) -> int:
        """Return the answer's status: a conflict, or something to be put right."""
        return 409 if self.conflict else 422


async def save_names(visit: Visit, posted: Posted) -> Again | None:
    """Set the network up, or change its names and its controller."""
    typed = posted.fields
    name_fi = typed.get("name_fi", "")
    read = forms.network(name_fi, typed.get("name_sv") or name_fi, typed.get("controller", ""))
    if not isinstance(read, NetworkRecord):
        view = filled(asked.NAMES, typed, invalid=read, version=posted.version, seen=posted.seen)
        return Again(view=view)
    now, by = visit.desk.now(), visit.doer
    if await visit.commit(partial(edit.set_up, network=read, covers=(), now=now, doer=by)):
        return None
    job = partial(edit.rename, network=read, now=now, doer=by)
    conflict = await _unless_changed(visit, "network", edit.NETWORK, posted.version, job)
    if not conflict:
        return None
    stored, version = asked.names_of(await visit.read(store.record)), conflict[0].number
    view = together(asked.NAMES, typed, stored, seen=posted.seen, version=version)
    return Again(view=view, conflict=conflict)


async def save_contact(visit: Visit, posted: Posted) -> Again | None:
    """Replace the public contact; an address that looks like a person's needs a word for it."""
    typed, before = posted.fields, await visit.read(store.contact)
    email = typed.get("email", "")
    kept = before is not None and before.email == email and before.role_vouched_on is not None
    read = forms.contact(
        typed,
        languages=typed.get("languages", ""),
        text_messages=typed.get("text_messages") == "yes",
        vouched=kept or typed.get("vouched") == "yes",
        today=visit.desk.today(),
        option=BY_BOX,
    )
    shown = asked.contact(vouching=looks_personal(email) and not kept, known=before)
    if not isinstance(read, ContactRecord):
        view = filled(shown, typed, invalid=read, version=posted.version, seen=posted.seen)
        return Again(view=view)
    if before is not None and kept:
        read = replace(read, role_vouched_on=before.role_vouched_on)
    job = partial(edit.set_contact, contact=read, now=visit.desk.now(), doer=visit.doer)
    conflict = await _unless_changed(visit, "contact", edit.CONTACT, posted.version, job)
    if not conflict:
        return None
    stored, version = asked.contact_of(await visit.read(store.contact)), conflict[0].number
    view = together(shown, typed, stored, seen=posted.seen, version=version)
    return Again(view=view, conflict=conflict)


async def save_break(visit: Visit, posted: Posted) -> Again | None:
    """Announce a break of at most ten weeks."""
    typed = posted.fields
    read = forms.pause(typed.get("starts", ""), typed.get("until", ""))
    if isinstance(read, Break) and read.until < visit.desk.today():
        read = (Invalid("until", Text.of("This break is already over.")),)
    if not isinstance(read, Break):
        return Again(view=filled(asked.BREAK, typed, invalid=read))
    now = visit.desk.now()
    await visit.commit(partial(edit.pause, announced=read, now=now, doer=visit.doer))
    return None


async def add_places(visit: Visit, posted: Posted) -> Again | int:
    """Take areas and municipalities into the coverage; return how many were named."""
    typed, reference = posted.fields, visit.desk.reference
    codes: set[MunicipalityCode] = set()
    for area in fields.parts(typed.get("areas", "")):
        codes |= {one.code for one in reference.municipalities_of(area)}
    names = typed.get("names", "")
    read = fields.municipalities(names, reference) if names else ()
    problem = read if isinstance(read, Text) else None
    if isinstance(read, tuple):
        codes |= set(read)
    if problem is None and not codes:
        problem = Text.of("Choose an area, or name a municipality.")
    if problem is not None:
        return Again(view=places_view(visit, typed, (Invalid("names", problem),)))
    now = visit.desk.now()
    await visit.commit(partial(edit.cover, codes=sorted(codes), now=now, doer=visit.doer))
    return len(codes)


async def speak(visit: Visit, said: Spoken) -> None:
    """Write a person's words of today on municipalities, in one transaction."""
    now, by = visit.desk.now(), visit.doer

    def job(db: Connection) -> None:
        edit.say(db, said.none, "none", now, by)
        edit.say(db, said.unknown, "not_known", now, by)
        edit.uncover(db, said.not_ours, now, by)

    await visit.commit(job)


async def join(visit: Visit, posted: Posted, joining: Joining) -> Again | Known:
    """Enrol with the hub of the invitation that was pasted."""
    typed = posted.fields
    read = forms.invitation(typed.get("invitation", ""), visit.desk.now())
    if not isinstance(read, Invitation):
        return Again(view=filled(asked.INVITATION, typed, invalid=(read,)))
    old = await visit.read(store.record)
    if old and old.node is not None and (old.node, old.hub_key) != (read.node, read.hub_key):
        told = Text.of("This node is enrolled already, as {node}.", node=old.node)
        return Again(view=_refused(typed, told))
    async with joining.line(read.hub) as door:
        answer = await enrol(
            visit.desk.database, door, read, joining.files, joining.software, doer=visit.doer
        )
    if isinstance(answer, Known):
        await visit.desk.wake()
        return answer
    code = answer.cause if isinstance(answer, Unreachable) else answer.code
    return Again(view=_refused(typed, cause_text(code)))


def places_view(visit: Visit, typed: dict[str, str], invalid: Iterable[Invalid] = ()) -> View:
    """Return the form that takes areas and municipalities into the coverage."""
    language = visit.language
    areas = sorted(visit.desk.reference.areas, key=lambda area: area.short_name(language))
    choices = (Choice(area.code, Text(area.short_name(language))) for area in areas)
    return filled(asked.places(choices), typed, invalid=invalid)


def _refused(typed: dict[str, str], why: Text) -> View:
    return filled(asked.INVITATION, typed, invalid=(Invalid("invitation", why),))


async def _unless_changed(
    visit: Visit, kind: Kind, record: str, seen: int, job: Job[None]
) -> tuple[Entry, ...]:
    """Run a job unless others changed the record since the form was made; return what they did."""

    def whole(db: Connection) -> tuple[Entry, ...]:
        found = tuple(entry for entry in history.since(db, kind, record, seen) if entry.fields)
        if not found:
            job(db)
        return found

    return await visit.commit(whole)
