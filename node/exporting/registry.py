"""Who has tables and measures to hand out; a feature joins by its line here."""

from collections.abc import Callable, Mapping
from sqlite3 import Connection
from typing import TypeAlias

import node.feedback.table
import node.work.table
from node.anonymiser.releases import yearly
from node.exporting import figures, lists, records
from node.exporting.model import Table

TablesOf: TypeAlias = Callable[[Connection, str], tuple[Table, ...]]
"""`tables(db, language)` of a feature."""

MeasuresOf: TypeAlias = Callable[[Connection, int], Mapping[str, int]]
"""`measures(db, year)` of a feature: the name of a measure as `stea.toml` writes it, its count."""

TABLES: tuple[TablesOf, ...] = (
    lists.tables,
    records.tables,
    node.work.table.tables,
    node.feedback.table.tables,
)
MEASURES: tuple[MeasuresOf, ...] = (
    figures.measures,
    node.work.table.measures,
    node.feedback.table.measures,
    yearly.measures,
)


def all_tables(db: Connection, language: str) -> tuple[Table, ...]:
    """Return every table of every feature, in a fixed order. Enquiries have none (31)."""
    return tuple(table for tables in TABLES for table in tables(db, language))


def all_measures(db: Connection, year: int) -> dict[str, int]:
    """Return what can be counted of a year; what nobody counts is missing, and never zero."""
    found: dict[str, int] = {}
    for measures in MEASURES:
        found |= measures(db, year)
    return found
