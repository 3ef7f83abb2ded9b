"""The weekly mail: on Mondays, if something waits, over a real mail server; nothing personal."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from node.app import translator
from node.mail import chore, store, words
from node.mail.chore import Mailer
from node.mail.model import due_week
from shared.runtime import mail
from shared.runtime.database import Database
from shared.runtime.mail import Letter, MailError, MailPlan, wrong
from shared.text import Text
from tests.node.conftest import ToldClock

MONDAY = datetime(2026, 8, 31, 5, 0, tzinfo=UTC)  # eight o'clock in Helsinki
PLAN = MailPlan(
    host="127.0.0.1",
    security="none",
    sender="solmu@verkosto.example",
    to="verkosto@jarjesto.example",
    address="https://solmu.example",
)
WAITS = (Text.of("The last backup failed."), Text.of("The last backup failed."))
COUNTED = Text.of("Parents who wait for a first contact: {count}", count=7)


class Mailbox:
    """What a mail server was handed."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.answer = "250 OK"
        self.port = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        """Keep a mail."""
        content = envelope.content
        assert isinstance(content, bytes)
        if self.answer.startswith("250"):
            self.raw.append(content)
            self.recipients.append(list(envelope.rcpt_tos))
            mail = message_from_bytes(content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        return self.answer


@asynccontextmanager
async def server(mailbox: Mailbox, **options: Any) -> AsyncIterator[Mailbox]:
    """Let a mail server listen on this computer, in this very loop."""
    implicit = options.pop("implicit", None)
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        lambda: SMTP(mailbox, loop=loop, enable_SMTPUTF8=True, **options),
        "127.0.0.1",
        0,
        ssl=implicit,
    )
    mailbox.port = listening.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        listening.close()
        await listening.wait_closed()


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with server(Mailbox()) as one:
        yield one


def mailer(database: Database, clock: ToldClock, plan: MailPlan, language: str = "en") -> Mailer:
    """Return what sends, in a language."""
    return Mailer(database, clock, translator(language), plan)


def waiting(_db: Connection) -> tuple[Text, ...]:
    """Return what waits in these tests."""
    return WAITS


async def last_week(database: Database) -> None:
    """Have an earlier week settled, as on a node that has run for a while."""
    await database.write(lambda db: store.settle(db, "2026-W35"))


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (MONDAY - timedelta(seconds=1), "2026-W35"),
        (MONDAY, "2026-W36"),
        (MONDAY + timedelta(days=6, hours=18), "2026-W36"),
        (datetime(2026, 12, 28, 6, 0, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 4, 5, 59, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 4, 6, 0, tzinfo=UTC), "2027-W01"),
    ],
)
def test_a_week_begins_on_monday_at_eight_in_helsinki(now: datetime, week: str) -> None:
    assert due_week(now) == week


async def test_the_mail_comes_once_a_week(
    database: Database, clock: ToldClock, mailbox: Mailbox
) -> None:
    sends = mailer(database, clock, replace(PLAN, port=mailbox.port))
    await last_week(database)
    clock.instant = MONDAY - timedelta(seconds=1)
    await sends.weekly(waiting)
    assert mailbox.mails == []

    for hours in (0, 1, 24, 24 * 6):
        clock.instant = MONDAY + timedelta(hours=hours)
        await sends.weekly(waiting)
    assert len(mailbox.mails) == 1
    clock.instant = MONDAY + timedelta(days=8)
    await sends.weekly(waiting)

    assert len(mailbox.mails) == 2
    assert mailbox.recipients[0] == ["verkosto@jarjesto.example"]


async def test_the_mail_says_what_waits_and_where(
    database: Database, clock: ToldClock, mailbox: Mailbox
) -> None:
    await last_week(database)

    await mailer(database, clock, replace(PLAN, port=mailbox.port)).weekly(waiting)

    (mail,) = mailbox.mails
    body = mail.get_content()
    assert mail["Subject"] == "This week's matters"
    assert "One thing waits on the Today page" in body
    assert body.count("- The last backup failed.") == 1
    assert "https://solmu.example" in body
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"


async def test_a_finnish_node_writes_finnish(
    database: Database, clock: ToldClock, mailbox: Mailbox
) -> None:
    await last_week(database)

    await mailer(database, clock, replace(PLAN, port=mailbox.port), "fi").weekly(waiting)

    (mail,) = mailbox.mails
    assert mail["Subject"] == "Tämän viikon asiat"
    assert "varmuuskopio epäonnistui" in mail.get_content()
    assert all(byte < 128 for byte in mailbox.raw[0])


async def test_nothing_waits_no_mail(
    database: Database, clock: ToldClock, mailbox: Mailbox
) -> None:
    sends = mailer(database, clock, replace(PLAN, port=mailbox.port))
    await last_week(database)

    await sends.weekly(lambda _db: ())
    clock.instant += timedelta(days=1)
    await sends.weekly(waiting)

    assert mailbox.mails == []


async def test_a_new_node_waits_for_its_first_monday(
    database: Database, clock: ToldClock, mailbox: Mailbox
) -> None:
    sends = mailer(database, clock, replace(PLAN, port=mailbox.port))

    await sends.weekly(waiting)
    assert mailbox.mails == []
    clock.instant = MONDAY + timedelta(days=7)
    await sends.weekly(waiting)

    assert len(mailbox.mails) == 1


async def test_a_mail_that_failed_is_tried_again_and_told(
    database: Database, clock: ToldClock, mailbox: Mailbox
) -> None:
    sends = mailer(database, clock, replace(PLAN, port=mailbox.port))
    work = chore.chore(sends, waiting)
    await last_week(database)
    mailbox.answer = "554 Zqpostilaatikko refused"

    with pytest.raises(MailError) as caught:
        await work.run()
    state = await database.read(store.state)
    mailbox.answer = "250 OK"
    await work.run()

    assert "Zqpostilaatikko" not in str(caught.value)
    assert state.trouble is not None
    assert state.sent_at is None
    assert len(mailbox.mails) == 1
    assert (await database.read(store.state)).trouble is None


async def test_without_a_mail_server_nothing_is_sent_and_a_test_says_so(
    database: Database, clock: ToldClock
) -> None:
    sends = mailer(database, clock, MailPlan())
    await last_week(database)

    await sends.weekly(waiting)

    with pytest.raises(MailError, match="No mail server is set"):
        await sends.test()


async def test_a_server_that_is_away_is_told(database: Database, clock: ToldClock) -> None:
    with pytest.raises(MailError, match="cannot be reached"):
        await mailer(database, clock, replace(PLAN, port=9)).test()


def certificate(folder: Path) -> Path:
    """Return a certificate of our own for 127.0.0.1, with its key in the same file."""
    key, made = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(made)),
        ],
        check=True,
        capture_output=True,
    )
    both = folder / "both.pem"
    both.write_text(made.read_text() + key.read_text())
    return both


def trusted(file: Path) -> ssl.SSLContext:
    """Return a server's side of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.filterwarnings("ignore:auth_required == True but auth_require_tls == False")
@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_mail_is_encrypted_and_the_server_known(
    database: Database, clock: ToldClock, tmp_path: Path, security: str
) -> None:
    file = certificate(tmp_path)
    password = tmp_path / "password"
    password.write_text("salainen sana\n")
    password.chmod(0o600)
    seen: list[Any] = []

    def judge(
        _server: Any, _session: Any, _envelope: Any, _mechanism: Any, data: Any
    ) -> AuthResult:
        seen.append((data.login, data.password))
        return AuthResult(success=True)

    options: dict[str, Any] = {"authenticator": judge, "auth_required": True}
    if security == "tls":
        options |= {"implicit": trusted(file), "auth_require_tls": False}
    else:
        options |= {"tls_context": trusted(file), "require_starttls": True}
    async with server(Mailbox(), **options) as mailbox:
        plan = replace(
            PLAN,
            port=mailbox.port,
            security=security,
            username="solmu",
            password_file=password,
            ca_file=file,
        )
        await mailer(database, clock, plan).test()
        assert len(mailbox.mails) == 1
        assert seen == [(b"solmu", b"salainen sana")]
        with pytest.raises(MailError, match="reached safely"):
            await mailer(database, clock, replace(plan, ca_file=None)).test()
        assert len(mailbox.mails) == 1


async def test_mail_is_never_sent_in_the_clear_because_a_server_offers_no_encryption(
    database: Database, clock: ToldClock, mailbox: Mailbox
) -> None:
    plan = replace(PLAN, port=mailbox.port, security="starttls")

    with pytest.raises(MailError):
        await mailer(database, clock, plan).test()

    assert mailbox.mails == []


async def test_a_password_that_others_can_read_is_not_used(
    database: Database, clock: ToldClock, tmp_path: Path
) -> None:
    password = tmp_path / "password"
    password.write_text("salainen")
    password.chmod(0o644)

    with pytest.raises(MailError, match="chmod 600"):
        await mailer(
            database, clock, replace(PLAN, username="solmu", password_file=password)
        ).test()


@pytest.mark.parametrize(
    "plan",
    [
        replace(PLAN, sender="a@b.example\r\nBcc: kaikki@b.example"),
        replace(PLAN, to="a@b.example, c@d.example"),
        replace(PLAN, to="a@b.example\n"),
        replace(PLAN, to=""),
        replace(PLAN, to="Äiti@b.example"),
        replace(PLAN, host="mail.example", security="none"),
        replace(PLAN, host="mail.example\r\nx"),
        replace(PLAN, username="solmu"),
    ],
)
async def test_settings_that_cannot_be_right_send_nothing(plan: MailPlan) -> None:
    assert wrong(plan) is not None
    with pytest.raises(MailError):
        await mail.send(plan, Letter(subject="x", body="y"), MONDAY)


@given(st.text(max_size=60), st.text(max_size=200))
@example("\r", "")
def test_no_letter_can_add_a_header(subject: str, body: str) -> None:
    try:
        message = mail.compose(PLAN, Letter(subject=subject, body=body), MONDAY)
        content = message.as_bytes()
    except (MailError, UnicodeError):
        return

    read = message_from_bytes(content, policy=default)
    assert sorted(key.lower() for key in read) == [
        *("auto-submitted", "content-transfer-encoding", "content-type", "date", "from"),
        *("message-id", "mime-version", "subject", "to"),
    ]
    assert read["To"] == PLAN.to


@pytest.mark.parametrize(
    "subject",
    ["x\r\nBcc: kaikki@b.example", "x\nBcc: y@z.example", "\r", "x\r", "x\x00", "x\u2028Bcc: y"],
)
def test_a_line_break_in_a_subject_is_refused(subject: str) -> None:
    with pytest.raises(MailError):
        mail.compose(PLAN, Letter(subject=subject, body=""), MONDAY)


def test_what_carries_a_number_or_a_name_is_not_written() -> None:
    letter = words.weekly((COUNTED, Text.of("x {id}", id="zqryhma")), "", str)

    assert "7" not in letter.body
    assert "zqryhma" not in letter.body
    assert letter.body.count("Something else waits as well.") == 1
