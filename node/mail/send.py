"""The one door for mail: a letter to the mail server, encrypted, with a limit.

No header takes a line break or any other control character.
"""

import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path

import aiosmtplib

from node.mail.model import Letter, MailPlan, wrong
from shared.period import HELSINKI
from shared.runtime.fault import Fault
from shared.text import Text

TIMEOUT_S = 30.0
PASSWORD_LIMIT = 1_000
_OTHERS = 0o077
_NOT_MADE = Text.of("The mail could not be put together.")


class MailError(Fault):
    """The mail was not sent."""


async def send(plan: MailPlan, letter: Letter, now: datetime) -> None:
    """Hand a letter to the mail server. Raises MailError."""
    if (problem := wrong(plan)) is not None:
        raise MailError(problem)
    message, password = compose(plan, letter, now), _password(plan)
    try:
        await aiosmtplib.send(
            message,
            sender=plan.sender,
            recipients=[plan.to],
            hostname=plan.host,
            port=plan.port,
            username=plan.username or None,
            password=password,
            use_tls=plan.security == "tls",
            start_tls=plan.security == "starttls",
            tls_context=_trust(plan),
            timeout=TIMEOUT_S,
        )
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise MailError(_told(error)) from error


def compose(plan: MailPlan, letter: Letter, now: datetime) -> EmailMessage:
    """Return the message. Raises MailError if a header would not stay one line."""
    message = EmailMessage(policy=SMTP)
    if not (letter.subject.isprintable() and plan.sender.isprintable() and plan.to.isprintable()):
        raise MailError(_NOT_MADE)  # a carriage return alone would pass Python's own check
    try:
        message["From"] = plan.sender
        message["To"] = plan.to
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(now.astimezone(HELSINKI))
        message["Message-ID"] = make_msgid(domain=plan.sender.rpartition("@")[2] or "node.invalid")
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body, cte="quoted-printable")
    except ValueError as error:
        raise MailError(_NOT_MADE) from error
    return message


def _password(plan: MailPlan) -> str | None:
    if not plan.username or plan.password_file is None:
        return None
    path = plan.password_file
    try:
        mode, password = path.stat().st_mode, path.read_text("utf-8")[:PASSWORD_LIMIT].strip()
    except (OSError, UnicodeDecodeError) as error:
        text = Text.of("The file with the mail password, {path}, cannot be read.", path=str(path))
        raise MailError(text) from error
    if mode & _OTHERS:
        raise MailError(
            Text.of(
                "The file with the mail password can be read by others. Run: chmod 600 {path}",
                path=str(path),
            )
        )
    return password


def _trust(plan: MailPlan) -> ssl.SSLContext | None:
    """Return whom the connection trusts: the system's authorities, or the one that is set."""
    if plan.security == "none":
        return None
    try:
        return ssl.create_default_context(cafile=_text(plan.ca_file))
    except (OSError, ssl.SSLError) as error:
        text = Text.of("The certificate file {path} cannot be read.", path=str(plan.ca_file))
        raise MailError(text) from error


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _told(error: Exception) -> Text:
    """Return what a person is told; a server's own words stay out, they may repeat addresses."""
    match error:
        case aiosmtplib.SMTPAuthenticationError():
            return Text.of("The mail server did not take the user name and password.")
        case aiosmtplib.SMTPTimeoutError() | TimeoutError():
            return Text.of("The mail server did not answer in time.")
        case aiosmtplib.SMTPRecipientsRefused() | aiosmtplib.SMTPSenderRefused():
            return Text.of("The mail server refused the sender or the recipient.")
        case aiosmtplib.SMTPConnectError() | aiosmtplib.SMTPServerDisconnected() | OSError():
            return Text.of("The mail server cannot be reached safely. Are host and port right?")
        case aiosmtplib.SMTPResponseException(code=code):
            return Text.of("The mail server refused the mail (code {code}).", code=code)
    return Text.of("The mail server does not speak the way that is set: see mail.security.")
