"""What parents may type (queries.csv, written without looking at the rules) finds what they mean.

A miss is a reason to repair a rule of the language, never to add the query.
"""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.browser.matching import Hit, matching_page, searcher

pytestmark = pytest.mark.browser

FIRST, THREE = 0.98, 1.0


class Query(NamedTuple):
    """What is typed, the municipality it means, and of which kind it is."""

    query: str
    code: str
    kind: str


with Path("tests/browser/queries.csv").open(encoding="utf-8") as _file:
    QUERIES = [Query(**row) for row in csv.DictReader(_file)]


def place_of(found: list[Hit], code: str) -> int:
    """Return where in a list of results a municipality stands, counted from 1; 99: nowhere."""
    codes = [hit.code if hit.kind == "municipality" else "" for hit in found]
    return codes.index(code) + 1 if code in codes else 99


def test_honest_queries_find_the_municipality_they_mean(
    record_property: Callable[[str, object], None],
) -> None:
    with matching_page() as page:
        search = searcher(page)
        answers = [(asked, search(asked.query)) for asked in QUERIES]
    places = [(asked, place_of(found, asked.code), found[:3]) for asked, found in answers]
    first = sum(place == 1 for _, place, _ in places) / len(places)
    three = sum(place <= 3 for _, place, _ in places) / len(places)
    record_property("queries that put the meant municipality first", f"{first:.2%}")
    record_property("queries that have it among the first three", f"{three:.2%}")
    misses = [
        f"{asked.query} ({asked.kind}): {asked.code} at {place}, not {[hit.name for hit in found]}"
        for asked, place, found in places
        if place > 1
    ]
    assert (len(QUERIES) >= 400, first >= FIRST, three >= THREE) == (True, True, True), misses


def test_a_sure_answer_is_never_another_municipality() -> None:
    with matching_page() as page:
        search = searcher(page)
        answers = [(asked, search(asked.query)) for asked in QUERIES]
    wrong = [
        (asked, found[0])
        for asked, found in answers
        if found
        and found[0].sure
        and (found[0].kind, found[0].code) != ("municipality", asked.code)
    ]
    assert wrong == []
