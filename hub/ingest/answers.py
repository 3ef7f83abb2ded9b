"""Turn what the hub says into an HTTP answer: always an envelope signed by the hub.

A proxy's error page carries no such signature, so it can delay a message but never end it.
"""

from collections.abc import Callable

from litestar import Response

from hub.ingest.problems import BUSY_S, busy
from hub.ingest.throttle import Throttle
from shared import signing
from shared.signing import SigningKey
from shared.wire.codec import Message
from shared.wire.problem import Problem

JSON = "application/json"
NO_STORE = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


class Answers:
    """Signs answers with the key that speaks for the hub at that moment."""

    def __init__(self, key: Callable[[], SigningKey], throttle: Throttle) -> None:
        self._key = key
        self._throttle = throttle

    def give(self, message: Message) -> Response[bytes]:
        """Return the message as a signed answer, with its status and Retry-After."""
        status, headers = 200, dict(NO_STORE)
        if isinstance(message, Problem):
            status = message.status
            if message.retry_after_s is not None:
                headers["retry-after"] = str(message.retry_after_s)
        body = signing.encode_envelope(signing.sign(message, self._key()))
        return Response(body, status_code=status, headers=headers, media_type=JSON)

    def plain(self, body: bytes) -> Response[bytes]:
        """Return bytes that need no signature of the hub."""
        return Response(body, headers=NO_STORE, media_type=JSON)

    def too_many(self) -> Response[bytes] | None:
        """Return the refusal of a request without a key if there are too many of them."""
        return None if self._throttle.admits() else self.give(busy(BUSY_S))
