"""Open peer cafés, support persons and weekends: beside the groups, never counted as one (21).

An activity is told by its kind, place, languages and the organiser's own page; dates stay there.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from shared.wire.words import ActivityKind, Audience, Format, Language, Link, MunicipalityCode

ActivityId = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class Activity(Struct, frozen=True, kw_only=True):
    """One activity; `until` is its last day, None for one that goes on.

    `meets_in`, `show_area_only` and `serves` mean what they mean of a group. Private: `name`.
    """

    id: ActivityId
    kind: ActivityKind
    meets_in: MunicipalityCode
    show_area_only: bool = False
    serves: tuple[MunicipalityCode, ...] = ()
    audience: Audience = "all"
    languages: tuple[Language, ...] = ("fi",)
    format: Format = "in_person"
    link: Link
    until: date | None = None
    name: str | None = None


def goes_on(activity: Activity, today: date) -> bool:
    """Tell whether the activity is still to be shown on that day."""
    return activity.until is None or today <= activity.until
