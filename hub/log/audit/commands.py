"""`voikukkia-hub verify --from`: check what any hub has published, without a hub of one's own."""

import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from hub.counter import Context
from hub.log.audit import source
from hub.log.audit.model import Audit, Question, Read
from hub.log.audit.whole import audit
from shared.reference import lookup
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.fetch import Fetch
from shared.text import Text
from shared.wire.words import PublicKey

KEY_LETTERS = 64


class Asked(Struct, frozen=True, kw_only=True):
    """What somebody typed."""

    source: str
    key: str | None = None
    node: str | None = None
    place: str | None = None
    seen: tuple[Path, ...] = ()


async def check(context: Context, asked: Asked, clock: Clock) -> None:
    """Check a site or a folder and say what was found; end with exit code 1 if it does not fit."""
    reference = lookup.load()
    question = _question(context, asked, reference, clock)
    found = await _audit(context, asked.source, question, reference)
    for text in (*found.facts, *found.trace, *found.findings):
        context.say(text)
    if found.findings:
        context.refuse(
            Text.of(
                "What is published does not follow from the log: {count} findings.",
                count=len(found.findings),
            )
        )
    context.say(
        Text.of(
            "Everything fits: checkpoint, tree, every signature and grant, and every published row."
        )
    )


async def _audit(context: Context, named: str, question: Question, reference: Reference) -> Audit:
    if question.served:
        with tempfile.TemporaryDirectory(prefix="voikukkia-verify-") as folder:
            async with Fetch(named) as fetch:
                read = await source.fetched(fetch, Path(folder))
            return audit(read, question, reference)
    return audit(_folder(context, named), question, reference)


def _folder(context: Context, named: str) -> Read:
    if not Path(named).is_dir():
        context.refuse(Text.of("{folder} is neither a folder nor an address.", folder=named))
    return source.of_folder(Path(named))


def _question(context: Context, asked: Asked, reference: Reference, clock: Clock) -> Question:
    served = urlsplit(asked.source).scheme in {"http", "https"}
    place = reference.find(asked.place) if asked.place else None
    if asked.place and place is None:
        context.refuse(Text.of("No municipality is called {name}.", name=asked.place))
    return Question(
        now=clock.now(),
        key=_key(context, asked.key),
        seen=tuple(_seen(context, file) for file in asked.seen),
        node=asked.node,
        place=place.code if place else None,
        served=served,
        whole=not served,
    )


def _key(context: Context, typed: str | None) -> PublicKey | None:
    if typed is None:
        return None
    key = "".join(typed.lower().split())
    if len(key) != KEY_LETTERS or set(key) - set("0123456789abcdef"):
        context.refuse(Text.of("A root key has 64 hexadecimal digits."))
    return key


def _seen(context: Context, file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        context.refuse(Text.of("{file} cannot be read.", file=str(file)))
