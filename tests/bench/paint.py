"""How soon a parent on a slow phone sees the page: largest paint, and a search's answer.

400 kbit/s, 400 ms, CPU four times slower, nothing cached. The reference is a page of one paragraph
on the same profile: what no site can be faster than on this machine.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.bench.rounds import Finding, ratios, typical
from tests.browser import slow
from tests.browser.served import FIELD, FOUND, chromium, pages, showing, visit
from tests.browser.whole import whole, write
from tests.hub.site.scene import NOW

ROUNDS = 5
GOAL_S = 1.8
SETTLED_MS = 300
KINDS = {
    "start": "start",
    "start with the list of a link": "start-found",
    "municipality": "municipality-open",
    "area": "area",
}
BARE = b"""<!doctype html>
<html lang="fi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Vertaistuki vanhemmille</title><p>Vertaistuki vanhemmille.</p></html>
"""
PRESS = """([field, found]) => new Promise((shown, lost) => {
  const begun = performance.now();
  const look = () => {
    if (document.querySelector(found)) {
      requestAnimationFrame(() => setTimeout(() => shown(performance.now() - begun)));
    } else if (performance.now() - begun > 10000) {
      lost(new Error("no list is shown"));
    } else {
      requestAnimationFrame(look);
    }
  };
  document.querySelector(field).form.querySelector("button:not([type])").click();
  look();
})"""


def measure() -> list[Finding]:
    """Measure the kinds of page that parents come to, in Finnish, of the whole country."""
    addresses = {what: pages("fi")[kind] for what, kind in KINDS.items()}
    with tempfile.TemporaryDirectory(prefix="voikukkia-paint-") as name:
        wanted = {address.partition("#")[0] for address in addresses.values()}
        folder = write(Path(name), whole(), wanted, bare=BARE)
        with showing(folder) as base, chromium() as browser:
            return [*_paints(browser, base, addresses), _search(browser, base)]


def _paints(browser: Browser, base: str, addresses: dict[str, str]) -> list[Finding]:
    """Load every page in turns, each time with nothing cached."""
    bare: list[float] = []
    found: dict[str, list[float]] = {what: [] for what in addresses}
    for _ in range(ROUNDS):
        bare.append(_paint(browser, f"{base}/bare/"))
        for what, address in addresses.items():
            found[what].append(_paint(browser, base + address))
    beside = f"bare page {typical([1000 * seconds for seconds in bare], 'ms')}"
    lines = []
    for what, seconds in found.items():
        lines += [
            Finding(f"largest paint, {what}", seconds, "s", goal=("≤", GOAL_S)),
            Finding("  · over a bare page", ratios(seconds, bare), beside=beside),
        ]
    return lines


def _paint(browser: Browser, address: str) -> float:
    with browser.new_context(viewport={"width": 360, "height": 780}) as context:
        slow.watch(context)
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        slow.slow_phone(page)
        visit(page, address)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLED_MS)
        return slow.largest_paint_ms(page) / 1000


def _search(browser: Browser, base: str) -> Finding:
    """Measure from the press of the button to the painted list, the data there already."""
    found = []
    with browser.new_context(viewport={"width": 360, "height": 780}) as context:
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        slow.slow_phone(page)
        for _ in range(ROUNDS):
            visit(page, base + pages("fi")["start"])
            page.locator(FIELD).focus()
            page.wait_for_load_state("networkidle")
            page.locator(FIELD).fill("kuopio")
            page.wait_for_timeout(SETTLED_MS)
            found.append(float(page.evaluate(PRESS, [FIELD, FOUND])))
    return Finding("a search, from the press to the list", found, "ms", beside="CPU ×4")
