"""A person's own account: password, second factor, recovery codes.

A new password and a new second factor end what hung on the old one: sessions and trusted devices.
"""

from datetime import datetime
from functools import partial
from sqlite3 import Connection

from msgspec import Struct

from shared.runtime.accounts import attempts, factor, forms, journal, session, store, tokens
from shared.runtime.accounts.keys import Keys
from shared.runtime.accounts.model import Member, Secrets, SigningIn
from shared.runtime.accounts.porter import Porter
from shared.runtime.accounts.rules import fresh, over_since
from shared.runtime.accounts.sessions import store as rows
from shared.runtime.accounts.sign_in import TOO_LATE, WRONG_CODE
from shared.text import Invalid, Text

ISSUER = "Voikukkia"
STALE = Text.of("Give your password again, then go on.")
WRONG_PASSWORD = Text.of("The password is not right.")
FEWEST_CODES = 3


class Offer(Struct, frozen=True, kw_only=True):
    """A second factor to be set up: the secret, and the address the picture holds."""

    secret: str
    address: str

    def __repr__(self) -> str:
        return "Offer()"


async def offer(porter: Porter, someone: Member | SigningIn) -> Offer:
    """Return the second factor that this session is setting up; the same one until it is proved."""
    return await porter.database.write(partial(_offer, keys=porter.keys, someone=someone))


async def prove(
    porter: Porter, *, cookie: str, code: str, address: str, now: datetime
) -> str | Text:
    """Make the offered second factor the person's own, proved by a code; return a new token.

    With it come new recovery codes, which the new session can look at until it has kept them.
    """
    job = partial(_prove, porter=porter, cookie=cookie, code=code, address=address, now=now)
    return await porter.database.write(job)


async def new_recovery(porter: Porter, member: Member, now: datetime) -> None:
    """Replace the recovery codes; the session can look at them until it has kept them."""
    await porter.database.write(partial(_renew, porter=porter, member=member, now=now))


async def recovery_codes(porter: Porter, member: Member) -> tuple[str, ...]:
    """Return the new recovery codes that this session has not yet said to have kept."""
    sealed = await porter.database.read(partial(rows.codes, hash_=member.session))
    if sealed is None:
        return ()
    return tuple(factor.unseal_for(porter.keys, member.staff, sealed, "codes").split())


def few_recovery_codes(db: Connection, staff: int) -> bool:
    """Tell whether the person should draw new recovery codes."""
    account = store.find(db, staff)
    return account is not None and account.recovery_left < FEWEST_CODES


async def kept(porter: Porter, member: Member) -> None:
    """Forget the words of the recovery codes: they are shown no more."""
    await porter.database.write(partial(rows.set_codes, hash_=member.session, sealed=None))


async def step_up(
    porter: Porter, *, member: Member, password: str, address: str, now: datetime
) -> str | Text:
    """Return a new token for a session whose person gave the password again. Raises BusyError."""
    judged = await _judge(porter, member, password, address, now)
    if isinstance(judged, Text):
        return judged
    return await porter.database.write(
        partial(_rotate, keys=porter.keys, judged=judged, member=member, address=address, now=now)
    )


async def change_password(
    porter: Porter, *, member: Member, fields: dict[str, str], address: str, now: datetime
) -> str | tuple[Invalid, ...]:
    """Replace the password, given the old one, and return a new token. Raises BusyError."""
    database = porter.database
    judged = await _judge(porter, member, fields.get("current", ""), address, now)
    if isinstance(judged, Text):
        return (Invalid("current", judged),)
    about = (*await database.read(porter.known_names), judged.name, judged.login)
    if wrong := forms.new_password(fields, about=about):
        return wrong
    password = await porter.passwords.hash(fields["password"])

    job = partial(
        _change,
        porter=porter,
        judged=judged,
        member=member,
        address=address,
        now=now,
        password=password,
    )
    done = await database.write(job)
    return done if isinstance(done, str) else (Invalid("current", done),)


def _change(
    db: Connection,
    *,
    porter: Porter,
    judged: Secrets,
    member: Member,
    address: str,
    now: datetime,
    password: str,
) -> str | Text:
    token = _rotate(db, keys=porter.keys, judged=judged, member=member, address=address, now=now)
    if isinstance(token, Text):
        return token
    before = store.find(db, member.staff)
    store.set_password(db, member.staff, password, now)
    porter.diary(db, now, member.staff, before)
    session.close_all(db, staff=member.staff, now=now, but=tokens.digest(token))
    return token


def _offer(db: Connection, *, keys: Keys, someone: Member | SigningIn) -> Offer:
    sealed = rows.offer(db, someone.session)
    if sealed is None:
        secret = factor.draw()
        rows.set_offer(db, someone.session, factor.seal_for(keys, someone.staff, secret))
    else:
        secret = factor.unseal_for(keys, someone.staff, sealed)
    account = store.find(db, someone.staff)
    login = (account.login if account else None) or someone.name
    return Offer(secret=secret, address=factor.address(secret, login=login, issuer=ISSUER))


def _prove(
    db: Connection, *, porter: Porter, cookie: str, code: str, address: str, now: datetime
) -> str | Text:
    keys = porter.keys
    someone = session.open_now(db, token=cookie, now=now)
    if someone is None or (isinstance(someone, SigningIn) and someone.stage != "factor"):
        return TOO_LATE
    if isinstance(someone, Member) and not fresh(someone, now):
        return STALE
    sealed = rows.offer(db, someone.session)
    if sealed is None:
        return TOO_LATE
    own = attempts.of_code(keys, someone.staff)
    if refused := attempts.charge(db, (own, attempts.of_address(keys, address)), now):
        return refused
    step = factor.step_of(factor.unseal_for(keys, someone.staff, sealed), code, now=now, after=0)
    if step is None:
        return WRONG_CODE
    attempts.forgive(db, whole=own, one=(attempts.of_address(keys, address),), now=now)
    before = store.find(db, someone.staff)
    token = session.rotate(db, hash_=someone.session, now=now)
    hash_ = tokens.digest(token)
    store.set_factor(db, someone.staff, sealed, step, now)
    _draw_codes(db, keys, someone.staff, hash_)
    porter.diary(db, now, someone.staff, before)
    session.close_all(db, staff=someone.staff, now=now, but=hash_)
    return token


def _renew(db: Connection, *, porter: Porter, member: Member, now: datetime) -> None:
    before = store.find(db, member.staff)
    _draw_codes(db, porter.keys, member.staff, member.session)
    porter.diary(db, now, member.staff, before, always=True)


def _draw_codes(db: Connection, keys: Keys, staff: int, session_hash: str) -> None:
    codes = tokens.draw_recovery()
    hashes = (tokens.recovery_digest(code) for code in codes)
    store.set_recovery(db, staff, (hash_ for hash_ in hashes if hash_))
    sealed = factor.seal_for(keys, staff, " ".join(codes), "codes")
    rows.set_codes(db, session_hash, sealed)


async def _judge(
    porter: Porter, member: Member, password: str, address: str, now: datetime
) -> Secrets | Text:
    """Judge the password of whoever is signed in; it is counted like an attempt to sign in."""
    admit = partial(_admit, keys=porter.keys, member=member, address=address, now=now)
    done = secrets = await porter.database.write(admit)
    if isinstance(secrets, Secrets) and not await porter.passwords.fits(secrets.password, password):
        done = WRONG_PASSWORD
    journal.judged(porter.keys, "again", done, address=address, session=member.session)
    return done


def _admit(
    db: Connection, *, keys: Keys, member: Member, address: str, now: datetime
) -> Secrets | Text:
    refused = attempts.charge(db, _brakes(keys, member, address), now)
    return refused or store.secrets(db, member.staff) or WRONG_PASSWORD


def _rotate(
    db: Connection, *, keys: Keys, judged: Secrets, member: Member, address: str, now: datetime
) -> str | Text:
    secrets, found = store.secrets(db, member.staff), rows.find(db, member.session)
    if secrets is None or secrets.password != judged.password:
        return WRONG_PASSWORD
    if found is None or over_since(found[0], now) is not None:
        return TOO_LATE
    own, elsewhere = _brakes(keys, member, address)
    attempts.forgive(db, whole=own, one=(elsewhere,), now=now)
    return session.rotate(db, hash_=member.session, now=now)


def _brakes(keys: Keys, member: Member, address: str) -> tuple[attempts.Brake, attempts.Brake]:
    return attempts.of_session(keys, member.session), attempts.of_address(keys, address)
