"""Who signed: root key, trust document, checkpoint. Pure."""

import msgspec

from hub.log import tiles
from hub.log.audit.model import Claims, Notebook, Question, Read
from shared import note
from shared import trust as trusting
from shared.note import Checkpoint, Disbelieved
from shared.signing import decode_envelope
from shared.text import Text
from shared.wire.trust import Trust
from shared.wire.words import PublicKey

KEY_LETTERS = 64


def claims(read: Read, question: Question, book: Notebook) -> Claims:
    """Check trust document and checkpoint; return what they say, believed or not."""
    root = _root(read, question, book)
    trust = _trust(read, root, book) if root else None
    keys = trusting.speaks(trust, root) if trust and root else ()
    checkpoint = _checkpoint(read, keys, book)
    if trust and checkpoint and checkpoint.origin != trust.origin:
        book.found(
            Text.of(
                "The checkpoint is of the log {one}, the trust document names {other}.",
                one=checkpoint.origin,
                other=trust.origin,
            )
        )
    return Claims(root=root, trust=trust, checkpoint=checkpoint)


def seen(question: Question, claimed: Claims, book: Notebook) -> tuple[Checkpoint, ...]:
    """Return the checkpoints seen before that the hub signed, of this very log.

    A key that ended meanwhile signed well while it spoke; one that was taken back never did.
    """
    trust, found = claimed.trust, []
    keys = [key.public for key in trust.keys if not key.revoked] if trust else []
    for text in question.seen:
        one = note.checkpoint(text, keys)
        if isinstance(one, Disbelieved):
            book.found(Text.of("A checkpoint seen before is not signed by this hub."))
        elif claimed.checkpoint and one.origin != claimed.checkpoint.origin:
            book.found(
                Text.of(
                    "A checkpoint seen before is of another log, {origin}: the hub began anew.",
                    origin=one.origin,
                )
            )
        else:
            found.append(one)
    return tuple(found)


def _root(read: Read, question: Question, book: Notebook) -> PublicKey | None:
    """Return the root key to believe: the reader's own, or the one that the snapshot names."""
    body = read(tiles.ROOT)
    named = body.decode("ascii", "replace").strip() if body else ""
    if question.key is None:
        if len(named) != KEY_LETTERS or set(named) - set("0123456789abcdef"):
            book.found(Text.of("The snapshot names no root key ({file}).", file=tiles.ROOT))
            return None
        return named
    if named != question.key:
        book.found(
            Text.of(
                "{file} names another root key than the one you gave: {key}.",
                file=tiles.ROOT,
                key=named or "-",
            )
        )
    return question.key


def _trust(read: Read, root: PublicKey, book: Notebook) -> Trust | None:
    body = read(tiles.TRUST)
    try:
        found = trusting.opened(decode_envelope(body or b""), root)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found = None
    if found is None:
        book.found(
            Text.of("{file} is not signed by the root key {key}.", file=tiles.TRUST, key=root)
        )
    return found


def _checkpoint(read: Read, keys: tuple[PublicKey, ...], book: Notebook) -> Checkpoint | None:
    text = (read(tiles.CHECKPOINT) or b"").decode("utf-8", "replace")
    found = note.checkpoint(text, keys)
    if not isinstance(found, Disbelieved):
        return found
    match found.why:
        case "unknown_key":
            said = Text.of("The checkpoint is signed by another key than the hub's.")
        case "bad_signature":
            said = Text.of("The signature of the checkpoint is wrong.")
        case _:
            said = Text.of("{file} is missing, or is no checkpoint.", file=tiles.CHECKPOINT)
    book.found(said)
    return note.unverified(text)
