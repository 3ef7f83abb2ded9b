import re
import xml.etree.ElementTree as ET
from importlib.resources import files

import pytest

from hub.site.map.draw import draw
from hub.site.map.geometry import geometry
from hub.site.map.mark import STATES, Mark

brotli = pytest.importorskip("brotli")
SVG = "{http://www.w3.org/2000/svg}"
SIGNS = {"open": "2", "limited": "R", "coming": "T", "full": "J", "none": "0", "unknown": "?"}


def _colourful() -> dict[str, Mark]:
    """Return marks in which every state stands among its neighbours."""
    return {
        code: Mark(STATES[i % 6], SIGNS[STATES[i % 6]]) for i, code in enumerate(geometry().areas)
    }


def _parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314 - our own


def _texts(svg: str, group: str) -> list[str]:
    parent = _parsed(svg).find(f".//{SVG}g[@class='{group}']")
    assert parent is not None
    return [text.text or "" for text in parent.iter(f"{SVG}text")]


def test_the_whole_map_is_small() -> None:
    svg = draw(_colourful(), inset_title="Uusimaa lähempää")

    assert len(brotli.compress(svg.encode(), quality=11)) <= 6_500


def test_the_map_is_hidden_from_the_accessibility_tree_and_the_tab_order() -> None:
    svg = draw(_colourful(), inset_title="Nyland närmare")

    root = _parsed(svg)

    assert root.get("aria-hidden") == "true"
    assert root.get("focusable") == "false"
    assert root.get("role") == "none"
    assert root.get("viewBox")
    assert not re.search(r"tabindex|<a\b|<title|<style|<script|href|http|style=", svg)


def test_every_area_has_its_sign() -> None:
    marks = _colourful()
    svg = draw(marks, inset_title="x")

    signs = _texts(svg, "m-signs")

    assert sorted(signs) == sorted(mark.sign for mark in marks.values())


def test_an_area_without_a_mark_is_unknown_never_none() -> None:
    svg = draw({"21": Mark("open", "4")}, inset_title="x")

    assert _texts(svg, "on-open") == ["4"]
    assert _texts(svg, "on-paper") == ["?"] * 22
    assert "s-none" not in svg


def test_states_have_classes_and_patterns_that_are_defined_once() -> None:
    svg = draw(_colourful(), inset_title="x")

    for state in STATES:
        assert f'class="s-{state}"' in svg
    for used in set(re.findall(r"url\(#([\w-]+)\)", svg)):
        assert svg.count(f'id="{used}"') == 1
    ids = re.findall(r'id="([^"]+)"', svg)
    assert sorted(ids) == ["p-coming", "p-full", "p-limited", "p-unknown"]


def test_states_that_do_not_occur_take_no_room() -> None:
    svg = draw({code: Mark("none", "0") for code in geometry().areas}, inset_title="x")

    assert re.findall(r'class="s-(\w+)"', svg).count("none") == 4
    assert not re.search(r'class="s-(open|limited|coming|full|unknown)"', svg)


def test_texts_are_escaped() -> None:
    svg = draw({"21": Mark("open", "<&")}, inset_title="<b>")

    assert "<b>" not in svg
    assert _texts(svg, "on-open") == ["<&"]


def test_the_same_marks_give_the_same_bytes() -> None:
    marks = _colourful()
    turned = dict(reversed(marks.items()))

    assert draw(marks, inset_title="x") == draw(turned, inset_title="x")


def test_the_style_sheet_knows_every_class_and_mode_and_is_short() -> None:
    css = files("hub.site.map").joinpath("map.css").read_text(encoding="utf-8")
    svg = draw(_colourful(), inset_title="x")

    classes = {name for some in re.findall(r'class="([^"]+)"', svg) for name in some.split()}
    styled = set(re.findall(r"\.([a-z][\w-]*)", css))

    assert len(css.splitlines()) <= 40
    assert classes - styled <= {"m-signs", "s-unknown"}
    for mode in ("prefers-color-scheme: dark", "forced-colors: active", "print"):
        assert mode in css
    assert not re.search(r"url\(|@import|http", css)
