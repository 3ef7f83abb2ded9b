"""Whole numbers in addresses and forms, which anybody may have typed."""

DIGITS = 18
"""As many as SQLite keeps of any number; Python itself refuses to read some thousands of them."""


def whole(text: str) -> int | None:
    """Read a number from 0 on; None for anything else, and for one that nothing here reaches."""
    fits = len(text) <= DIGITS and text.isascii() and text.isdigit()
    return int(text) if fits else None
