"""The QR code that carries a second factor to a telephone: drawn here, kept nowhere."""

import segno


def drawn(text: str) -> str:
    """Return the code as SVG to stand in a page: black on white in every mode."""
    return segno.make_qr(text, error="m").svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
