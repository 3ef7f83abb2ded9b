"""What every step's page shares: how far it is, the way back, the way past."""

from functools import partial

from node.start import progress
from node.start.model import NEEDED, STEPS, Step, before, number
from node.web.visit import Visit
from shared.runtime.web.visit import Page
from shared.text import Text

TITLES: dict[Step, Text] = {
    "network": Text.of("The network and its controller"),
    "places": Text.of("Areas and municipalities"),
    "contact": Text.of("Whom parents call"),
    "group": Text.of("The first group"),
    "preview": Text.of("What leaves, and what never does"),
    "enrol": Text.of("Join the hub"),
}


async def step_page(visit: Visit, step: Step, status: int = 200, **values: object) -> Page:
    """Return the page of a step."""
    found = await visit.read(progress.progress)
    return visit.page(
        f"start/{step}.html",
        status=status,
        step=step,
        titles=TITLES,
        number=number(step),
        steps=STEPS,
        back=before(step),
        done=found.done,
        needed=step in NEEDED,
        **values,
    )


async def onward(visit: Visit) -> Page:
    """Lead to the next step after something was saved."""
    return on(visit, await visit.write(partial(progress.settle, now=visit.desk.now())))


def on(visit: Visit, step: Step | None) -> Page:
    """Lead to a step, or to the first page when the run is over."""
    if step is not None:
        return visit.go(f"/start/{step}")
    return visit.go("/", Text.of("The set-up is done. What is still missing stands below."))
