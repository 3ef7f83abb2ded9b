"""The page of a quarter's figures: published and true side by side, and what the lead may do."""

from functools import partial
from http import HTTPStatus

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from node import disclosurekey
from node.anonymiser.releases import asking, keeping, words
from node.leaves import figures
from node.leaves.figures import Looking
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.visit import Page, Posted
from shared.text import Text

PATH = "/leaves/statistics"


@page(PATH, may="look")
async def show(visit: NamedDependency[Visit]) -> Page:
    """Show the figures of each quarter."""
    found = await visit.read(partial(figures.shown, look=_look(visit)))
    return visit.page(
        "leaves/statistics.html",
        shown=found,
        reasons=words.REASONS,
        few_groups=words.FEW_GROUPS,
    )


@page(PATH + "/{quarter:str}/next.json", may="look")
async def next_bytes(visit: NamedDependency[Visit], quarter: FromPath[str]) -> Page:
    """Return exactly the bytes of a quarter that would be signed at this instant."""
    job = partial(figures.next_bytes, quarter=quarter, look=_look(visit))
    content = await visit.read(job)
    if content is None:
        visit.missing()
    return Response(content, media_type="application/json", status_code=HTTPStatus.OK)


@act(PATH + "/publish", may="lead")
async def publish(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Have a quarter's figures made and sent."""
    job = partial(
        asking.publish_now,
        quarter=posted.fields.get("quarter", ""),
        doer=visit.doer,
        without_people=posted.fields.get("without_people") == "yes",
    )
    return visit.go(PATH, await visit.commit(job) or _ASKED)


@act(PATH + "/revise", may="lead")
async def revise(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Have the one revision of a quarter made and sent."""
    job = partial(
        asking.revise,
        quarter=posted.fields.get("quarter", ""),
        reason=posted.fields.get("reason", ""),
        doer=visit.doer,
    )
    return visit.go(PATH, await visit.commit(job) or _ASKED)


@act(PATH + "/new-key", may="lead")
async def new_key(visit: NamedDependency[Visit]) -> Page:
    """Begin with a new disclosure key, as the lead decides, on the record."""
    job = partial(keeping.decide, data=visit.desk.data, doer=visit.doer)
    return visit.go(PATH, await visit.commit(job) or Text.of("A new disclosure key is drawn."))


def _look(visit: Visit) -> Looking:
    return Looking(
        now=visit.desk.now(),
        reference=visit.desk.reference,
        language=visit.language,
        key=disclosurekey.find(visit.desk.data),
        true=visit.may("lead"),
    )


_ASKED = Text.of("The node makes the figures with the next contact with the hub.")

ROUTES = [show, next_bytes, publish, revise, new_key]
