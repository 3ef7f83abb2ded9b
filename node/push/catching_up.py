"""Bring both sides to one head (rule 5): give back what the hub lost, take over what the node lost.

One request a step; whatever comes between two steps, the next welcome tells how far it came.
"""

from functools import partial

from msgspec import structs

from node.outbox.model import Link
from node.push import adoption, conversation, reconciling
from node.push.conversation import Heard, Party
from node.push.meeting import Footing, Halted
from node.push.partners import Line, OwnKeys
from shared.delivery import Adopt, Confirmed, Resend, Unreachable
from shared.runtime import log
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.signing import decode_envelope, key_id
from shared.wire.receipt import Receipt
from shared.wire.session import Head

NOT_A_PAGE = Heard(answer=Unreachable("not_expected"), evidence=b"")

Outcome = Footing | Halted | Heard
"""The footing after a step that helped, why a person has to look, or the word that was no help."""


class CatchingUp:
    """Takes one step at a time towards one head."""

    def __init__(self, *, database: Database, clock: Clock, keys: OwnKeys) -> None:
        self._database = database
        self._clock = clock
        self._keys = keys

    async def step(self, line: Line, party: Party, footing: Footing) -> Outcome:
        """Send one report again, or fetch one page, or take over what was fetched."""
        match footing.to_do:
            case Resend(number):
                return await self._resend(line, party, footing, number)
            case Adopt(after):
                return await self._adopt(line, party, footing, after)
            case _:
                return footing

    async def _resend(self, line: Line, party: Party, footing: Footing, number: int) -> Outcome:
        parcel = await self._database.read(partial(reconciling.again, sequence=number))
        if parcel is None:
            return structs.replace(footing, to_do=Confirmed(None))
        envelope = decode_envelope(parcel.envelope)
        heard = await conversation.deliver(line, party, parcel.path, envelope, footing.lease)
        if not isinstance(heard.answer, Receipt):
            return heard
        log.logger().info("parcel.resent", kind=parcel.path)
        return structs.replace(footing, to_do=Resend(number + 1))

    async def _adopt(self, line: Line, party: Party, footing: Footing, after: int) -> Outcome:
        head = footing.hub_head
        last = await self._database.read(partial(reconciling.fetched, after=after))
        if head is not None and not adoption.reaches(last, head):
            return await self._fetch(line, party, footing, after, last)
        return await self._take_over(footing, after, head)

    async def _fetch(
        self, line: Line, party: Party, footing: Footing, after: int, last: Link | None
    ) -> Outcome:
        """Fetch the next page and keep it apart."""
        since = last.sequence if last else after
        page = await conversation.fetch(line, party, after=since, lease=footing.lease)
        if isinstance(page, Heard):
            return page
        found = adoption.links(
            page,
            node=party.node,
            after=since,
            before=last.digest if last else None,
            keys={key_id(key): key for key in await self._keys.ever()},
        )
        if not found:
            await self._database.write(reconciling.forget)
            return NOT_A_PAGE
        top = footing.hub_head.sequence if footing.hub_head else 0
        links = tuple(link for link in found if link.sequence <= top)
        await self._database.write(partial(reconciling.keep, links=links, anew=last is None))
        return footing

    async def _take_over(self, footing: Footing, after: int, head: Head | None) -> Outcome:
        now = self._clock.now()
        keys = await self._keys.ever()
        job = partial(reconciling.take_over, after=after, head=head, keys=keys, at=now)
        taken = await self._database.write(job)
        log.logger().warning("reports.adopted", result=taken)
        match taken:
            case "taken":
                return structs.replace(footing, to_do=Confirmed(head))
            case "lower" if head is not None:
                return structs.replace(footing, to_do=Adopt(reconciling.lower(after, head)))
            case "broken":
                return NOT_A_PAGE
            case "strange":
                return Halted("strange_reports", footing.evidence)
            case _:
                return Halted("fork")
