"""Inviting a network, and inviting one again that lost its machine or its key."""

from litestar.di import NamedDependency
from litestar.params import FromPath

from hub.desk.networks import fields
from hub.desk.networks.pages import found
from hub.desk.routing import act, page
from hub.desk.visit import Visit
from hub.registry import inviting, store
from hub.registry.inviting import Granting, Made
from hub.registry.model import Grant
from shared.runtime.web.form import filled
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text

REFUSED = 422
NEITHER = Text.of(
    "Name the municipalities or areas it answers for, or choose that it answers for none."
)


@page("/invite")
async def form(visit: NamedDependency[Visit]) -> Page:
    """Ask whom to invite, and what it may speak for."""
    return _form(visit, {}, ())


@act("/invite")
async def invite(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Invite a network, and show its invitation."""
    sent = posted.fields
    node = sent.get("node", "")
    name = inviting.read_name(node, sent.get("name_fi", ""), sent.get("name_sv", ""))
    if isinstance(name, Text):
        return _form(visit, sent, (Invalid("node", name),))
    there = await visit.read(lambda db: store.network(db, node))
    if there is not None and not there.withdrawn:
        known = Text.of("There is a network {node} already. Open it to invite it anew.", node=node)
        return _form(visit, sent, (Invalid("node", known),))
    said = read_grant(visit, sent)
    if isinstance(said, Text):
        return _form(visit, sent, (Invalid("municipalities", said),))
    made = await inviting.invite(visit.desk, node, name, said, visit.hand)
    return _made(visit, node, made)


@act("/networks/{node:str}/invite")
async def invite_anew(visit: NamedDependency[Visit], node: FromPath[str]) -> Page:
    """Make a new invitation for a network that has not come yet, or that lost its key."""
    await found(visit, node)
    return _made(visit, node, await inviting.invite_again(visit.desk, node, visit.hand))


def read_grant(visit: Visit, sent: dict[str, str]) -> Grant | Text:
    """Return the grant of a form, or say what is wrong with it, in a page's words."""
    typed = Granting(
        municipalities=" ".join(sent.get("municipalities", "").splitlines()),
        area=sent.get("area", ""),
        reach=sent.get("reach", ""),
        none=sent.get("none") == "yes",
    )
    if typed.none == bool(typed.municipalities.strip() or typed.area.strip()):
        return NEITHER
    return inviting.read_grant(visit.desk.reference, typed)


def _form(visit: Visit, sent: dict[str, str], invalid: tuple[Invalid, ...]) -> Page:
    view = filled(fields.INVITE, sent, invalid=invalid)
    return visit.page("networks/invite.html", status=REFUSED if invalid else 200, form=view)


def _made(visit: Visit, node: str, made: Made | Text) -> Page:
    if isinstance(made, Text):
        return visit.refused(made, f"/networks/{node}")
    until = visit.desk.now() + visit.desk.invitation_life
    return visit.page("networks/invited.html", node=node, made=made, until=until)


ROUTES = [form, invite, invite_anew]
