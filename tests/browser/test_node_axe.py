"""Every page of a node that a lead opens, and every refused form: axe-core, and 320 pixels."""

import re

import pytest
from litestar.handlers import HTTPRouteHandler
from playwright.async_api import Page, async_playwright

from node import faces
from node.groups import edit as groups
from node.instructors import edit as instructors
from node.organisers import edit as organisers
from node.web.house import HERE
from tests.browser.axe import AXE, TAGS
from tests.browser.served import CHROMIUM, FLAGS
from tests.node.conftest import clock, database, reference
from tests.node.web.conftest import ORIGIN, Pages, house
from tests.node.web.test_every_route import employ

__all__ = ["clock", "database", "house", "reference"]

pytestmark = pytest.mark.browser
EVERY = 8
"""Of the other languages every eighth page is looked at: the templates are the same."""
PARTS = {"group": "kuopio-2026-1", "instructor": "ohjaaja-1", "organiser": "esimerkki-ry"}
GROUP = {
    "meets_in": "Kuopio",
    "lifecycle": "open",
    "meetings": "1.10.2026, 8.10.2026, 15.10.2026",
    "audience": "isät",
    "place": "Esimerkkikuja 1",
    "instructors": "ohjaaja-1",
}
NEITHER = re.compile(r"\{\w+:\w+\}")


def routes(method: str) -> list[str]:
    """Return the paths after the language that have a page for this method, as far as seeded."""
    found = []
    for route in faces.routes():
        (path,) = route.paths
        if method not in route.http_methods or not path.startswith("/{language"):
            continue
        for part, value in PARTS.items():
            path = path.replace(f"{{{part}:str}}", value)
        path = path.removeprefix("/{language:str}")
        if not NEITHER.search(path) and _is_page(route):
            found.append(path or "/")
    return found


def _is_page(route: HTTPRouteHandler) -> bool:
    return not any(part.endswith((".json", ".csv", ".xlsx", ".ics")) for part in route.paths)


async def seed(pages: Pages) -> None:
    """Keep something of what the pages show."""
    desk = pages.desk
    parts = (desk.database, desk.clock, desk.reference)
    await desk.database.write(employ)
    made = await instructors.save(
        desk.database, desk.clock, {"name": "Aino Esimerkki", "role": "peer"}
    )
    assert not isinstance(made, tuple), made
    kept = await organisers.save(*parts, {"name": "Esimerkki ry", "kind": "ngo"})
    assert not isinstance(kept, tuple), kept
    saved = await groups.save(*parts, GROUP)
    assert isinstance(saved, groups.Saved), saved


async def faults(page: Page, html: str) -> list[str]:
    """Return what axe finds on a page of 320 pixels, and whether it scrolls sideways."""
    await page.set_content(html)
    await page.add_style_tag(content=(HERE / "assets" / "node.css").read_text())
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: []})", TAGS)
    told = [
        f"{v['id']}: {node['html'][:120]}" for v in found["violations"] for node in v["nodes"][:2]
    ]
    width = await page.evaluate("document.documentElement.scrollWidth")
    return [*told, f"{width} px wide"] if width > 320 else told


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_every_page_and_every_refusal_is_without_faults(house: Pages, language: str) -> None:
    await seed(house)
    seen: dict[str, str] = {}
    for path in routes("GET"):
        answer = await house.lead.client.get(f"/{language}{path}", follow_redirects=False)
        if "html" in answer.headers.get("content-type", "") and answer.status_code < 500:
            seen[f"GET {path}"] = answer.text
    for path in [path for path in routes("POST") if not path.startswith("/care/")]:
        answer = await house.lead.client.post(
            f"/{language}{path}",
            data={"csrf": house.lead.known},
            headers={"origin": ORIGIN},
            follow_redirects=False,
        )
        if answer.status_code == 422:
            seen[f"POST {path}"] = answer.text
    assert len(seen) > 70
    assert sum(name.startswith("POST") for name in seen) > 15
    looked_at = dict(list(seen.items())[:: 1 if language == "fi" else EVERY])

    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = await browser.new_page(viewport={"width": 320, "height": 720})
        wrong = {name: await faults(page, html) for name, html in looked_at.items()}
        await browser.close()

    assert {name: told for name, told in wrong.items() if told} == {}
