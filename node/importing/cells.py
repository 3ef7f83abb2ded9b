"""What people write in spreadsheet cells, turned into what the forms of the node read.

Excel's own spellings are put right here (TOSI, 11.2022, dates with spaces between); what a cell
means is for the forms to decide.
"""

import re
from collections.abc import Mapping

from node.groups import fields, vocabulary
from node.groups.model import Group
from node.groups.wording import month_text
from node.importing.model import Problem, Row
from shared.period import month_of
from shared.reference.naming import slug
from shared.text import Text

_TRUTHS: Mapping[str, str] = {
    **dict.fromkeys(("tosi", "sant", "true"), "yes"),
    **dict.fromkeys(("epätosi", "falskt", "false"), "no"),
}
_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("voikukkia", "maskrosor", "dandelion"), "yes"),
    **dict.fromkeys(("ilman nimeä", "ei nimeä", "utan namn", "without the name"), "no"),
}
_DOTTED_MONTH = re.compile(r"(\d{1,2})\.\s?(\d{4})")
_DAYS_APART = re.compile(r"(?<=\d{4})\s+(?=\d{1,2}\.)")
_ISO_APART = re.compile(r"(?<=-\d{2})\s+(?=\d{4}-)")
_MINUTES = re.compile(
    r"(\d{1,4})(?:[.,]0+)?\s?(?:min\.?|minuuttia|minuter|minutes)?", re.IGNORECASE
)


def form_of(row: Row) -> dict[str, str]:
    """Return the row as the text of a group's form; `organiser_kind` is no part of it."""
    form = {field: _put_right(field, text) for field, text in row.cells.items()}
    form.pop("organiser_kind", None)
    if "id" in form:
        form["id"] = slug(form["id"])[:60].strip("-") or form["id"]
    return form


def with_first_day(form: dict[str, str], before: Group | None) -> dict[str, str]:
    """Return the form with a start written as a whole date taken as the first meeting (10)."""
    start = form.get("start", "")
    told = "meetings" in form or (before is not None and bool(before.meetings))
    if told or isinstance(fields.day(start), Text):
        return form
    return {**form, "meetings": start}


def start_kept(form: dict[str, str], before: Group) -> dict[str, str] | Text:
    """Return the form without a start that repeats known dates; refuse one that contradicts them.

    Dates are the truth (10): a month alone does not move meetings whose days are known. Only a
    group that is being postponed has a new month beside its old dates.
    """
    if "start" not in form:
        return form
    start, first = form["start"], before.first_day
    whole, month = fields.day(start), fields.month(start)
    rest = {field: text for field, text in form.items() if field != "start"}
    to = fields.word(form.get("lifecycle", ""), vocabulary.LIFECYCLE)
    if to == "postponed" and not isinstance(month, Text):
        return {**rest, "start_month": start}
    if "meetings" in form or first is None or before.lifecycle == "postponed":
        return form
    if whole == first or (isinstance(whole, Text) and month == month_of(first)):
        return rest
    return Text.of(
        "The known dates begin in {month}: change the dates of the meetings instead.",
        month=month_text(month_of(first)),
    )


def surplus(row: Row) -> tuple[Problem, ...]:
    """Refuse cells to the right of the last heading: a separator inside a cell moved them."""
    if not row.surplus:
        return ()
    text = Text.of("The row has more cells than there are headings: is a list without quotes?")
    return (Problem(heading=None, text=text),)


def _put_right(field: str, text: str) -> str:
    """Return the text as the form's field reads it."""
    folded = text.casefold()
    if field == "start":
        return _DOTTED_MONTH.sub(r"\1/\2", text) if _DOTTED_MONTH.fullmatch(text) else text
    if field == "meetings":
        return _ISO_APART.sub(", ", _DAYS_APART.sub(", ", text))
    if field == "minutes":
        return found[1] if (found := _MINUTES.fullmatch(text)) else text
    if field == "wants_name":
        return _NAMES.get(folded, _TRUTHS.get(folded, text))
    return _TRUTHS.get(folded, text)
