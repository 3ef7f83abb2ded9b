"""Ask the published files whether everything the demonstration promises came true."""

import hashlib
import json
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from deploy.demo.federation import Federation
from deploy.demo.processes import DemoError
from deploy.demo.quarter import ENQUIRIES, GROUPS, LIVELY

EXPECTED = {
    "Askola": "open", "Porvoo": "open", "Loviisa": "open", "Sipoo": "open", "Lapinjärvi": "coming",
    "Myrskylä": "none", "Pukkila": "unknown",
    "Kokkola": "open", "Perho": "open", "Toholampi": "open",
    "Kuopio": "open", "Siilinjärvi": "open", "Iisalmi": "limited", "Vieremä": "limited",
    "Varkaus": "full", "Leppävirta": "full", "Rautavaara": "none", "Kaavi": "none",
    "Lapinlahti": "unknown",
    "Tampere": "coming", "Nokia": "coming", "Lempäälä": "unknown", "Orivesi": "unknown",
    "Rovaniemi": "open", "Kemi": "unknown", "Turku": "unknown", "Helsinki": "unknown",
    "Maarianhamina": "unknown",
}  # fmt: skip
Document = dict[str, Any]


def fetch(address: str) -> Document:
    """Return a published JSON file."""
    answer = httpx.get(address, timeout=10, trust_env=False)
    answer.raise_for_status()
    document: Document = answer.json()
    return document


def by_name(document: Document) -> dict[str, Document]:
    """Return the rows of availability.json by Finnish name."""
    return {row["name_fi"]: row for row in document["municipalities"]}


def wait_until(what: str, true: Callable[[], bool], limit_s: float) -> None:
    """Return once `true()` holds. Raises DemoError after `limit_s` seconds."""
    deadline = time.monotonic() + limit_s
    while not true():
        if time.monotonic() > deadline:
            raise DemoError(f"did not come true within {limit_s:.0f} s: {what}")
        time.sleep(0.05)


def differing(federation: Federation, expected: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return the municipalities whose state is not the expected one, with both states."""
    rows = by_name(fetch(f"{federation.site}/data/v1/availability.json"))
    return {
        name: (state, rows[name]["state"])
        for name, state in expected.items()
        if rows[name]["state"] != state
    }


def states(federation: Federation) -> None:
    """Check the states of municipalities, the café, the name, the past group and the unknowns."""
    document = fetch(f"{federation.site}/data/v1/availability.json")
    if wrong := differing(federation, EXPECTED):
        raise DemoError(f"expected and published states differ: {wrong}")
    rows = by_name(document)
    facts = {
        "308 municipalities": len(rows) == 308,
        "23 areas": len(document["areas"]) == 23,
        "a café beside the groups": [a["activity"]["kind"] for a in document["activities"]]
        == ["cafe"],
        "Tampere's group is without the name": rows["Tampere"]["other_groups"]["coming"] == 1
        and rows["Tampere"]["groups"]["coming"] == 0,
        "Iisalmi's group is for fathers": rows["Iisalmi"]["restrictions"] == ["fathers"],
        "Kuopio has a remote group apart": rows["Kuopio"]["remote"] == 1,
        "the group of 2022 is not offered": all(
            (o["offer"]["start"]["month"] or "9") > "2023" for o in document["offers"]
        ),
        "unknown numbers are null": set(rows["Turku"]["groups"].values()) == {None},
        "a none has its day's word": rows["Myrskylä"]["believed_until"] is not None,
        "nobody answered for Turku": rows["Turku"]["reason"] == "uncovered"
        and rows["Turku"]["since"] is None,
    }
    if false := [fact for fact, holds in facts.items() if not holds]:
        raise DemoError(f"not so in the published data: {', '.join(false)}")


def figures(federation: Federation, quarter: str) -> str:
    """Check that the networks' figures of the quarter are published; say so in a line.

    Whatever was rounded: the truth that the example network has written down lies within.
    """

    def rows() -> dict[str, Document]:
        every = fetch(f"{federation.site}/data/v1/statistics.json")["rows"]
        of = [r for r in every if (r["period"], r["code"]) == (quarter, LIVELY)]
        return {row["measure"]: row for row in of}

    wait_until(f"the figures of {quarter} are published", lambda: bool(rows()), 120)
    found, asked = rows(), sum(ENQUIRIES.values())
    if found["groups_started"]["value"] != GROUPS:
        raise DemoError(f"not the groups that started: {found['groups_started']}")
    if not found["enquiries"]["min"] <= asked <= found["enquiries"]["max"]:
        raise DemoError(f"not the {asked} enquiries: {found['enquiries']}")
    told = found["enquiries"]
    return (
        f"Figures of {quarter}: {asked} parents asked {LIVELY}, "
        f"{told['value']} ({told['min']}–{told['max']}) is published."
    )


def files(federation: Federation) -> int:
    """Check every published file against the manifest; return how many there are."""
    frozen = (federation.folder / "hub/snapshots/current").resolve()
    manifest = json.loads((frozen / "data/v1/manifest.json").read_bytes())
    for file in manifest["files"]:
        content = (frozen / file["path"]).read_bytes()
        if hashlib.sha256(content).hexdigest() != file["sha256"]:
            raise DemoError(f"{file['path']} differs from the manifest")
    return len(manifest["files"])


class CommitWatch:
    """Notes when the node's database first holds the awaited state of a group."""

    def __init__(self, database: Path, group: str, lifecycle: str) -> None:
        self.committed_at = 0.0
        self._arguments = (database, group, lifecycle)
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        database, group, lifecycle = self._arguments
        db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        query = "SELECT lifecycle FROM peer_group WHERE id = ?"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if db.execute(query, (group,)).fetchone() == (lifecycle,):
                self.committed_at = time.monotonic()
                break
            time.sleep(0.002)
        db.close()


def edits(federation: Federation) -> list[float]:
    """Open and fill a group in turns; return the seconds from each commit to page and data."""
    return [one_edit(federation, to) for to in ("open", "full", "open", "full", "open")]


def one_edit(federation: Federation, to: str) -> float:
    """Bring the group of Varkaus to a state; return the seconds from the node's commit."""
    page = f"{federation.site}/fi/kunta/varkaus/"
    before = httpx.get(page, timeout=10, trust_env=False).text
    watch = CommitWatch(federation.folder / "pohjois-savo/node.db", "varkaus-1", to)
    federation.node("pohjois-savo", "group", "correct", "varkaus-1", to)
    wait_until(
        "the page of Varkaus",
        lambda: httpx.get(page, timeout=10, trust_env=False).text != before,
        60,
    )
    wait_until("Varkaus in the data", lambda: not differing(federation, {"Varkaus": to}), 60)
    return time.monotonic() - watch.committed_at


def silence(federation: Federation, name: str) -> None:
    """Check that a silent network's municipalities become unknown since today, never none."""
    area = next(n.area for n in federation.networks if n.node == name)

    def all_unknown() -> bool:
        document = fetch(f"{federation.site}/data/v1/availability.json")
        rows = [row for row in document["municipalities"] if row["area"] == area]
        if any(row["state"] == "none" for row in rows):
            raise DemoError("a silent network's municipality became a none")
        return all(row["state"] == "unknown" and row["since"] for row in rows)

    wait_until(f"{name} is silent, so its area is unknown", all_unknown, 180)


def table(federation: Federation) -> str:
    """Return the states by area, as lines of text."""
    document = fetch(f"{federation.site}/data/v1/availability.json")
    lines = [f"{'area':<22}{'state':<10}open limited coming full none unknown"]
    for area in document["areas"]:
        n, name = area["municipalities"], area["name_en"].removesuffix(" wellbeing services county")
        numbers = (n["open"], n["limited"], n["coming"], n["full"], n["none"], n["unknown"])
        lines.append(
            f"{name[:21]:<22}{area['state']:<10}"
            + "{:>4}{:>8}{:>7}{:>5}{:>5}{:>8}".format(*numbers)
        )
    return "\n".join(lines)
