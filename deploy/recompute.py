"""Compute every published statistic again, from the signed reports alone, and compare it.

    python -m deploy.recompute https://ryhmat.example        (or a folder with a copy of the site)

It reads the entries of the public log, checks every report's signature, adds up by itself and
compares each figure with statistics.json and statistics.csv to the last digit. It shares no line of
the hub's own summing. That the log itself is whole, and which network was to report what, is
checked by `voikukkia-hub verify --from`. It ends with 0 if everything fits, with 1 if something
does not, and with 2 if it could not read what it was to check.
"""

import base64
import csv
import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import msgspec

from deploy.published import AGAIN, USAGE, Read, UnreadableError, parsed, reader
from shared import signing
from shared.period import helsinki_day, parse_instant
from shared.reference import lookup
from shared.reference.lookup import Reference
from shared.wire.statistics import Statistics

PAGE = 256
Key = tuple[str, str, str, str]
"""Period, level, code, measure."""


class Figure:
    """A value, the least and the most it may stand for, and what it is the sum of."""

    def __init__(self) -> None:
        self.value = self.least = self.most = 0
        self.places: set[str] = set()
        self.networks: set[str] = set()

    def add(self, value: int, least: int, most: int) -> None:
        """Add another value with its range."""
        self.value += value
        self.least += least
        self.most += most


def entries(read: Read) -> Iterator[dict[str, Any]]:
    """Yield every entry of the log, as far as its checkpoint says."""
    size = int(read("log/checkpoint").decode().split("\n")[1])
    for first in range(0, size, PAGE):
        lines = read(f"log/entries/{first}.jsonl").decode().splitlines()
        yield from map(json.loads, lines[: size - first])


def reports(read: Read) -> dict[tuple[str, str], tuple[int, str, Statistics]]:
    """Return the newest version of every network's quarter: entry, digest, report."""
    keys: dict[str, tuple[str, str]] = {}
    found: dict[tuple[str, str], tuple[int, str, Statistics]] = {}
    for entry in entries(read):
        body = base64.b64decode(entry["body"])
        if entry["kind"] == "keyed":
            public = json.loads(body)["public_key"]
            keys[signing.key_id(public)] = (entry["node"], public)
        if entry["kind"] not in {"rotation", "statistics"}:
            continue
        envelope = signing.decode_envelope(body)
        node, public = keys.get(envelope.signatures[0].keyid, ("", ""))
        if node != entry["node"] or not signing.signature_ok(envelope, public):
            raise SystemExit(f"Entry {entry['number']} is not signed by {entry['node']}.")
        if entry["kind"] == "rotation":
            public = json.loads(envelope.payload)["public_key"]
            keys[signing.key_id(public)] = (node, public)
            continue
        report = msgspec.json.decode(envelope.payload, type=Statistics)
        before = found.get((report.quarter, node))
        if before is None or before[2].version < report.version:
            digest = signing.envelope_digest(envelope)
            found[report.quarter, node] = (entry["number"], digest, report)
    return found


def around(value: int, base: int = 0) -> tuple[int, int, int]:
    """Return a rounded count above a public base, with its range: less than 5 away."""
    return base + value, base + max(0, value - 4), base + value + 4


def spread(report: Statistics, tables: Reference) -> Iterator[tuple[str, str, str, Any, Any]]:
    """Yield level, code, measure, value with range, and municipalities, for every figure."""
    for home in map(tables.municipality, report.municipalities):
        if home is not None:  # Reported for: what is not told of it is a reported none.
            yield "area", home.area, "groups_started", (0, 0, 0), ()
            yield "area", home.area, "groups_ended", (0, 0, 0), ()
    for group in report.groups:
        for measure, count in (("groups_started", group.started), ("groups_ended", group.ended)):
            exact = (count, count, count)
            yield "area", group.area, measure, exact, ()
            if group.place is not None:
                yield (
                    "place",
                    tables.current_code(group.place) or "",
                    measure,
                    exact,
                    (group.place,),
                )
    for measure, value in [*chosen(report), *counted(report)]:
        yield "network", report.node, measure, value, ()
        yield "nation", "FI", measure, value, ()
    for row in report.people.enquiries.areas if report.people else ():
        place = None if row.area.startswith("r") else tables.municipality(row.area)
        area, code = (row.area[1:], row.area) if place is None else (place.area, place.code)
        whole = row.met + row.waiting + row.not_met
        for measure, count in (
            ("enquiries", whole),
            ("enquiries_met", row.met),
            ("enquiries_waiting", row.waiting),
            ("enquiries_not_met", row.not_met),
        ):
            yield "area", area, measure, around(count), ()
            yield "place", code, measure, around(count), row.municipalities


def chosen(report: Statistics) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Yield what the organisation chose: exact."""
    for measure, count in (
        ("groups_started", sum(group.started for group in report.groups)),
        ("groups_ended", sum(group.ended for group in report.groups)),
        ("groups_cancelled", report.cancelled),
        ("meetings", report.meetings),
        ("trainings", report.trainings),
        *(
            (f"{kind}_meetings", getattr(report.participation, kind))
            for kind in report.participation.__struct_fields__
        ),
    ):
        yield measure, (count, count, count)


def counted(report: Statistics) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Yield what was counted from people, of the network as a whole."""
    people = report.people
    if people is None:
        return
    yield "enquiries", around(people.enquiries.total)
    for cell in ("met", "waiting", "not_met"):
        cells = [around(getattr(row, cell)) for row in people.enquiries.areas]
        value, least, most = (sum(column) for column in zip(*cells, strict=True))
        yield f"enquiries_{cell}", (value, least, most)
    yield "enquiries_elsewhere", around(people.enquiries.elsewhere)
    if people.participants is not None:
        groups = people.participants.groups
        value, least, most = around(people.participants.above, 4 * groups)
        yield "participants", (value, least, min(most, 8 * groups))
    yield "instructors", around(people.instructors.above, people.instructors.seen)
    yield "trained", around(people.trained, 1) if report.trainings else (0, 0, 0)


def alone(report: Statistics, tables: Reference) -> dict[tuple[str, str, str], Figure]:
    """Return every figure of one release, by level, code and measure.

    Nobody who asked stands outside the network's total, so no range ends above that of the total.
    """
    found: dict[tuple[str, str, str], Figure] = {}
    for level, code, measure, value, places in spread(report, tables):
        figure = found.setdefault((level, code, measure), Figure())
        figure.add(*value)
        figure.places.update(places)
    for (_, _, measure), figure in found.items():
        if report.people is not None and measure.startswith("enquiries"):
            figure.most = min(figure.most, around(report.people.enquiries.total)[2])
    return found


def figures(read: Read, tables: Reference) -> dict[Key, Figure]:
    """Return every figure of every quarter and year."""
    found: dict[Key, Figure] = {}
    newest: dict[tuple[str, str], str] = {}
    told = reports(read)
    for quarter, node in told:
        newest[quarter[:4], node] = max(quarter, newest.get((quarter[:4], node), ""))
    for (quarter, node), (_, _, report) in told.items():
        last = newest[quarter[:4], node] == quarter
        for (level, code, measure), own in alone(report, tables).items():
            for period in (quarter, quarter[:4]):
                if measure == "instructors" and period != quarter and not last:
                    continue  # A stock: a year shows the last quarter's.
                figure = found.setdefault((period, level, code, measure), Figure())
                figure.add(own.value, own.least, own.most)
                figure.places.update(own.places)
                figure.networks.add(node)
    return found


def differences(read: Read) -> list[str]:
    """Return every published figure that the reports do not come to, and every one left out."""
    document = parsed(read, "data/v1/statistics.json")
    availability = parsed(read, "data/v1/availability.json")
    day = helsinki_day(parse_instant(availability["made_at"]))
    mine = {
        key: [" ".join(sorted(f.places)), f.value, f.least, f.most, len(f.networks)]
        for key, f in figures(read, lookup.load().on(day)).items()
    }
    names = ("period", "level", "code", "measure")
    values = ("municipalities", "value", "min", "max", "networks")
    table = csv.DictReader(io.StringIO(read("data/v1/statistics.csv").decode()))
    published = {
        "statistics.json": {
            tuple(row[n] for n in names): [
                " ".join(row["municipalities"]),
                *(row[n] for n in values[1:]),
            ]
            for row in document["rows"]
        },
        "statistics.csv": {
            tuple(row[n] for n in names): [
                row["municipalities"],
                *(int(row[n]) for n in values[1:]),
            ]
            for row in table
        },
    }
    found = [
        f"{file}, {' '.join(key)}: published {rows.get(key)}, the reports come to {mine.get(key)}"
        for file, rows in published.items()
        for key in sorted(rows.keys() | mine.keys())
        if rows.get(key) != mine.get(key)
    ]
    named = {(r["period"], r["network"]): (r["entry"], r["digest"]) for r in document["releases"]}
    told = {key: (entry, digest) for key, (entry, digest, _) in reports(read).items()}
    if named != told:
        found.append("statistics.json names other reports than the log has")
    return found


def main(*given: str) -> int:
    """Compare, say what was found, and return the exit code: 1 for differences, 2 for no answer."""
    if len(given) != 1 or given[0].startswith("-"):
        return _without_answer(USAGE)
    try:
        read = reader(given[0])
        found = differences(read)
        count = len(parsed(read, "data/v1/statistics.json")["rows"])
    except UnreadableError as error:
        return _without_answer(str(error))
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        said = f"{type(error).__name__}: {error}"
        return _without_answer(
            f"{given[0]} is not in the form that is known here ({said}). {AGAIN}"
        )
    lines = found or [f"Every one of {count} figures is what the signed reports come to."]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if found else 0


def _without_answer(said: str) -> int:
    sys.stderr.write(said + "\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
