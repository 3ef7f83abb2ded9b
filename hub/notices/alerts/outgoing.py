"""The two ways on which operators are told: a mail to their mailboxes, a call of their webhook."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from hub.notices.alerts import words
from hub.notices.alerts.model import Channel, Found, Letter, Refused
from hub.notices.alerts.worker import Send
from shared.delivery import Unreachable
from shared.period import helsinki_day
from shared.runtime import mail
from shared.runtime.clock import Clock
from shared.runtime.fetch import Hook
from shared.runtime.i18n import Translator
from shared.runtime.mail import MailboxRefusedError, MailError, MailPlan
from shared.runtime.uplink import UplinkError
from shared.text import Text
from shared.wire.session import Policy
from shared.wire.words import NodeId

OTHERS = 0o077
TOKEN_LIMIT = 1_000
GOOD = range(200, 300)
CLOSING, FOR_GOOD = 421, 500
"""Codes of a mail server: it ends the conversation; from here on it need not be asked again."""


class HookPlan(Struct, frozen=True, kw_only=True):
    """Where the webhook is, and the file with the token it asks for, if it asks for one."""

    url: str = ""
    token_file: Path | None = None

    @property
    def is_set(self) -> bool:
        """Tell whether there is a webhook."""
        return bool(self.url)


class Outgoing(Struct, frozen=True, kw_only=True):
    """How operators are told; `site` names the hub, `desk` is the address of the operators' pages.

    `mailbox_of` returns a network's public mailbox; without it networks are not written to.
    `languages` are those of such a mail, `contact_s` how long after the last contact belief ends.
    `open_hook` lets a test answer without a socket.
    """

    mail: MailPlan
    hook: HookPlan
    site: str
    desk: str
    clock: Clock
    translator: Translator
    mailbox_of: Callable[[NodeId], Awaitable[str | None]] | None = None
    languages: tuple[Translator, ...] = ()
    contact_s: int = Policy().contact_s
    open_hook: Callable[[str], Hook] = Hook

    def channels(self) -> dict[Channel, Send]:
        """Return the ways that are set up."""
        found: dict[Channel, Send] = {}
        if self.mail.is_set:
            found["mail"] = partial(_mail, self)
        if self.hook.is_set:
            found["webhook"] = partial(_call, self)
        if self.mail.is_set and self.mailbox_of is not None:
            found["networks"] = partial(_network, self)
        return found


async def test_mail(plan: Outgoing) -> Text | None:
    """Send a mail that only shows that mail arrives; return what went wrong."""
    return await _send(plan, words.test(plan.desk, plan.translator.say))


async def test_hook(plan: Outgoing) -> Text | None:
    """Call the webhook with no alert at all; return what went wrong."""
    letter = Letter(number=0, channel="webhook", first=0, last=0, made_at=plan.clock.now())
    return await _call(plan, letter, ())


async def _mail(plan: Outgoing, letter: Letter, alerts: tuple[Found, ...]) -> Text | None:
    return await _send(plan, words.mailed(letter, alerts, plan.desk, plan.translator.say))


async def _network(
    plan: Outgoing, letter: Letter, alerts: tuple[Found, ...]
) -> Text | Refused | None:
    """Write to a silent network's own mailbox; of nothing else it is told by mail (rule 9)."""
    for found in alerts:
        mailbox = plan.mailbox_of and await plan.mailbox_of(found.alert.node)
        if found.alert.what == "silent" and mailbox:
            ends = helsinki_day(found.alert.since + timedelta(seconds=plan.contact_s))
            says = tuple(one.say for one in plan.languages or (plan.translator,))
            mailed = words.to_network(letter, found, ends, says)
            return await _write_to(plan, mailed, mailbox)
    return None


async def _write_to(plan: Outgoing, letter: mail.Letter, mailbox: str) -> Text | Refused | None:
    way = replace(plan.mail, to=mailbox, copies=())
    unfit = mail.wrong(way)
    if unfit is not None and mail.wrong(replace(way, to=way.sender)) is None:
        return Refused(text=unfit, for_good=True)  # All but the mailbox is as it should be.
    try:
        await mail.send(way, letter, plan.clock.now())
    except MailboxRefusedError as error:
        if CLOSING in error.codes:  # no answer about a mailbox
            return error.text
        return Refused(text=error.text, for_good=min(error.codes) >= FOR_GOOD)
    except MailError as error:
        return error.text
    return None


async def _send(plan: Outgoing, letter: mail.Letter) -> Text | None:
    try:
        await mail.send(plan.mail, letter, plan.clock.now())
    except MailError as error:
        return error.text
    return None


async def _call(plan: Outgoing, letter: Letter, alerts: tuple[Found, ...]) -> Text | None:
    token = _token(plan.hook.token_file)
    if isinstance(token, Text):
        return token
    try:
        hook = plan.open_hook(plan.hook.url)
    except UplinkError:
        return Text.of("The webhook's address has to begin with https://.")
    body = words.called(letter, alerts, plan.site, plan.desk)
    answer = await hook.post(body, bearer=token)
    if isinstance(answer, Unreachable):
        return Text.of("The webhook cannot be reached.")
    if answer not in GOOD:
        return Text.of("The webhook answered with status {status}.", status=answer)
    return None


def _token(path: Path | None) -> str | Text:
    """Return the token, none without a file, or why the file is not used."""
    if path is None:
        return ""
    try:
        mode, token = path.stat().st_mode, path.read_text("utf-8")[:TOKEN_LIMIT].strip()
    except (OSError, UnicodeDecodeError):
        return Text.of("The file with the webhook's token, {path}, cannot be read.", path=str(path))
    if mode & OTHERS:
        return Text.of(
            "The file with the webhook's token can be read by others. Run: chmod 600 {path}",
            path=str(path),
        )
    if not (token.isascii() and token.isprintable()):
        return Text.of("The file with the webhook's token, {path}, cannot be read.", path=str(path))
    return token
