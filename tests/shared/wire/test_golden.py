"""Golden files: every message that was ever released decodes, and still has its one spelling."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from shared.wire import codec
from shared.wire.enrolment import Invitation

ROOT = Path(__file__).parents[3]
GOLDEN = sorted((ROOT / "tests/golden").glob("*.json"))
PROTOCOL = (ROOT / "shared/PROTOCOL.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"<!-- golden: ([a-z0-9-]+) -->\s*```json\n(.*?)```", re.DOTALL)
TYPES = {**codec.FROM_NODE, **codec.FROM_HUB, "invitation/1": Invitation}


def schema_in(payload: bytes) -> str:
    """Return the schema a payload names itself."""
    return str(json.loads(payload)["schema"])


def test_every_schema_has_a_golden_file() -> None:
    assert {schema_in(path.read_bytes()) for path in GOLDEN} == set(TYPES)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_message_decodes_and_encodes_to_the_same_bytes(path: Path) -> None:
    payload = path.read_bytes()
    message = msgspec.json.decode(payload, type=TYPES[schema_in(payload)])
    assert codec.encode(message) == payload


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_what_the_hub_receives_refuses_unknown_fields(path: Path) -> None:
    payload = path.read_bytes()
    schema = schema_in(payload)
    if schema not in codec.FROM_NODE:
        widened = payload[:-1] + b',"later":1}'
        assert codec.encode(msgspec.json.decode(widened, type=TYPES[schema])) == payload
        return
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        codec.decode(payload[:-1] + b',"later":1}', schema)


@pytest.mark.parametrize("schema", sorted(codec.FROM_NODE))
def test_two_spellings_of_one_message_are_refused(schema: str) -> None:
    payload = (ROOT / "tests/golden" / f"{schema.replace('/', '-')}.json").read_bytes()
    with pytest.raises(codec.NotCanonicalError):
        codec.decode(payload.replace(b'":', b'": ', 1), schema)


def test_every_example_in_the_protocol_is_a_golden_file() -> None:
    examples = dict(EXAMPLE.findall(PROTOCOL))
    golden = {path.stem: json.loads(path.read_bytes()) for path in GOLDEN}
    assert {name: json.loads(text) for name, text in examples.items()} == golden
