"""What axe-core finds on the pages of a node, and whether they scroll sideways on a small phone.

`python -m tests.browser.node_axe` looks at every page in every state in three languages, light and
dark: minutes. Tests look at a part.
"""

import sys
from collections.abc import Iterator, Mapping
from typing import Final

from playwright.sync_api import Page

from node.app import LANGUAGES
from tests.browser import lived_scenes
from tests.browser.axe import AXE, TAGS
from tests.browser.node_screenshots import styled
from tests.browser.served import chromium

NARROW: Final = 320
WIDTHS = (NARROW, 1280)
SCHEMES: Final = ("light", "dark")
LOOK = """async tags => {
    const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
    const told = found.violations.flatMap(one =>
        one.nodes.slice(0, 2).map(node => `${one.id}: ${node.html.slice(0, 160)}`));
    return [told, document.documentElement.scrollWidth];
}"""


def faults(page: Page, html: str) -> list[str]:
    """Return what is wrong with a page; axe is read once for all pages of the window."""
    page.set_content(styled(html))
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text())
    told, width = page.evaluate(LOOK, TAGS)
    if width > (page.viewport_size or {"width": 0})["width"]:
        told.append(f"{width} px wide")
    return list(told)


def all_faults(page: Page, seen: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the pages with faults."""
    for name, html in seen.items():
        if found := faults(page, html):
            yield name, found


def main() -> int:
    """Look at everything; return how it went."""
    wrong = looked = 0
    for language in LANGUAGES:
        seen = lived_scenes.seen_by(language)
        with chromium() as browser:
            for width in WIDTHS:
                for scheme in SCHEMES:
                    page = browser.new_page(
                        viewport={"width": width, "height": 780}, color_scheme=scheme
                    )
                    looked += len(seen)
                    for name, found in all_faults(page, seen):
                        wrong += 1
                        print(language, width, scheme, name, *found, sep="\n    ")  # noqa: T201
                    page.close()
    print(f"{looked} pages were looked at; {wrong} have faults.")  # noqa: T201 (a command line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
