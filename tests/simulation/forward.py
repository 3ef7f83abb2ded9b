"""One web application for thousands of hubs: building it anew takes 30 ms, a restart here takes 3.

What the routes are handed stands behind a `Forward`, which is pointed at the parts of the hub that
lives now. Routes, answers and error handling are the project's own.
"""

from typing import Any

from litestar import Litestar

from hub.web import api


class Forward:
    """Stands for one part of whichever hub lives now."""

    def __init__(self, part: object) -> None:
        self._part = part

    def point(self, part: object) -> None:
        """Stand for another one."""
        self._part = part

    def __getattr__(self, name: str) -> Any:
        return getattr(self._part, name)

    @property
    def __class__(self) -> Any:
        """Pass for what it stands for."""
        return type(self._part)

    @__class__.setter
    def __class__(self, _kind: Any) -> None:
        raise TypeError


_built: dict[frozenset[str], tuple[Litestar, dict[str, Forward]]] = {}
_build: Any = api.build


def build(**parts: Any) -> Litestar:
    """Return the application over these parts; the first call builds it."""
    plain = {name: part for name, part in parts.items() if isinstance(part, int | str | bytes)}
    key = frozenset(parts) | {repr(sorted(plain.items()))}
    if key not in _built:
        forwards = {n: Forward(part) for n, part in parts.items() if n not in plain}
        _built[key] = _build(**forwards, **plain), forwards
    app, forwards = _built[key]
    for name, forward in forwards.items():
        forward.point(parts[name])
    return app
