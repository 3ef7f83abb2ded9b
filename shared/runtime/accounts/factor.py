"""The second factor: time-based codes (RFC 6238), each of them good for once.

Six digits, 30 seconds, SHA-1: what every authenticator application takes.
"""

import hmac
import re
from datetime import datetime

import pyotp

from shared.runtime import seal
from shared.runtime.accounts.keys import Keys

STEP_S = 30
DRIFT = 1  # steps before and after: clocks of telephones are not exact
SECRET_LETTERS = 32  # 160 bits, as RFC 4226 recommends
_SPACES = re.compile(r"[\s-]+")
_CODE = re.compile(r"^[0-9]{6}$(?!\n)")


def draw() -> str:
    """Return a new secret in base32."""
    return pyotp.random_base32(SECRET_LETTERS)


def address(secret: str, *, login: str, issuer: str) -> str:
    """Return the address an authenticator application reads from the picture."""
    # No colon: it would end the issuer in the label.
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer.replace(":", " "))


def step_of(secret: str, typed: str, *, now: datetime, after: int) -> int | None:
    """Return the step whose code was typed, None if it is none of now, or none after `after`."""
    code = _SPACES.sub("", typed)
    if not _CODE.match(code):
        return None
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP_S
    steps = range(current - DRIFT, current + DRIFT + 1)
    fitting = [s for s in steps if hmac.compare_digest(totp.generate_otp(s), code)]
    return next((step for step in fitting if step > after), None)


def seal_for(keys: Keys, staff: int, secret: str, what: str = "totp") -> bytes:
    """Return the secret sealed for this person; it opens for nobody else."""
    return seal.seal(keys.totp, secret.encode(), f"staff/{staff}/{what}")


def unseal_for(keys: Keys, staff: int, sealed: bytes, what: str = "totp") -> str:
    """Return the secret. Raises SealError."""
    return seal.unseal(keys.totp, sealed, f"staff/{staff}/{what}").decode()
