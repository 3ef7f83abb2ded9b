"""Take from a welcome what the operator has for this network: messages, and which list there is.

Nothing is fetched here: a report never waits for a document.
"""

from sqlite3 import Connection

from msgspec import UNSET

from node.network import store as network
from node.notices import store
from shared.period import helsinki_day
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.wire.session import Welcome


class Post:
    """Keeps what welcomes bring."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, welcome: Welcome) -> None:
        """Keep the messages and the list's version; a hub from before a field says nothing."""
        if welcome.messages is not UNSET or welcome.material is not UNSET:
            await self._database.write(lambda db: self._keep(db, welcome))

    def _keep(self, db: Connection, welcome: Welcome) -> None:
        now = self._clock.now()
        if welcome.messages is not UNSET:
            today = helsinki_day(welcome.hub_time)
            for message in welcome.messages:
                if message.until >= today:
                    store.hear(db, message, now)
            store.drop_others(db, [message.id for message in welcome.messages], now)
        record = network.record(db)
        if welcome.material is not UNSET and record is not None and record.hub_key is not None:
            store.name(db, record.hub_key, welcome.material)
