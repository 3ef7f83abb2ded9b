"""What we stand on: pinned with hashes, named with a reason, and nobody owns our package names."""

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONSTRAINTS = ["constraints.txt", "tests/constraints.txt"]


def declared() -> set[str]:
    """Return the names of every declared dependency."""
    lines = list(PROJECT["dependencies"])
    for extra in PROJECT["optional-dependencies"].values():
        lines.extend(extra)
    return {re.split(r"[<>=!;\[ ]", line)[0].lower() for line in lines}


def test_no_dependency_owns_the_names_of_our_packages() -> None:
    owners = packages_distributions()
    for name in ("node", "hub", "shared"):
        assert set(owners.get(name, [])) <= {"voikukkia-network"}


@pytest.mark.parametrize("file", CONSTRAINTS)
def test_every_pin_has_a_hash_and_no_host_is_named(file: str) -> None:
    text = (ROOT / file).read_text()
    pins = re.findall(
        r"^[a-z0-9._-]+==[^\n]*(?:\n {4}--hash=sha256:[0-9a-f]{64}[^\n]*)*", text, re.MULTILINE
    )
    assert len(pins) > 20
    assert [pin.split("\n")[0] for pin in pins if "--hash" not in pin] == []
    assert re.findall(r"https?://|--index|--find-links", text) == []


def test_every_declared_dependency_is_pinned() -> None:
    text = "".join((ROOT / file).read_text() for file in CONSTRAINTS)
    assert {
        name for name in declared() if not re.search(rf"^{re.escape(name)}==", text, re.MULTILINE)
    } == set()


def test_contributing_says_what_every_dependency_is_for() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    assert {name for name in declared() if f"`{name}`" not in text} == set()


def test_the_project_never_reads_the_design_documents() -> None:
    tops = ("node", "hub", "shared", "tests", "deploy")
    files = [
        path
        for top in tops
        for path in (ROOT / top).rglob("*")
        if path.suffix in {".py", ".toml", ".sh"}
    ]
    pattern = re.compile(r"\.\./shared/")
    assert [str(path) for path in files if pattern.search(path.read_text())] == []
