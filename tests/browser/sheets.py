"""Contact sheets: many pictures on few, each with its name, laid out by the browser itself."""

from html import escape
from pathlib import Path

from playwright.sync_api import Browser

WIDTH, PER_SHEET = 1600, 10
_STYLE = """
body { margin: 12px; font: 14px sans-serif; background: #777; color: #fff }
main { display: grid; gap: 12px; grid-template-columns: repeat(5, 1fr) }
figure { margin: 0 } figcaption { padding: 2px 0 }
div { max-height: 1100px; overflow: hidden; background: #fff }
img { display: block; width: 100% }
"""


def lay_out(browser: Browser, pictures: list[Path], target: Path) -> int:
    """Write sheets, `target` numbered, and return how many; of long pictures the top is seen."""
    with browser.new_context(viewport={"width": WIDTH, "height": 900}) as context:
        page = context.new_page()
        starts = range(0, len(pictures), PER_SHEET)
        for number, first in enumerate(starts, 1):
            html = target.with_name(f"{target.name}-{number}.html")
            html.write_text(_sheet(pictures[first : first + PER_SHEET], html.parent))
            page.goto(html.resolve().as_uri())
            page.screenshot(path=html.with_suffix(".png"), full_page=True)
    return len(starts)


def _sheet(pictures: list[Path], beside: Path) -> str:
    figures = "".join(
        f"<figure><figcaption>{escape(picture.stem)}</figcaption>"
        f'<div><img src="{escape(str(picture.relative_to(beside)))}" alt=""></div></figure>'
        for picture in pictures
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(beside.name)}</title>'
        f"<style>{_STYLE}</style><main>{figures}</main></html>"
    )
