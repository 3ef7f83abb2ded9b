"""The machine in words, for the page and for the command line alike: terms and what is so."""

from datetime import datetime

from babel.numbers import format_decimal
from msgspec import Struct

from node.backup.model import Run
from node.care.alarms import is_failing
from node.care.model import ChoreRun, Disk, Findings
from node.care.rules import Due
from shared.runtime.web.dates import instant_words
from shared.text import Text

_LOCALES = {"fi": "fi", "sv": "sv_FI", "en": "en_GB"}
_UNITS = {"fi": ("kt", "Mt", "Gt")}
Value = tuple[Text, ...]


class Section(Struct, frozen=True, kw_only=True):
    """A heading, and below it terms beside what is so: sentences one after the other."""

    id: str
    title: Text
    rows: tuple[tuple[Text, Value], ...]


def sections(found: Findings, language: str) -> tuple[Section, ...]:
    """Return everything about backups, computer and mail."""
    return (
        Section(id="backups", title=Text.of("Backups"), rows=_backup_rows(found, language)),
        Section(id="computer", title=Text.of("The computer"), rows=_computer(found, language)),
        Section(id="mail", title=Text.of("Weekly mail"), rows=_mail(found, language)),
    )


def chore_state(run: ChoreRun, due: Due, language: str) -> Value:
    """Return how a chore goes: when it last went well, what is wrong, when it runs next."""
    said: list[Text] = []
    if run.last_ok_at is not None:
        said.append(Text.of("Last well: {moment}.", moment=_at(run.last_ok_at, language)))
    else:
        said.append(Text.of("Not done yet."))
    if is_failing(run) and run.trouble is not None:
        said += [Text.of("Failed {n} times in a row.", n=run.failures), run.trouble]
    return (*said, Text.of("Next: {moment}.", moment=_at(due.at, language)))


def size_words(size: int, language: str) -> str:
    """Return a size: 12.3 MB, in Finnish 12,3 Mt."""
    units = _UNITS.get(language, ("kB", "MB", "GB"))
    amount, unit = size / 1_000, units[0]
    for larger in units[1:]:
        if amount >= 1_000:  # noqa: PLR2004 (a thousand is a thousand)
            amount, unit = amount / 1_000, larger
    shown = format_decimal(amount, "#,##0.0", locale=_LOCALES.get(language, "en_GB"))
    return f"{shown} {unit}"


def _backup_rows(found: Findings, language: str) -> tuple[tuple[Text, Value], ...]:
    return (
        (Text.of("Last backup"), _last_backup(found, language)),
        (Text.of("Folder"), _where(found)),
        (Text.of("Backups kept"), _kept(found, language)),
        (Text.of("Second copy"), _second_copy(found)),
        (Text.of("Recovery key"), _key(found, language)),
        (Text.of("Restore drill"), _drill(found, language)),
    )


def _last_backup(found: Findings, language: str) -> Value:
    last, good = found.backup, found.good_backup
    if last is None:
        return (Text.of("None yet."),)
    said = _failed(last, language)
    if good is not None:
        moment, size = _at(good.at, language), size_words(good.bytes or 0, language)
        fine = Text.of("{moment}, {size}. It opens and is whole.", moment=moment, size=size)
        earlier = Text.of("The last good one: {moment}, {size}.", moment=moment, size=size)
        said = (*said, earlier) if said else (fine,)
    return said


def _where(found: Findings) -> Value:
    said: Value = (Text.of("In the folder {path}.", path=found.folder),)
    if found.folder_trouble is not None:
        return (*said, found.folder_trouble)
    if found.same_disk and not found.has_command:
        said = (
            *said,
            Text.of(
                "It lies on the same disk as the node: if the computer is lost, both are. Download "
                "a backup now and then, or have another folder set."
            ),
        )
    return said


def _kept(found: Findings, language: str) -> Value:
    if not found.kept:
        return (Text.of("None yet."),)
    oldest = _at(min(one.made_at for one in found.kept), language)
    several = Text.of("{n} backups, the oldest of {moment}.", n=len(found.kept), moment=oldest)
    return (
        several if len(found.kept) > 1 else Text.of("One backup."),
        Text.of(
            "Who was erased on the node stays in older backups until those are removed by age."
        ),
    )


def _second_copy(found: Findings) -> Value:
    if not found.has_command:
        return (Text.of("None is set."),)
    code = found.good_backup.command_exit if found.good_backup else None
    if code is None:
        return (Text.of("Set, but not run yet."),)
    if code == 0:
        return (Text.of("The command worked."),)
    return (Text.of("The command for the second copy ended with code {code}.", code=code),)


def _key(found: Findings, language: str) -> Value:
    if found.key_kept_at is None:
        return (Text.of("Nobody has said yet that it is kept on paper."),)
    return (Text.of("Kept on paper since {moment}.", moment=_at(found.key_kept_at, language)),)


def _drill(found: Findings, language: str) -> Value:
    last, good = found.drill, found.good_drill
    if last is None:
        return (Text.of("Not done yet. It comes by itself once a week."),)
    said = _failed(last, language)
    if good is not None:
        moment, made = _at(good.at, language), _at(good.made_at or good.at, language)
        fine = Text.of(
            "Done {moment}: the backup of {made} was opened, checked and thrown away again.",
            moment=moment,
            made=made,
        )
        said = (*said, Text.of("It last went well {moment}.", moment=moment)) if said else (fine,)
    return said


def _computer(found: Findings, language: str) -> tuple[tuple[Text, Value], ...]:
    rows: list[tuple[Text, Value]] = [
        (Text.of("Room on the disk"), _room(found.disk, language)),
        (Text.of("Database"), (Text(size_words(found.database_bytes, language)),)),
        (Text.of("Program"), (Text(found.version),)),
        (Text.of("Clock"), _clock(found)),
    ]
    if found.backups_disk is not None and not found.same_disk:
        rows.insert(1, (Text.of("Room for backups"), _room(found.backups_disk, language)))
    return tuple(rows)


def _room(disk: Disk, language: str) -> Value:
    free, total = size_words(disk.free, language), size_words(disk.total, language)
    said: Value = (
        Text.of(
            "{free} of {total} is free ({percent} %).", free=free, total=total, percent=disk.percent
        ),
    )
    if disk.low:
        said = (*said, Text.of("That is little. Ask whoever looks after the computer for more."))
    return said


def _clock(found: Findings) -> Value:
    offset = found.clock_offset_s
    if offset is None:
        return (Text.of("Not compared with the hub's yet."),)
    if abs(offset) < 2:  # noqa: PLR2004 (seconds: as exact as the measuring)
        return (Text.of("The same as the hub's."),)
    if offset > 0:
        return (Text.of("{n} seconds behind the hub's.", n=offset),)
    return (Text.of("{n} seconds ahead of the hub's.", n=-offset),)


def _mail(found: Findings, language: str) -> tuple[tuple[Text, Value], ...]:
    if not found.has_mail:
        none = Text.of("No mail is sent: no mail server is set in the settings file.")
        return ((Text.of("Now"), (none,)),)
    state, said = found.mail, Text.of("None has been sent yet.")
    if state.sent_at is not None:
        said = Text.of("Last sent: {moment}.", moment=_at(state.sent_at, language))
    rows: list[tuple[Text, Value]] = [(Text.of("Last mail"), (said,))]
    if state.trouble is not None and state.tried_at is not None:
        tried = Text.of("Tried {moment}.", moment=_at(state.tried_at, language))
        rows.append((Text.of("Trouble"), (tried, state.trouble)))
    return tuple(rows)


def _failed(run: Run, language: str) -> Value:
    if run.state == "ok" or run.trouble is None:
        return ()
    return (Text.of("Failed {moment}.", moment=_at(run.at, language)), run.trouble)


def _at(instant: datetime, language: str) -> str:
    return instant_words(instant, language)
