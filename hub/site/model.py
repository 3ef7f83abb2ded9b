"""What pages show, as frozen values: two equal pages are one and the same file.

Names and addresses are in the page's language already; codes become words in the template. No
value can come to hold itself, so the collector of cycles need not look at them (`gc=False`): that
halves the time a plan of the country's five thousand pages takes.
"""

from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from hub.site.addresses import file_of
from shared.wire.availability import Break, Groups, Start
from shared.wire.opendata import Restriction, StateNumbers
from shared.wire.words import (
    ActivityKind,
    Audience,
    Catchment,
    Format,
    Language,
    Month,
    OrganiserKind,
    Reason,
    State,
    TimeOfDay,
    TravelCosts,
    TriState,
)

if TYPE_CHECKING:
    from hub.site.feeds import CalendarPage, FeedPage
    from hub.site.national import ReportPage
    from hub.site.sheets import LeafletPage, NoticePage


class Phrase(Struct, frozen=True, gc=False):
    """Text from outside with the language it is in; None: the language of the page."""

    text: str
    lang: str | None = None


class Place(Struct, frozen=True, gc=False):
    """A municipality or area by name and address; `other` is its name in the other language."""

    name: str
    other: Phrase | None
    path: str


class Mark(Struct, frozen=True, gc=False):
    """A state as shown: `until` is the second (Unix) from which it is no longer believed."""

    state: State
    until: int | None = None
    restrictions: tuple[Restriction, ...] = ()
    checking: bool = False


class ContactCard(Struct, frozen=True, kw_only=True, gc=False):
    """A network and how to reach it; without an organisation it has given no contact."""

    network: Phrase
    pause: Break | None
    organisation: str | None = None
    email: str | None = None
    telephone: str | None = None
    hours: Phrase | None = None
    languages: tuple[Language, ...] = ()
    text_messages: bool = False
    web: str | None = None


class OfferCard(Struct, frozen=True, kw_only=True, gc=False):
    """Groups alike in everything public. `place` is None when only the area is shown."""

    mark: Mark
    groups: Groups
    named: bool
    place: Place | None
    area: Place
    serves: tuple[Place, ...]
    whole_area: bool
    catchment: Catchment
    audience: Audience
    languages: tuple[Language, ...]
    interpreter: TriState
    other_mother_tongue: TriState
    format: Format
    time_of_day: TimeOfDay
    start: Start
    travel_costs: TravelCosts
    organisers: tuple[OrganiserKind, ...]
    social_worker: TriState
    peer_instructor: TriState
    network: Phrase


class ActivityCard(Struct, frozen=True, kw_only=True, gc=False):
    """Something beside the groups, with the organiser's own page."""

    kind: ActivityKind
    place: Place | None
    area: Place
    audience: Audience
    languages: tuple[Language, ...]
    format: Format
    link: str
    network: Phrase
    until: int


class Near(Struct, frozen=True, kw_only=True, gc=False):
    """Another municipality with its state and the distance from town to town.

    `water` says that sea or archipelago lies between: the way is longer than the distance.
    """

    place: Place
    mark: Mark
    km: int
    water: bool
    next_start: Month | None


class MunicipalityLine(Struct, frozen=True, kw_only=True, gc=False):
    """A municipality in a table or list."""

    place: Place
    mark: Mark
    next_start: Month | None
    confirmed: date | None


class AreaLine(Struct, frozen=True, kw_only=True, gc=False):
    """An area in the table of the start page."""

    place: Place
    mark: Mark
    municipalities: StateNumbers
    open_groups: int | None


class StartPage(Struct, frozen=True, kw_only=True, gc=False):
    """The first page: the areas as a table and as a map."""

    areas: tuple[AreaLine, ...]
    map: str
    map_until: int | None
    networks_believed: int
    networks: int
    population_known: int
    population: int


class AreaPage(Struct, frozen=True, kw_only=True, gc=False):
    """One area with its municipalities; `name` is the whole official one."""

    place: Place
    name: str
    mark: Mark
    municipalities: tuple[MunicipalityLine, ...]
    dots: str
    dots_until: int | None
    contacts: tuple[ContactCard, ...]
    activities: tuple[ActivityCard, ...]


class MunicipalityPage(Struct, frozen=True, kw_only=True, gc=False):
    """One municipality: state, next step, groups, what is near."""

    place: Place
    area: Place
    mark: Mark
    open_groups: int | None
    reason: Reason | None
    since: date | None
    confirmed: date | None
    believed_until: date | None
    next_start: Month | None
    contacts: tuple[ContactCard, ...]
    offers: tuple[OfferCard, ...]
    remote: tuple[OfferCard, ...]
    activities: tuple[ActivityCard, ...]
    near: tuple[Near, ...]


class Letter(Struct, frozen=True, kw_only=True, gc=False):
    """The municipalities that begin with one letter."""

    letter: str
    municipalities: tuple[MunicipalityLine, ...]


class ListPage(Struct, frozen=True, kw_only=True, gc=False):
    """All municipalities, A to Ö."""

    letters: tuple[Letter, ...]


class RemotePage(Struct, frozen=True, kw_only=True, gc=False):
    """The groups that meet online, from the whole country."""

    offers: tuple[OfferCard, ...]
    contacts: tuple[ContactCard, ...]


class TextPage(Struct, frozen=True, kw_only=True, gc=False):
    """A page of words; the policy's limits, in seconds, stand in some of them."""

    contact_s: int
    confirmation_s: int


Values: TypeAlias = (
    "StartPage | AreaPage | MunicipalityPage | ListPage | RemotePage | TextPage"
    " | NoticePage | LeafletPage | CalendarPage | FeedPage | ReportPage"
)


class Page(Struct, frozen=True, kw_only=True, gc=False):
    """One file of the site: everything it shows is in here, so that equal means unchanged.

    `path` is the file below the root; `address` its URL's path; `alternates` the same page's
    addresses in every language; `made` the Helsinki day the page was made, None where it is not
    shown.
    """

    path: str
    address: str
    template: str
    language: str
    made: date | None
    alternates: tuple[tuple[str, str], ...]
    values: Values

    @classmethod
    def of(
        cls,
        address: str,
        template: str,
        language: str,
        made: date | None,
        alternates: tuple[tuple[str, str], ...],
        values: Values,
    ) -> "Page":
        """Return the page that stands at an address."""
        return cls(
            path=file_of(address),
            address=address,
            template=template,
            language=language,
            made=made,
            alternates=alternates,
            values=values,
        )
