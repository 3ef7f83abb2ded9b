"""The reasons of a refused row, each under the heading of its cell in the file's own words."""

from node.groups.fields import not_known
from node.importing.cells import surplus
from node.importing.columns import usual_heading
from node.importing.model import Problem, Refused, Row, Sheet
from node.importing.spelling import WORDS, chosen
from shared.text import Invalid, Text

_NOT_KNOWN = not_known("", "").msgid


class Reasons:
    """Refuses the rows of one sheet."""

    def __init__(self, sheet: Sheet, language: str) -> None:
        self._sheet = sheet
        self._language = language

    def refused(self, row: Row, invalid: tuple[Invalid, ...]) -> Refused:
        """Put every reason under the heading of its cell."""
        problems = tuple(
            Problem(
                heading=self.heading(wrong.field),
                text=self._in_words(wrong),
                field=_column(wrong.field),
            )
            for wrong in invalid
        )
        return Refused(line=row.line, problems=(*problems, *surplus(row)))

    def twice(self, row: Row, invalid: Invalid) -> Refused:
        """Refuse a row that is about what an earlier row is about, as a whole."""
        problem = Problem(heading=None, text=invalid.text)
        return Refused(line=row.line, problems=(problem,))

    def _in_words(self, wrong: Invalid) -> Text:
        """Offer the reader's own words alone; every other way of writing them is read, too."""
        said = WORDS.get(wrong.field)
        if said is None or wrong.text.msgid != _NOT_KNOWN:
            return wrong.text
        words = ", ".join(chosen(word, self._language) for word in said.values())
        return not_known(str(wrong.text.values["text"]), words)

    def heading(self, field: str) -> str | None:
        """Return the heading in the file's own words, or the usual one of a column it lacks."""
        column = _column(field)
        try:
            return self._sheet.headings.get(column) or usual_heading(
                column, self._sheet.kind, self._language
            )
        except KeyError:
            return None


def _column(field: str) -> str:
    return "start" if field == "start_month" else field
