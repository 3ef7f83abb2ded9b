"""A link for a new lead where no lead can make one: by the machine's owner, or by the operator.

Without the machine: the page shows a request code, the operator checks over the telephone who asks
and signs the code with the hub's key, and the page takes the answer. The request stands in no
table: the code carries its minute, chance, and an HMAC over both and over the person's own word,
which is never read out. So whoever only hears the code or sees the answer can do nothing with it.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from functools import partial
from sqlite3 import Connection

import msgspec
from msgspec import Struct

from node.history import record as history
from node.history.model import Doer
from node.keys import trust
from node.network import store as network
from node.staff.model import TAKEOVER_LASTS, Way
from node.staff.takeovers import store as takeovers
from shared.runtime.accounts import attempts, journal, store, tokens
from shared.runtime.accounts.keys import Keys
from shared.runtime.accounts.porter import Porter
from shared.runtime.accounts.welcome import invite
from shared.runtime.database import Database
from shared.signing import decode_envelope, signature_ok
from shared.text import Text
from shared.wire.codec import decode_answer, payload_type
from shared.wire.takeover import Takeover

PREFIX = "voikukkia-takeover-"
SCHEMA = "takeover/1"
LONGEST_ANSWER = 4_000
CODE_BYTES, MINUTE_BYTES, CHANCE_BYTES = 20, 4, 6
OWN_BYTES = 10
CLOCK_SLACK = timedelta(minutes=5)

NO_HUB = Text.of(
    "This node is not enrolled at a hub, so no operator can help. Ask whoever runs it."
)
NOT_AN_ANSWER = Text.of(
    "This is not an answer of the operator. Copy the whole line; it begins with "
    "“voikukkia-takeover-”."
)
NOT_OURS = Text.of("The answer is not signed by the hub of this node, or it is for another node.")
NOT_ASKED = Text.of(
    "The answer does not fit your own word. Write the word that stood beside the code you read out."
)
TOO_OLD = Text.of(
    "The code is older than 24 hours, or was used already. Begin again with a new one."
)


class Request(Struct, frozen=True, kw_only=True):
    """What the page shows: the code to read out, and the person's own word to keep."""

    code: str
    own: str

    def __repr__(self) -> str:
        return "Request()"


def ask(keys: Keys, now: datetime) -> Request:
    """Return a new request. Nothing is stored."""
    own = base64.b32encode(secrets.token_bytes(OWN_BYTES)).decode()
    minute = int(now.timestamp()) // 60
    head = minute.to_bytes(MINUTE_BYTES, "big") + secrets.token_bytes(CHANCE_BYTES)
    code = base64.b32encode(head + _mark(keys, head, own)).decode()
    return Request(code=tokens.grouped(code, "-"), own=tokens.grouped(own, "-"))


async def can_ask(database: Database) -> bool:
    """Tell whether there is a hub whose operator could answer, and somebody to follow."""

    def job(db: Connection) -> bool:
        record = network.record(db)
        return record is not None and record.hub_key is not None and store.anybody(db)

    return await database.read(job)


async def answer(porter: Porter, *, line: str, own: str, address: str, now: datetime) -> str | Text:
    """Return the path of a link for a new lead, once the operator's answer proves good."""
    job = partial(_answer, keys=porter.keys, line=line, own=own, address=address, now=now)
    done = await porter.database.write(job)
    journal.judged(porter.keys, "takeover", done, address=address)
    return done


async def by_machine(database: Database, now: datetime) -> str:
    """Return the path of a link for a new lead: whoever owns the machine owns the node."""
    return await database.write(
        partial(_link, way="machine", request=None, doer=Doer(at=now, via="command"))
    )


def _answer(
    db: Connection, *, keys: Keys, line: str, own: str, address: str, now: datetime
) -> str | Text:
    brake = attempts.of_address(keys, address)
    if refused := attempts.charge(db, (brake,), now):
        return refused
    read = _read(db, line)
    if isinstance(read, Text):
        return read
    code = base64.b32decode(read.request)
    head, mark = code[: MINUTE_BYTES + CHANCE_BYTES], code[MINUTE_BYTES + CHANCE_BYTES :]
    if not hmac.compare_digest(_mark(keys, head, tokens.letters_of(own)), mark):
        return NOT_ASKED
    asked_at = datetime.fromtimestamp(int.from_bytes(head[:MINUTE_BYTES], "big") * 60, UTC)
    request = hashlib.sha256(code).hexdigest()
    if not asked_at - CLOCK_SLACK <= now < asked_at + TAKEOVER_LASTS or takeovers.answered(
        db, request
    ):
        return TOO_OLD
    attempts.forgive(db, whole=brake, one=(), now=now)
    return _link(db, way="operator", request=request, doer=Doer(at=now, via="page"))


def _read(db: Connection, line: str) -> Takeover | Text:
    """Return what the hub signed for this very node."""
    record = network.record(db)
    if record is None or record.hub_key is None:
        return NO_HUB
    packed = "".join(line.split()).removeprefix(PREFIX)
    if len(packed) > LONGEST_ANSWER:
        return NOT_AN_ANSWER
    try:
        envelope = decode_envelope(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    except (ValueError, msgspec.DecodeError):
        return NOT_AN_ANSWER
    speaks = trust.hub_keys(db, record.hub_key)
    if not any(signature_ok(envelope, key) for key in speaks):
        return NOT_OURS
    if envelope.payload_type != payload_type(SCHEMA):
        return NOT_AN_ANSWER
    try:
        said = decode_answer(envelope.payload, SCHEMA)
    except msgspec.DecodeError:
        return NOT_AN_ANSWER
    return said if isinstance(said, Takeover) and said.node == record.node else NOT_OURS


def _link(db: Connection, *, way: Way, request: str | None, doer: Doer) -> str:
    takeovers.take_over(db, doer.at, way, request)
    history.note(db, doer, "staff", "takeover", "added")
    return invite(
        db, role="lead", origin="takeover", made_by=None, now=doer.at, lasts=TAKEOVER_LASTS
    )


def _mark(keys: Keys, head: bytes, own: str) -> bytes:
    made = hmac.new(keys.takeover, head + tokens.letters_of(own).encode(), hashlib.sha256)
    return made.digest()[: CODE_BYTES - MINUTE_BYTES - CHANCE_BYTES]
