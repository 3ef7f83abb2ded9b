"""The node's own private keys in their files, and which of them speaks: as the database says.

`node.key` is the current one, `node.key.next` was drawn for a rotation or an enrolment,
`node.key.before` is kept until the next rotation: a hub that was restored may know it alone.
"""

from contextlib import suppress
from pathlib import Path
from sqlite3 import Connection

from node import keyfile
from node.keys import store
from node.keys.model import NAMES, Standing, layout
from shared.runtime import secretfile
from shared.signing import SigningKey
from shared.text import Text
from shared.wire.words import PublicKey

FILES: dict[Standing, str] = {
    "current": keyfile.FILE_NAME,
    "next": keyfile.NEXT_NAME,
    "before": keyfile.BEFORE_NAME,
}


class KeyFiles:
    """The keys of one data directory."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._known: dict[PublicKey, SigningKey] = {}

    def current(self, db: Connection) -> SigningKey:
        """Return the key that speaks for the node. Raises KeyFileError."""
        row = store.key(db, "current")
        if row is None:  # Nothing was ever rotated or enrolled again.
            return keyfile.load(self._data)
        found = self.named(row.public)
        if found is None:
            raise keyfile.KeyFileError(
                Text.of(
                    "The key of this node is not in {folder}. Restore its newest backup, or ask "
                    "the operator for an invitation and enrol again.",
                    folder=str(self._data),
                )
            )
        return found

    def named(self, public: PublicKey) -> SigningKey | None:
        """Return the key with this public half, if it is here. Raises KeyFileError."""
        if public not in self._known:
            self._known = {key.public: key for key in self._read().values()}
        return self._known.get(public)

    def others(self, db: Connection) -> tuple[SigningKey, ...]:
        """Return the keys, apart from the current one, that a hub may know."""
        current, here = self.current(db), self._read()
        return tuple(
            here[name] for name in NAMES if name in here and here[name].public != current.public
        )

    def draw(self, db: Connection) -> SigningKey:
        """Draw the next key and have it on the disk, before anything names it."""
        self.tidy(db)
        path = self._data / FILES["next"]
        secretfile.remove(path)  # It was drawn and never written down.
        return keyfile.create(path)

    def tidy(self, db: Connection) -> None:
        """Give every file the name that the database says; what is needed is never overwritten."""
        rows = {name: key.public for name in NAMES if (key := store.key(db, name))}
        if "current" not in rows:
            rows["current"] = keyfile.load(self._data).public
        plan = layout({name: key.public for name, key in self._read().items()}, rows)
        with suppress(FileNotFoundError):  # Another process of this node was faster.
            for source, target in plan.moves:
                secretfile.move(self._data / FILES[source], self._data / FILES[target])
            for name in plan.removes:
                secretfile.remove(self._data / FILES[name])

    def _read(self) -> dict[Standing, SigningKey]:
        """Return the keys by the names their files have now."""
        found: dict[Standing, SigningKey] = {}
        for name, file in FILES.items():
            if (self._data / file).exists():
                found[name] = keyfile.read(self._data / file)
        return found
