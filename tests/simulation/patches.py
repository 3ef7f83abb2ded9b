"""What a run puts in the place of threads, sockets, the system's randomness and its log.

Everything is put back afterwards. No code of the project knows of any of this.
"""

import functools
import gc
import io
import secrets
from collections.abc import Iterator, MutableMapping
from contextlib import ExitStack, contextmanager
from typing import Any

import msgspec
import structlog

from hub import app as hub_app
from hub.web import api
from node import app as node_app
from shared import signing
from shared.reference import lookup
from shared.reference.lookup import Reference
from shared.reference.tables import tables
from shared.runtime import log, migrate
from shared.runtime.i18n import Translator
from shared.runtime.uplink import Uplink
from shared.signing import SigningKey
from tests.simulation import forward
from tests.simulation.chance import Chance
from tests.simulation.inline import InlineDatabase
from tests.simulation.paper import PaperMirror
from tests.simulation.wire import Line

PLACES = frozenset({"297", "749", "420", "915", "687", "204", "091", "853"})
"""The municipalities of the runs: the country's 308 would cost time and find nothing more."""


@contextmanager
def put(owner: object, name: str, value: object) -> Iterator[None]:
    """Put a value in an attribute's place for a while."""
    before = owner.__dict__[name] if isinstance(owner, type) else getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


@functools.cache
def small_reference() -> Reference:
    """Return the reference tables with a few municipalities only."""
    rows = tables()
    kept = tuple(m for m in rows.municipalities if m.code in PLACES)
    codes = {m.area for m in kept}
    return Reference(
        msgspec.structs.replace(
            rows,
            municipalities=kept,
            areas=tuple(area for area in rows.areas if area.code in codes),
            former=tuple(f for f in rows.former if f.successor in PLACES),
            postcodes=(),
            other_names=(),
        )
    )


class Defects:
    """Collects what the project's own log calls an error that no injected fault explains."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def __call__(
        self, _logger: object, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Look at one event, and let nothing of it be written."""
        if event.get("event") == "request.failed" and event.get("error") not in EXPECTED:
            self.found.append(f"{event.get('error')} at {event.get('where')}")
        raise structlog.DropEvent


EXPECTED = frozenset({"StorageError", "MirrorError", "CancelledError", "KilledError"})


@contextmanager
def instead(chance: Chance) -> Iterator[Defects]:
    """Put everything in place for one run."""
    own = chance.of("secrets")
    defects = Defects()

    def generate(cls: type[SigningKey]) -> SigningKey:
        return cls.from_bytes(own.randbytes(32))

    def line(url: str, **options: Any) -> Uplink:
        return Uplink(url, timeout_s=options.get("timeout_s", 30.0), transport=Line())

    with ExitStack() as stack:
        for owner, name, value in (
            (lookup, "load", small_reference),
            (secrets, "token_hex", lambda size=32: own.randbytes(size).hex()),
            (secrets, "token_bytes", lambda size=32: own.randbytes(size)),
            (SigningKey, "generate", classmethod(generate)),
            (signing, "holds", _holds),
            (migrate, "read", _migrations),
            (node_app, "Database", InlineDatabase),
            (node_app, "Uplink", line),
            (node_app, "_drawn", chance.of("jitter")),
            (node_app, "translator", lambda _language: _silent),
            (hub_app, "Database", InlineDatabase),
            (hub_app, "Mirror", PaperMirror),
            (api, "build", forward.build),
        ):
            stack.enter_context(put(owner, name, value))
        stack.enter_context(_log(defects))
        stack.enter_context(_no_collector())
        yield defects


_silent = Translator("en")
_migrations = functools.cache(migrate.read)
_holds = functools.lru_cache(maxsize=8_192)(signing.holds)
"""Whether a signature holds never changes: both sides of a run ask it of the same bytes."""


@contextmanager
def _no_collector() -> Iterator[None]:
    """Let no search for cycles interrupt a run: it is short, and what it leaves is small."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@contextmanager
def _log(defects: Defects) -> Iterator[None]:
    before = structlog.get_config()
    log.configure("error", io.StringIO(), pretty=False)
    structlog.configure(processors=[defects], cache_logger_on_first_use=False)
    try:
        yield
    finally:
        structlog.configure(**before)
