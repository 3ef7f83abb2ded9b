"""`make demo`: a hub and six nodes on loopback, from nothing to a map in a browser."""

import argparse
import signal
import statistics
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from deploy.demo import check
from deploy.demo.federation import Federation
from deploy.demo.networks import examples
from deploy.demo.processes import DemoError
from deploy.demo.quarter import last_closed, lived

TRY = """
Open the site for parents:   {site}/
What to try:
  · {site}/fi/kunta/porvoo/ and the same in /sv/kommun/borga/
  · {site}/fi/alue/kainuu/ : its node is silent now, and turns unknown within a minute
  · the node's pages; this link makes you its first lead, once:
      {face}/fi{link}
  · an edit that a parent sees within two seconds:
      {node} group fill kuopio-1
  · who reports:             {hub} networks
  · check every row:         {hub} verify
  · the national report:     {site}/en/national-report/
  · the operators' desk, {desk}; this prints its one-time link:
      {hub} operators invite
  · the data:                {site}/data/v1/availability.json
Ctrl-C ends everything. Data and logs: {folder}
"""


def months(today: date) -> tuple[str, str]:
    """Return two months to come, as a lead types them."""
    first, second = today + timedelta(days=62), today + timedelta(days=124)
    return f"{first.month}/{first.year}", f"{second.month}/{second.year}"


def show(federation: Federation, quarter: str | None, *, only_check: bool) -> None:
    """Bring everything up, check it, print what to try, and wait for Ctrl-C.

    `quarter`: the one whose figures leave by now, None before its release day.
    """
    started = time.monotonic()
    print("Six networks are invited, enrolled and confirmed, in the quarter before …", flush=True)
    federation.prepare()
    print("The hub starts, and the networks tell what is so today …", flush=True)
    federation.settle()
    check.wait_until(
        "every network's first report",
        lambda: not check.differing(federation, {**check.EXPECTED, "Kajaani": "open"}),
        90,
    )
    print(f"All networks report, {time.monotonic() - started:.0f} s after the start.", flush=True)
    check.states(federation)
    if quarter is not None:
        print(check.figures(federation, quarter), flush=True)
    silent = next(n.node for n in federation.networks if n.goes_silent)
    federation.silence(silent)
    seconds = check.edits(federation)
    print(
        f"{len(seconds)} edits of a lead were on the parents' page and in the data after "
        f"{statistics.median(seconds):.2f} s (slowest {max(seconds):.2f} s).",
        flush=True,
    )
    if not only_check:
        print(check.table(federation))
        print(_what_to_try(federation))
        while True:
            time.sleep(2)
            federation.require_alive()
    check.silence(federation, silent)
    print(f"The silent network ({silent}) is unknown since today.")
    print(f"{check.files(federation)} published files equal the manifest.")
    print(federation.hub("verify").strip())
    print(check.table(federation))


def _what_to_try(federation: Federation) -> str:
    scripts, folder = Path(sys.executable).parent, federation.folder
    told = federation.node("pohjois-savo", "staff", "link").split()
    return TRY.format(
        site=federation.site,
        desk=federation.desk,
        link=next(word for word in told if word.startswith("/welcome/")),
        face=federation.faces["pohjois-savo"],
        node=f"{scripts}/voikukkia-node --data {folder}/pohjois-savo",
        hub=f"{scripts}/voikukkia-hub --data {folder}/hub --config {folder}/hub.toml",
        folder=folder,
    )


def main() -> int:
    """Run the demonstration; return the exit code."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--check", action="store_true", help="check what is published, then end")
    parser.add_argument("--data", type=Path, default=Path("demo-data"))
    chosen = parser.parse_args()
    for ending in (signal.SIGINT, signal.SIGTERM):  # in the background a shell has SIGINT ignored
        signal.signal(ending, signal.default_int_handler)
    today = date.fromtimestamp(time.time())  # noqa: TID251, DTZ012 (a demonstration's calendar)
    quarter = last_closed(today)
    networks = lived(examples(*months(today)), quarter)
    federation = Federation(chosen.data.absolute(), networks, (today - quarter.day).days)
    told = quarter.name if today > quarter.released else None
    code = 0
    try:
        show(federation, told, only_check=chosen.check)
    except KeyboardInterrupt:
        print("\nEnding …")
    except DemoError as error:
        print(f"\nThe demonstration failed: {error}", file=sys.stderr)
        code = 1
    finally:
        unclean = federation.stop()
    if unclean:
        print(f"These did not end by themselves: {', '.join(unclean)}", file=sys.stderr)
        code = 1
    if code == 0:
        print("Ended cleanly.")
    return code


if __name__ == "__main__":
    sys.exit(main())
