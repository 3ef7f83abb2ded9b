"""The columns of the care of the machine: the program writes all of them, nobody types there."""

BY_THE_PROGRAM = {
    *("chore.name", "chore.last_started_at", "chore.last_ended_at", "chore.last_ok_at"),
    *("chore.failures", "chore.trouble"),
    *("backup_run.number", "backup_run.kind", "backup_run.at", "backup_run.state"),
    *("backup_run.file", "backup_run.bytes", "backup_run.made_at", "backup_run.command_exit"),
    "backup_run.trouble",
    *("recovery_key.one", "recovery_key.fingerprint", "recovery_key.kept_at"),
    *("mail_state.one", "mail_state.settled_week", "mail_state.tried_at", "mail_state.sent_at"),
    "mail_state.trouble",
}
