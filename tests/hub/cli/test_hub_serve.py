"""`serve` as a real process: from an enrolment to a published page, and the wake of commands."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import httpx
import pytest

from shared import signing, trust
from shared.signing import SigningKey
from shared.wire import codec
from shared.wire.enrolment import Enrolled, Enrolment
from shared.wire.receipt import Receipt
from shared.wire.session import Hello, Welcome
from shared.wire.trust import Trust
from shared.wire.words import State
from tests.hub.cli.test_hub_cli import invitation
from tests.hub.ingest.builders_ingest import NODE, report, sealed

pytestmark = [pytest.mark.process, pytest.mark.timeout(900)]
ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "hub.cli"]

PATIENCE_S = 180
"""For a whole publication, a command or an end on a busy machine; a hang fails after it."""


def environment(data: Path) -> dict[str, str]:
    """Return the settings of the process."""
    ports = {"VOIKUKKIA_HUB_LISTEN__API_PORT": "0", "VOIKUKKIA_HUB_LISTEN__SITE_PORT": "0"}
    ports["VOIKUKKIA_HUB_DESK__PORT"] = "0"
    return {**os.environ, **ports, "VOIKUKKIA_HUB_DATA": str(data), "PYTHONPATH": str(ROOT)}


def command(data: Path, *tokens: str) -> str:
    """Run a command beside `serve`."""
    done = subprocess.run(
        [*COMMAND, *tokens],
        env=environment(data),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str, str]]:
    """Start a hub; yield its folder and its two addresses; stop it once it has published."""
    data = tmp_path / "hub"
    command(data, "init")
    with subprocess.Popen(
        [*COMMAND, "serve"], env=environment(data), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            lines = process.stdout.readline() + process.stdout.readline()
            api, site = re.findall(r"http://127\.0\.0\.1:[0-9]+", lines)
            yield data, api, site
            until(site, *get_args(State))
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE_S) == 0
        finally:
            process.kill()


def until(site: str, *states: str) -> None:
    """Wait until Kuopio has one of the states in the published data."""
    last = time.monotonic() + PATIENCE_S
    with httpx.Client(base_url=site, trust_env=False, timeout=PATIENCE_S) as client:
        while time.monotonic() < last:
            answer = client.get("/data/v1/availability.json")
            if answer.status_code == 200:
                rows = {row["municipality"]: row for row in answer.json()["municipalities"]}
                if rows["297"]["state"] in states:
                    return
            time.sleep(0.5)
    raise AssertionError(states)


def test_from_an_invitation_to_a_published_answer(served: tuple[Path, str, str]) -> None:
    data, api, site = served
    text = command(data, "invite", NODE, "--name-fi", "Esimerkki", "--municipalities", "297,749")
    token, key = invitation(text), SigningKey.generate()

    def said(response: httpx.Response, schema: str) -> codec.Message:
        envelope = signing.decode_envelope(response.content)
        (speaks,) = trust.speaks(document(), token.hub_key)
        assert signing.signature_ok(envelope, speaks), response.content
        return codec.decode_answer(envelope.payload, schema)

    def document() -> Trust:
        answer = client.get("/v1/trust")
        found = trust.opened(signing.decode_envelope(answer.content), token.hub_key)
        assert found is not None
        return found

    with httpx.Client(base_url=api, trust_env=False, timeout=PATIENCE_S) as client:
        asked = Enrolment(node=NODE, token=token.token, public_key=key.public, software="sim")
        answer = client.post("/v1/enrol", content=sealed(asked, key))
        assert isinstance(said(answer, "enrolled/1"), Enrolled)
        (network,) = json.loads(command(data, "networks", "--json"))
        assert network["fingerprint"] == signing.fingerprint(key.public, token.hub_key)
        command(data, "confirm", NODE, network["fingerprint"].lower().replace("-", " "))
        now = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 (a real hub's clock)
        hello = Hello(
            node=NODE,
            session="0" * 32,
            challenge=client.get(f"/v1/nodes/{NODE}/challenge").json()["challenge"],
            head=None,
            software="sim",
            schemas=("availability/1",),
            clock=now,
            audit_head=None,
        )
        answer = client.put(f"/v1/nodes/{NODE}/hello", content=sealed(hello, key))
        welcome = said(answer, "welcome/1")
        assert isinstance(welcome, Welcome)
        fresh = report(observed_at=now, confirmed_at=now)
        answer = client.put(
            f"/v1/nodes/{NODE}/reports/1",
            content=sealed(fresh, key),
            headers={"authorization": f"Bearer {welcome.lease}"},
        )
        assert isinstance(said(answer, "receipt/1"), Receipt)
        until(site, "open")
        command(data, "suspend", NODE)
        until(site, "unknown")
        assert client.get("/healthz").text == "ok"
    assert "fits" in command(data, "verify")
    assert "serve runs" in command(data, "status")
    command(data, "publish")
    command(data, "rebuild")


def test_one_serve_for_one_folder(served: tuple[Path, str, str]) -> None:
    data, _, _ = served
    done = subprocess.run(
        [*COMMAND, "serve"],
        env=environment(data),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 1
    assert "in use by process" in done.stderr
