"""One area's municipalities as dots inside its outline: the picture on an area's page.

Same classes, signs and style sheet as the map of the country (svg class `map dots`); a dot is too
small for a pattern, its sign tells its state. Dots are moved apart where towns are close.
"""

from collections.abc import Mapping
from functools import cache
from html import escape

from hub.site.map.geometry import geometry
from hub.site.map.mark import STATES, UNKNOWN, Mark
from hub.site.map.projection import project
from hub.site.map.scatter import RADIUS, Scattered, Town, scatter
from shared.reference.lookup import load
from shared.wire.words import AreaCode, MunicipalityCode, State

PAINT: Mapping[State, tuple[str, str]] = {
    "open": ("#0b62a0", "#fff"),
    "limited": ("#cde4f7", "#0b62a0"),
    "coming": ("#f6b64a", "#5a3a00"),
    "full": ("#efe6f3", "#6d4b80"),
    "none": ("#e9edf3", "#6b7280"),
    "unknown": ("#fff", "#6b7280"),
}
"""Fill and edge of a dot in each state; attributes, which any style sheet overrides."""

_LOWER = 4  # from a text's middle to its base line

Dots = list[tuple[int, int, Mark]]


def draw_dots(area: AreaCode, states: Mapping[MunicipalityCode, Mark], *, language: str) -> str:
    """Return the SVG of an area; a municipality without a mark is unknown.

    Raises KeyError for a code that is no area.
    """
    outline = geometry().areas[area].outline
    codes = [m.code for m in load().municipalities_of(area)]
    placed = _scattered(area, language)
    dots = [
        (x, y, states.get(code, UNKNOWN)) for code, (x, y) in zip(codes, placed.dots, strict=True)
    ]
    return (
        f'<svg class="map dots" viewBox="0 0 {outline.width} {outline.height}" role="none"'
        f' aria-hidden="true" focusable="false"><path class="m-land" fill="#f3f5f8"'
        f' stroke="#6b7280" d="{outline.path}"/>{_names(placed)}{_circles(dots)}'
        f"{_signs(dots)}</svg>"
    )


@cache
def _scattered(area: AreaCode, language: str) -> Scattered:
    outline = geometry().areas[area].outline
    towns = []
    for municipality in load().municipalities_of(area):
        x, y = project(municipality.lat, municipality.lon)
        towns.append(
            Town(
                name=municipality.name(language),
                population=municipality.population,
                x=x * outline.scale + outline.x,
                y=y * outline.scale + outline.y,
            )
        )
    return scatter(towns, outline.width, outline.height)


def _names(placed: Scattered) -> str:
    """Return the names, with a halo of paper."""
    texts = []
    for name in placed.names:
        x = {"start": name.left, "end": name.right}.get(name.anchor, (name.left + name.right) / 2)
        side = "" if name.anchor == "start" else f' text-anchor="{name.anchor}"'
        texts.append(f'<text x="{x:.0f}" y="{name.middle + _LOWER:.0f}"{side}>')
        texts.append(f"{escape(name.text)}</text>")
    return (
        '<g class="on-paper" font-size="11" fill="#14181f" stroke="#fff" stroke-width="3"'
        f' stroke-linejoin="round" paint-order="stroke">{"".join(texts)}</g>'
    )


def _circles(dots: Dots) -> str:
    """Return the dots, those of a state in one group."""
    groups = []
    for state in STATES:
        circles = "".join(
            f'<circle cx="{x}" cy="{y}" r="{RADIUS}"/>'
            for x, y, mark in dots
            if mark.state == state
        )
        fill, edge = PAINT[state]
        if circles:
            groups.append(f'<g class="s-{state}" fill="{fill}" stroke="{edge}">{circles}</g>')
    return f'<g stroke-width="1.5">{"".join(groups)}</g>'


def _signs(dots: Dots) -> str:
    """Return the signs in the dots."""
    on_open: list[str] = []
    others: list[str] = []
    for x, y, mark in dots:
        text = f'<text x="{x}" y="{y + _LOWER}">{escape(mark.sign)}</text>'
        (on_open if mark.state == "open" else others).append(text)
    return (
        '<g class="m-signs" font-size="11" font-weight="700" text-anchor="middle">'
        f'<g class="on-open" fill="#fff">{"".join(on_open)}</g>'
        f'<g class="on-dot" fill="#14181f">{"".join(others)}</g></g>'
    )
