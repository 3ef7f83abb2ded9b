"""What is decided of one network by one press: key, suspension, held report, name, contact."""

from litestar.di import NamedDependency
from litestar.params import FromPath

from hub.desk.networks.pages import found, one_page
from hub.desk.routing import act
from hub.desk.visit import Visit
from hub.registry import current, decide, inviting
from hub.registry.keys import decide as rekey
from hub.registry.naming import decide as naming
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text


def home(node: str) -> str:
    """Return the path of a network's page."""
    return f"/networks/{node}"


@act("/networks/{node:str}/confirm")
async def confirm(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], node: FromPath[str]
) -> Page:
    """Confirm a network's key by the code that its lead reads out over the telephone."""
    await found(visit, node)
    code, root, now = posted.fields.get("code", ""), visit.desk.root, visit.desk.now()
    decision = await visit.decide(lambda db: decide.confirm(db, node, code, root, now))
    if isinstance(decision, Text):
        return await one_page(visit, node, code=code, invalid=(Invalid("code", decision),))
    return visit.decided(decision, home(node))


@act("/networks/{node:str}/invite/withdraw")
async def withdraw(visit: NamedDependency[Visit], node: FromPath[str]) -> Page:
    """Take a network's invitation back."""
    now = visit.desk.now()
    return visit.decided(await visit.decide(lambda db: decide.withdraw(db, node, now)), home(node))


@act("/networks/{node:str}/suspend")
async def suspend(visit: NamedDependency[Visit], node: FromPath[str]) -> Page:
    """Suspend a network."""
    now = visit.desk.now()
    return visit.decided(await visit.decide(lambda db: decide.suspend(db, node, now)), home(node))


@act("/networks/{node:str}/resume")
async def resume(visit: NamedDependency[Visit], node: FromPath[str]) -> Page:
    """Lift a suspension."""
    now = visit.desk.now()
    return visit.decided(await visit.decide(lambda db: decide.resume(db, node, now)), home(node))


@act("/networks/{node:str}/revoke")
async def revoke(visit: NamedDependency[Visit], node: FromPath[str]) -> Page:
    """Take a network's key back."""
    now = visit.desk.now()
    return visit.decided(await visit.decide(lambda db: rekey.revoke(db, node, now)), home(node))


@act("/networks/{node:str}/release/{sequence:int}")
async def release(
    visit: NamedDependency[Visit], node: FromPath[str], sequence: FromPath[int]
) -> Page:
    """Let a held report take effect."""
    return visit.decided(await current.release(visit.desk, node, sequence, visit.hand), home(node))


@act("/networks/{node:str}/rename")
async def rename(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], node: FromPath[str]
) -> Page:
    """Have parents read the name that was seen on the page."""
    now, sent = visit.desk.now(), posted.fields
    fi, sv = sent.get("name_fi", ""), sent.get("name_sv", "")
    decision = await visit.decide(lambda db: naming.rename(db, node, fi, sv, now))
    return visit.decided(decision, home(node))


@act("/networks/{node:str}/keep-name")
async def keep_name(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], node: FromPath[str]
) -> Page:
    """Keep the name that parents read, and decline the one that was seen on the page."""
    sent = posted.fields
    seen = inviting.read_name(node, sent.get("name_fi", ""), sent.get("name_sv", ""))
    if isinstance(seen, Text):
        return visit.refused(seen, home(node))
    return visit.decided(await current.keep_name(visit.desk, node, seen, visit.hand), home(node))


@act("/networks/{node:str}/contact/approve/{revision:int}")
async def approve(
    visit: NamedDependency[Visit], node: FromPath[str], revision: FromPath[int]
) -> Page:
    """Publish the contact that was seen on the page."""
    now = visit.desk.now()
    decision = await visit.decide(lambda db: decide.approve_contact(db, node, revision, now))
    return visit.decided(decision, home(node))


@act("/networks/{node:str}/contact/erase")
async def erase(visit: NamedDependency[Visit], node: FromPath[str]) -> Page:
    """Erase a network's contact, published or not."""
    now = visit.desk.now()
    decision = await visit.decide(lambda db: decide.erase_contact(db, node, now))
    return visit.decided(decision, home(node))


ROUTES = [confirm, withdraw, suspend, resume, revoke, release, rename, keep_name, approve, erase]
