"""Every wrong message is refused in the hub's signed words, each for its own reason.

All of them go to one hub, one after another: whatever came before, the ledger stays as it is, and
in the end the right report is taken.
"""

from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from hub.ingest import ledger
from hub.ingest.problems import STATUS
from shared import signing
from shared.wire.receipt import Receipt
from tests.fuzz.negatives import TABLE, Case
from tests.fuzz.scene import Scene, scene_in

DETAIL_LIMIT = 400
ELSEWHERE = {"fork", "superseded", "busy", "internal"} | {
    "quarter_open",
    "other_tables",
    "not_owner",
    "released_before",
    "unprotected",
}
"""What suspends a network, is no answer to a message alone, or judges the figures of a quarter
(tests/hub/statistics/test_weak_reports.py) has tests of its own."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with scene_in(tmp_path_factory.mktemp("negatives") / "hub") as made:
        yield made


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)
async def test_fault_08_a_wrong_message_is_refused_with_its_own_reason(
    scene: Scene, case: Case
) -> None:
    await scene.refresh()
    before = await scene.stand.desk.read(ledger.entries)
    problem = scene.stand.problem(await scene.send(case.send(scene)))
    assert (problem.code, problem.status) == (case.code, STATUS[problem.code])
    assert case.words in problem.detail
    assert len(problem.detail) < DETAIL_LIMIT
    assert await scene.stand.desk.read(ledger.entries) == before


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)
async def test_a_refusal_names_the_digest_of_what_it_refused(scene: Scene, case: Case) -> None:
    await scene.refresh()
    sent = case.send(scene)
    problem = scene.stand.problem(await scene.send(sent))
    if case.code in {"too_large", "not_found"} or problem.subject is None:
        assert case.code in {"too_large", "not_found", "malformed"}
        return
    assert problem.subject == signing.envelope_digest(signing.decode_envelope(sent.body))


@pytest.mark.asyncio(loop_scope="module")
async def test_after_all_of_them_the_right_report_is_taken(scene: Scene) -> None:
    for case in TABLE:
        await scene.refresh()
        await scene.send(case.send(scene))
    assert isinstance(await scene.node.push(scene.node.next()), Receipt)


def test_the_table_has_every_code_and_a_reason_for_each_message() -> None:
    assert {case.code for case in TABLE} == set(STATUS) - ELSEWHERE
    assert len({case.name for case in TABLE}) == len(TABLE)
    reasons = Counter((case.code, case.words) for case in TABLE)
    assert len(reasons) >= 100
