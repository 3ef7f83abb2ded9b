"""An invitation of an example hub, as its operator hands it over."""

import base64
from datetime import datetime, timedelta

import msgspec

from shared.signing import SigningKey
from shared.wire.enrolment import Invitation

HUB = SigningKey.generate()


def line(now: datetime, *, node: str = "pohjois-savo") -> str:
    """Return the line of text that a lead pastes."""
    made = Invitation(
        hub="https://hub.example",
        node=node,
        token="1" * 64,
        hub_key=HUB.public,
        expires_at=now + timedelta(days=14),
    )
    packed = base64.urlsafe_b64encode(msgspec.json.encode(made)).decode().rstrip("=")
    return f"voikukkia-{packed}"
