"""A spring of work at a node, done by its forms: records of every kind, faults, conflicts."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Protocol

import msgspec

from node.groups import edit as groups
from node.outbox import store as outbox
from node.outbox.model import Entry
from node.preview.compose import preview
from node.push import store as hub_word
from node.push.model import HubWord, Memory
from shared.signing import encode_envelope, envelope_digest, sign
from shared.wire.codec import Message
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from shared.wire.session import Course, Policy
from tests.browser import lived_notices
from tests.browser import lived_records as records
from tests.browser.lived import Lived, Window, own_key
from tests.node.network.invited import HUB

Known = Mapping[str, str]
"""What stands in the parts of routes: by the path before it and the part's name, or by the name."""


class Life(Protocol):
    """The scenes that this work belongs to."""

    node: Lived
    lead: Window

    def keep(self, name: str, window: Window | None = None, status: int = 200) -> None:
        """Keep the page that a window shows."""


async def through_a_spring(life: Life) -> Known:
    """Do all the work; return what the parts of routes are."""
    lead = life.lead
    for path, forms in (
        ("/organisers/new", records.ORGANISERS),
        ("/instructors/new", records.PEOPLE),
    ):
        for form in forms:
            await filled(lead, path, form)
            life.keep(f"{path} saved")
    for person, form in records.TRAININGS.items():
        await filled(lead, f"/instructors/{person}/trainings/new", form)
    life.keep("training with a caution")
    await keep_groups(life.node)
    await hear(life.node)
    await lived_notices.sent(life.node.desk)
    for kind, form in records.WORK.items():
        await filled(lead, f"/work/{kind}/new", form)
        life.keep(f"/work/{kind}/new saved")
    code = await enquiries(lead)
    paper = await feedback(lead)
    await imports(life)
    await conflicts(life)
    await wrongly(life, code)
    await care(life)
    return {
        "groups group": "kuopio-2026-2",
        "instructor": "ohjaaja-1",
        "organiser": "esimerkki-ry",
        "training": "1",
        "day": "2026-08-13",
        "part": "basics",
        "enquiries code": code,
        "feedback/code code": paper,
        "year": "2026",
        "asked": "1",
        "own": "own-1",
        "record": "1",
        "work/activities record": "kuopio-cafe-1",
        "run": "1",
        "staff number": "1",
        "message": "m-1",
    }


async def filled(lead: Window, path: str, form: Mapping[str, object], action: str = "") -> None:
    """Open a form, fill it in and send it."""
    await lead.open(path)
    await lead.press(action or path, **{n.replace("-", "__"): v for n, v in form.items()})
    assert lead.status == 200, (path, lead.words)


async def keep_groups(node: Lived) -> None:
    """Keep groups of the past and the future beside the first one."""
    desk = node.desk
    for form in records.GROUPS:
        saved = await groups.save(desk.database, desk.clock, desk.reference, form)
        assert isinstance(saved, groups.Saved), saved


async def hear(node: Lived) -> None:
    """Have a report delivered, one refused and one under way, and the hub's word heard."""
    desk = node.desk
    for state in ("delivered", "refused", "waiting"):
        node.later(minutes=1)
        now = node.clock.now()
        found = await desk.read(partial(preview, now=now, reference=desk.reference))
        envelope = sign(found.draft.report, own_key(desk))
        number, digest = found.draft.report.sequence, envelope_digest(envelope)
        kept = encode_envelope(envelope)
        entry = Entry(sequence=number, digest=digest, envelope=kept, created_at=now)
        await desk.database.write(partial(outbox.queue, entry=entry))
        receipt = Receipt(
            node="pohjois-savo",
            sequence=number,
            digest=digest,
            received_at=now,
            generation="a" * 64,
            index=0,
        )
        problem = msgspec.convert(
            {"schema": "problem/1", "status": 422, "code": "outside_grant", "detail": "x"}, Problem
        )
        if state == "delivered":
            await desk.database.write(partial(_delivered, digest=digest, told=receipt, now=now))
        if state == "refused":
            await desk.database.write(partial(_refused, digest=digest, told=problem, now=now))
    await desk.database.write(partial(hub_word.remember, memory=Memory(word=_word(now))))


def _word(now: datetime) -> HubWord:
    course = Course(kind="voikukkia_instructor", day=now.date(), days=4, place="Tampere")
    return HubWord(
        heard_at=now,
        hub_time=now,
        next_contact=now,
        generation="c" * 64,
        site="https://hub.example",
        notices=("Huoltokatko 5.9. klo 18–19.",),
        policy=Policy(),
        courses=(course,),
    )


def _delivered(db: object, *, digest: str, told: Message, now: object) -> None:
    outbox.settle_delivered(db, digest, encode_envelope(sign(told, HUB)), now)  # type: ignore[arg-type]


def _refused(db: object, *, digest: str, told: Message, now: object) -> None:
    outbox.settle_refused(db, digest, encode_envelope(sign(told, HUB)), now)  # type: ignore[arg-type]


async def enquiries(lead: Window) -> str:
    """Write enquiries down, old and new; return the reference of the one that is due."""
    for day in ("28.8.2026", "1.9.2026", "12.6.2026"):
        await filled(lead, "/enquiries/new", {**records.ENQUIRY, "came_on": day, "consent_on": day})
    code = lead.at.rpartition("/")[2]
    for state in ("contacted", "pre_meeting", "waiting"):
        await lead.press("/step", state=state)
    return code


async def feedback(lead: Window) -> str:
    """Ask a group, enter papers, print more; return the code of a printed form."""
    asked = {"group": "siilinjarvi-2026-1", "questionnaire": "ours-1", "asked_on": "19.2.2026"}
    await filled(lead, "/feedback/new", asked)
    paper = {f"q{n}": str(n % 3 + 3) for n in range(1, 7)}
    for remark in ("Kiitos kaikille.", "Kiitos Maija Meikäläinen", "", ""):
        await filled(lead, "/feedback/rounds/1/paper", {**paper, "remark": remark})
    own = {"name": "Oma kysely", "questions_fi": "Yksi\nKaksi", "questions_sv": "Ett\nTvå"}
    await filled(lead, "/feedback/questionnaires/new", own)
    await lead.open("/feedback/rounds/1")
    await lead.press("/forms", number="2")
    found = re.search(r"([0-9A-Z]{3})-([0-9A-Z]{3})<", lead.shown)
    assert found is not None, lead.shown
    return found[1] + found[2]


async def imports(life: Life) -> None:
    """Leave one file at its rows, take one in, and hold a third at its columns."""
    lead = life.lead
    for number, text in enumerate((records.BAD, records.GOOD, records.BAD), start=1):
        await lead.open("/import")
        await lead.press("/import", {"file": ("ryhmat.csv", text.encode(), "text/csv")})
        if number == 1:
            life.keep("import columns")
            await lead.press("/import/columns", c0="meets_in", c1="meets_in")
            life.keep("import columns refused", status=422)
            await lead.open("/import/columns")
        if number < 3:
            await lead.press("/import/columns")
            life.keep(f"import rows {number}")
        if number == 2:
            await lead.press("/import/2/take")
            life.keep("import done")
    await lead.open("/import")
    await lead.press("/import", {"file": ("kuva.png", b"\x89PNG\r\n\x1a\n....", "image/png")})
    life.keep("import of a picture", status=422)


async def conflicts(life: Life) -> None:
    """Have two people change the same record; the later one sees both versions."""
    lead = life.lead
    for path, action, one, other in (
        ("/groups/kuopio-2026-2/edit/notes", "/edit/notes", {"parents": "7"}, {"parents": "5"}),
        ("/instructors/ohjaaja-1/edit", "/edit", {"phone": "040 1"}, {"phone": "040 2"}),
        ("/organisers/esimerkki-ry", "/esimerkki-ry", {"name": "Esimerkki r.y."}, {"name": "E"}),
        ("/work/agreements/1", "/agreements/1", {"note": "Ensin"}, {"note": "Sitten"}),
        (
            "/network/contact",
            "/contact",
            {"telephone": "040 000 0001"},
            {"telephone": "040 000 0002"},
        ),
    ):
        await lead.open(path)
        before = lead.shown
        await lead.open(path)
        await lead.press(action, **one)
        lead.shown = before
        await lead.press(action, **other)
        life.keep(f"conflict {path}", status=409)


async def wrongly(life: Life, code: str) -> None:
    """Type what is wrong, and what is true and yet to be looked at."""
    lead = life.lead
    start = {"start": "month", "start_month": "13/2026"}
    minutes = {"minutes": "200", "parents": "x", "starts_at": "25.99"}
    for path, form in (
        ("/groups/new", {"meets_in": "Kuoppio", **start}),
        ("/groups/kuopio-2026-2/edit/notes", minutes),
        ("/groups/kuopio-2026-2/meetings/2026-08-13", {"day": "31.2.2026", "attendance": "x"}),
        ("/groups/kuopio-2026-2/dates", {"day-1": "31.2.2026", "day-2": "3.9.2026"}),
        ("/groups/kuopio-2026-2/attendance", {"came-2026-08-13": "monta"}),
        ("/enquiries/new", {"contact": "x", "came_on": "31.2.2026", "ways": None}),
        (f"/enquiries/{code}/change", {"contact": "", "municipality": "Kuoppio"}),
        ("/instructors/new", {"name": "", "keep_until": "31.2.2026"}),
        ("/instructors/ohjaaja-1/trainings/new", {"day": "1.1.2030", "days": "x"}),
        ("/work/workshops/new", {"day": "kesä", "place": "Kuoppio"}),
        ("/feedback/rounds/1/paper", {"q1": "9", "remark": "Hyvä"}),
        ("/network/contact", {"email": "etu.suku@x.example", "web": "http://x"}),
        ("/network/break", {"starts": "1.6.2027", "until": "1.12.2027"}),
    ):
        await lead.open(path)
        await lead.press(path, **{n.replace("-", "__"): v for n, v in form.items()})
        life.keep(f"wrong {path}".replace(code, "CODE"), status=422)


async def care(life: Life) -> None:
    """Make a backup and try the way back."""
    for name in ("backup", "drill"):
        await life.lead.open("/care")
        await life.lead.press(f"/care/{name}")
        life.keep(f"care after {name}")
    await life.lead.open("/care/key")
    await life.lead.press("/care/key", group="xxxx")
    life.keep("care key refused", status=422)
