"""What a process did to its files, in order: recorded by strace, read back as plain steps.

A step carries everything that is needed to do it again on a model of a disk. Only steps below one
folder are kept; calls that failed did nothing and are left out.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[2]
MISSING = (
    "strace is missing, or may not trace here. Install it with: sudo apt-get install -y strace"
)
CALLS = (
    "open,openat,creat,write,pwrite64,writev,pwritev,lseek,fsync,fdatasync,syncfs,sync,"
    "ftruncate,truncate,fallocate,sendfile,copy_file_range,rename,renameat,renameat2,"
    "link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir"
)
Kind = Literal["create", "write", "truncate", "sync", "sync_all", "name", "link", "remove", "make"]

_HEX = r"(?:\\x[0-9a-f]{2})*"
_LINE = re.compile(r"^(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)$", re.DOTALL)
_RESULT = re.compile(rf"\) += (-?\d+)(?:<({_HEX})>)?")
_TEXT = re.compile(rf'"({_HEX})"')
_FILE = re.compile(rf"(-?\d+|AT_FDCWD)<({_HEX})>(\(deleted\))?")
_TAIL = re.compile(r", (-?\d+)(?:, (-?\d+))?\) += ")


@dataclass(frozen=True)
class Step:
    """One change; `path` and `other` are absolute, `other` is the older name or a link's target."""

    kind: Kind
    path: str = ""
    other: str = ""
    offset: int = 0
    data: bytes = b""


@dataclass
class _Reader:
    """Keeps what strace's lines do not say: where in a file each descriptor stands."""

    folder: str
    places: dict[int, int] = field(default_factory=dict)
    appending: set[int] = field(default_factory=set)
    halves: dict[str, str] = field(default_factory=dict)

    def steps(self, line: str) -> Iterator[Step]:
        """Yield what one line of strace's says was done."""
        found = _LINE.match(line.rstrip("\n"))
        if found is None:
            return
        process, resumed, call, rest = found.groups()
        if rest.endswith("<unfinished ...>"):
            self.halves[process] = rest.removesuffix("<unfinished ...>").rstrip()
            return
        if resumed is not None:
            rest = self.halves.pop(process, "") + rest
        result = _RESULT.search(rest)
        if result is None or int(result[1]) < 0:
            return
        named = resumed or call
        step = self._step(named, rest, int(result[1]), _plain(result[2] or ""))
        if step is not None and (step.kind == "sync_all" or self._ours(step)):
            yield step

    def _ours(self, step: Step) -> bool:
        return step.path.startswith(self.folder) and not step.path.endswith("-shm")

    def _step(self, call: str, rest: str, result: int, opened: str) -> Step | None:
        if call in {"open", "openat", "creat"}:
            return self._opened(rest, result, opened)
        if call in {"fsync", "fdatasync", "ftruncate", "syncfs", "sync", "fallocate"}:
            return _whole_file(call, rest)
        if call in {"write", "pwrite64", "writev", "pwritev", "sendfile", "copy_file_range"}:
            return self._written(call, rest, result)
        if call == "lseek":
            if (file := _FILE.match(rest)) is not None:
                self.places[int(file[1])] = result
            return None
        return _named(call, rest)

    def _opened(self, rest: str, result: int, opened: str) -> Step | None:
        self.places[result] = 0
        self.appending.discard(result)
        if "O_APPEND" in rest:
            self.appending.add(result)
        if "O_CREAT" in rest or rest.startswith("creat"):
            return Step("create", opened, data=b"empty" if "O_TRUNC" in rest else b"")
        return Step("truncate", opened) if "O_TRUNC" in rest else None

    def _written(self, call: str, rest: str, result: int) -> Step | None:
        file = _FILE.match(rest)
        if file is None or file[3] or not _plain(file[2]).startswith(self.folder):
            return None
        number, path = int(file[1]), _plain(file[2])
        if call in {"writev", "pwritev", "copy_file_range"}:
            raise NotImplementedError(f"{call} into {path} is not understood")
        place = -1 if number in self.appending else self.places.get(number, 0)
        if call == "sendfile":  # what was copied is looked up in the model
            source = _FILE.search(rest, file.end())
            assert source is not None
            self.places[number] = place + result
            return Step("write", path, other=_plain(source[2]), offset=place, data=b"\0" * result)
        data = _bytes("".join(_TEXT.findall(rest[file.end() :])))[:result]
        if call == "pwrite64":
            tail = _TAIL.search(rest)
            assert tail is not None
            return Step("write", path, offset=int(tail[2] or 0), data=data)
        self.places[number] = self.places.get(number, 0) + result
        return Step("write", path, offset=place, data=data)


def _whole_file(call: str, rest: str) -> Step | None:
    if call in {"syncfs", "sync"}:
        return Step("sync_all")
    file, tail = _FILE.match(rest), _TAIL.search(rest)
    if file is None or file[3]:
        return None
    path = _plain(file[2])
    if call in {"fsync", "fdatasync"}:
        return Step("sync", path)
    if call == "fallocate":
        return None
    assert tail is not None
    return Step("truncate", path, offset=int(tail[1]))


def _named(call: str, rest: str) -> Step | None:
    paths = list(_paths(rest))
    if call.startswith("truncate"):
        tail = _TAIL.search(rest)
        assert tail is not None
        return Step("truncate", paths[0], offset=int(tail[1]))
    if call.startswith("rename"):
        return Step("name", paths[1], other=paths[0])
    if call.startswith("symlink"):
        target = _plain(_TEXT.findall(rest)[0])
        return Step("link", paths[-1], other=target, data=b"symbolic")
    if call.startswith("link"):
        return Step("link", paths[1], other=paths[0])
    return Step("make" if call.startswith("mkdir") else "remove", paths[0])


def _paths(rest: str) -> Iterator[str]:
    """Yield the paths among the arguments, each beside the folder that stands before it."""
    folder = ""
    for found in re.finditer(f"{_FILE.pattern}|{_TEXT.pattern}", rest):
        if found[4] is None:
            folder = _plain(found[2])
        else:
            yield os.path.normpath(Path(folder) / _plain(found[4]))


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _plain(escaped: str) -> str:
    return os.fsdecode(_bytes(escaped))


def read(trace: Path, folder: Path) -> Iterator[Step]:
    """Yield the steps of a recording that changed something below the folder."""
    reader = _Reader(str(folder.resolve()) + "/")
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            yield from reader.steps(line)


def strace(*options: str) -> list[str]:
    """Return the beginning of a command line that traces. Raises FileNotFoundError."""
    found = shutil.which("strace")
    if found is None:
        raise FileNotFoundError(MISSING)
    return [found, "-f", "-qq", *options]


def record(trace: Path, module: str, *arguments: str) -> None:
    """Run a module of Python and record what it does to files. Raises AssertionError."""
    command: Sequence[str] = (
        *strace("-y", "-xx", "-s", "100000000", "--seccomp-bpf", "-e", f"trace={CALLS}"),
        *("-o", str(trace), sys.executable, "-m", module, *arguments),
    )
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{module}: {done.stderr[-3000:]}\n{MISSING}"
