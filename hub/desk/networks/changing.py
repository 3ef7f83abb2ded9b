"""What is decided of a network by a form: its grant, a handover on a day, its end."""

from litestar.di import NamedDependency
from litestar.params import FromPath

from hub.desk.networks import fields
from hub.desk.networks.deciding import home
from hub.desk.networks.inviting import read_grant
from hub.desk.networks.pages import found
from hub.desk.routing import act, page
from hub.desk.visit import Visit
from hub.registry import decide as registry
from hub.registry import store
from hub.registry.handover import decide, forms
from shared.period import helsinki_day
from shared.runtime.web.form import Field, filled
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text

REFUSED = 422
Fields = tuple[Field, ...]


@page("/networks/{node:str}/grant")
async def grant_form(visit: NamedDependency[Visit], node: FromPath[str]) -> Page:
    """Show what a network speaks for, to be replaced."""
    shown = await found(visit, node)
    known = {
        "municipalities": ", ".join(shown.municipalities),
        "reach": ", ".join(shown.areas),
        "none": "" if shown.municipalities else "yes",
    }
    return await _form(visit, node, "grant", fields.GRANT, known)


@act("/networks/{node:str}/grant")
async def grant(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], node: FromPath[str]
) -> Page:
    """Replace what a network may speak for, at once."""
    sent, now = posted.fields, visit.desk.now()
    said = read_grant(visit, sent)
    if isinstance(said, Text):
        return await _form(
            visit, node, "grant", fields.GRANT, sent, Invalid("municipalities", said)
        )
    decision = await visit.decide(lambda db: registry.grant(db, node, said, now))
    return visit.decided(decision, home(node))


@page("/networks/{node:str}/handover")
async def handover_form(visit: NamedDependency[Visit], node: FromPath[str]) -> Page:
    """Ask which municipalities go to which network, and from which day on."""
    return await _form(visit, node, "handover", await _handover_fields(visit, node), {})


@act("/networks/{node:str}/handover")
async def handover(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], node: FromPath[str]
) -> Page:
    """Have another network answer for municipalities from a day to come on."""
    sent, desk = posted.fields, visit.desk
    now, to = desk.now(), sent.get("to", "").strip()
    day = forms.day_ahead(sent.get("day", ""), today=helsinki_day(now))
    if isinstance(day, Text):
        return await _handover(visit, node, sent, Invalid("day", day))
    places = [part.strip() for part in sent.get("places", "").replace("\n", ",").split(",")]
    codes = forms.places_on([place for place in places if place], desk.reference, day)
    if isinstance(codes, Text):
        return await _handover(visit, node, sent, Invalid("places", codes))
    decision = await visit.decide(
        lambda db: decide.hand_over(db, node, to, codes, day, desk.reference, at=now)
    )
    if isinstance(decision, Text):
        field = "places" if "places" in decision.values else "to"  # What the refusal names.
        return await _handover(visit, node, sent, Invalid(field, decision))
    return visit.decided(decision, home(node))


@page("/networks/{node:str}/end")
async def end_form(visit: NamedDependency[Visit], node: FromPath[str]) -> Page:
    """Ask from which day on a network speaks for nothing."""
    return await _form(visit, node, "end", fields.END, {})


@act("/networks/{node:str}/end")
async def end(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], node: FromPath[str]
) -> Page:
    """Have a network speak for nothing from a day to come on."""
    sent, now, reference = posted.fields, visit.desk.now(), visit.desk.reference
    day = forms.day_ahead(sent.get("day", ""), today=helsinki_day(now))
    if isinstance(day, Text):
        return await _form(visit, node, "end", fields.END, sent, Invalid("day", day))
    decision = await visit.decide(lambda db: decide.end(db, node, day, reference, at=now))
    if isinstance(decision, Text):
        return await _form(visit, node, "end", fields.END, sent, Invalid("day", decision))
    return visit.decided(decision, home(node))


@act("/networks/{node:str}/call-off")
async def call_off(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], node: FromPath[str]
) -> Page:
    """Take back what was announced for a day: a handover, or the network's end."""
    day, now = forms.day_of(posted.fields.get("day", "")), visit.desk.now()
    if isinstance(day, Text):
        return visit.refused(day, home(node))
    to = posted.fields.get("to") or None
    decision = await visit.decide(lambda db: decide.call_off(db, node, to, day, at=now))
    return visit.decided(decision, home(node))


async def _handover(visit: Visit, node: str, sent: dict[str, str], wrong: Invalid) -> Page:
    return await _form(visit, node, "handover", await _handover_fields(visit, node), sent, wrong)


async def _handover_fields(visit: Visit, node: str) -> Fields:
    networks = await visit.read(store.networks)
    others = [one for one in networks if one.node != node and one.standing == "active"]
    return (fields.chosen("to", fields.TO, others), *fields.HANDOVER)


async def _form(
    visit: Visit, node: str, what: str, asked: Fields, sent: dict[str, str], *wrong: Invalid
) -> Page:
    shown = await found(visit, node)
    view = filled(asked, sent, invalid=wrong)
    status = REFUSED if wrong else 200
    return visit.page(f"networks/{what}.html", status=status, shown=shown, form=view)


ROUTES = [grant_form, grant, handover_form, handover, end_form, end, call_off]
