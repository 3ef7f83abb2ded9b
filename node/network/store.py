"""Rows of the network, its coverage and its contact. SQL stands here; transactions do not."""

from datetime import date, datetime
from sqlite3 import Connection, Row

from node.network.model import ContactRecord, Coverage, NetworkRecord
from shared.period import instant_text, parse_instant
from shared.wire.availability import Break
from shared.wire.words import MunicipalityCode, NodeId, PublicKey


def record(db: Connection) -> NetworkRecord | None:
    """Return the network, or None before `init`."""
    row = db.execute(
        """
        SELECT name_fi, name_sv, controller, node, hub, hub_key, confirmed_at, pause_starts,
            pause_until
        FROM network WHERE one = 1
        """
    ).fetchone()
    if row is None:
        return None
    return NetworkRecord(
        name_fi=row["name_fi"],
        name_sv=row["name_sv"],
        controller=row["controller"],
        node=row["node"],
        hub=row["hub"],
        hub_key=row["hub_key"],
        confirmed_at=_instant(row["confirmed_at"]),
        pause=_pause(row),
    )


def create(db: Connection, network: NetworkRecord, at: datetime) -> None:
    """Write the one network row, not yet enrolled."""
    db.execute(
        """
        INSERT INTO network (one, name_fi, name_sv, controller, created_at)
        VALUES (1, :name_fi, :name_sv, :controller, :at)
        """,
        {
            "name_fi": network.name_fi,
            "name_sv": network.name_sv,
            "controller": network.controller,
            "at": instant_text(at),
        },
    )


def rename(db: Connection, *, name_fi: str, name_sv: str, controller: str) -> None:
    """Change the network's names and controller."""
    db.execute(
        """
        UPDATE network SET name_fi = :name_fi, name_sv = :name_sv, controller = :controller
        WHERE one = 1
        """,
        {"name_fi": name_fi, "name_sv": name_sv, "controller": controller},
    )


def join(db: Connection, *, node: NodeId, hub: str, hub_key: PublicKey) -> None:
    """Pin the hub and its key, and take the id the operator gave."""
    db.execute(
        "UPDATE network SET node = :node, hub = :hub, hub_key = :hub_key WHERE one = 1",
        {"node": node, "hub": hub, "hub_key": hub_key},
    )


def confirm(db: Connection, at: datetime) -> None:
    """Set the instant at which a person said: everything here is still right."""
    db.execute("UPDATE network SET confirmed_at = :at WHERE one = 1", {"at": instant_text(at)})


def touch_confirmation(db: Connection, at: datetime) -> None:
    """Set the confirmation only where it is still null: a person's first act is one."""
    db.execute(
        "UPDATE network SET confirmed_at = :at WHERE one = 1 AND confirmed_at IS NULL",
        {"at": instant_text(at)},
    )


def set_pause(db: Connection, pause: Break | None) -> None:
    """Announce a break, or end it."""
    db.execute(
        "UPDATE network SET pause_starts = :starts, pause_until = :until WHERE one = 1",
        {
            "starts": pause.starts.isoformat() if pause else None,
            "until": pause.until.isoformat() if pause else None,
        },
    )


def coverage(db: Connection) -> tuple[Coverage, ...]:
    """Return what the network answers for, by municipality code."""
    rows = db.execute(
        "SELECT municipality, says, since FROM coverage ORDER BY municipality LIMIT 400"
    )
    return tuple(
        Coverage(
            municipality=row["municipality"],
            says=row["says"],
            since=date.fromisoformat(row["since"]) if row["since"] else None,
        )
        for row in rows
    )


def cover(db: Connection, word: Coverage) -> None:
    """Write a person's word on one municipality, replacing the earlier one."""
    db.execute(
        """
        INSERT INTO coverage (municipality, says, since) VALUES (:municipality, :says, :since)
        ON CONFLICT (municipality) DO UPDATE SET says = excluded.says, since = excluded.since
        """,
        {
            "municipality": word.municipality,
            "says": word.says,
            "since": word.since.isoformat() if word.since else None,
        },
    )


def uncover(db: Connection, municipality: MunicipalityCode) -> None:
    """Stop answering for a municipality."""
    db.execute("DELETE FROM coverage WHERE municipality = :code", {"code": municipality})


def contact(db: Connection) -> ContactRecord | None:
    """Return the public contact, if one was set."""
    row = db.execute(
        """
        SELECT organisation, email, telephone, hours_fi, hours_sv, hours_en, languages,
            text_messages, web, role_vouched_on, revision, changed_at, checked_at
        FROM contact WHERE one = 1
        """
    ).fetchone()
    if row is None:
        return None
    vouched = row["role_vouched_on"]
    return ContactRecord(
        organisation=row["organisation"],
        email=row["email"],
        telephone=row["telephone"],
        hours_fi=row["hours_fi"],
        hours_sv=row["hours_sv"],
        hours_en=row["hours_en"],
        languages=tuple(row["languages"].split()),
        text_messages=bool(row["text_messages"]),
        web=row["web"],
        role_vouched_on=date.fromisoformat(vouched) if vouched else None,
        revision=row["revision"],
        changed_at=parse_instant(row["changed_at"]),
        checked_at=_instant(row["checked_at"]),
    )


def set_contact(db: Connection, contact: ContactRecord, at: datetime) -> None:
    """Replace the public contact; its revision becomes one more than the last."""
    values: dict[str, object] = {
        "organisation": contact.organisation,
        "email": contact.email,
        "telephone": contact.telephone,
        "hours_fi": contact.hours_fi,
        "hours_sv": contact.hours_sv,
        "hours_en": contact.hours_en,
        "languages": " ".join(contact.languages),
        "text_messages": int(contact.text_messages),
        "web": contact.web,
        "vouched": contact.role_vouched_on.isoformat() if contact.role_vouched_on else None,
        "at": instant_text(at),
    }
    db.execute(
        """
        INSERT INTO contact (one, organisation, email, telephone, hours_fi, hours_sv, hours_en,
            languages, text_messages, web, role_vouched_on, revision, changed_at)
        VALUES (1, :organisation, :email, :telephone, :hours_fi, :hours_sv, :hours_en,
            :languages, :text_messages, :web, :vouched, 1, :at)
        ON CONFLICT (one) DO UPDATE SET
            organisation = excluded.organisation, email = excluded.email,
            telephone = excluded.telephone, hours_fi = excluded.hours_fi,
            hours_sv = excluded.hours_sv, hours_en = excluded.hours_en,
            languages = excluded.languages, text_messages = excluded.text_messages,
            web = excluded.web, role_vouched_on = excluded.role_vouched_on,
            revision = contact.revision + 1, changed_at = excluded.changed_at,
            checked_at = NULL
        """,
        values,
    )


def set_contact_checked(db: Connection, at: datetime) -> None:
    """Note that a person found the contact to answer; nothing of it travels."""
    db.execute("UPDATE contact SET checked_at = :at WHERE one = 1", {"at": instant_text(at)})


def _pause(row: Row) -> Break | None:
    if row["pause_starts"] is None:
        return None
    return Break(
        starts=date.fromisoformat(row["pause_starts"]), until=date.fromisoformat(row["pause_until"])
    )


def _instant(text: str | None) -> datetime | None:
    return parse_instant(text) if text else None
