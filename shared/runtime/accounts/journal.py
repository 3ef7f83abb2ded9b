"""What the log knows of signing in: that it was tried, how, from where, and how it went.

A login, an address or a password never stands there. `account` and `visitor` are the first letters
of HMACs, `session` those of a digest: the lines of one account, neighbourhood or session can be
found together, and only with the master key can it be told whose they are.
"""

from typing import Literal

from shared.runtime import log
from shared.runtime.accounts import attempts
from shared.runtime.accounts.keys import Keys
from shared.text import Text

Way = Literal["password", "code", "again", "link", "takeover"]
LETTERS = 12


def judged(
    keys: Keys, way: Way, done: object, *, address: str, login: str = "", session: str = ""
) -> None:
    """Write how an attempt was judged; `done` is a Text where it was refused."""
    refused = "braked" if attempts.braked(done) else "wrong"
    result = refused if isinstance(done, Text) else "right"
    level = log.logger().info if result == "right" else log.logger().warning
    level(
        "sign_in.judged",
        kind=way,
        result=result,
        account=attempts.of_login(keys, login).key[:LETTERS] if login else None,
        session=session[:LETTERS] or None,
        visitor=attempts.of_address(keys, address).key[:LETTERS],
    )
