"""Nouns of the backup: where and how long copies are kept, what is in one, what a run gave. Pure.

A backup is sealed under the recovery key alone, which stands on paper with the lead.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from msgspec import Struct

from shared.text import Text

DATABASE = "node.db"
KEY = "node.key"
MASTER = "node.master"
MANIFEST = "manifest.json"
MEMBERS = (DATABASE, KEY, MASTER)
NEXT_KEY, KEY_BEFORE = "node.key.next", "node.key.before"
MORE_KEYS = (NEXT_KEY, KEY_BEFORE)
"""Keys that are in a backup where the node has them: see node/keys/files.py."""

DISCLOSURE = "disclosure.key"
"""The key that rounds counts of people, sealed as it lies: see node/disclosurekey.py."""

OPTIONAL = (*MORE_KEYS, DISCLOSURE)

ENQUIRY_KEYS = "enquiry-keys.sealed"
SUFFIX = ".backup"


class Keeping(Struct, frozen=True, kw_only=True):
    """Where backups go, how often, and how long they are kept.

    Whoever was erased on the node is gone from the backups after `keep_for`.
    `command` is run with the file as its last argument, without a shell.
    """

    folder: Path
    every: timedelta = timedelta(hours=24)
    keep_count: int = 14
    keep_for: timedelta = timedelta(days=30)
    command: tuple[str, ...] = ()
    command_limit_s: int = 600


class EnquiryKeys(Struct, frozen=True, kw_only=True):
    """How the keys of the enquiries are read and put back: functions of the data directory.

    They are in no backup: they stand in a file of their own, of which only the newest is kept, so
    that erasing an enquiry also empties the backups. `folder` is where they lie beside the data.
    """

    folder: str
    bundle: Callable[[Path], bytes]
    unbundle: Callable[[Path, bytes], object]


class Place(Struct, frozen=True, kw_only=True):
    """Everything the backup of one node needs to know."""

    data: Path
    keeping: Keeping
    software: str = ""
    enquiry_keys: EnquiryKeys | None = None


class KeptFile(Struct, frozen=True, kw_only=True):
    """A backup in the folder, as its name and size say."""

    name: str
    made_at: datetime
    bytes: int


class FileSum(Struct, frozen=True, kw_only=True):
    """Size and SHA-256 of a file inside a backup."""

    bytes: int
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """What a backup says of itself: when, by what, and what a restored database must hold.

    `history` is number and digest of the newest entry of the audit log.
    """

    made_at: datetime
    software: str
    files: dict[str, FileSum]
    tables: dict[str, int]
    history: tuple[int, str]


class Restored(Struct, frozen=True, kw_only=True):
    """What a restore did. `aside` is where the data lies that was there before.

    `enquiries`: whether their keys are those of before, came with the backup, or are missing.
    """

    aside: Path | None
    made_at: datetime | None
    enquiries: Literal["as_before", "restored", "missing"]


class Run(Struct, frozen=True, kw_only=True):
    """What a backup or a drill gave. `made_at` is when the file was made that a drill opened."""

    kind: Literal["backup", "drill"]
    at: datetime
    state: Literal["ok", "failed"]
    file: str | None = None
    bytes: int | None = None
    made_at: datetime | None = None
    command_exit: int | None = None
    trouble: Text | None = None
