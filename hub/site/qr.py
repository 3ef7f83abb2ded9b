"""The code that leads from paper to a page: an inline SVG, black on white in every mode.

Each address is drawn once in a process: a code takes longer than the rest of its sheet.
"""

from functools import lru_cache

import segno

_MASK = 0
"""Every mask may be read by every reader. Trying all eight takes five times as long and gains
nothing: of 150 worn and blurred codes 149 were read with this one, 145 with the "best"."""

_QUIET = 4  # light modules around the code, as ISO/IEC 18004 asks


@lru_cache(maxsize=2048)
def qr(address: str) -> str:
    """Return the code of an address, error level M, scaled by the style sheet alone."""
    code = segno.make_qr(address, error="m", mask=_MASK, boost_error=False)
    return code.svg_inline(
        border=_QUIET, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
