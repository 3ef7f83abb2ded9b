"""What people write in spreadsheet cells, turned into what the forms of the node read.

Excel's own spellings are put right here (TOSI, 11.2022, a date as 46266, dates with spaces
between); what a cell means is for the forms to decide.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from node.groups import fields, vocabulary
from node.groups.model import Group
from node.groups.wording import month_text
from node.importing.model import CELL_LIMIT, Problem, Row
from shared.period import month_of
from shared.reference.naming import slug
from shared.text import Invalid, Text

_TRUTHS: Mapping[str, str] = {
    **dict.fromkeys(("tosi", "sant", "true"), "yes"),
    **dict.fromkeys(("epätosi", "falskt", "false"), "no"),
}
_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("voikukkia", "maskrosor", "dandelion"), "yes"),
    **dict.fromkeys(("ilman nimeä", "ei nimeä", "utan namn", "without the name"), "no"),
}
_SPACES = str.maketrans(
    {**dict.fromkeys("\xa0\u2007\u2009\u202f", " "), **dict.fromkeys("\u200b\u200e\ufeff\xad")}
)
_GUARDED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")  # noqa: RUF001 (full width, as some programs take them)
_DAYS = {"meetings", "start_confirmed_on", "end_confirmed_on", "day"}
_DAYS |= {"ethical_principles_on", "keep_until"}
_SERIAL = re.compile(r"(\d{5})(?:\.0)?")
_SERIALS = range(32_874, 73_051)
"""Days from 1990 to 2099 as Excel counts them, from the eve of 1900."""

_DOTTED_MONTH = re.compile(r"(\d{1,2})\.\s?(\d{4})")
_WHOLE_DAY = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}")
_DAYS_APART = re.compile(r"(?<=\d{4})\s+(?=\d{1,2}\.)")
_ISO_APART = re.compile(r"(?<=-\d{2})\s+(?=\d{4}-)")
_MINUTES = re.compile(
    r"(\d{1,4})(?:[.,]0+)?\s?(?:min\.?|minuuttia|minuter|minutes)?", re.IGNORECASE
)


def tidy(text: str) -> str:
    """Return a cell's text without odd spaces and the apostrophe that guards it in Excel.

    The export writes `'+358 40` so that no spreadsheet takes the cell for a formula; the one
    apostrophe before such a sign is taken off again. A text that is too long stays too long.
    """
    text = text.translate(_SPACES).strip()
    text = text[1:] if _GUARDED.match(text) else text
    return text[: CELL_LIMIT + 1]


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


def same_again(form: dict[str, str], before: Group) -> dict[str, str]:
    """Return the form without a length or an hour that the group has already.

    They speak for all meetings: repeated, they would level the ones that were changed one by one.
    """
    told = {"minutes": fields.number, "starts_at": fields.hour}
    return {
        field: text
        for field, text in form.items()
        if field not in told or told[field](text) != getattr(before, field)
    }


def person_form(row: Row) -> dict[str, str]:
    """Return the row as the text of an instructor's or a training's form."""
    form = {
        field: _put_right(field, text) if field in _DAYS or field == "was_in_group" else text
        for field, text in row.cells.items()
    }
    if "id" in form:
        form["id"] = slug(form["id"])[:60].strip("-") or form["id"]
    return form


def day_told(wrong: Invalid, form: Mapping[str, str]) -> Invalid:
    """Say of a start that is written as a day, and is none, that it is no day."""
    text = form.get("start", "")
    if wrong.field not in {"start", "start_month"} or not _WHOLE_DAY.fullmatch(text):
        return wrong
    told = fields.day(text)
    return Invalid("start", told) if isinstance(told, Text) else wrong


def surplus(row: Row) -> tuple[Problem, ...]:
    """Refuse cells to the right of the last heading: a separator inside a cell moved them."""
    if not row.surplus:
        return ()
    text = Text.of("The row has more cells than there are headings: is a list without quotes?")
    return (Problem(heading=None, text=text),)


def _put_right(field: str, text: str) -> str:
    """Return the text as the form's field reads it."""
    folded = text.casefold()
    if field in _DAYS:
        text = ", ".join(_day(part) for part in text.split(", "))
    if field == "start":
        text = _start(text)
        return _DOTTED_MONTH.sub(r"\1/\2", text) if _DOTTED_MONTH.fullmatch(text) else text
    if field == "meetings":
        return _ISO_APART.sub(", ", _DAYS_APART.sub(", ", text))
    if field == "minutes":
        return found[1] if (found := _MINUTES.fullmatch(text)) else text
    if field == "wants_name":
        return _NAMES.get(folded, _TRUTHS.get(folded, text))
    return _TRUTHS.get(folded, text)


def _day(text: str) -> str:
    """Return a day that Excel wrote as its own number as a day."""
    found = _SERIAL.fullmatch(text)
    if found is None or int(found[1]) not in _SERIALS:
        return text
    return fields.day_text(date(1899, 12, 30) + timedelta(days=int(found[1])))


def _start(text: str) -> str:
    """Return a start that Excel wrote as its number as a day; the first of a month is the month."""
    written = _day(text)
    whole = written == text or not written.startswith("1.")
    return written if whole else written.removeprefix("1.").replace(".", "/")
