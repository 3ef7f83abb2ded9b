"""The pages of enquiries: for assistants and leads, never for readers. How to be safe stands first.

Handlers read in one job or write in one; nothing of an enquiry goes into a log or an address but
its random reference.
"""

from functools import partial

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.care.machine import Machine
from node.enquiries import chore, edit, forms, gathering, keyring, sheet, store, wording
from node.enquiries.gathering import Sheet
from node.enquiries.keyring import Keyring
from node.enquiries.model import OUTCOMES, Keeping, Kept, Proof, ReferenceCode, Tally
from node.groups import fields
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.form import View, filled
from shared.runtime.web.meanwhile import together
from shared.runtime.web.visit import Page, Posted
from shared.text import Text

HERE = "/enquiries"


@page(HERE, may="meet")
async def show_all(visit: NamedDependency[Visit]) -> Page:
    """Show the enquiries, what waits and for how long, and when each is erased."""
    number = fields.number(visit.query.get("page", "1"))
    job = partial(
        gathering.listing,
        keys=_keys(visit),
        now=visit.desk.now(),
        reference=visit.desk.reference,
        language=visit.language,
        chosen=visit.query.get("state", ""),
        page=number if isinstance(number, int) else 1,
    )
    shown = await visit.read(job)
    return visit.page("enquiries/list.html", shown=shown, states=wording.STATES)


@page(f"{HERE}/new", may="meet")
async def new(visit: NamedDependency[Visit]) -> Page:
    """Show the form of a new enquiry."""
    if (await visit.read(store.keeping)).tally_only:
        return visit.go(f"{HERE}/tallies")
    asked = sheet.new_fields(*await _suggested(visit))
    view = filled(asked, sheet.fresh(visit.desk.today(), visit.language))
    return visit.page("enquiries/new.html", view=view)


@act(f"{HERE}/new", may="meet")
async def add(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Write a new enquiry down."""
    job = partial(
        edit.record,
        form=posted.fields,
        keys=_keys(visit),
        reference=visit.desk.reference,
        doer=visit.doer,
        by=visit.member.name,
    )
    saved = await visit.write(job)
    if isinstance(saved, Kept):
        return visit.go(_path(saved.enquiry.reference), Text.of("The enquiry is kept."))
    asked = sheet.new_fields(*await _suggested(visit))
    view = filled(asked, posted.fields, invalid=saved)
    return visit.page("enquiries/new.html", view=view, status=422)


@page(f"{HERE}/tallies", may="meet")
async def tallies(visit: NamedDependency[Visit]) -> Page:
    """Show what was counted, by quarter."""
    return await _tallies(visit, filled(sheet.count_fields((await _suggested(visit))[1]), {}))


@act(f"{HERE}/tallies", may="meet")
async def count(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Count an outcome of which no enquiry is stored, or take one back."""
    back = posted.press == "back"
    job = partial(
        edit.count,
        form=posted.fields,
        reference=visit.desk.reference,
        doer=visit.doer,
        back=back,
    )
    counted = await visit.write(job)
    if isinstance(counted, Tally):
        return visit.go(f"{HERE}/tallies", Text.of("Taken back.") if back else Text.of("Counted."))
    asked = sheet.count_fields((await _suggested(visit))[1])
    return await _tallies(visit, filled(asked, posted.fields, invalid=counted), status=422)


@act(f"{HERE}/keeping", may="lead")
async def keep(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Choose whether enquiries are stored here or only counted."""
    wanted = Keeping(tally_only=posted.fields.get("tally_only") == "yes")
    refused = await visit.write(partial(edit.set_keeping, wanted=wanted, doer=visit.doer))
    return visit.go(f"{HERE}/tallies", refused or Text.of("Saved."))


@page(f"{HERE}/{{code:str}}", may="meet")
async def show(visit: NamedDependency[Visit], code: FromPath[str]) -> Page:
    """Show one enquiry: first of all how the parent is reached safely."""
    shown = await _sheet(visit, code)
    asked = sheet.state_field(shown.kept.enquiry.state)
    view = filled(asked, {}, version=shown.version)
    return visit.page("enquiries/show.html", shown=shown, view=view)


@page(f"{HERE}/{{code:str}}/change", may="meet")
async def edited(visit: NamedDependency[Visit], code: FromPath[str]) -> Page:
    """Show the form of what the parent said."""
    shown = await _sheet(visit, code)
    said = shown.kept.particulars
    if said is None:
        return visit.go(_path(shown.kept.enquiry.reference), edit.UNREADABLE)
    asked = sheet.said_fields(*await _suggested(visit))
    values, version = sheet.values(said, shown.row.place, shown.row.language), shown.version
    return _change(visit, shown, filled(asked, values, version=version))


@act(f"{HERE}/{{code:str}}/change", may="meet")
async def change(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], code: FromPath[str]
) -> Page:
    """Write down what changed of what the parent said."""
    name, desk = _code(visit, code), visit.desk
    job = partial(
        edit.change,
        reference=name,
        form=posted.fields,
        keys=_keys(visit),
        places=desk.reference,
        seen=posted.version,
    )
    saved = await visit.write(job)
    if isinstance(saved, Kept):
        return visit.go(_path(name), Text.of("Saved."))
    return await _again(visit, await _sheet(visit, name), posted, saved)


@act(f"{HERE}/{{code:str}}/step", may="meet")
async def step(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], code: FromPath[str]
) -> Page:
    """Take the next step."""
    return await _step(visit, posted, code, corrected=False)


@act(f"{HERE}/{{code:str}}/correct", may="meet")
async def correct(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], code: FromPath[str]
) -> Page:
    """Put a wrong step right."""
    return await _step(visit, posted, code, corrected=True)


@act(f"{HERE}/{{code:str}}/renew", may="meet")
async def renew(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], code: FromPath[str]
) -> Page:
    """Keep a waiting parent's enquiry on."""
    name = _code(visit, code)
    job = partial(
        edit.renew, reference=name, keys=_keys(visit), doer=visit.doer, seen=posted.version
    )
    done = await visit.write(job)
    told = done if isinstance(done, Text) else Text.of("The parent waits on.")
    return visit.go(_path(name), told)


@act(f"{HERE}/{{code:str}}/erase", may="meet")
async def erase(
    visit: NamedDependency[Visit], machine: NamedDependency[Machine], code: FromPath[str]
) -> Page:
    """Erase an enquiry at once; the chore empties the copy of its key without delay."""
    name = _code(visit, code)
    done = await visit.write(
        partial(edit.erase, reference=name, keys=_keys(visit), doer=visit.doer)
    )
    machine.chores.ask(chore.NAME)
    erased = Text.of("{reference} is erased for good.", reference=name)
    return visit.go(HERE, erased if isinstance(done, Proof) else done)


async def _step(visit: Visit, posted: Posted, code: str, *, corrected: bool) -> Page:
    name, to = _code(visit, code), forms.read_state(posted.fields.get("state", ""))
    if isinstance(to, Text):
        return visit.go(_path(name), to)
    job = partial(
        edit.take_step,
        reference=name,
        to=to,
        keys=_keys(visit),
        doer=visit.doer,
        seen=posted.version,
        corrected=corrected,
    )
    done = await visit.write(job)
    return visit.go(_path(name), done if isinstance(done, Text) else Text.of("Saved."))


async def _again(visit: Visit, shown: Sheet, posted: Posted, refused: edit.Refused) -> Page:
    """Return the form that was not stored; beside a clash stands what is stored now."""
    asked = sheet.said_fields(*await _suggested(visit))
    said, typed = shown.kept.particulars, posted.fields
    if not isinstance(refused, Text):
        seen = posted.seen
        view = filled(asked, typed, invalid=refused, version=posted.version, seen=seen)
        return _change(visit, shown, view, status=422)
    stored = sheet.values(said, shown.row.place, shown.row.language) if said else {}
    view = together(asked, typed, stored, seen=posted.seen, version=shown.version)
    return _change(visit, shown, view, clash=refused, status=409)


def _change(
    visit: Visit, shown: Sheet, view: View, *, clash: Text | None = None, status: int = 200
) -> Page:
    """Return the form of what was said."""
    return visit.page("enquiries/change.html", shown=shown, view=view, clash=clash, status=status)


async def _tallies(visit: Visit, view: object, status: int = 200) -> Page:
    job = partial(gathering.quarters, reference=visit.desk.reference, language=visit.language)
    return visit.page(
        "enquiries/tallies.html",
        quarters=await visit.read(job),
        keeping=await visit.read(store.keeping),
        states=wording.STATES,
        outcomes=OUTCOMES,
        tolds=wording.TOLD,
        view=view,
        status=status,
    )


async def _sheet(visit: Visit, code: str) -> Sheet:
    job = partial(
        gathering.sheet,
        code=_code(visit, code),
        keys=_keys(visit),
        today=visit.desk.today(),
        reference=visit.desk.reference,
        language=visit.language,
    )
    return await visit.read(job) or visit.missing()


async def _suggested(visit: Visit) -> tuple[dict[str, str], tuple[str, ...]]:
    job = partial(gathering.to_suggest, reference=visit.desk.reference, language=visit.language)
    return await visit.read(job)


def _keys(visit: Visit) -> Keyring:
    return keyring.load(visit.desk.data)


def _code(visit: Visit, code: str) -> ReferenceCode:
    return forms.read_reference(code) or visit.missing()


def _path(code: ReferenceCode) -> str:
    return f"{HERE}/{code}"


ROUTES = [
    show_all,
    new,
    add,
    tallies,
    count,
    keep,
    show,
    edited,
    change,
    step,
    correct,
    renew,
    erase,
]
