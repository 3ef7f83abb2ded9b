"""The hub's trust document: how it begins, and how each ceremony changes it. Pure.

Exactly one key speaks for the hub at a time. Keys that ended stay in the document, so that a node
and anybody who verifies can tell what they signed from what nobody signed.
"""

from datetime import datetime
from urllib.parse import urlsplit

from msgspec.structs import replace

from shared.signing import key_id
from shared.text import Text
from shared.trust import live
from shared.wire.trust import HUB_KEYS_MAX, HubKey, Trust
from shared.wire.words import Digest, KeyId, PublicKey

GENERATION_LETTERS = 16


def origin(site: str, generation: Digest) -> str:
    """Return the name of the public log: the site's host, and the ledger's generation."""
    return f"{urlsplit(site).hostname or 'hub'}/{generation[:GENERATION_LETTERS]}"


def first(online: PublicKey, named: str, now: datetime) -> Trust:
    """Return a new hub's first document."""
    return Trust(version=1, made_at=now, keys=(_key(online, now),), origin=named)


def rotated(trust: Trust, online: PublicKey, now: datetime) -> Trust:
    """Return the document in which another key speaks; the ones before sign nothing more."""
    ended = tuple(replace(key, until=key.until or now) for key in trust.keys)
    return _next(trust, (*ended, _key(online, now)), now)


def revoked(trust: Trust, taken: KeyId, online: PublicKey, now: datetime) -> Trust | Text:
    """Return the document in which a key is taken back; if it spoke, `online` speaks instead."""
    known = next((key for key in trust.keys if key.key_id == taken), None)
    if known is None:
        return Text.of("The trust document names no key {key}.", key=taken)
    if known.revoked:
        return Text.of("The key {key} was taken back before.", key=taken)
    spoke = known in live(trust)
    keys = tuple(
        replace(key, until=key.until or now, revoked=True) if key is known else key
        for key in trust.keys
    )
    return _next(trust, (*keys, _key(online, now)) if spoke else keys, now)


def renamed(trust: Trust, named: str, now: datetime) -> Trust:
    """Return the document with another name of the public log, as after a restore with loss."""
    return replace(trust, version=trust.version + 1, made_at=now, origin=named)


def speaker(trust: Trust) -> HubKey:
    """Return the key that speaks for the hub: the newest one that did not end."""
    return live(trust)[-1]


def _next(trust: Trust, keys: tuple[HubKey, ...], now: datetime) -> Trust:
    """Return the next version; the oldest ended keys leave where there are too many."""
    kept = list(keys)
    while len(kept) > HUB_KEYS_MAX:
        kept.remove(next((key for key in kept if not key.revoked), kept[0]))
    return replace(trust, version=trust.version + 1, made_at=now, keys=tuple(kept))


def _key(public: PublicKey, since: datetime) -> HubKey:
    return HubKey(key_id=key_id(public), public=public, since=since, until=None)
