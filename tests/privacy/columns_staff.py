"""Columns of migration 0005: names and logins of staff are private, everything else is ours."""

BY_THE_PROGRAM = {
    *("staff.id", "staff.password_since", "staff.totp_step", "staff.factor_since"),
    *("staff.made_at", "staff.ended_at", "recovery_code.staff", "recovery_code.hash"),
    *(
        "staff_session.number",
        "staff_session.hash",
        "staff_session.staff",
        "staff_session.begun_at",
        "staff_session.seen_at",
    ),
    *(
        "staff_session.stepped_up_at",
        "staff_session.ended_at",
        "staff_session.offer",
        "staff_session.codes",
    ),
    *("device.number", "device.hash", "device.staff", "device.made_at", "device.until"),
    *(
        "staff_invitation.number",
        "staff_invitation.hash",
        "staff_invitation.made_at",
        "staff_invitation.until",
    ),
    *("staff_invitation.made_by", "attempt.key", "attempt.failures", "attempt.last_at"),
    *("takeover.number", "takeover.at", "takeover.request", "staff.totp", "staff_session.failed"),
    *("reset.staff", "reset.hash", "reset.made_at", "reset.until", "reset.made_by"),
}
"""Numbers, instants, digests, and what is sealed or hashed before it is written."""

CLOSED = {
    "staff.role",
    "staff_session.stage",
    "staff_invitation.role",
    "staff_invitation.origin",
    "takeover.way",
}

WORDS = {
    "staff.name": "Zqvastaavan Nimi",
    "staff.login": "zqtunnus@kanaria.example",
    "staff.password": "$argon2id$zqsalasana",
    "staff_session.device": "Zqselain, Zqlaite",
    "device.device": "Zqselain, Zqlaite",
}
DAYS: dict[str, object] = {}

PLANTING = (
    """INSERT INTO staff (name, login, role, password, password_since, totp, factor_since, made_at)
        VALUES (:staff_name, :staff_login, 'lead', :staff_password, '2026-01-01T00:00:00Z',
        x'7a71', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')""",
    """INSERT INTO staff_session (hash, staff, stage, begun_at, seen_at, device)
        SELECT substr(hex(zeroblob(32)), 1, 64), id, 'full', '2026-01-01T00:00:00Z',
        '2026-01-01T00:00:00Z', :staff_session_device FROM staff WHERE login = :staff_login""",
    """INSERT INTO device (hash, staff, device, made_at, until)
        SELECT substr(hex(zeroblob(32)), 1, 64), id, :device_device, '2026-01-01T00:00:00Z',
        '2036-01-01T00:00:00Z' FROM staff WHERE login = :staff_login""",
)
