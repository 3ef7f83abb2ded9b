"""The canaries of the privacy test fit the table, and no column of it is forgotten."""

from pathlib import Path

import pytest

from node.enquiries import erasure, gathering, keyring, sealing, store
from tests.node.enquiries.conftest import Office
from tests.privacy import columns, columns_enquiries


async def test_every_column_is_classified(office: Office) -> None:
    found = await office.database.read(lambda db: set(columns.columns(db)))
    own = {column for column in found if column.startswith("enquiry")}
    listed = (
        columns_enquiries.BY_THE_PROGRAM
        | columns_enquiries.CLOSED
        | set(columns_enquiries.CODES)
        | set(columns_enquiries.NUMBERS)
        | set(columns_enquiries.WORDS)
        | set(columns_enquiries.DAYS)
    )

    assert own == listed
    assert set(columns_enquiries.SEALED) == set(sealing.COLUMNS)
    for column in columns_enquiries.CLOSED:
        assert await office.database.read(
            lambda db, c=column: columns.closed_by_a_check(db, c)  # type: ignore[misc]
        ), column


async def test_the_canaries_can_be_planted_and_harm_nobody(office: Office, tmp_path: Path) -> None:
    words = {name.replace(".", "_"): word for name, word in columns_enquiries.WORDS.items()}
    days = {name.replace(".", "_"): day.isoformat() for name, day in columns_enquiries.DAYS.items()}
    for statement in columns_enquiries.PLANTING:
        await office.do(lambda db, s=statement: db.execute(s, words | days))  # type: ignore[misc]

    (one,) = await office.database.read(store.all_enquiries)
    assert one.reference == columns_enquiries.WORDS["enquiry.reference"]
    assert (await office.database.read(lambda db: gathering.waiting(db, office.doer.at))).stored
    keys = keyring.load(tmp_path)
    proof = await office.do(lambda db: erasure.erase_due(db, keys=keys, now=office.clock.instant))
    assert proof.total == 0


@pytest.mark.parametrize("column", columns_enquiries.SEALED)
def test_a_canary_is_one_of_a_kind(column: str) -> None:
    words = list(columns_enquiries.WORDS.values())
    word = columns_enquiries.WORDS[f"enquiry.{column}"]

    assert [other for other in words if word in other] == [word]
