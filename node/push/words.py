"""What the hub's answers and the sender's state are called, in sentences that say what to do."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from node.dates import instant_words
from node.push.model import Status
from shared.text import Text

TOLERATED_OFFSET_S = 120
_CAUSES: Mapping[str, Text] = MappingProxyType(
    {
        "no_connection": Text.of("The hub cannot be reached. Is this computer on the network?"),
        "timeout": Text.of("The hub did not answer in time."),
        "too_long": Text.of("What answered was far too long to be the hub."),
        "not_an_envelope": Text.of(
            "Something other than the hub answered, such as a proxy's error page."
        ),
        "not_signed_by_hub": Text.of(
            "What answered was not signed with the hub's key. Tell the operator if this goes on."
        ),
        "not_understood": Text.of("The hub's answer is newer than this program: an update is due."),
        "not_about_this": Text.of("The hub's answer was about something else."),
        "not_expected": Text.of("The hub's answer was not the expected one."),
        "pending": Text.of(
            "The operator has not confirmed this node's key yet: telephone and compare the "
            "fingerprint (command: network)."
        ),
        "suspended": Text.of("The operator has suspended this network. Telephone the operator."),
        "busy": Text.of("The hub is busy and asked to be tried again later."),
        "internal": Text.of("The hub met a fault of its own and will be tried again."),
        "unknown_node": Text.of("The hub does not know this node. Telephone the operator."),
        "unknown_key": Text.of("The hub does not know this node's key. Telephone the operator."),
        "bad_signature": Text.of("The hub found the signature damaged; it is sent again."),
        "lease_needed": Text.of("The hub asks to be greeted again first."),
        "challenge_stale": Text.of("The greeting took too long and is repeated."),
        "gap": Text.of("The hub misses an earlier report and is greeted again."),
        "fork": Text.of(
            "The hub has another report with the same number. This happens when two copies of "
            "this node run, or after a restore. Nothing is sent until it is settled: telephone "
            "the operator."
        ),
        "superseded": Text.of(
            "Another process greeted the hub with this node's key. If a second copy of this node "
            "runs anywhere, stop it, and tell the operator."
        ),
        "hub_behind": Text.of(
            "The hub knows fewer reports than it has acknowledged; it may have been restored. "
            "Nothing is sent until it is settled: telephone the operator."
        ),
        "hub_ahead": Text.of(
            "The hub knows later reports of this node than this node does; it may have been "
            "restored from an old backup. Nothing is sent until it is settled: telephone the "
            "operator."
        ),
        "cannot_be_told": Text.of(
            "The records cannot be told in public as they are; the command preview says why."
        ),
        "token_invalid": Text.of(
            "The hub does not know this invitation. Check that the whole line was copied."
        ),
        "token_expired": Text.of("The invitation has expired. Ask the operator for a new one."),
        "token_used": Text.of(
            "The invitation was used by another key. If that was not you, tell the operator at "
            "once; ask for a new one in any case."
        ),
        "too_large": Text.of("The hub refused it as too large."),
        "unknown_schema": Text.of("The hub no longer takes this kind of report: update this node."),
        "unknown_municipality": Text.of("The hub does not know one of the municipalities."),
        "outside_grant": Text.of(
            "It speaks of a municipality that the operator has not granted to this network. Take "
            "it out of the coverage, or ask the operator for it."
        ),
        "stale_contact": Text.of("The hub has a newer contact than this one."),
    }
)


def cause_text(code: str) -> Text:
    """Return the sentence for a delivery.Cause, a problem's code or an alarm of the sender."""
    found = _CAUSES.get(code)
    return found or Text.of("The hub refused it ({code}).", code=code)


def phase_text(status: Status, language: str) -> Text:
    """Return the sentence for where the node stands with the hub."""
    if status.phase == "not_enrolled":
        return Text.of("This node is not enrolled with a hub yet: enrol.")
    if status.stopped is not None:
        return Text.of("Stopped. Nothing is sent until a person has looked.")
    if status.phase == "waiting" and status.next_attempt_at is not None:
        moment = instant_words(status.next_attempt_at, language)
        return Text.of("Waiting; the next attempt is at {moment}.", moment=moment)
    if not status.running:
        return Text.of("The sender is not running: serve, or push once.")
    if status.phase == "sending":
        return Text.of("Sending.")
    if status.phase == "confirmed":
        return Text.of("In touch with the hub.")
    return Text.of("Not in touch with the hub yet.")


def status_lines(status: Status, language: str) -> tuple[Text, ...]:
    """Return the status in sentences, the most pressing first."""
    lines = [phase_text(status, language)]
    if status.trouble is not None:
        lines.append(cause_text(status.trouble))
    if status.queued is not None:
        lines.append(
            Text.of(
                "Report {number} waits for its receipt (attempts: {attempts}).",
                number=status.queued,
                attempts=status.attempts,
            )
        )
    elif status.dirty_since is not None and status.phase != "not_enrolled":
        moment = instant_words(status.dirty_since, language)
        lines.append(Text.of("Changes since {moment} wait to be sent.", moment=moment))
    if status.last is not None and status.last.state == "refused":
        lines.append(Text.of("The hub refused report {number}.", number=status.last.sequence))
        lines.append(cause_text(status.last.problem or "?"))
    if status.head is not None and status.last_receipt_at is not None:
        moment = instant_words(status.last_receipt_at, language)
        number = status.head.sequence
        lines.append(
            Text.of(
                "The hub's last receipt: report {number}, {moment}.", number=number, moment=moment
            )
        )
    return (*lines, *_contact_lines(status, language))


def _contact_lines(status: Status, language: str) -> list[Text]:
    def moment(instant: datetime) -> str:
        return instant_words(instant, language)

    lines = []
    if status.confirmed_at is not None:
        lines.append(Text.of("Confirmed by a person: {moment}", moment=moment(status.confirmed_at)))
    if status.last_contact_at is not None:
        at = moment(status.last_contact_at)
        lines.append(Text.of("Last contact with the hub: {moment}", moment=at))
    if status.next_contact_at is not None:
        at = moment(status.next_contact_at)
        lines.append(Text.of("Next contact with the hub: {moment}", moment=at))
    if status.clock_offset_s is not None and abs(status.clock_offset_s) > TOLERATED_OFFSET_S:
        lines.append(
            Text.of("This computer's clock is {seconds} s off.", seconds=status.clock_offset_s)
        )
    if status.contact_held:
        lines.append(Text.of("The public contact waits for the operator's look."))
    elif status.contact == "refused":
        lines.append(Text.of("The hub refused the public contact."))
    return lines
