"""The short code on a printed form: random letters and digits that are not mistaken on paper."""

from collections.abc import Callable, Sequence

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""No vowels, so that no words appear; no 0, 1, I, L, O, which look alike in handwriting."""
LENGTH = 6


def drawn(choose: Callable[[Sequence[str]], str]) -> str:
    """Return a new code; `choose` picks one of several at random."""
    return "".join(choose(ALPHABET) for _ in range(LENGTH))


def read(text: str) -> str | None:
    """Return a code as somebody typed it, small letters and hyphens allowed; None if it is none."""
    plain = "".join(text.upper().replace("-", " ").split())
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else None


def printed(code: str) -> str:
    """Return a code as it stands on paper: K7M-4QT."""
    return f"{code[:3]}-{code[3:]}"
