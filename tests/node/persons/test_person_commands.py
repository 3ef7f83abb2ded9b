"""The commands on a person's rights and on the list of courses, as typed at the node's computer."""

import json
from types import SimpleNamespace

import pytest

from node.counter import CommandError
from node.instructors import store
from node.trainings.commands import course_app
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from tests.node.groups import test_feature_commands as feature_commands
from tests.node.groups.test_feature_commands import Counter
from tests.node.trainings.test_courses_of_the_hub import tell


@pytest.fixture
async def counter(
    database: Database, clock: Clock, reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> Counter:
    """Return a command line that knows one trained instructor with a group."""
    features = (*feature_commands.FEATURES, SimpleNamespace(app=course_app))
    monkeypatch.setattr(feature_commands, "FEATURES", features)
    made = Counter(database, clock, reference)
    await made.run("instructor", "add", "Aino Esimerkki", "--role", "professional")
    await made.run("training", "add", "ohjaaja-1", "20.11.2025", "--held-by", "Kasper")
    await made.run("group", "add", "Porvoo", "--instructors", "ohjaaja-1")
    return made


async def test_own_data_is_shown_and_exported(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    await counter.run("instructor", "show", "ohjaaja-1")
    shown = capsys.readouterr().out
    await counter.run("instructor", "export", "ohjaaja-1")
    told = json.loads(capsys.readouterr().out)
    await counter.run("instructor", "export", "ohjaaja-1", "--form", "csv")
    table = capsys.readouterr().out

    assert "Name: Aino Esimerkki" in shown
    assert "porvoo-2026-1: Porvoo, draft" in shown
    assert told["instructor"]["name"] == "Aino Esimerkki"
    assert ";Aino Esimerkki" in table


async def test_an_erasure_says_what_it_did(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    await counter.run("instructor", "erase", "ohjaaja-1")
    said = capsys.readouterr().out
    assert "Erased for good" in said
    assert "porvoo-2026-1 has one instructor fewer." in said
    assert await counter.database.read(store.all_instructors) == ()
    for command in ("show", "export", "erase", "forget"):
        with pytest.raises(CommandError, match="No instructor has the id"):
            await counter.run("instructor", command, "ohjaaja-1")


async def test_the_list_of_courses_is_shown(
    counter: Counter, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    await counter.run("course", "list")
    before = capsys.readouterr().out
    await counter.database.write(lambda db: tell(db, clock))
    await counter.run("course", "list")
    after = capsys.readouterr().out.splitlines()

    assert "no list of courses yet" in before
    assert after == [
        "20.11.2025 Tampere: VOIKUKKIA instructor training (days: 4)",
        "20.11.2025 Turku: VOIKUKKIA instructor training (days: 4)",
    ]
