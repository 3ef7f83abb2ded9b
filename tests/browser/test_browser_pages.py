"""The parents' site in a real browser: alone, usable without scripts, never older than it says."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from hub.site.facts import LANGUAGES
from tests.browser.axe import violations
from tests.browser.served import pages, visit
from tests.hub.site.scene import NOW

pytestmark = pytest.mark.browser

DAY_MS = 86_400_000
STORED = """async () => [
  document.cookie, localStorage.length, sessionStorage.length,
  (await indexedDB.databases()).length, (await caches.keys()).length,
  (await navigator.serviceWorker.getRegistrations()).length,
]"""


def states(page: Page, within: str = "main") -> set[str]:
    """Return the words of the states that can be seen, legends apart."""
    found = page.locator(f"{within} .state:visible .word").all_inner_texts()
    return set(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_other_origin_is_asked_and_nothing_is_kept(
    browser: Browser, base: str, language: str
) -> None:
    with browser.new_context() as context:
        page, asked, failed = context.new_page(), set(), []
        page.clock.install(time=NOW)
        page.on("request", lambda request: asked.add("/".join(request.url.split("/")[:3])))
        page.on("console", lambda message: failed.append(message.text))
        page.on("pageerror", lambda error: failed.append(str(error)))
        for kind, address in pages(language).items():
            visit(page, base + address)
            if kind != "missing":
                assert failed == [], kind
            failed.clear()
        assert asked == {base}
        assert context.cookies() == []
        assert page.evaluate(STORED) == ["", 0, 0, 0, 0, 0]


def test_a_page_opened_too_late_says_that_nothing_is_known(page: Page, base: str) -> None:
    page.clock.set_fixed_time(NOW + timedelta(days=15))
    for kind in ("start", "area", "list"):
        page.goto(base + pages("fi")[kind])
        shown = page.locator("main .state[class*='s-']:visible:not(.legend *) .word")
        assert set(shown.all_inner_texts()) == {"Emme tiedä"}, kind
    page.goto(base + pages("fi")["municipality-open"])
    assert states(page) == {"Emme tiedä"}
    assert page.get_by_text("Tieto oli voimassa 5.12.2026 asti.").is_visible()
    assert not page.get_by_text("1 ryhmä ottaa uusia vanhempia.").is_visible()
    assert page.get_by_text("Kysy, onko ryhmää.").is_visible()
    assert not page.get_by_text("Ota yhteyttä.").is_visible()


def test_a_page_kept_open_ages_by_itself(page: Page, base: str) -> None:
    page.goto(base + pages("sv")["municipality-open"])
    assert "Tar emot nya föräldrar" in states(page, ".answer")
    page.clock.fast_forward(13 * DAY_MS)
    assert "Tar emot nya föräldrar" in states(page, ".answer")
    page.clock.fast_forward(2 * DAY_MS)
    assert states(page, ".answer") == {"Vi vet inte"}
    assert violations(page) == []


def test_the_picture_is_taken_away_when_it_is_past(page: Page, base: str) -> None:
    page.goto(base + "/fi/")
    assert page.locator("svg.map").is_visible()
    page.clock.fast_forward(15 * DAY_MS)
    assert not page.locator("svg.map").is_visible()
    assert page.get_by_text("Kartta on vanhentunut. Katso taulukkoa.").is_visible()


def test_without_scripts_the_dates_are_in_sight(browser: Browser, base: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(base + "/")
        page.get_by_role("link", name="Suomeksi", exact=True).click()
        page.get_by_role("link", name="Valitse kuntasi").click()
        page.get_by_role("link", name="Porvoo", exact=True).click()
        text = page.locator("main").inner_text()
        assert "Vahvistettu 12.11.2026." in text
        assert "Tieto on voimassa 5.12.2026 asti." in text
        assert "Sivu on tehty 21.11.2026." in page.locator("footer").inner_text()
        page.get_by_role("link", name="Svenska").click()
        assert page.url == f"{base}/sv/kommun/borga/"
        assert states(page, ".answer") == {"Tar emot nya föräldrar"}


def test_the_keyboard_reaches_the_content_first(page: Page, base: str) -> None:
    page.goto(base + pages("fi")["municipality-open"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_leaving_replaces_the_page_in_the_history(browser: Browser, base: str) -> None:
    with browser.new_context() as context:
        stub_elsewhere(context, base)
        page = context.new_page()
        page.goto(base + "/fi/")
        page.goto(base + pages("fi")["municipality-open"])
        page.get_by_role("link", name="Poistu sivulta").click()
        page.wait_for_url("https://www.ilmatieteenlaitos.fi/")
        page.go_back()
        assert page.url == base + "/fi/"


def stub_elsewhere(context: BrowserContext, base: str) -> None:
    """Answer for every other origin, so that the test stays on this machine."""
    context.route(
        lambda url: not url.startswith(base),
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Sää</h1>"),
    )


def test_help_is_in_the_first_view_of_a_phone(page: Page, base: str) -> None:
    for language in LANGUAGES:
        page.goto(f"{base}/{language}/")
        for number in ("112", "09 000 0112", "09 000 0000"):
            box = page.get_by_role("link", name=number, exact=True).first.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= 780, (language, number)
