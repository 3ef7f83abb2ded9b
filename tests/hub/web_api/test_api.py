"""The API as a stranger, a broken proxy or a confused node meets it."""

import asyncio
from pathlib import Path
from sqlite3 import Connection

import msgspec
import pytest

from hub.ingest import ledger
from shared.runtime.fault import StorageError
from shared.text import Text
from shared.wire.session import Challenge
from tests.hub.ingest.builders_ingest import NODE, SimNode, hub_in, sealed

REPORT = f"/v1/nodes/{NODE}/reports/1"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/v1"),
        ("POST", REPORT),
        ("DELETE", REPORT),
        ("PUT", "/v1/enrol"),
        ("PUT", f"/v1/nodes/{NODE}/reports/0"),
        ("PUT", f"/v1/nodes/{NODE}/reports/-1"),
        ("PUT", f"/v1/nodes/{NODE}/reports/{2**53}"),
        ("PUT", f"/v1/nodes/{NODE}/reports/one"),
        ("PUT", "/v1/nodes/Pohjois-Savo/reports/1"),
        ("PUT", "/v1/nodes/a/hello"),
        ("GET", "/v1/nodes/..%2f..%2fetc/challenge"),
    ],
)
async def test_no_address_of_the_protocol(tmp_path: Path, method: str, path: str) -> None:
    async with hub_in(tmp_path) as stand:
        problem = stand.problem(await stand.client.request(method, path, content=b"{}"))
        assert (problem.status, problem.code) == (404, "not_found")


async def test_ten_megabytes_are_refused_in_signed_words(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        before = await stand.desk.read(ledger.tip)
        response = await stand.put(REPORT, b"x" * 10_000_000, node.lease)
        problem = stand.problem(response)
        assert (problem.status, problem.code) == (413, "too_large")
        assert await stand.desk.read(ledger.tip) == before


async def test_the_content_type_does_not_matter(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        headers = {"authorization": f"bearer {node.lease}", "content-type": "text/plain"}
        body = sealed(node.next(), node.key)
        response = await stand.client.put(REPORT, content=body, headers=headers)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("application/json")
        assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic x", "Bearer " + "0" * 64])
async def test_without_the_lease_no_report(tmp_path: Path, header: str | None) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        headers = {} if header is None else {"authorization": header}
        body = sealed(node.next(), node.key)
        problem = stand.problem(await stand.client.put(REPORT, content=body, headers=headers))
        assert (problem.status, problem.code) == (401, "lease_needed")


async def test_pending_names_when_to_come_again(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = SimNode(stand)
        await node.enrol(await stand.invite())
        response = await stand.put(REPORT, sealed(node.next(), node.key), "0" * 64)
        assert stand.problem(response).code == "pending"
        assert response.headers["retry-after"] == "60"


async def test_challenge_does_not_tell_who_exists(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node()
        known = await stand.client.get(f"/v1/nodes/{NODE}/challenge")
        unknown = await stand.client.get("/v1/nodes/nobody/challenge")
        assert known.status_code == unknown.status_code == 200
        assert dict(known.headers) == dict(unknown.headers)
        for answer in (known, unknown):
            assert msgspec.json.decode(answer.content, type=Challenge).challenge


async def test_fault_10_a_rush_without_keys_is_slowed(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        stand.clock.tick_s = 0
        path = f"/v1/nodes/{NODE}/challenge"
        answers = [await stand.client.get(path) for _ in range(502)]
        assert answers[0].status_code == 200
        problem = stand.problem(answers[-1])
        assert (problem.status, problem.code) == (429, "busy")
        assert answers[-1].headers["retry-after"] == "5"


async def test_health_says_nothing_but_that_it_lives(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        response = await stand.client.get("/healthz")
        assert (response.status_code, response.text) == (200, "ok")


async def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        body = sealed(node.next(), node.key)
        write = stand.desk.database.write

        async def full(_job: object) -> object:
            raise StorageError(Text.of("The disk is full."))

        stand.desk.database.write = full  # type: ignore[method-assign, assignment]
        response = await stand.put(REPORT, body, node.lease)
        problem = stand.problem(response)
        assert (problem.status, problem.code) == (503, "busy")
        assert response.headers["retry-after"] == "60"
        stand.desk.database.write = write  # type: ignore[method-assign]
        assert (await stand.put(REPORT, body, node.lease)).status_code == 200


async def test_a_defect_is_answered_without_details(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()

        async def broken(_job: object) -> object:
            raise RuntimeError("a secret of Esimerkki")

        stand.desk.database.write = broken  # type: ignore[method-assign, assignment]
        response = await stand.put(REPORT, sealed(node.next(), node.key), node.lease)
        problem = stand.problem(response)
        assert (problem.status, problem.code) == (500, "internal")
        assert b"secret" not in response.content


async def test_a_node_gets_its_own_reports_back(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        bodies = []
        for _ in range(3):
            message = node.next()
            bodies.append(sealed(message, node.key))
            await node.push(message)
        path = f"/v1/nodes/{NODE}/reports?after=1"
        headers = {"authorization": f"Bearer {node.lease}"}
        response = await stand.client.get(path, headers=headers)
        assert response.content == b"[" + b",".join(bodies[1:]) + b"]"
        assert stand.problem(await stand.client.get(path)).code == "lease_needed"


async def test_a_cancelled_request_leaves_the_ledger_whole(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        message = node.next()
        for naps in range(12):
            pushing = asyncio.create_task(node.push(message))
            for _ in range(naps):
                await asyncio.sleep(0)
            pushing.cancel()
            await asyncio.gather(pushing, return_exceptions=True)
        await node.push(message)

        def reports(db: Connection) -> int:
            row = db.execute("SELECT COUNT(*) FROM ledger WHERE kind = 'report'").fetchone()
            return int(row[0])

        assert await stand.desk.read(reports) == 1


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/healthz"), ("GET", "/"), ("PUT", REPORT), ("TRACE", "/healthz")]
)
async def test_no_answer_is_a_page_or_kept_by_anybody(
    tmp_path: Path, method: str, path: str
) -> None:
    async with hub_in(tmp_path) as stand:
        headers = (await stand.client.request(method, path, content=b"{}")).headers

    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["referrer-policy"] == "no-referrer"
