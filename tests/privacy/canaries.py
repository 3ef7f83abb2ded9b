"""Canaries: strings that stand in private columns and must be found nowhere else."""

import base64
import gzip
import re
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import brotli
import msgspec

from hub.ingest import chain
from shared.signing import decode_envelope
from tests.privacy.columns import FEATURES

WORDS = {
    "organiser.id": "zqjarjestaja",
    "organiser.name": "Zqjarjestajan Nimi",
    "instructor.id": "zqohjaaja",
    "instructor.name": "Zqohjaajan Nimi",
    "instructor.phone": "040 7919 7919",
    "instructor.email": "zqohjaaja.sposti@kanaria.example",
    "instructor.purpose": "Zqtietojen tarkoitus",
    "training.instructor": "zqohjaaja",
    "training.place": "Zqkoulutuspaikka",
    "training.held_by": "Zqkouluttaja",
    "training.proof": "Zqtodistus",
    "peer_group.id": "zqryhma",
    "peer_group.material_languages": "zqmateriaali",
    "peer_group.place": "Zqkujan perhekeskus",
    "peer_group.notes": "Zqmuistiinpano",
    "peer_group.starts_at": "26:57",
    "group_meeting.peer_group": "zqryhma",
    "group_meeting.starts_at": "26:57",
    "group_serves.peer_group": "zqryhma",
    "group_organiser.peer_group": "zqryhma",
    "group_organiser.organiser": "zqjarjestaja",
    "group_instructor.peer_group": "zqryhma",
    "group_instructor.instructor": "zqohjaaja",
    "report_listing.groups": "zqryhma",
    "activity.id": "zqtoiminta",
    "activity.name": "Zqkahvila",
    "activity_serves.activity": "zqtoiminta",
    "network.controller": "Zqrekisterinpitaja",
}
DAYS = {
    "organiser.valid_from": date(2011, 4, 13),
    "organiser.valid_until": date(2039, 8, 17),
    "organiser.ethical_principles_on": date(2017, 2, 19),
    "instructor.ethical_principles_on": date(2016, 5, 23),
    "instructor.keep_until": date(2038, 9, 29),
    "training.day": date(2015, 3, 12),
    "peer_group.start_confirmed_on": date(2019, 1, 24),
    "peer_group.end_confirmed_on": date(2019, 4, 18),
    "group_meeting.day": date(2027, 3, 18),
    "group_meeting.last_day": date(2019, 4, 16),
    "activity.until": date(2037, 7, 14),
    "contact.role_vouched_on": date(2018, 6, 21),
}
PUBLIC = "zqjulkinen"
"""The control: a canary in a public field, which the search must find."""


def plant(node_db: Path) -> None:
    """Write rows whose private columns all hold canaries."""
    db = sqlite3.connect(node_db, timeout=10)
    db.execute("PRAGMA foreign_keys = ON")
    with db:
        for statement in PLANTING:
            db.execute(statement, _values())
    db.close()


def _values() -> dict[str, str]:
    found = {name.replace(".", "_"): word for name, word in WORDS.items()}
    return found | {name.replace(".", "_"): day.isoformat() for name, day in DAYS.items()}


PLANTING = (
    """INSERT INTO organiser (id, name, kind, municipality, area, valid_from, valid_until,
        ethical_principles_on) VALUES (:organiser_id, :organiser_name, 'private', '049', '21',
        :organiser_valid_from, :organiser_valid_until, :organiser_ethical_principles_on)""",
    """INSERT INTO instructor (id, name, role, was_in_group, ethical_principles_on, phone, email,
        purpose, keep_until) VALUES (:instructor_id, :instructor_name, 'peer', 'yes',
        :instructor_ethical_principles_on, :instructor_phone, :instructor_email,
        :instructor_purpose, :instructor_keep_until)""",
    """INSERT INTO training (instructor, kind, day, days, place, held_by, proof) VALUES
        (:instructor_id, 'voikukkia_instructor', :training_day, 57, :training_place,
        :training_held_by, :training_proof)""",
    *(
        f"""INSERT INTO peer_group (id, lifecycle, takes_parents, audience, languages,
        material_languages, interpreter, other_mother_tongue, format, time_of_day, meets_in,
        show_area_only, catchment, start, start_month, planned_meetings, social_worker,
        tell_peer_instructor, travel_costs, wants_name, start_confirmed_on, end_confirmed_on,
        parents, place, notes, minutes, starts_at) VALUES ({own}, '{life}', 1, 'all', 'fi',
        :peer_group_material_languages, 'yes', 'yes', 'in_person', 'evening', '{place}', 0,
        'municipalities', 'month', '{month}', {times}, 'yes', 1, 'ask', 1, {started}, {ended}, 83,
        :peer_group_place, :peer_group_notes, 173, :peer_group_starts_at)"""  # noqa: S608 (constants of this file)
        for own, life, place, month, times, started, ended in (
            (":peer_group_id", "open", "297", "2027-03", 37, "NULL", "NULL"),
            (
                *(":peer_group_id || '-2'", "ended", "749", "2019-01", 1),
                *(":peer_group_start_confirmed_on", ":peer_group_end_confirmed_on"),
            ),
        )
    ),
    """INSERT INTO group_meeting (peer_group, number, day, theme, minutes, starts_at, attendance)
        VALUES (:peer_group_id, 31, :group_meeting_day, 10, 173, :group_meeting_starts_at, 97)""",
    """INSERT INTO group_meeting (peer_group, number, day)
        VALUES (:peer_group_id || '-2', 1, :group_meeting_last_day)""",
    "INSERT INTO group_serves (peer_group, municipality) VALUES (:peer_group_id, '297')",
    """INSERT INTO group_organiser (peer_group, organiser)
        VALUES (:peer_group_id, :organiser_id)""",
    """INSERT INTO group_instructor (peer_group, instructor)
        VALUES (:peer_group_id, :instructor_id)""",
    """INSERT INTO activity (id, kind, meets_in, show_area_only, audience, languages, format, link,
        until, name) VALUES (:activity_id, 'cafe', '297', 0, 'all', 'fi', 'in_person',
        'https://kahvila.example/', :activity_until, :activity_name)""",
    "INSERT INTO activity_serves (activity, municipality) VALUES (:activity_id, '297')",
    "UPDATE network SET controller = :network_controller",
    "UPDATE contact SET role_vouched_on = :contact_role_vouched_on",
    "UPDATE outbox_state SET dirty_since = '2026-01-01T00:00:00Z'",
)


for _feature in FEATURES:
    WORDS |= getattr(_feature, "WORDS", {})
    DAYS |= getattr(_feature, "DAYS", {})
    PLANTING = (*PLANTING, *getattr(_feature, "PLANTING", ()))


def forms(words: Iterable[str]) -> tuple[tuple[str, bytes, bool], ...]:
    """Return every form a canary could be told in, and whether its case counts (base64)."""
    told: list[tuple[str, bytes, bool]] = []
    for word in sorted(set(words)):
        low = word.casefold().encode()
        told.append((word, low, False))
        for start in range(3) if len(low) >= LONG else ():
            inner = low[start:][: (len(low) - start) // 3 * 3]
            told.append((word, base64.b64encode(inner), True))
    for day in DAYS.values():
        spellings = (f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{day.day}.{day.month}.{day.year}")
        told += [(text, text.encode(), False) for text in spellings]
    return tuple(told)


LONG = 12
HOUR = WORDS["group_meeting.starts_at"]
HOUR_ALONE = re.compile(rb"(?<![0-9:])" + HOUR.encode())  # no minutes and seconds of an instant
FORMS = forms(WORDS.values())


def found(data: bytes) -> set[str]:
    """Return the canaries in some bytes, plain in any case, or in base64."""
    low = data.lower()
    told = {word for word, form, exact in FORMS if form in (data if exact else low)}
    return told if HOUR_ALONE.search(low) else told - {HOUR}


def unpacked(path: Path) -> bytes:
    """Return a published file's bytes, without its compression."""
    body = path.read_bytes()
    match path.suffix:
        case ".gz":
            return gzip.decompress(body)
        case ".br":
            return bytes(brotli.decompress(body))
    return body


def opened(mirror: Path) -> bytes:
    """Return the mirror's lines, and beside them every body and every payload in them."""
    parts = []
    for line in mirror.read_bytes().splitlines():
        entry = chain.entry_of(line)
        parts += [line, entry.body]
        if entry.kind == chain.REPORT:
            parts.append(decode_envelope(entry.body).payload)
    return b"\n".join(parts)


def leaves(payload: bytes) -> Iterator[object]:
    """Yield every string and number in a JSON payload."""
    waiting = [msgspec.json.decode(payload)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        else:
            yield value
