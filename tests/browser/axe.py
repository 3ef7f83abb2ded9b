"""What axe-core finds on a page: the newest one, injected, with the six tags of the budget."""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(os.environ.get("AXE_PATH", ".tools/axe-core/axe.min.js"))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VERSION = "4.14.1"


def violations(page: Page) -> list[dict[str, Any]]:
    """Return what axe finds, in short."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: []})", TAGS)
    return [
        {"id": v["id"], "nodes": [node["html"][:160] for node in v["nodes"][:3]]}
        for v in found["violations"]
    ]
