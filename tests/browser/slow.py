"""A slow phone on a slow line, and what it sees: largest paint and shifts of the layout."""

from playwright.sync_api import BrowserContext, CDPSession, Page

BYTES_PER_S = 400_000 // 8
NO_LIMIT = -1
LATENCY_MS = 400
CPU = 4

_WATCH = """
window.shifted = 0;
window.painted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.painted = entry.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
"""


def watch(context: BrowserContext) -> None:
    """Note paints and shifts of every page the context opens from now on."""
    context.add_init_script(_WATCH)


def slow_line(
    page: Page, latency_ms: int = LATENCY_MS, bytes_per_s: int = BYTES_PER_S
) -> CDPSession:
    """Slow down what the page loads."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": latency_ms,
            "downloadThroughput": bytes_per_s,
            "uploadThroughput": bytes_per_s,
        },
    )
    return session


def slow_phone(page: Page) -> None:
    """Slow down what the page loads and what it computes: the profile of the budget."""
    slow_line(page).send("Emulation.setCPUThrottlingRate", {"rate": CPU})


def shifted(page: Page) -> float:
    """Return the sum of all shifts so far that no input caused; never less than their score."""
    return float(page.evaluate("window.shifted"))


def largest_paint_ms(page: Page) -> float:
    """Return when the largest thing so far was painted, from the start of the navigation."""
    return float(page.evaluate("window.painted"))
