"""A published snapshot is checked from outside: whatever was put otherwise is found and named."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from hub.ingest import chain
from hub.ingest.model import Entry
from hub.log import tiles
from hub.log.audit.rows import AVAILABILITY, NETWORKS
from hub.opendata.render import FOLDER, MANIFEST
from hub.registry import acts
from shared import note, signing
from shared.note import Checkpoint
from shared.signing import SigningKey
from shared.wire import codec
from shared.wire.availability import Availability
from tests.hub.log.forging import Scene, log_files, lying, made
from tests.hub.log.log_builders import rechained

OTHER = SigningKey.from_bytes(b"o" * 32)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Return the snapshot of a hub with two networks."""
    return made(tmp_path_factory.mktemp("hub"))


def file(scene: Scene, path: str) -> bytes:
    """Return a published file."""
    return (scene.folder / path).read_bytes()


def otherwise(scene: Scene, path: str, change: Callable[[Any], None]) -> dict[str, bytes | None]:
    """Return a JSON file with a value put otherwise."""
    document = json.loads(file(scene, path))
    change(document)
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
    return {path: body.encode()}


def row(document: Any, code: str = "297") -> Any:
    """Return the row of a municipality."""
    return next(r for r in document["municipalities"] if r["municipality"] == code)


def number_of(entries: tuple[Entry, ...], kind: str, *, last: bool = True) -> int:
    """Return the number of the last (or first) entry of a kind."""
    return [e.number for e in entries if e.kind == kind][-1 if last else 0]


def test_what_a_hub_publishes_fits(scene: Scene) -> None:
    audit = scene.audited(seen=scene.earlier, served=True)
    assert [str(text) for text in audit.findings] == []
    assert len(audit.facts) == 3
    assert audit.trace == ()


def test_without_a_key_the_snapshots_own_is_named(scene: Scene) -> None:
    audit = scene.audited(key=None)
    assert audit.findings == ()
    assert "as the snapshot itself names it" in str(audit.facts[0])


def test_a_row_is_traced_to_the_reports_it_rests_on(scene: Scene) -> None:
    told = [str(text) for text in scene.audited(place="297", node="verkosto-0").trace]
    entries = scene.entries()
    last = number_of(entries, "report")
    assert told[0].startswith("Kuopio (297): open.")
    assert any(f"#{last} (log/entries/0.jsonl:{last + 1})" in line for line in told)
    assert any('"says":"groups"' in line for line in told)
    assert sum('"act":"granted"' in line for line in told) == 2
    assert scene.audited(node="nobody-here").trace[0].values["node"] == "nobody-here"


def first_row(document: Any) -> None:
    row(document)["state"] = "full"


def number(document: Any) -> None:
    row(document)["groups"]["open"] = 7


def unknown_as_zero(document: Any) -> None:
    row(document, "005")["groups"]["open"] = 0


def without_a_row(document: Any) -> None:
    document["municipalities"].remove(row(document))


def offer_removed(document: Any) -> None:
    del document["offers"][0]


def offer_put_otherwise(document: Any) -> None:
    document["offers"][0]["offer"]["groups"]["open"] = 9


def belief(document: Any) -> None:
    row(document)["believed_until"] = "2027-12-31T00:00:00Z"


def area(document: Any) -> None:
    document["areas"][12]["population_known"] += 1


def completeness(document: Any) -> None:
    document["completeness"]["networks"] = 99


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (first_row, ('municipalities · 297 · state: published "full"', 'come to "open"')),
        (number, ("municipalities · 297 · groups · open: published 7",)),
        (unknown_as_zero, ("municipalities · 005 · groups · open: published 0", "come to null")),
        (without_a_row, ("municipalities · 297: published nothing",)),
        (offer_removed, ("offers · ", "published nothing")),
        (offer_put_otherwise, ("offer · groups · open: published 9",)),
        (belief, ("municipalities · 297 · believed_until",)),
        (area, ("areas · ", "population_known")),
        (completeness, ("completeness · networks: published 99",)),
    ],
)
def test_a_changed_row_is_named_with_its_field(
    scene: Scene, change: Callable[[Any], None], names: tuple[str, ...]
) -> None:
    found = scene.said(otherwise(scene, AVAILABILITY, change))
    assert len(found) == 1
    assert found[0].startswith(AVAILABILITY)
    assert [name for name in names if name not in found[0]] == []


def reach(document: Any) -> None:
    document["networks"][0]["reach"] = []


def fresher(document: Any) -> None:
    document["networks"][0]["last_contact_at"] = "2026-12-30T12:00:00Z"


@pytest.mark.parametrize(("change", "field"), [(reach, "reach"), (fresher, "last_contact_at")])
def test_a_changed_network_is_named(
    scene: Scene, change: Callable[[Any], None], field: str
) -> None:
    (found,) = scene.said(otherwise(scene, NETWORKS, change))
    assert f"networks · verkosto-0 · {field}" in found


def test_a_changed_contact_is_no_part_of_the_log_but_must_be_the_same_everywhere(
    scene: Scene,
) -> None:
    def change(document: Any) -> None:
        document["networks"][0]["contact"]["telephone"] = "+358 40 1234567"

    found = scene.said(otherwise(scene, NETWORKS, change))
    assert [line for line in found if not line.startswith(f"{FOLDER}find.json")] == []
    assert found


@pytest.mark.parametrize(
    ("name", "old", "new", "named"),
    [
        ("availability.csv", b"297,Kuopio,Kuopio,13,open", b"297,Kuopio,Kuopio,13,full", "297 · "),
        ("history.csv", b",open,\r\n", b",full,\r\n", " · state: published "),
        ("availability.geojson", b'"state":"open"', b'"state":"full"', " · state: published "),
        ("find.json", b"Esimerkkiyhdistys", b"Toinen yhdistys", "Toinen yhdistys"),
    ],
)
def test_every_other_file_of_data_is_compared_too(
    scene: Scene, name: str, old: bytes, new: bytes, named: str
) -> None:
    body = file(scene, FOLDER + name)
    assert old in body
    found = scene.said({FOLDER + name: body.replace(old, new)})
    assert found
    assert [line for line in found if not line.startswith(FOLDER + name)] == []
    assert any(named in line for line in found)


@pytest.mark.parametrize("name", ["availability.json", "networks.json", "history.csv"])
def test_a_missing_or_unreadable_file_is_named(scene: Scene, name: str) -> None:
    for body in (None, b"\xff\x00nothing"):
        assert any(name in line for line in scene.said({FOLDER + name: body}))


def test_a_file_that_the_manifest_names_otherwise_is_named(scene: Scene) -> None:
    page = "404.html"
    changes = {page: b"something else", MANIFEST: file(scene, MANIFEST)}
    assert scene.said(changes) == [f"{page} is not as the manifest says."]


def test_a_manifest_of_another_snapshot_is_named(scene: Scene) -> None:
    body = file(scene, MANIFEST).replace(b'"ledger_entries":', b'"ledger_entries":1')
    assert scene.said({MANIFEST: body}) == [f"{MANIFEST} is of another snapshot than the data."]


def changed(scene: Scene) -> tuple[Entry, ...]:
    """Change the offset of a report's entry."""
    entries = list(scene.entries())
    at = number_of(scene.entries(), "report")
    entries[at] = replace(entries[at], offset_s=86_400)
    return tuple(entries)


def removed(scene: Scene) -> tuple[Entry, ...]:
    """Remove the first report's entry."""
    at = number_of(scene.entries(), "report", last=False)
    return tuple(entry for entry in scene.entries() if entry.number != at)


def inserted(scene: Scene) -> tuple[Entry, ...]:
    """Insert a last word that nobody said."""
    entries = list(scene.entries())
    at = number_of(scene.entries(), "report")
    changes = {"kind": "word", "sequence": None, "digest": None, "offset_s": 0}
    body = acts.encode(acts.Word(node=entries[at].node))
    entries.insert(at, replace(entries[at], body=body, **changes))
    return tuple(entries)


def reordered(scene: Scene) -> tuple[Entry, ...]:
    """Swap two neighbours."""
    entries = list(scene.entries())
    entries[3], entries[4] = entries[4], entries[3]
    return tuple(entries)


def regranted(scene: Scene) -> tuple[Entry, ...]:
    """Take a municipality out of a grant."""
    entries = list(scene.entries())
    at = number_of(scene.entries(), "granted", last=False)
    grant = acts.decode(entries[at].body)
    assert isinstance(grant, acts.Granted)
    less = replace(grant, municipalities=grant.municipalities[:1])
    entries[at] = replace(entries[at], body=acts.encode(less))
    return tuple(entries)


@pytest.mark.parametrize("chained", [False, True])
@pytest.mark.parametrize("forge", [changed, removed, inserted, reordered, regranted])
def test_a_forged_log_is_found_whether_its_chain_was_mended_or_not(
    scene: Scene, forge: Callable[[Scene], tuple[Entry, ...]], *, chained: bool
) -> None:
    entries = forge(scene)
    if chained:
        entries = rechained(entries)
    lines = b"".join(chain.line(entry) for entry in entries)
    found = scene.said({tiles.entries_path(0): lines})
    at = next(
        (
            number
            for number, (one, other) in enumerate(zip(entries, scene.entries(), strict=False))
            if one != other
        ),
        None,
    )
    assert at is not None
    assert f"Entry {at} is not the one in the log's tree." in found
    assert any("do not come to the signed root" in line for line in found)


@pytest.mark.parametrize("forge", [changed, removed, inserted, reordered, regranted])
def test_a_forged_log_with_a_tree_of_its_own_is_not_the_signed_one(
    scene: Scene, forge: Callable[[Scene], tuple[Entry, ...]]
) -> None:
    entries = rechained(forge(scene))
    files = log_files(entries, OTHER, scene.checkpoint().origin)
    assert "The checkpoint is signed by another key than the hub's." in scene.said(files)
    del files[tiles.CHECKPOINT]
    assert scene.said(files)


@pytest.mark.parametrize("forge", [changed, removed, inserted, reordered, regranted])
def test_fault_33_split_view_signed_by_the_hub_itself_is_found_beside_a_checkpoint_seen(
    scene: Scene, forge: Callable[[Scene], tuple[Entry, ...]]
) -> None:
    seen = (file(scene, tiles.CHECKPOINT).decode(),)
    files = lying(scene, rechained(forge(scene)), scene.key)
    said = scene.said(files, seen=seen)
    assert any("The log was changed" in line or "the log was cut" in line for line in said)


def test_fault_33_rollback_signed_by_the_hub_itself_is_found_beside_a_checkpoint_seen(
    scene: Scene,
) -> None:
    seen = (file(scene, tiles.CHECKPOINT).decode(), *scene.earlier)
    files = lying(scene, scene.entries()[:-1], scene.key)
    assert scene.said(files) == []
    (found,) = scene.said(files, seen=seen)
    assert found.startswith("This snapshot is older than what was seen, or the log was cut")


def forged(entry: Entry, scene: Scene, change: str) -> Entry:
    """Return a report's entry as a hub that lies would write it."""
    envelope = chain.envelope_of(entry)
    signature = envelope.signatures[0]
    match change:
        case "another signature":
            other = signing.sign(_report(entry), OTHER).signatures[0]
            spoilt = replace(envelope, signatures=(replace(other, keyid=signature.keyid),))
        case "another key":
            spoilt = signing.sign(_report(entry), OTHER)
        case "another's report":
            first = chain.envelope_of(_first_report(scene))
            spoilt = replace(envelope, signatures=first.signatures)
        case _:
            less = replace(_report(entry), offers=())
            spoilt = replace(envelope, payload=codec.encode(less))
    digest = signing.envelope_digest(spoilt)
    return replace(entry, body=signing.encode_envelope(spoilt), digest=digest)


def _report(entry: Entry) -> Availability:
    return msgspec.json.decode(chain.envelope_of(entry).payload, type=Availability)


def _first_report(scene: Scene) -> Entry:
    return scene.entries()[number_of(scene.entries(), "report", last=False)]


@pytest.mark.parametrize(
    "change", ["another signature", "another key", "another's report", "other content"]
)
def test_a_report_the_network_never_signed_is_found_although_the_hub_signed_it_all(
    scene: Scene, change: str
) -> None:
    entries = list(scene.entries())
    at = number_of(scene.entries(), "report")
    entries[at] = forged(entries[at], scene, change)
    files = lying(scene, rechained(tuple(entries)), scene.key)
    assert scene.said(files) == [f"The signature of entry {at} is wrong."]


def test_a_report_beyond_its_grant_is_found_although_the_hub_signed_it_all(scene: Scene) -> None:
    files = lying(scene, rechained(regranted(scene)), scene.key)
    said = scene.said(files)
    assert said
    assert all("which was never granted to verkosto-0" in line for line in said)


def test_a_report_left_out_is_found_although_the_hub_signed_it_all(scene: Scene) -> None:
    at = [e.number for e in scene.entries() if e.kind == "report"][1]
    left = tuple(entry for entry in scene.entries() if entry.number != at)
    said = scene.said(lying(scene, rechained(left), scene.key))
    assert said == [f"Entry {at + 1} does not follow its node's last."] or any(
        "does not follow its node's last" in line for line in said
    )


def test_what_stands_behind_the_last_signed_entry_is_no_part_of_the_log(scene: Scene) -> None:
    """Between two publications the next entry may be there already."""
    path = tiles.entries_path(0)
    body = file(scene, path)
    assert scene.said({path: body + body.splitlines(keepends=True)[-1]}) == []


def test_a_checkpoint_of_another_key_is_named(scene: Scene) -> None:
    body = note.signed(scene.checkpoint(), OTHER).encode()
    assert scene.said({tiles.CHECKPOINT: body}) == [
        "The checkpoint is signed by another key than the hub's."
    ]


def test_a_checkpoint_with_a_spoilt_signature_is_named(scene: Scene) -> None:
    text = file(scene, tiles.CHECKPOINT).decode()
    head, _, encoded = text.rstrip("\n").rpartition(" ")
    spoilt = f"{head} {encoded[:20]}{'A' if encoded[20] != 'A' else 'B'}{encoded[21:]}\n"
    assert scene.said({tiles.CHECKPOINT: spoilt.encode()}) == [
        "The signature of the checkpoint is wrong."
    ]


@pytest.mark.parametrize("body", [None, b"", b"\xff"])
def test_a_missing_checkpoint_is_named(scene: Scene, body: bytes | None) -> None:
    assert scene.said({tiles.CHECKPOINT: body})[0] == (
        f"{tiles.CHECKPOINT} is missing, or is no checkpoint."
    )


def test_a_checkpoint_of_another_log_is_named(scene: Scene) -> None:
    other = replace(scene.checkpoint(), origin="elsewhere.example/0123456789abcdef")
    (found,) = scene.said({tiles.CHECKPOINT: note.signed(other, scene.key).encode()})
    assert "elsewhere.example/0123456789abcdef" in found


def test_another_root_key_than_the_readers_own_is_named(scene: Scene) -> None:
    found = scene.said({}, key=OTHER.public)
    assert found[0].startswith(f"{tiles.ROOT} names another root key")
    assert f"{tiles.TRUST} is not signed by the root key {OTHER.public}." in found


def test_a_trust_document_by_another_root_is_named(scene: Scene) -> None:
    trust = msgspec.json.decode(
        signing.decode_envelope(file(scene, tiles.TRUST)).payload, type=codec.FROM_HUB["trust/1"]
    )
    body = signing.encode_envelope(signing.sign(trust, OTHER))
    found = scene.said({tiles.TRUST: body})
    assert found[0] == f"{tiles.TRUST} is not signed by the root key {scene.root}."
    assert scene.said({tiles.TRUST: b"nothing"})[0] == found[0]
    assert scene.said({tiles.ROOT: b"nothing"}, key=None)[0].startswith("The snapshot names no")


def test_an_old_snapshot_served_as_new_is_found(scene: Scene) -> None:
    later = scene.now + timedelta(days=2)
    (found,) = scene.said({}, now=later, served=True)
    assert found.startswith("The snapshot is old: it was made at 20")
    assert scene.said({}, now=later) == []
    (found,) = scene.said({}, now=scene.now - timedelta(days=1))
    assert found.startswith("The snapshot says it was made later than now")


@pytest.mark.parametrize("name", [AVAILABILITY, NETWORKS])
def test_an_old_snapshot_with_a_new_date_is_found(scene: Scene, name: str) -> None:
    """The data of the day it was made are not those of a month later: belief has ended."""
    later = "2027-02-20T12:00:00Z"

    def change(document: Any) -> None:
        document["made_at"] = later

    changes = {
        **otherwise(scene, AVAILABILITY, change),
        **otherwise(scene, NETWORKS, change),
        **otherwise(scene, MANIFEST, change),
    }
    found = scene.said(changes, now=scene.now + timedelta(days=400))
    assert any(line.startswith(name) for line in found)


def test_a_seen_checkpoint_must_be_of_this_hub_and_this_log(scene: Scene) -> None:
    tree = scene.checkpoint()
    (found,) = scene.said({}, seen=(note.signed(tree, OTHER),))
    assert found == "A checkpoint seen before is not signed by this hub."
    elsewhere = replace(tree, origin="hub.example/another")
    (found,) = scene.said({}, seen=(note.signed(elsewhere, scene.key),))
    assert "another log, hub.example/another" in found
    larger = Checkpoint(origin=tree.origin, size=tree.size + 1, root=tree.root)
    (found,) = scene.said({}, seen=(note.signed(larger, scene.key),))
    assert found.startswith("This snapshot is older than what was seen")


@pytest.mark.parametrize(
    "spoilt", [lambda b: b[:-1], lambda b: b + b"\n", lambda b: b.replace(b'"kind"', b' "kind"', 1)]
)
def test_entries_are_read_in_their_one_spelling(
    scene: Scene, spoilt: Callable[[bytes], bytes]
) -> None:
    path = tiles.entries_path(0)
    body = file(scene, path)
    found = scene.said({path: spoilt(body)})
    assert bool(found) == (b' "kind"' in spoilt(body))


def test_a_line_that_is_no_entry_and_one_that_is_missing_are_named(scene: Scene) -> None:
    path = tiles.entries_path(0)
    lines = file(scene, path).splitlines()
    torn = b"\n".join([*lines[:5], b"{}", *lines[6:]]) + b"\n"
    assert f"Line 6 of {path} cannot be read." in scene.said({path: torn})
    short = b"\n".join(lines[:-1]) + b"\n"
    assert any(line.startswith(f"{path} has ") for line in scene.said({path: short}))
    assert any(line.startswith(f"{path} has 0") for line in scene.said({path: None}))


def test_a_damaged_tile_is_named(scene: Scene) -> None:
    path = next(iter(tiles.tiles(scene.checkpoint().size))).path
    assert scene.said({path: None}) == [f"{path} is missing or damaged."]
    body = file(scene, path)
    assert scene.said({path: b"\x00" * 32 + body[32:]}) == [
        "Entry 0 is not the one in the log's tree."
    ]


def test_a_person_is_shown_the_first_findings_and_how_many_more(scene: Scene) -> None:
    def change(document: Any) -> None:
        for one in document["municipalities"]:
            one["remote"] = 5

    found = scene.said(otherwise(scene, AVAILABILITY, change))
    assert len(found) == 61
    assert found[-1].startswith("And ")


def test_a_folder_is_read_without_leaving_it(scene: Scene, tmp_path: Path) -> None:
    assert scene.read("../../hub.db") is None
    assert scene.read(str(tmp_path)) is None
