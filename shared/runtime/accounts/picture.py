"""The QR code that carries a second factor to a telephone: drawn here, kept nowhere."""


def drawn(text: str) -> str:
    """Return the code as SVG to stand in a page: black on white in every mode."""
    # Drawn once for a person: an idle node is to stay small.
    import segno  # noqa: PLC0415

    return segno.make_qr(text, error="m").svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
