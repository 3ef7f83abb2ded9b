"""What is the same on the pages of every language: rows by code, neighbours, who speaks."""

from datetime import date
from functools import cached_property

from hub.availability.snapshot import Snapshot
from hub.report.compose import compose
from hub.report.model import Report
from hub.site import nearest
from hub.site.model import TextPage
from shared.reference.lookup import Reference
from shared.wire.opendata import Row
from shared.wire.words import MunicipalityCode, NodeId


class Country:
    """A snapshot as its pages need it, with the day it is shown on."""

    def __init__(self, snapshot: Snapshot, reference: Reference, today: date) -> None:
        self.document = snapshot.availability
        self.networks = snapshot.networks
        self.statistics = snapshot.statistics
        self.reference = reference
        self.today = today
        self.rows = {row.municipality: row for row in self.document.municipalities}
        self.area_rows = {row.area: row for row in self.document.areas}
        self.speakers = {offer.id: offer.network for offer in self.document.offers}
        self.elsewhere = {row.municipality: found for row, found in self._elsewhere()}
        self.policy = TextPage(
            contact_s=self.document.policy.contact_s,
            confirmation_s=self.document.policy.confirmation_s,
        )

    @cached_property
    def report(self) -> Report:
        """Return the national report, the same one in every language."""
        return compose(self.document, self.networks, self.statistics, self.reference, self.today)

    def speaking(self, row: Row) -> tuple[NodeId, ...]:
        """Return the networks a municipality's parents can ask: they answer, or offer."""
        return (*row.networks, *(self.speakers[i] for i in row.offers if i in self.speakers))

    def _elsewhere(self) -> list[tuple[Row, tuple[nearest.Found, ...]]]:
        around = nearest.neighbours(self.reference)
        spots = {
            language: nearest.spots(self.document, self.reference, self.today, language)
            for language in ("fi", "sv")
        }
        return [
            (row, nearest.near(row, around.get(row.municipality, ()), spots[language]))
            for row in self.document.municipalities
            if (language := self._majority(row.municipality))
        ]

    def _majority(self, code: MunicipalityCode) -> str | None:
        municipality = self.reference.municipality(code)
        return municipality.majority_language if municipality else None
