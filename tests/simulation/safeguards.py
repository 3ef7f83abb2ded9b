"""Every safeguard with what fails when it is turned off: the simulation, or a named test.

`python -m tests.simulation.safeguards` tries all of them and writes SAFEGUARDS.md.
"""

import subprocess
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from msgspec import Struct

from tests.simulation import story, without
from tests.simulation.plan import ALL, plan

FOLDER = Path(__file__).parent
PAGE = FOLDER / "SAFEGUARDS.md"
ROOT = FOLDER.parents[1]
SEEDS = 60
tell = partial(print, flush=True)


SIMULATION = "simulation"
ALONE = ALL - {"clones"}
"""Where no machine was ever copied, every alarm is a false one."""


class Safeguard(Struct, frozen=True, kw_only=True):
    """One row. `killer` is a test's id, or "simulation", which then finds what `fails` says.

    It is looked for from `seed` on; how soon it is found changes with every change of the code.
    """

    name: str
    what: str
    killer: str = SIMULATION
    seed: int = 1
    short: bool = True
    fails: str = ""
    families: frozenset[str] = ALONE

    @property
    def test(self) -> str:
        """Return the row's killer, as the page names it."""
        if self.killer != SIMULATION:
            return f"`{self.killer}`"
        plan_ = "short runs" if self.short else "long runs"
        return f"simulation, {plan_} from seed {self.seed} on: “{self.fails}”"


INGEST = "tests/hub/ingest"
WRONG = f"{INGEST}/test_verdicts.py::test_wrong_report_gets_its_own_words"
TABLE: tuple[Safeguard, ...] = (
    Safeguard(
        name="idempotency",
        what="the same report again gets its receipt again",
        seed=1,
        fails="false alarm",
    ),
    Safeguard(
        name="receipt_after_commit",
        what="no receipt before commit and mirror",
        seed=1,
        fails="lost",
    ),
    Safeguard(
        name="rule_3",
        what="number n+1 is signed only after the hub confirmed n",
        seed=8,
        fails="false alarm",
    ),
    Safeguard(
        name="previous_digest",
        what="a report names the digest of the one before",
        killer=f"{WRONG}[another report before it]",
    ),
    Safeguard(
        name="compare_and_swap",
        what="a head moves only from where it was expected",
        killer=f"{INGEST}/test_ledger.py::test_a_head_moves_only_from_where_it_was_expected",
    ),
    Safeguard(
        name="the_mirror",
        what="every entry is in the mirror before anybody is answered",
        seed=2,
        fails="the ledger does not fit",
    ),
    Safeguard(
        name="challenge",
        what="a challenge is good for one accepted hello",
        killer=f"{INGEST}/test_hello.py::test_an_accepted_hello_retires_older_challenges",
    ),
    Safeguard(
        name="lease",
        what="only the current session's lease opens the reports (fencing)",
        killer=f"{INGEST}/test_receive.py::test_a_new_hello_ends_the_old_lease",
    ),
    Safeguard(
        name="clone_check",
        what="a session that was replaced proves two machines",
        seed=4,
        fails="a clone got in",
        families=ALL,
    ),
    Safeguard(
        name="heartbeat",
        what="a node that is heard of leaves a word in the ledger",
        short=False,
        seed=1,
        fails="never told",
    ),
    Safeguard(
        name="freshness_when_read",
        what="belief ends by time, when it is read",
        killer="tests/hub/availability/test_truth_property.py"
        "::test_when_all_fall_silent_all_becomes_unknown_since_a_day",
    ),
    Safeguard(
        name="drop_guard", what="a loss that no act explains is held", seed=8, fails="unguarded"
    ),
    Safeguard(
        name="one_spelling",
        what="a payload that does not encode to itself is refused",
        killer="tests/shared/wire/test_golden.py::test_two_spellings_of_one_message_are_refused",
    ),
    Safeguard(
        name="signed_type",
        what="the type is signed along with the payload",
        killer="tests/shared/test_signing.py::test_any_change_breaks_the_signature",
    ),
    Safeguard(
        name="message_type",
        what="an address takes its own kind of message",
        killer=f"{WRONG}[no type of ours]",
    ),
    Safeguard(
        name="signature",
        what="nothing counts without the signature of its key",
        seed=1,
        fails="forged",
    ),
    Safeguard(
        name="stored_refusals",
        what="refused bytes get the same answer again",
        killer="tests/federation/test_refused_for_good.py"
        "::test_fault_03_a_refused_report_that_comes_again_takes_no_number",
    ),
    Safeguard(
        name="bytes_before_sending",
        what="signed bytes are kept before they are sent",
        seed=1,
        fails="forged",
    ),
    Safeguard(
        name="key_range",
        what="a key signs only the numbers of its range, and nothing once taken back",
        killer="tests/shared/test_keyring.py::test_a_revoked_key_signs_nothing_but_stays_on_record",
    ),
    Safeguard(
        name="log_consistency",
        what="a node stops before a log that is not the one it saw",
        killer="tests/node/witness/test_log_witness.py"
        "::test_fault_33_rollback_of_the_log_stops_the_node",
    ),
    Safeguard(
        name="trust_rollback",
        what="only a higher version takes the place of a trust document",
        killer="tests/shared/test_trust.py"
        "::test_fault_34_only_a_higher_version_takes_the_place_of_a_document",
    ),
    Safeguard(
        name="own_signatures",
        what="a node takes over only what its own keys signed",
        killer="tests/node/push/test_reconciling.py"
        "::test_fault_16_reports_that_no_own_key_signed_are_not_taken_over",
    ),
    Safeguard(
        name="told_once",
        what="a loss told by a machine with the same records is not told again",
        seed=16,
        short=False,
        fails="unguarded",
        families=frozenset({"restores"}),
    ),
)


def violated(row: Safeguard) -> tuple[int, str] | None:
    """Return the first seed whose run fails in the expected way without the safeguard, and how."""
    for seed in range(row.seed, row.seed + SEEDS):
        chosen = plan(seed, short=row.short, families=row.families)
        with without.off(row.name):
            found = [what for what in story.run(chosen).violations if row.fails in what]
        if found:
            return seed, found[0]
    return None


def fails(row: Safeguard) -> bool:
    """Tell whether the named test fails without the safeguard, in a session of its own."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"),
            *("-p", "tests.simulation.without", "--without", row.name, row.killer),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode == 1


def page(rows: Iterable[Safeguard]) -> str:
    """Return the table as it is kept in the repository."""
    lines = [
        "# Safeguards, and what fails without them",
        "",
        "Written by `python -m tests.simulation.safeguards`. A safeguard is turned off by putting",
        "another function in its place (`tests/simulation/without.py`); then this fails:",
        "",
        "| safeguard | what it keeps | fails without it |",
        "| --- | --- | --- |",
        *(f"| {row.name} | {row.what} | {row.test} |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Try every safeguard, print what fails without it, and write the page."""
    empty = []
    for row in TABLE:
        named = row.killer != SIMULATION
        found = (fails(row) and row.killer) if named else violated(row)
        tell(f"{row.name}: {found or 'NOTHING FAILS'}")
        empty += [] if found else [row.name]
    PAGE.write_text(page(TABLE), encoding="utf-8")
    return 1 if empty else 0


if __name__ == "__main__":
    sys.exit(main())
