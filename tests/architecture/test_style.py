"""The house's measurable rules: sizes, names, where SQL, clocks and sockets may stand."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = sorted(path for top in ("node", "hub", "shared") for path in (ROOT / top).rglob("*.py"))
NAMES = [str(path.relative_to(ROOT)) for path in CODE]
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT INTO|UPDATE\s+\w+\s+SET|DELETE FROM|CREATE TABLE)\b"
    r"|^\s*(SAVEPOINT|RELEASE|ROLLBACK|PRAGMA|VACUUM|BEGIN|COMMIT|ATTACH|DETACH)\b(?!:)",
    re.DOTALL,
)
SQL_MAY_STAND_IN = {"store.py", "ledger.py", "outbox.py", "migrate.py", "database.py"}
SQL_MAY_STAND_IN |= {f"shared/runtime/{name}.py" for name in ("batch", "connection", "transaction")}
PURE = {"model.py", "forms.py", "fields.py", "plan.py", "rules.py", "lifecycle.py", "verify.py"}
PURE |= {"compute.py", "held.py", "fold.py", "freshness.py", "acts.py", "snapshot.py"}
IMPURE_MODULES = {
    "aiosqlite",
    "asyncio",
    "httpx",
    "litestar",
    "os",
    "random",
    "secrets",
    "sqlite3",
    "structlog",
    "time",
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "services", "managers", "constants", "types"}


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Yield every module of the project with its syntax tree."""
    for name, path in zip(NAMES, CODE, strict=True):
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """Return the top names of everything a module imports."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a function has, its docstring apart."""
    length = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function):
        first = function.body[0]
        length -= (first.end_lineno or 0) - first.lineno + 1
    return length


def test_there_is_code_to_look_at() -> None:
    assert len(CODE) > 60


def test_no_file_is_longer_than_300_lines() -> None:
    long = {n: p.read_text().count("\n") for n, p in zip(NAMES, CODE, strict=True)}
    assert {n: lines for n, lines in long.items() if lines > 300} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = {
        f"{name}:{node.name}": body_lines(node)
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_lines(node) > 40
    }
    assert long == {}


def test_every_module_says_what_it_is() -> None:
    assert [name for name, tree in trees() if not ast.get_docstring(tree)] == []


def test_no_file_has_a_name_that_names_nothing() -> None:
    assert [name for name in NAMES if Path(name).stem in FORBIDDEN_NAMES] == []


def test_sql_stands_only_in_stores() -> None:
    found = []
    for name, tree in trees():
        if {name, Path(name).name} & SQL_MAY_STAND_IN:
            continue
        docstrings = docstring_ids(tree)
        found += [
            f"{name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
            and SQL.search(node.value)
        ]
    assert found == []


def docstring_ids(tree: ast.Module) -> set[int]:
    """Return the identities of the constants that are docstrings."""
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    firsts = [n.body[0] for n in ast.walk(tree) if isinstance(n, kinds) and ast.get_docstring(n)]
    return {id(first.value) for first in firsts if isinstance(first, ast.Expr)}


def test_core_files_import_nothing_impure() -> None:
    impure = {
        name: sorted(imported(tree) & IMPURE_MODULES)
        for name, tree in trees()
        if (Path(name).name in PURE or name.startswith("shared/wire/"))
        and imported(tree) & IMPURE_MODULES
    }
    assert impure == {}


@pytest.mark.parametrize(
    ("module", "home"),
    [
        ("httpx", {"shared/runtime/fetch.py", "shared/runtime/uplink.py"}),
        ("aiosqlite", {"shared/runtime/database.py"}),
        ("structlog", {"shared/runtime/log.py"}),
        ("cryptography", {"shared/signing.py", "shared/runtime/seal.py"}),
        ("aiosmtplib", {"shared/runtime/mail.py"}),
        ("argon2", {"shared/runtime/accounts/passwords.py"}),
        ("python_calamine", {"node/importing/workbook.py"}),
    ],
)
def test_one_door_for_each_outside_thing(module: str, home: set[str]) -> None:
    assert {name for name, tree in trees() if module in imported(tree)} == home


def test_clocks_are_read_in_one_place() -> None:
    pattern = re.compile(r"\bdatetime\.now\(|\butcnow\(|\bdate\.today\(|\btime\.time\(")
    reading = [n for n, p in zip(NAMES, CODE, strict=True) if pattern.search(p.read_text())]
    assert reading == ["shared/runtime/clock.py"]


def test_no_loop_polls_faster_than_a_second() -> None:
    naps = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and naps_below_a_second(node)
    ]
    assert naps == []


def naps_below_a_second(call: ast.Call) -> bool:
    """Tell whether this is a sleep of a fixed time under a second."""
    if not (isinstance(call.func, ast.Attribute) and call.func.attr == "sleep" and call.args):
        return False
    first = call.args[0]
    if not (isinstance(first, ast.Constant) and isinstance(first.value, int | float)):
        return False
    return 0 < first.value < 1


def test_handlers_have_at_most_15_lines() -> None:
    long = {}
    for name, tree in trees():
        if Path(name).name not in {"pages.py", "routes.py", "commands.py"}:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) and is_handler(node):
                lines = body_lines(node) - (node.body[0].lineno - node.lineno)
                if lines > 15:
                    long[f"{name}:{node.name}"] = lines
    assert long == {}


def is_handler(node: ast.AsyncFunctionDef | ast.FunctionDef) -> bool:
    """Tell whether litestar calls this function."""
    for decorator in node.decorator_list:
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(call, ast.Name) and call.id in {"get", "post", "put", "delete"}:
            return True
    return False


def test_tests_have_no_init_files() -> None:
    assert sorted((ROOT / "tests").rglob("__init__.py")) == []
