"""The finder's list in the browser is the oracle's: for every home, filter and state of many."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.served import chromium
from tests.hub.site.oracle import Answer, Filters, arranged, majority, standing
from tests.hub.site.states import CODES, INDEX, RandomState, chunks, find_data, random_state

pytestmark = pytest.mark.browser

SCRIPT = Path("hub/site/static/find/nearest.js")
STATES, CHUNK, BATCH = 1_000, 200, 20
FILTERED, FILTERED_CHUNK, FILTERED_BATCH = 100, 50, 2
NO_FILTER = (Filters(),)
LANGUAGES = ("", "fi", "sv", "en", "so", "ar")
EVERY_FILTER = tuple(
    Filters(audience, language)
    for audience, language in product(("", "fathers", "mothers"), LANGUAGES)
)[1:]
TOLERANCE_KM = 1e-6

# One text for the list, one for the remote groups, and the kilometres: small to carry over.
LISTS = """
([states, filters]) => JSON.stringify(JSON.parse(states).map(([data, now, month]) =>
  filters.map(([audience, language]) => data.municipalities.map((_, home) => {
    const found = nearestList(data, home, { audience, language }, now, month);
    const why = (one) => one.state === "limited" ? one.limits.join("+") : "";
    const here = (one) => one.here ? "here" : "there";
    return [
      found.list.map((one) => `${one.group} ${one.state} ${one.where} ${here(one)} ${why(one)}`)
        .join(";"),
      found.remote.map((one) => `${one.group} ${one.state} ${why(one)}`).join(";"),
      found.list.map((one) => Number(one.km.toFixed(8))),
    ];
  }))))
"""

Lists = tuple[str, str, list[float]]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """Open a blank page with nothing but the rule's script."""
    with chromium() as browser:
        opened = browser.new_page()
        opened.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))
        yield opened


def in_browser(
    page: Page, states: Sequence[RandomState], filters: Sequence[Filters]
) -> list[list[list[Lists]]]:
    """Return what the script finds: by state, by filter, by home."""
    data = json.dumps([(find_data(state), state.now, state.month) for state in states])
    found: list[list[list[Lists]]] = json.loads(page.evaluate(LISTS, [data, list(filters)]))
    return found


def by_oracle(state: RandomState, filters: Filters) -> Iterator[tuple[str, Lists]]:
    """Return what the oracle finds for each home, in the same words."""
    # Steps 1 and 2 of the rule ask of the home only its language: once for each will do.
    left = {
        language: standing(state.groups, language, state.now, state.month, filters)
        for language in ("fi", "sv")
    }
    index = {group["id"]: number for number, group in enumerate(state.groups)}
    for home in CODES:
        yield home, _written(arranged(left[majority(home)], home), index)


def _written(answer: Answer, index: dict[str, int]) -> Lists:
    return (
        ";".join(
            f"{index[one.id]} {one.state} {INDEX[one.where]}"
            f" {'here' if one.here else 'there'} {'+'.join(one.limits)}"
            for one in answer.found
        ),
        ";".join(f"{index[one.id]} {one.state} {'+'.join(one.limits)}" for one in answer.remote),
        [one.km for one in answer.found],
    )


def compare(
    page: Page, seeds: Sequence[int], filters: Sequence[Filters], batch: int
) -> tuple[int, list[object]]:
    """Return how many lists were compared, and the first few that differ."""
    compared = 0
    different: list[object] = []
    for start in range(0, len(seeds), batch):
        states = [random_state(seed) for seed in seeds[start : start + batch]]
        for state, by_filter in zip(states, in_browser(page, states, filters), strict=True):
            for asked, got in zip(filters, by_filter, strict=True):
                for (home, wanted), lists in zip(by_oracle(state, asked), got, strict=True):
                    compared += 1
                    if not same(lists, wanted):
                        different.append((state.seed, asked, home, lists, wanted))
    return compared, different[:3]


def same(got: Lists, wanted: Lists) -> bool:
    """Tell whether two lists agree: all words, and the kilometres to a millimetre."""
    if (got[0], got[1]) != (wanted[0], wanted[1]):
        return False
    return all(abs(a - b) <= TOLERANCE_KM for a, b in zip(got[2], wanted[2], strict=True))


@pytest.mark.parametrize("first", chunks(STATES, CHUNK))
def test_the_browser_finds_what_the_oracle_finds(
    page: Page, first: int, record_property: Callable[[str, object], None]
) -> None:
    seeds = range(first, first + CHUNK)
    compared, different = compare(page, seeds, NO_FILTER, BATCH)
    record_property(f"find lists equal to the oracle, states from {first}", compared)
    assert (compared, different) == (CHUNK * len(CODES), [])


@pytest.mark.parametrize("first", chunks(FILTERED, FILTERED_CHUNK))
def test_the_browser_finds_what_the_oracle_finds_with_every_filter(
    page: Page, first: int, record_property: Callable[[str, object], None]
) -> None:
    seeds = range(first, first + FILTERED_CHUNK)
    compared, different = compare(page, seeds, EVERY_FILTER, FILTERED_BATCH)
    record_property(f"find lists with filters equal to the oracle, states from {first}", compared)
    assert (compared, different) == (FILTERED_CHUNK * len(EVERY_FILTER) * len(CODES), [])
