"""What a check of a published snapshot from outside is given, and what it comes to. Pure.

Nothing here knows a hub: everything is read as bytes by path, from a folder or over the network.
"""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from shared.note import Checkpoint
from shared.text import Text
from shared.wire.trust import Trust
from shared.wire.words import MunicipalityCode, NodeId, PublicKey

Read = Callable[[str], bytes | None]
"""Returns a published file by its path below the root, None if it is not there."""

FINDINGS_LIMIT = 60


class Question(Struct, frozen=True, kw_only=True):
    """What is asked.

    `key` is the hub's root key as the reader knows it from elsewhere, `seen` are checkpoints that
    somebody has seen before. `served`: read from a live site, which is never older than a day.
    `whole`: every file can be read, not only those that were fetched.
    """

    now: datetime
    key: PublicKey | None = None
    seen: tuple[str, ...] = ()
    node: NodeId | None = None
    place: MunicipalityCode | None = None
    served: bool = False
    whole: bool = True


class Claims(Struct, frozen=True, kw_only=True):
    """Who speaks for the log, as far as it could be read, and what the checkpoint says."""

    root: PublicKey | None
    trust: Trust | None
    checkpoint: Checkpoint | None


class Audit(Struct, frozen=True, kw_only=True):
    """What was found: `findings` do not fit, `facts` were established, `trace` answers `--node`."""

    findings: tuple[Text, ...]
    facts: tuple[Text, ...]
    trace: tuple[Text, ...]


class Notebook:
    """Collects findings, each once and not more than a person reads."""

    def __init__(self) -> None:
        self.findings: list[Text] = []
        self.left_out = 0

    def found(self, text: Text) -> None:
        """Take a finding down."""
        if text in self.findings:
            return
        if len(self.findings) < FINDINGS_LIMIT:
            self.findings.append(text)
        else:
            self.left_out += 1

    def all(self) -> tuple[Text, ...]:
        """Return all findings, and how many more there were."""
        if not self.left_out:
            return tuple(self.findings)
        return (*self.findings, Text.of("And {count} more.", count=self.left_out))
