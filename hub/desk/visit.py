"""One request as a handler of the desk sees it: the open hub, and who acts."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.counter import Desk, Job
from hub.desk.house import House
from hub.desk.trail.model import Hand
from hub.registry.decide import Decided, Decision
from hub.site import addresses
from shared.runtime.web import visit as web
from shared.runtime.web.visit import Page
from shared.text import Text


@dataclass(frozen=True, kw_only=True)
class Visit(web.Visit):
    """One request of an operator."""

    house: House

    @property
    def desk(self) -> Desk:
        """Return the open hub."""
        return self.house.desk

    @property
    def hand(self) -> Hand:
        """Return who acts now, for the log of acts."""
        return Hand(operator=self.member.staff, via="desk")

    async def decide(self, job: Job[Decision]) -> Decision:
        """Take a decision, as the command line does; it stands in the log of acts."""
        return await self.desk.decide(job, self.hand)

    def decided(self, decision: Decision, path: str) -> Page:
        """Lead on with what was done in words, or say why nothing was."""
        if isinstance(decision, Decided):
            return self.go(path, decision.said)
        return self.refused(decision, path)

    def refused(self, why: Text, path: str) -> Page:
        """Say why nothing was done, and lead back."""
        return self.page("refused.html", status=422, text=why, back=path)

    def beside(self) -> Mapping[str, object]:
        """Return what every template of the desk is given."""
        site = self.house.site
        report = f"{site}{addresses.report(self.language)}"
        return {"menu": self.house.menu, "site": site, "report": report}
