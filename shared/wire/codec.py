"""Deterministic JSON of the wire structs, and the table from payload type to struct.

`decode` refuses bytes that do not re-encode to themselves: msgspec accepts duplicate keys and any
white space, and two spellings of one report would be two digests.
"""

import msgspec

from shared.wire.availability import Availability
from shared.wire.consistency import Consistency
from shared.wire.contact import Contact
from shared.wire.enrolment import Enrolled, Enrolment
from shared.wire.material import Material
from shared.wire.problem import Problem
from shared.wire.receipt import ContactReceipt, Receipt
from shared.wire.rotation import Rotation
from shared.wire.session import Hello, Welcome
from shared.wire.statistics import Statistics
from shared.wire.takeover import Takeover
from shared.wire.trust import Trust

Message = (
    Availability
    | Statistics
    | Contact
    | Hello
    | Welcome
    | Receipt
    | ContactReceipt
    | Enrolment
    | Enrolled
    | Problem
    | Takeover
    | Rotation
    | Trust
    | Material
    | Consistency
)
FROM_NODE: dict[str, type[Message]] = {
    "availability/1": Availability,
    "statistics/1": Statistics,
    "contact/1": Contact,
    "rotation/1": Rotation,
    "hello/1": Hello,
    "enrolment/1": Enrolment,
}
FROM_HUB: dict[str, type[Message]] = {
    "welcome/1": Welcome,
    "receipt/1": Receipt,
    "contact-receipt/1": ContactReceipt,
    "enrolled/1": Enrolled,
    "problem/1": Problem,
    "takeover/1": Takeover,
    "trust/1": Trust,
    "material/1": Material,
    "consistency/1": Consistency,
}


class NotCanonicalError(ValueError):
    """The payload is readable, but it is not the one spelling this protocol allows."""


def schema_of(message: Message) -> str:
    """Return the message's schema name, such as `availability/1`."""
    return str(message.__struct_config__.tag)


def payload_type(schema: str) -> str:
    """Return the DSSE payload type of a schema: `application/vnd.voikukkia.hello.v1+json`."""
    name, version = schema.split("/")
    return f"application/vnd.voikukkia.{name}.v{version}+json"


def encode(message: object) -> bytes:
    """Return the one JSON spelling of a message: fields in order of definition, no white space."""
    return msgspec.json.encode(message)


def decode(payload: bytes, schema: str) -> Message:
    """Return the message a node sent. Raises msgspec.ValidationError or NotCanonicalError."""
    message = msgspec.json.decode(payload, type=FROM_NODE[schema])
    if encode(message) != payload:
        raise NotCanonicalError("the payload is not in its one spelling")
    return message


def decode_answer(payload: bytes, schema: str) -> Message:
    """Return the message the hub answered; unknown fields are ignored (rule 11)."""
    return msgspec.json.decode(payload, type=FROM_HUB[schema])
