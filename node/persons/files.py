"""A person's dossier as files to hand over: JSON for machines, a table for people."""

import csv
import io

import msgspec

from node.persons import wording
from node.persons.model import Dossier
from node.persons.wording import Reader

JSON, CSV = "application/json", "text/csv; charset=utf-8"
BOM = "\ufeff"
"""So that spreadsheets read the table as UTF-8."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run."""


def as_json(dossier: Dossier) -> bytes:
    """Return the dossier with the names its fields have in the records."""
    return msgspec.json.format(msgspec.json.encode(dossier), indent=2) + b"\n"


def as_csv(dossier: Dossier, reader: Reader) -> bytes:
    """Return the dossier as a table of three columns, as Finnish spreadsheets read it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([reader.say(heading) for heading in wording.HEADINGS])
    for section in wording.sections(dossier, reader):
        writer.writerows(
            [_cell(section.title), _cell(fact.name), _cell(fact.value)] for fact in section.facts
        )
    return (BOM + text.getvalue()).encode()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
