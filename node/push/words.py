"""What the hub's answers and the sender's state are called, in sentences that say what to do."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from node.push.model import Status
from shared.runtime.web.dates import instant_words
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
        "suspended_ended": Text.of(
            "This network has ended: the hub takes nothing from it any more. If that is a mistake, "
            "telephone the operator."
        ),
        "busy": Text.of("The hub is busy and asked to be tried again later."),
        "internal": Text.of("The hub met a fault of its own and will be tried again."),
        "unknown_node": Text.of("The hub does not know this node. Telephone the operator."),
        "unknown_key": Text.of("The hub does not know this node's key. Telephone the operator."),
        "bad_signature": Text.of("The hub found the signature damaged; it is sent again."),
        "lease_needed": Text.of("The hub asks to be greeted again first."),
        "challenge_stale": Text.of("The greeting took too long and is repeated."),
        "gap": Text.of("The hub misses an earlier report and is greeted again."),
        "suspended_clone": Text.of(
            "Two computers use this node's key, so the hub has suspended the network: parents read "
            "“We do not know”. Stop the other one, then telephone the operator."
        ),
        "suspended_fork": Text.of(
            "Two different reports with one number came from this node, so the hub has suspended "
            "the network: parents read “We do not know”. Telephone the operator."
        ),
        "suspended_revoked": Text.of(
            "The operator took this node's key back. Telephone the operator; a new invitation "
            "makes a new key."
        ),
        "fork": Text.of(
            "The hub has another report with the same number. This happens when two copies of "
            "this node run, or after a copy of the data was put back. Nothing is sent until a "
            "person settles it: telephone the operator, then use the command settle."
        ),
        "superseded": Text.of(
            "Another process greeted the hub with this node's key. If a second copy of this node "
            "runs anywhere, stop it, and tell the operator."
        ),
        "hub_lost_old": Text.of(
            "The hub was restored from a copy so old that this node no longer has the reports it "
            "lost. Nothing is sent until a person settles it: telephone the operator, then use "
            "the command settle."
        ),
        "strange_reports": Text.of(
            "The hub has reports in this node's name that none of its keys has signed. This "
            "happens when the network was enrolled on another computer, and this one goes on from "
            "an older copy. Nothing is sent until a person settles it: telephone the operator, "
            "then use the command settle."
        ),
        "resend_refused": Text.of(
            "The hub was restored and does not take a report back that it once had. It is sent "
            "again until it is taken: telephone the operator, who may have to grant the "
            "municipalities again (command: grant)."
        ),
        "log_forked": Text.of(
            "The hub signed another log than the one this node saw before. Nothing is sent until "
            "it is settled: telephone the operator. Both signed checkpoints are kept (command: "
            "witness)."
        ),
        "log_rolled_back": Text.of(
            "The hub signed a shorter log than the one this node saw before; it may have been "
            "restored. Nothing is sent until it is settled: telephone the operator."
        ),
        "log_unproven": Text.of(
            "The hub has not proved yet that its log goes on from the one this node saw before."
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
        "quarter_open": Text.of("By the hub's clock the quarter is not over yet."),
        "other_tables": Text.of(
            "The hub has tables of municipalities of another year than this program."
        ),
        "not_owner": Text.of(
            "Another network reports the figures of one of these municipalities, says the hub."
        ),
        "released_before": Text.of(
            "The hub has this version of the quarter already, with other figures."
        ),
        "unprotected": Text.of(
            "The hub found the counts of people less protected than they have to be, and kept "
            "nothing of them."
        ),
    }
)


_DUE: Mapping[str, Text] = MappingProxyType(
    {
        "node": Text.of("The hub asks for newer messages than this program writes: update it."),
        "hub": Text.of("The hub is older than this program. Tell the operator to update it."),
    }
)


def cause_text(code: str) -> Text:
    """Return the sentence for a delivery.Cause, a problem's code or an alarm of the sender."""
    found = _CAUSES.get(code) or (_CAUSES["suspended"] if code.startswith("suspended_") else None)
    return found or Text.of("The hub refused it ({code}).", code=code)


def phase_text(status: Status, language: str) -> Text:
    """Return the sentence for where the node stands with the hub."""
    if status.phase == "not_enrolled":
        return Text.of("This node is not enrolled with a hub yet.")
    if status.stopped is not None:
        return Text.of("Stopped. Nothing is sent until a person has looked.")
    if status.phase == "waiting" and status.next_attempt_at is not None:
        moment = instant_words(status.next_attempt_at, language)
        return Text.of("Waiting; the next attempt is at {moment}.", moment=moment)
    if not status.running:
        return Text.of("The sender is not running: serve, or push once.")
    if status.phase == "sending":
        return Text.of("Sending.")
    if status.phase == "resending":
        return Text.of("The hub lost reports of this node; it gets them again.")
    if status.phase == "adopting":
        return Text.of("This node lacks reports of its own; it fetches them from the hub.")
    if status.phase == "confirmed":
        return Text.of("In touch with the hub.")
    return Text.of("Not in touch with the hub yet.")


def status_lines(status: Status, language: str) -> tuple[Text, ...]:
    """Return the status in sentences, the most pressing first."""
    lines = [phase_text(status, language), *_restored(status, language)]
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
    if status.update_due is not None:
        lines.append(_DUE[status.update_due])
    return (*lines, *_contact_lines(status, language))


def _restored(status: Status, language: str) -> list[Text]:
    """Return what a person should know of restores, until somebody has looked."""
    lines = []
    if status.adopted_at is not None:
        moment = instant_words(status.adopted_at, language)
        lines.append(
            Text.of(
                "On {moment} this node took over {number} reports of its own from the hub: it was "
                "restored from a backup. Look whether the groups are as they should be.",
                moment=moment,
                number=status.adopted,
            )
        )
    if status.renewed_at is not None:
        moment = instant_words(status.renewed_at, language)
        lines.append(
            Text.of(
                "The hub was restored and keeps a new log since {moment}. It got the reports again "
                "that it had lost.",
                moment=moment,
            )
        )
    return lines


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
