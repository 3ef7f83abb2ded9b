"""What went wrong, as a sentence that is stored and shown; never what was being worked on."""

import msgspec

from shared.runtime.fault import Fault
from shared.text import Text


def trouble_of(error: Exception) -> Text:
    """Return what a person is told of an error; a defect says nothing of itself but its kind."""
    if isinstance(error, Fault):
        return error.text
    return Text.of("An unexpected fault ({kind}); the log says more.", kind=type(error).__name__)


def written(trouble: Text) -> str:
    """Return a sentence as it is stored."""
    return msgspec.json.encode(trouble).decode()


def told(trouble: str | None) -> Text | None:
    """Return a stored sentence."""
    return msgspec.json.decode(trouble, type=Text) if trouble else None
