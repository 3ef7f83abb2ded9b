"""Who comes to a page before and around signing in, where they go next, what they are told then."""

from shared.runtime.accounts.sign_in import Visitor
from shared.runtime.web.visit import Visit
from shared.text import Text

LAST_CODE = Text.of("That was your last recovery code. Draw new ones now, under “My account”.")


def visitor_of(visit: Visit) -> Visitor:
    """Return where the request came from."""
    return Visitor(
        cookie=visit.cookie, device=visit.device, address=visit.address, agent=visit.agent
    )


def step(stage: str) -> str:
    """Return the page of a stage of signing in."""
    return "/second-factor" if stage == "factor" else "/code"


def told(*, failed: int, recovery: int | None = None) -> tuple[Text, ...]:
    """Return what somebody reads on the first page after signing in."""
    return (*_failures(failed), *_left(recovery))


def _failures(count: int) -> tuple[Text, ...]:
    if count <= 0:
        return ()
    text = Text.of(
        "Failed attempts at your account within the last day: {n}. If they were not yours, change "
        "your password and tell a colleague.",
        n=count,
    )
    return (text,)


def _left(recovery: int | None) -> tuple[Text, ...]:
    if recovery is None:
        return ()
    if recovery == 0:
        return (LAST_CODE,)
    return (Text.of("A recovery code was used up; {n} are left.", n=recovery),)
