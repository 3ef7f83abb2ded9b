"""The finder as a parent uses it: by keyboard, with mistakes, with filters, and once again."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.axe import violations
from tests.browser.finding import DATA, MESSAGE, START, SUMMARY, TITLE, lines, seek
from tests.browser.served import FIELD, FOUND, OPTION, pages, place, visit
from tests.hub.site.scene import REFERENCE

pytestmark = pytest.mark.browser


def focused(page: Page) -> str:
    """Return the words of what has the focus, or its name."""
    return str(page.evaluate("document.activeElement.innerText || document.activeElement.id"))


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(it) => document.activeElement.matches(it)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")


def several_in_one_postcode() -> tuple[str, list[str]]:
    """Return a postcode and the municipalities it lies in, the main one first."""
    row = next(row for row in REFERENCE.postal_areas if row.also)
    return row.postcode, [place(code).name("en") for code in (row.municipality, *row.also)]


def test_the_whole_task_by_keyboard(page: Page, base: str) -> None:
    page.goto(base + START)
    tab_to(page, FIELD)
    page.keyboard.type("porv")
    expect(page.locator(OPTION).first).to_be_visible()
    expect(page.locator(FIELD)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    active = page.locator(FIELD).get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}[aria-selected=true]").inner_text() == "Porvoo Borgå"
    page.keyboard.press("Enter")
    page.locator(FOUND).wait_for()
    assert (focused(page), page.url) == ("Porvoo Borgå", f"{base}{START}#638")
    assert violations(page) == []
    tab_to(page, ".filters input")
    page.keyboard.press("ArrowRight")
    assert page.url.endswith("#638,fathers")
    assert page.evaluate("document.activeElement.value") == "fathers"
    tab_to(page, ".unfold input")
    hidden = page.locator(".near:has(+ .unfold:visible) > li:nth-child(6)")
    expect(hidden).to_be_hidden()
    page.keyboard.press("Space")
    expect(hidden).to_be_visible()


def test_escape_closes_what_is_offered_and_a_press_takes_it(page: Page, base: str) -> None:
    page.goto(base + START)
    page.locator(FIELD).press_sequentially("pertunm")
    expect(page.locator(OPTION)).to_have_text("Mäntyharju formerly Pertunmaa", use_inner_text=True)
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(FIELD)).to_have_attribute("aria-expanded", "false")
    assert not page.locator("#places").is_visible()
    page.locator(FIELD).press_sequentially("a")
    page.locator(OPTION).click()
    expect(page.locator(TITLE)).to_have_text("Mäntyharju", use_inner_text=True)


def test_the_fragment_brings_the_result_back(page: Page, base: str) -> None:
    page.goto(base + START)
    seek(page, "Kuopio")
    page.locator(".filters [value=fathers]").check()
    found = page.locator(".found").last.inner_text()
    page.reload()
    page.locator(FOUND).wait_for()
    assert page.locator(".found").last.inner_text() == found
    page.locator(".found a", has_text="Porvoo").click()
    page.wait_for_url("**/municipality/porvoo/")
    page.go_back()
    page.locator(FOUND).wait_for()
    assert page.locator(".found").last.inner_text() == found
    page.locator(".tongues").get_by_text("Svenska").click()
    page.locator(FOUND).wait_for()
    assert page.url == f"{base}{pages('sv')['start']}#297,fathers"
    assert page.evaluate("history.length") == 3  # blank, start, start: no search is an entry


@pytest.mark.parametrize("fragment", ["999", "junk,<b>", "638x", "areas", "638,junk,<b>"])
def test_junk_in_the_fragment_is_passed_over(page: Page, base: str, fragment: str) -> None:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{base}{START}#{fragment}")
    seek(page, "Loviisa")
    expect(page.locator(TITLE)).to_have_text("Loviisa Lovisa", use_inner_text=True)
    assert (wrong, page.url) == ([], f"{base}{START}#434")


def test_who_has_begun_to_type_is_not_overtaken_by_the_fragment(page: Page, base: str) -> None:
    def slowly(route: Route) -> None:
        page.locator(FIELD).fill("Loviisa")
        route.continue_()

    page.route(DATA, slowly)
    page.goto(f"{base}{START}#638")
    page.wait_for_load_state("networkidle")
    assert page.locator(FIELD).input_value() == "Loviisa"
    page.locator(FIELD).press("Enter")
    expect(page.locator(f"{TITLE} a")).to_have_text("Loviisa")


def test_a_merged_municipality_is_the_one_of_today(page: Page, base: str) -> None:
    visit(page, f"{base}{START}#588")
    expect(page.locator(TITLE)).to_have_text("Mäntyharju", use_inner_text=True)
    assert page.url.endswith("#507")


def test_a_second_search_is_like_the_first(page: Page, base: str) -> None:
    page.goto(base + START)
    texts = []
    for typed in ("Porvoo", "Kuopio", "Porvoo"):
        seek(page, typed)
        expect(page.locator(f"{TITLE} a")).to_have_text(typed)
        texts.append(page.locator(".found").last.inner_text())
    assert texts[0] == texts[2] != texts[1]


def test_filters_change_the_list_and_leave_the_focus(page: Page, base: str) -> None:
    visit(page, f"{base}{START}#297")
    assert lines(page, "limited") == ["Tuusniemi", "Loviisa"]
    assert "no open group within 60 km" in page.locator(SUMMARY).inner_text()
    page.get_by_label("For fathers").check()
    assert lines(page, "open")[0] == "Tuusniemi"
    assert "1 group takes new parents within 60 km" in page.locator(SUMMARY).inner_text()
    assert page.locator(SUMMARY).locator("xpath=..").get_attribute("role") == "status"
    page.get_by_label("For mothers").check()
    page.locator(".filters select").focus()
    page.locator(".filters select").select_option("sv")
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    assert lines(page, "open") == ["Lestijärvi", "Loviisa"]
    assert page.url.endswith("#297,mothers,sv")


def test_every_answer_says_where_when_and_for_whom(page: Page, base: str) -> None:
    visit(page, f"{base}{START}#638")
    first = page.locator(".found .near li").first
    assert first.inner_text().split("\n")[:2] == ["Porvoo Borgå", "in your municipality"]
    for told in ("Finnish", "January 2027", "for parents from your municipality", "5 Dec 2026"):
        assert told in first.inner_text()
    assert lines(page, "limited")[0] == "Loviisa"
    assert "for mothers, in Swedish" in page.locator(".found").last.inner_text()
    visit(page, f"{base}{START}#035")
    assert "sea lies between" in page.locator(".found .near li").first.inner_text()
    visit(page, f"{base}{START}#285")
    answer = page.locator(".found .answer").inner_text()
    assert "We do not know" in answer
    assert "Not known since 15 Nov 2026" in answer
    assert page.locator(".found .answer a[href='tel:0400000000']").is_visible()


def test_a_postcode_of_several_municipalities_lets_one_choose(page: Page, base: str) -> None:
    postcode, towns = several_in_one_postcode()
    page.goto(base + START)
    seek(page, postcode)
    expect(page.locator(TITLE)).to_contain_text("lies in several municipalities")
    assert page.locator(".choice .called").all_inner_texts() == towns
    assert violations(page) == []
    page.locator(".choice").last.click()
    expect(page.locator(f"{TITLE} a")).to_have_text(towns[-1])


def test_what_is_not_there_is_said_kindly(page: Page, base: str) -> None:
    page.goto(base + START)
    seek(page, "99999")
    expect(page.locator(TITLE)).to_contain_text("We do not know this postcode")
    assert page.locator(".choice").count() > 0
    seek(page, "Itä-Uusimaa")
    expect(page.locator("a.choice")).to_have_attribute("href", pages("en")["area"])
    seek(page, "qqqq")
    expect(page.locator(MESSAGE)).to_contain_text("We found no place called “qqqq”")
    assert page.locator(MESSAGE).get_by_role("link").get_attribute("href") == pages("en")["list"]
    seek(page, "  ")
    assert focused(page) == "place"


@pytest.mark.parametrize(
    "typed", ["<img src=x onerror=alert(1)> qqqq", "{name:day} __proto__ qqqq", "q" * 10_000]
)
def test_what_is_typed_is_text_only(page: Page, base: str, typed: str) -> None:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.goto(base + START)
    seek(page, typed)
    expect(page.locator(MESSAGE)).to_contain_text(f"“{typed[:60]}”")
    assert (wrong, page.locator(".find img").count()) == ([], 0)


def test_without_scripts_there_are_two_doors_and_no_field(browser: Browser, base: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(base + START)
        assert not page.locator(FIELD).is_visible()
        assert page.locator(".find").bounding_box()["height"] < 200  # type: ignore[index]
        page.get_by_role("link", name="Choose your area").click()
        assert page.url.endswith("#areas")
        page.get_by_role("link", name="Choose your municipality").click()
        page.get_by_role("link", name="Porvoo", exact=True).click()
        assert page.locator("h1").inner_text() == "Porvoo Borgå"


def test_it_is_large_enough_to_touch_and_never_scrolls_sideways(page: Page, base: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for fragment in ("", "#638"):
        visit(page, f"{base}{START}{fragment}")
        if not fragment:
            seek(page, several_in_one_postcode()[0])
            page.locator(".choice").first.wait_for()
        small = page.evaluate(
            "[...document.querySelectorAll('.find :is(button, .door, .choice, select, .unfold,"
            " input[type=text], fieldset label)')].map((it) => [it.innerText, it.offsetHeight])"
            ".filter(([, height]) => height && height < 44)"
        )
        widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert (small, widths[0] <= widths[1]) == ([], True)
