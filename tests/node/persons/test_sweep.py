"""Why an erasure rewrites the file: SQLite's own overwriting leaves copies in pages that split."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from shared.runtime import connection

HISTORIES = range(8, 20)


def word(number: int) -> str:
    return f"zq{number:04}kanaria"


def live(file: Path, seed: int) -> list[int]:
    """Write rows of random lengths, erase a third of them as the program does; return which."""
    drawn = random.Random(seed)
    count = drawn.randint(60, 300)
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT, purpose TEXT)")
        for number in range(count):
            row = (f"ohjaaja-{drawn.random()}", word(number), "p" * drawn.randint(0, 300))
            db.execute("INSERT INTO person VALUES (?, ?, ?)", row)
            if drawn.random() < 0.5:
                longer = ("q" * drawn.randint(0, 900), word(drawn.randrange(number + 1)))
                db.execute("UPDATE person SET purpose = ? WHERE name = ?", longer)
        erased = drawn.sample(range(count), k=count // 3)
        for number in erased:
            db.execute("DELETE FROM person WHERE name = ?", (word(number),))
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return erased


def traces(file: Path, erased: list[int]) -> list[int]:
    """Return which of the erased are still in the file or its log."""
    content = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    return [number for number in erased if word(number).encode() in content]


def rewrite(file: Path) -> bool:
    with closing(connection.plain(file, "rwc")) as db:
        connection.prepare_writer(db)
        return connection.rewrite(db)


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, list[int]]]:
    folder = tmp_path_factory.mktemp("sweep")
    files = [folder / f"{seed}.db" for seed in HISTORIES]
    return [(file, live(file, seed)) for file, seed in zip(files, HISTORIES, strict=True)]


def test_a_swept_file_holds_nothing_that_was_erased(lives: list[tuple[Path, list[int]]]) -> None:
    before = [traces(file, erased) for file, erased in lives]
    swept = [rewrite(file) for file, _ in lives]
    after = [traces(file, erased) for file, erased in lives]

    assert any(before)  # else there would be nothing to sweep, and this test would show nothing
    assert all(swept)
    assert not any(after)
