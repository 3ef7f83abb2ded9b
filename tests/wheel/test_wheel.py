"""The wheel, installed in a bare environment elsewhere, runs both scripts with all its tables."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.process


def run(*command: object, cwd: Path) -> str:
    """Run a command and return what it printed; its failure is the test's."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, timeout=400,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built wheel."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_tables_templates_catalogues_and_migrations(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    endings = (".csv", ".html", ".po", ".sql", ".css", ".js", ".svg", ".json", ".txt")
    in_tree = {
        str(path.relative_to(ROOT))
        for top in ("node", "hub", "shared")
        for path in (ROOT / top).rglob("*")
        if path.suffix in (*endings, ".py") and "__pycache__" not in path.parts
    }
    assert in_tree - names == set()
    assert {name.split("/")[0] for name in names} >= {"node", "hub", "shared"}
    assert not {name for name in names if name.startswith(("tests/", "deploy/"))}


def test_both_scripts_run_in_a_bare_environment(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    venv.create(home, with_pip=True)
    pip = (home / "bin/pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", ROOT / "constraints.txt", cwd=tmp_path)
    run(*pip, "--no-deps", wheel, cwd=tmp_path)
    scripts = home / "bin"
    assert "init" in run(scripts / "voikukkia-hub", "--help", cwd=tmp_path)
    assert "preview" in run(scripts / "voikukkia-node", "--help", cwd=tmp_path)
    hub = (scripts / "voikukkia-hub", "--data", tmp_path / "hub")
    run(*hub, "init", cwd=tmp_path)
    assert "Ledger: 0 entries" in run(*hub, "status", cwd=tmp_path)
    node = (scripts / "voikukkia-node", "--data", tmp_path / "node", "--language", "en")
    names = ("--name-fi", "Koe", "--name-sv", "Prov", "--controller", "Esimerkki ry")
    run(*node, "init", *names, "--covers", "Kuopio", cwd=tmp_path)
    assert "Kuopio: not known" in run(*node, "preview", cwd=tmp_path)
