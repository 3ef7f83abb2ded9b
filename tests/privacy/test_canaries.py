"""Canaries in every private column are found nowhere that anybody else can read."""

import base64
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from hub.ingest import mirror
from shared.signing import decode_envelope
from tests.federation.aftermath import settle
from tests.federation.real import SCRIPTS, NotSoError, Pair, run_here
from tests.privacy import canaries, columns
from tests.privacy.canaries import DAYS, PUBLIC, WORDS, found

pytestmark = pytest.mark.process
COVERS = "Kuopio, Siilinjärvi, Iisalmi"


@dataclass
class Lived:
    """A node full of canaries and a hub that went the whole path, and what everybody said."""

    pair: Pair
    said: dict[str, bytes] = field(default_factory=dict)
    errors: dict[str, bytes] = field(default_factory=dict)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    pair = Pair(tmp_path_factory.mktemp("canaries"), log_level="debug", here=True)
    lived = Lived(pair)
    try:
        pair.bring_up(COVERS, name=f"{PUBLIC.title()} verkosto")
        pair.on_node(
            *("contact", "set", "--organisation", "Esimerkkiyhdistys ry"),
            *("--email", "ryhmat@verkosto.example", "--hours-fi", "arkisin"),
        )
        canaries.plant(pair.node_data / "node.db")
        go_the_whole_path(lived)
        provoke_the_hub(lived)
        provoke_the_node(lived)
        be_refused(lived)
        settle(pair)
        assert (pair.node.stop(), pair.hub.stop()) == (0, 0)
        yield lived
    finally:
        pair.node.stop()
        pair.hub.stop()


def say(lived: Lived, side: str, *words: str) -> None:
    """Type a command, whether or not it succeeds, and keep what it printed."""
    options = (
        "--data",
        f"{lived.pair.folder / side}",
        "--config",
        f"{lived.pair.folder / side}.toml",
    )
    done = run_here(f"voikukkia-{side}", *options, *words)
    assert "Traceback" not in done.stderr
    lived.said[f"{side} {' '.join(words)} #{len(lived.said)}"] = (
        done.stdout + done.stderr
    ).encode()


def go_the_whole_path(lived: Lived) -> None:
    """Preview, push and publish."""
    for words in (("preview", "--bytes"), ("preview",), ("push",), ("status", "--json")):
        say(lived, "node", *words)
    lived.pair.on_node("confirm")
    lived.pair.on_node("push")
    lived.pair.on_hub("contact", "approve", "verkosto", "1")
    for words in (("networks",), ("networks", "--json"), ("contacts",), ("status",)):
        say(lived, "hub", *words)
    say(lived, "node", "preview", "--bytes")


def provoke_the_hub(lived: Lived) -> None:
    """Send the hub what it must refuse; it holds a report of the node and knows its name."""
    db = lived.pair.node_db()
    body = db.execute("SELECT envelope FROM outbox_entry LIMIT 1").fetchone()["envelope"]
    db.close()
    with httpx.Client(base_url=lived.pair.api, timeout=20, trust_env=False) as client:
        for name, path, content in (
            ("without a lease", "/v1/nodes/verkosto/reports/1", body),
            ("flipped", "/v1/nodes/verkosto/reports/2", body.replace(b"A", b"B", 1)),
            ("another type", "/v1/nodes/verkosto/hello", body),
            ("another node", "/v1/nodes/kainuu/reports/1", body),
            ("no JSON", "/v1/nodes/verkosto/contact", b"{" * 1_000),
            ("10 MB", "/v1/nodes/verkosto/reports/2", b"x" * 10_000_000),
            ("nowhere", "/v1/elsewhere", body),
        ):
            answer = client.put(path, content=content)
            assert answer.status_code >= 400
            lived.errors[f"hub: {name}"] = answer.content
        for name, path in (("node name", "/v1/nodes/Ei%20ole/challenge"), ("root", "/")):
            lived.errors[f"hub: {name}"] = client.get(path).content
    with httpx.Client(base_url=lived.pair.site, timeout=20, trust_env=False) as client:
        lived.errors["site: nowhere"] = client.get("/fi/kunta/ei-ole/").content
        lived.errors["site: above"] = client.get("/../hub.db").content


def provoke_the_node(lived: Lived) -> None:
    """Ask the node's pages what they must refuse, also while they cannot tell what leaves."""
    _bad_requests(lived, "")
    db = sqlite3.connect(lived.pair.node_data / "node.db", timeout=10)
    with db:  # the network bears an instructor's name: the audit stops everything
        db.execute("UPDATE network SET name_sv = ?", (WORDS["instructor.name"],))
        db.execute("UPDATE outbox_state SET dirty_since = '2026-01-01T00:00:00Z'")
    for words in (("preview",), ("preview", "--bytes"), ("push",), ("status",)):
        say(lived, "node", *words)
    _bad_requests(lived, " (stopped)")
    with db:
        db.execute("UPDATE network SET name_sv = ?", (f"{PUBLIC.title()} nätverk",))
    db.close()
    lived.pair.on_node("push")
    say(lived, "node", "group", "edit", "zqei-ole", "--start", "1/2027")


def _bad_requests(lived: Lived, when: str) -> None:
    host = lived.pair.face.removeprefix("http://")
    with httpx.Client(base_url=lived.pair.face, timeout=20, trust_env=False) as client:
        answers = {
            "nowhere": client.get("/fi/ei-ole/"),
            "no digest": client.get("/leaves/abc"),
            "the bytes": client.get("/leaves/next"),
            "no form": client.post("/fi/confirm", headers={"origin": lived.pair.face}),
            "a long form": client.post(
                "/fi/confirm", content=b"x" * 3_000_000, headers={"origin": lived.pair.face}
            ),
            "another site": client.post("/fi/confirm", headers={"origin": "https://x.example"}),
            "another name": client.get("/fi/", headers={"host": f"x.example:{host}"}),
        }
    for name, answer in answers.items():
        if answer.status_code >= 400:
            lived.errors[f"node: {name}{when}"] = answer.content


def be_refused(lived: Lived) -> None:
    """Let the hub refuse a report, which both sides keep, and take the next one."""
    pair = lived.pair
    pair.on_hub("grant", "verkosto", "--municipalities", "Kuopio, Siilinjärvi")
    pair.on_node("coverage", "none", "Iisalmi")
    with pytest.raises(NotSoError):
        pair.on_node("push")
    say(lived, "hub", "refused")
    say(lived, "node", "status")
    pair.on_hub("grant", "verkosto", "--municipalities", COVERS)
    pair.on_node("coverage", "unknown", "Iisalmi")
    pair.on_node("push")


def test_every_column_is_public_by_a_reason_or_carries_a_canary(lived: Lived) -> None:
    db = sqlite3.connect(lived.pair.node_data / "node.db")
    known = set(columns.columns(db))
    lists = (
        *(set(columns.ON_THE_WIRE), columns.BY_THE_PROGRAM, columns.CLOSED),
        *(set(columns.CODES), set(columns.NUMBERS)),
    )
    named = set().union(*lists)
    assert sum(map(len, lists)) == len(named)
    assert named <= known, "a list names a column that does not exist"
    planted = {*WORDS.values(), *(day.isoformat() for day in DAYS.values())}
    for column in sorted(known - named):
        table, name = column.split(".")
        values = {str(row[0]) for row in db.execute(f"SELECT {name} FROM {table}")}  # noqa: S608
        assert values, f"{table} is empty"
        assert any(word in value for value in values for word in planted), (
            f"{column} carries no canary: decide whether it may leave (tests/privacy/columns.py)"
        )
    for column in columns.CLOSED:
        assert columns.closed_by_a_check(db, column), column
    for column, value in {**columns.CODES, **columns.NUMBERS}.items():
        table, name = column.split(".")
        values = {row[0] for row in db.execute(f"SELECT {name} FROM {table}")}  # noqa: S608
        assert value in values, column
    db.close()


def outbox(pair: Pair) -> list[bytes]:
    """Return every envelope, payload, receipt and refusal in the node's outbox."""
    db = pair.node_db()
    rows = db.execute(
        "SELECT envelope, receipt, problem FROM outbox_entry UNION ALL "
        "SELECT envelope, NULL, problem FROM outbox_contact"
    ).fetchall()
    db.close()
    kept = [bytes(one) for row in rows for one in row if one]
    return kept + [decode_envelope(one).payload for one in kept]


def published(pair: Pair) -> list[Path]:
    """Return every file below every snapshot, each content once (they are hard links)."""
    files = [path for path in (pair.hub_data / "snapshots").rglob("*") if path.is_file()]
    return list({path.stat().st_ino: path for path in files}.values())


def test_nothing_private_is_in_the_outbox(lived: Lived) -> None:
    kept = outbox(lived.pair)

    assert len(kept) >= 12
    assert {word for one in kept for word in found(one)} == set()


def test_fault_35_no_private_number_or_code_is_signed(lived: Lived) -> None:
    db = lived.pair.node_db()
    rows = db.execute("SELECT envelope FROM outbox_entry").fetchall()
    db.close()
    told = [v for r in rows for v in canaries.leaves(decode_envelope(r["envelope"]).payload)]

    numbers = {value for value in told if isinstance(value, int) and not isinstance(value, bool)}
    assert numbers.isdisjoint(columns.NUMBERS.values())
    assert {value for value in told if isinstance(value, str)}.isdisjoint(columns.CODES.values())


def test_nothing_private_is_in_the_hubs_files(lived: Lived) -> None:
    data = lived.pair.hub_data
    files = [path for path in data.rglob("*") if path.is_file() and "snapshots" not in path.parts]

    assert {"hub.db", "ledger.jsonl"} <= {path.name for path in files}
    assert {path.name: found(path.read_bytes()) for path in files if found(path.read_bytes())} == {}
    assert found(canaries.opened(data / mirror.FILE_NAME)) == set()


def test_nothing_private_is_published(lived: Lived) -> None:
    files = published(lived.pair)

    assert {path.suffix for path in files} >= {".html", ".json", ".csv", ".gz", ".br"}
    assert len(files) > 3_000
    names = " ".join(str(path) for path in files).encode()
    contents = {canaries.unpacked(path): path for path in files}
    leaks = {str(path): found(body) for body, path in contents.items()}
    assert {path: words for path, words in leaks.items() if words} == {}
    assert found(names) == set()


def test_nothing_private_is_in_logs_answers_and_what_commands_say(lived: Lived) -> None:
    logs = {path.name: path.read_bytes() for path in lived.pair.folder.glob("*.log")}
    assert set(logs) == {"hub.log", "node.log"}
    assert b"report.judged" in logs["hub.log"]
    assert b"report.untold" in logs["node.log"]
    assert sum(name.startswith("hub: ") for name in lived.errors) >= 9
    assert sum(name.startswith("node: ") for name in lived.errors) >= 10

    everything = logs | lived.errors | lived.said
    leaks = {name: found(said) for name, said in everything.items()}
    assert {name: words for name, words in leaks.items() if words} == {}


def test_the_search_finds_a_canary_in_a_public_field_everywhere(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canaries, "FORMS", canaries.forms([PUBLIC]))
    pair = lived.pair

    assert any(found(one) == {PUBLIC} for one in outbox(pair))
    both = [pair.hub_data / name for name in ("hub.db", "hub.db-wal")]
    assert any(found(file.read_bytes()) for file in both)
    assert found(canaries.opened(pair.hub_data / mirror.FILE_NAME)) == {PUBLIC}
    current = (pair.hub_data / "snapshots" / "current").resolve()
    for ending in ("", ".gz", ".br"):
        assert found(canaries.unpacked(current / f"data/v1/networks.json{ending}")) == {PUBLIC}
    assert any(found(said) == {PUBLIC} for said in lived.said.values())


def test_the_search_knows_the_forms_a_canary_could_take() -> None:
    for word in {*WORDS.values(), *(f"{day.day}.{day.month}.{day.year}" for day in DAYS.values())}:
        assert word in found(b"<p>" + word.upper().encode() + b"</p>")
    name = WORDS["instructor.name"]
    for before in range(3):
        assert name in found(base64.b64encode(b"x" * before + name.lower().encode()))
    assert found(b"2026-11-21T22:26:57Z") == set()
    assert (SCRIPTS / "voikukkia-node").exists()
