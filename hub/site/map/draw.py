"""The map of the 23 areas as one inline SVG: a picture for the eye beside an equal table.

Hidden from the accessibility tree and the tab order. Classes: `map`; a state's shapes `s-open
s-limited s-coming s-full s-none s-unknown`; patterns `p-limited p-coming p-full p-unknown`;
`m-inset m-title m-line m-signs on-open on-paper`. map.css colours them in every mode; without it
the light colours here hold.
"""

from collections.abc import Iterable, Mapping
from html import escape

from hub.site.map.geometry import Shape, geometry
from hub.site.map.mark import STATES, UNKNOWN, Mark
from shared.wire.words import AreaCode, State

FILLS: Mapping[State, str] = {
    "open": "#0b62a0",
    "limited": "url(#p-limited)",
    "coming": "url(#p-coming)",
    "full": "url(#p-full)",
    "none": "#e9edf3",
    "unknown": "url(#p-unknown)",
}
"""How each state is filled; attributes, which any style sheet overrides."""

PATTERNS = (
    '<pattern id="p-limited" class="p-limited" width="12" height="12" fill="#cde4f7"'
    ' stroke="#0b62a0" stroke-width="5" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><path stroke="none" d="M0 0h12v12H0z"/><path d="M6 0v12"/>'
    '</pattern><pattern id="p-coming" class="p-coming" width="10" height="10" fill="#f6b64a"'
    ' stroke="#5a3a00" stroke-width="3.6" stroke-linecap="round" patternUnits="userSpaceOnUse">'
    '<path stroke="none" d="M0 0h10v10H0z"/><path d="M5 5h0"/>'
    '</pattern><pattern id="p-full" class="p-full" width="9" height="9" fill="#efe6f3"'
    ' stroke="#6d4b80" stroke-width="1.8" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><path stroke="none" d="M0 0h9v9H0z"/>'
    '<path d="M0 4h9M4 0v9"/></pattern>'
    '<pattern id="p-unknown" class="p-unknown" width="9" height="9" fill="#fff"'
    ' stroke="#8b929e" stroke-width="2.4" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(-45)"><path stroke="none" d="M0 0h9v9H0z"/><path d="M4 0v9"/>'
    "</pattern>"
)
"""The four patterns, once in a picture: a background and a drawing."""

_LOWER = 9  # from a sign's middle to its base line
_DISC = 18  # radius of the disc under a sign that stands beside its area


def draw(states: Mapping[AreaCode, Mark], *, inset_title: str) -> str:
    """Return the SVG; an area without a mark is unknown, for unknown is not none."""
    shapes = geometry()
    marks = {code: states.get(code, UNKNOWN) for code in shapes.areas}
    box = shapes.inset
    close = {code: shape for code, shape in shapes.areas.items() if shape.close is not None}
    far = [(marks[code].state, shape.path) for code, shape in shapes.areas.items()]
    near = [(marks[code].state, shape.close or "") for code, shape in close.items()]
    return (
        f'<svg class="map" viewBox="0 0 {shapes.width} {shapes.height}" role="none"'
        f' aria-hidden="true" focusable="false"><defs>{PATTERNS}</defs>'
        f'<g stroke-linejoin="round" stroke-width="1.5">{_filled(far)}'
        f'<rect class="m-inset" x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}"'
        f' rx="6" fill="#fff" stroke="#6b7280"/>{_filled(near)}</g>{_lines(close.values())}'
        f"{_discs(marks, close)}"
        f'<text class="m-title" x="{box.x + 12}" y="{box.y + 26}" font-size="20"'
        f' font-weight="600">{escape(inset_title)}</text>'
        f"{_signs(marks, shapes.areas)}</svg>"
    )


def _filled(paths: Iterable[tuple[State, str]]) -> str:
    """Return the paths of every state in one group; the pale ones come last, over the others."""
    by_state: dict[State, str] = {}
    for state, path in paths:
        by_state[state] = by_state.get(state, "") + path
    return "".join(
        f'<path class="s-{state}" fill="{FILLS[state]}" stroke="{_edge(state)}"'
        f' d="{by_state[state]}"/>'
        for state in STATES
        if state in by_state
    )


def _edge(state: State) -> str:
    return "#fff" if state == "open" else "#6b7280"


def _lines(shapes: Iterable[Shape]) -> str:
    """Return the lines from the signs that stand beside their areas."""
    led = [(shape.sign, shape.anchor) for shape in shapes if shape.anchor]
    lines = "".join(f"M{x} {y}L{to_x} {to_y}" for (x, y), (to_x, to_y) in led)
    ends = "".join(f"M{to_x} {to_y}h0" for _, (to_x, to_y) in led)
    return (
        '<g class="m-line" fill="none" stroke="#14181f" stroke-linecap="round">'
        f'<path stroke-width="2" d="{lines}"/><path stroke-width="7" d="{ends}"/></g>'
    )


def _discs(marks: Mapping[AreaCode, Mark], shapes: Mapping[AreaCode, Shape]) -> str:
    """Return discs that repeat the state of the areas too small to show it."""
    return "".join(
        f'<circle class="s-{state}" fill="{FILLS[state]}" stroke="{_edge(state)}"'
        f' cx="{shape.sign[0]}" cy="{shape.sign[1]}" r="{_DISC}"/>'
        for code, shape in shapes.items()
        if shape.anchor and (state := marks[code].state)
    )


def _signs(marks: Mapping[AreaCode, Mark], shapes: Mapping[AreaCode, Shape]) -> str:
    """Return the signs: white on the solid colour, else dark with a halo of paper."""
    on_open: list[str] = []
    others: list[str] = []
    for code, shape in shapes.items():
        mark = marks[code]
        x, y = shape.sign
        text = f'<text x="{x}" y="{y + _LOWER}">{escape(mark.sign)}</text>'
        (on_open if mark.state == "open" else others).append(text)
    return (
        '<g class="m-signs" font-size="27" font-weight="700" text-anchor="middle">'
        f'<g class="on-open" fill="#fff">{"".join(on_open)}</g>'
        '<g class="on-paper" fill="#14181f" stroke="#fff" stroke-width="9"'
        f' stroke-linejoin="round" paint-order="stroke">{"".join(others)}</g></g>'
    )
