"""`voikukkia-hub node takeover`: the line is signed by the hub, for one code and one node."""

import base64
from pathlib import Path

import pytest

from hub.cli import run
from hub.registry import keyfile
from shared.signing import decode_envelope, signature_ok
from shared.wire.codec import decode_answer, payload_type
from shared.wire.takeover import Takeover
from tests.hub.ingest.builders_ingest import HandClock

CODE = "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567"
PREFIX = "voikukkia-takeover-"


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    data = tmp_path / "hub"
    clock = HandClock()
    assert run(["--data", str(data), "init"], clock) == 0
    invite = ["invite", "pohjois-savo", "--name-fi", "Savo", "--municipalities", "Kuopio"]
    assert run(["--data", str(data), *invite], clock) == 0
    return data


@pytest.mark.parametrize("typed", [[CODE], CODE.lower().split("-"), [CODE.replace("O", "0")]])
def test_a_code_is_signed_however_it_was_heard(
    hub: Path, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    clock = HandClock()

    code = run(["--data", str(hub), "node", "takeover", "pohjois-savo", *typed], clock)

    printed = capsys.readouterr()
    assert code == 0, printed.err
    packed = printed.out.strip().removeprefix(PREFIX)
    envelope = decode_envelope(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    assert signature_ok(envelope, keyfile.load(hub / keyfile.FILE_NAME).public)
    assert envelope.payload_type == payload_type("takeover/1")
    assert decode_answer(envelope.payload, "takeover/1") == Takeover(
        node="pohjois-savo", request=CODE.replace("-", ""), decided_at=clock.now()
    )


@pytest.mark.parametrize("words", [["pohjois-savo", CODE[:-5]], ["kainuu", CODE], ["pohjois-savo"]])
def test_what_cannot_be_signed_is_refused(
    hub: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()

    assert run(["--data", str(hub), "node", "takeover", *words], HandClock()) == 1
    assert capsys.readouterr().out == ""
