"""The chore of the quarter: from the release day on, have the sender make what is due.

It fails while a release is stopped, so that the page of care and the weekly mail say so, too.
"""

from datetime import timedelta
from functools import partial

from node.anonymiser.releases import asking, store
from node.desk import Desk
from shared.runtime.fault import Fault
from shared.text import Text

NAME = "statistics"
EVERY = timedelta(hours=1)
TITLE = Text.of("Publishing a quarter's figures")


async def run(desk: Desk) -> None:
    """Wake the sender if a release is due. Raises Fault while one is stopped."""
    await desk.commit(partial(asking.wake_for_due, now=desk.now()))
    if await desk.read(store.troubles):
        raise Fault(Text.of("A quarter's figures could not be published. “What leaves” says why."))
