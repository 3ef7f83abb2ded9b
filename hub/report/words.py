"""The words for every code of the report: closed lists, a label for each; a test holds them so."""

from collections.abc import Mapping

from shared.text import Text
from shared.wire.openstatistics import Measure
from shared.wire.words import ActivityKind, Freshness

MEASURE: Mapping[Measure, Text] = {
    "groups_started": Text.of("Groups started"),
    "groups_ended": Text.of("Groups ended"),
    "groups_cancelled": Text.of("Groups cancelled"),
    "meetings": Text.of("Group meetings held"),
    "trainings": Text.of("Instructor trainings held"),
    "steering_group_meetings": Text.of("Meetings of steering groups"),
    "parents_panel_meetings": Text.of("Meetings of parents' panels"),
    "developer_parents_meetings": Text.of("Meetings of developer parents"),
    "volunteer_development_meetings": Text.of("Meetings of volunteers who develop the work"),
    "enquiries": Text.of("All enquiries"),
    "enquiries_met": Text.of("Met: a place was found"),
    "enquiries_waiting": Text.of("Waiting for a place"),
    "enquiries_not_met": Text.of("Not met: no group to offer"),
    "enquiries_elsewhere": Text.of("Enquiries from elsewhere"),
    "participants": Text.of("Parents in the groups started"),
    "instructors": Text.of("Active instructors"),
    "trained": Text.of("People trained as instructors"),
}
FRESHNESS: Mapping[Freshness, Text] = {
    "fresh": Text.of("in contact"),
    "late": Text.of("late"),
    "silent": Text.of("silent"),
    "never_seen": Text.of("never in contact"),
}
STANDING: Mapping[str, Text | None] = {
    "active": None,
    "invited": Text.of("invited, has not begun"),
    "suspended": Text.of("not in use right now"),
}
BESIDE: Mapping[ActivityKind, Text] = {
    "cafe": Text.of("Open cafés"),
    "support_person": Text.of("Support persons"),
    "weekend": Text.of("Weekends"),
}
