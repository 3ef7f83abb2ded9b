"""What the campaigns found: figures of the one under way, and the table kept in RESULTS.md."""

from pathlib import Path

import msgspec
from msgspec import Struct, field

from shared.period import helsinki_day
from shared.runtime.clock import SystemClock

FILE = Path(__file__).with_name("RESULTS.md")
STATE = Path(__file__).parents[2] / ".tools" / "crash.json"
HEAD = """# Crash and power loss: the last campaign

Written by `python -m tests.crash` (a part of `make soak`); do not edit it by hand.

- **Images**: states in which the power may leave the disk, built from a recording (strace) of a hub
  and a node at every write, sync, truncate and change of a name, and opened with the real programs.
  No two are the same bytes at the same promise.
- **Kills**: SIGKILL, by strace, at a write, sync, truncate or change of a name of a real command
  line or server; then everything is started again.
- **Control**: the same recording with `synchronous = NORMAL`. It has to lose acknowledged rows, or
  the images prove nothing.
"""


class Figures(Struct, kw_only=True):
    """Sums of a campaign; it can be interrupted and taken up again."""

    begun: str = ""
    images: dict[str, int] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    control: dict[str, int] = field(default_factory=dict)
    kills: dict[str, int] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    violations: int = 0
    whys: list[str] = field(default_factory=list)


def load() -> Figures:
    """Return the campaign under way, or a new one."""
    try:
        return msgspec.json.decode(STATE.read_bytes(), type=Figures)
    except (OSError, msgspec.DecodeError):
        return Figures(begun=_today())


def keep(figures: Figures, *, done: bool) -> None:
    """Write the figures down; a campaign that is done is not taken up again."""
    STATE.parent.mkdir(exist_ok=True)
    if done:
        STATE.unlink(missing_ok=True)
    else:
        STATE.write_bytes(msgspec.json.format(msgspec.json.encode(figures)))
    FILE.write_text("\n".join([HEAD, *_lines(figures, done=done)]) + "\n", "utf-8")


def add(into: dict[str, int], more: dict[str, int]) -> None:
    """Add counts to counts."""
    for name, count in more.items():
        into[name] = into.get(name, 0) + count


def _lines(figures: Figures, *, done: bool) -> list[str]:
    found, control = figures.found, figures.control
    state = "finished" if done else "under way"
    return [
        f"Campaign begun on {figures.begun}, {state} on {_today()}.",
        "",
        *_table("images", figures.images),
        *_table("after a step of the kind", figures.steps),
        _sum("images", figures.images, found),
        "",
        _sum("images of the control", control, control),
        "",
        *_table("kills during", figures.kills),
        *_table("killed at", figures.calls),
        f"Of {sum(figures.kills.values()):,} kills: **{figures.violations} violations**.",
        *(f"- {why}" for why in figures.whys),
    ]


def _sum(name: str, counted: dict[str, int], found: dict[str, int]) -> str:
    lost, corrupt = found.get("lost", 0), found.get("corrupt", 0)
    said = f"Of {sum(counted.values()):,} {name}: **{lost:,}** lost something acknowledged, "
    return f"{said}**{corrupt:,}** were corrupt."


def _table(name: str, counts: dict[str, int]) -> list[str]:
    rows = [f"| {what} | {count:,} |" for what, count in sorted(counts.items())]
    last = f"| **all** | {sum(counts.values()):,} |"
    return [f"| {name} | number |", "|---|---:|", *rows, last, ""]


def _today() -> str:
    return helsinki_day(SystemClock().now()).isoformat()
