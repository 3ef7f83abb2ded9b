"""One request as a handler of the node sees it: the open node, and who acts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self, TypeVar

from node.desk import Desk, Job
from node.history.model import Doer
from node.web import menu
from node.web.house import House
from shared.runtime.accounts.model import Member
from shared.runtime.web import visit as web

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Visit(web.Visit):
    """One request. `upcoming`: the step of an unfinished first run, which a lead is reminded of."""

    house: House
    upcoming: str = ""

    @property
    def desk(self) -> Desk:
        """Return the open node."""
        return self.house.desk

    @property
    def doer(self) -> Doer:
        """Return who acts now, for the history."""
        staff = self.member.staff if self.signed_in else None
        return Doer(at=self.desk.now(), staff=staff, via="page")

    async def commit(self, job: Job[T]) -> T:
        """Run a writing job in one durable transaction, then wake the sender."""
        return await self.desk.commit(job)

    async def arrived(self) -> Self:
        """Return the visit with the reminder of an unfinished first run, for a lead."""
        if not isinstance(self.someone, Member) or self.someone.role != "lead":
            return self
        return replace(self, upcoming=await self.house.set_up.step(self.desk))

    def beside(self) -> Mapping[str, object]:
        """Return what every template of the node is given."""
        return {"menu": menu, "who": self.house.who}
