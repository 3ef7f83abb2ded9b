"""Cafés, support persons and weekends, described once for pages, commands, tables and undo (21)."""

from collections.abc import Mapping

from node.activities import forms, store
from node.activities.model import Activity
from node.groups.labels import AUDIENCE, FORMAT
from node.groups.reading import Form
from node.groups.wording import place_of
from node.work.forms import Known
from node.work.noun import Column, Noun, Words, chosen, plain
from shared.runtime.web.form import Field, choices
from shared.text import Invalid, Text

KINDS: Mapping[str, Text] = {
    "cafe": Text.of("open peer café"),
    "support_person": Text.of("support persons"),
    "weekend": Text.of("weekend for fathers and children"),
}
KIND, PLACE, LINK = Text.of("Kind"), Text.of("Municipality"), Text.of("The organiser's own page")
SERVES, UNTIL = Text.of("Municipalities whose parents may come"), Text.of("Last day")
AREA_ONLY, LANGUAGES = Text.of("Show the area only"), Text.of("Languages")
FOR_WHOM, FORM, NAME = Text.of("For whom"), Text.of("How it meets"), Text.of("Your own name for it")


def _read(form: Form, known: Known, before: Activity | None) -> Activity | tuple[Invalid, ...]:
    if before is None and len(known.taken) >= store.LIMIT:
        return (Invalid("id", Text.of("A network lists at most 500 activities.")),)
    return forms.read(form, reference=known.reference, taken=known.taken, before=before)


def _typed(activity: Activity, known: Known, language: str) -> dict[str, str]:
    return plain(activity) | {
        "meets_in": place_of(activity.meets_in, known.reference, language),
        "serves": ", ".join(place_of(code, known.reference, language) for code in activity.serves),
        "languages": ", ".join(activity.languages),
    }


FIELDS = (
    Field(
        name="kind",
        label=KIND,
        kind="select",
        choices=chosen(KINDS),
        help=Text.of("Beside the groups; never counted as one."),
        rule=21,
        leaves=True,
        required=True,
    ),
    Field(name="meets_in", label=PLACE, leaves=True, required=True),
    Field(
        name="show_area_only",
        label=AREA_ONLY,
        kind="yes",
        help=Text.of("For a small place, where the activity would point at people."),
        rule=25,
    ),
    Field(
        name="link",
        label=LINK,
        help=Text.of(
            "The address of the page where parents read times and places. It begins with https://"
        ),
        rule=21,
        leaves=True,
        required=True,
        longest=300,
    ),
    Field(
        name="serves",
        label=SERVES,
        kind="text",
        help=Text.of("Names with commas between. Left empty: those of its own municipality."),
        leaves=True,
    ),
    Field(name="audience", label=FOR_WHOM, kind="select", choices=choices(AUDIENCE), leaves=True),
    Field(
        name="languages",
        label=LANGUAGES,
        help=Text.of("Names or codes with commas between, as: suomi, ruotsi."),
        rule=12,
        leaves=True,
    ),
    Field(name="format", label=FORM, kind="select", choices=choices(FORMAT), leaves=True),
    Field(
        name="until",
        label=UNTIL,
        kind="day",
        help=Text.of("After this day it is shown no more. Leave it empty if it goes on."),
        stays=True,
    ),
    Field(name="name", label=NAME, stays=True, longest=120),
)


ACTIVITY: Noun[Activity] = Noun(
    kind="activity",
    type=Activity,
    path="/work/activities",
    words=Words(
        many=Text.of("Cafés, support persons, weekends"),
        sheet=Text.of("Activities"),
        about=Text.of(
            "Activities beside the groups. A municipality without a group shows them to parents, "
            "with a link to the organiser's own page."
        ),
        empty=Text.of(
            "No activity is listed yet. Add an open café, support persons or a weekend with the "
            "address of the organiser's page: parents find it where there is no group."
        ),
        add=Text.of("Add an activity"),
        missing=Text.of("There is no such activity."),
    ),
    every=store.all_activities,
    find=store.find,
    put=store.put,
    remove=store.remove,
    read=_read,
    typed=_typed,
    fields=lambda _known: FIELDS,
    columns=(
        Column(KIND, lambda one, _known, _in: KINDS[one.kind]),
        Column(PLACE, lambda one, known, lang: place_of(one.meets_in, known.reference, lang)),
        Column(FOR_WHOM, lambda one, _known, _in: AUDIENCE[one.audience]),
        Column(LANGUAGES, lambda one, _known, _in: ", ".join(one.languages)),
        Column(LINK, lambda one, _known, _in: one.link),
        Column(UNTIL, lambda one, _known, _in: one.until),
        Column(NAME, lambda one, _known, _in: one.name),
    ),
    key=str,
    public=True,
)
