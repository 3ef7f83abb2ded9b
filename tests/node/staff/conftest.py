"""A node with people: what tests of sign-in stand on. Passwords are hashed for real."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import pyotp
import pytest

from node.history.model import Doer
from node.network import edit
from node.network import store as network
from node.network.model import NetworkRecord
from node.staff import team
from node.staff.keys import keys_of
from node.staff.model import Role
from node.staff.porter import porter
from shared.runtime.accounts import account, session, sign_in, welcome
from shared.runtime.accounts.model import Ended, Member
from shared.runtime.accounts.passwords import Passwords
from shared.runtime.accounts.porter import Porter
from shared.runtime.accounts.sign_in import Begun, Passed, Visitor
from shared.runtime.database import Database
from shared.signing import SigningKey
from tests.node.conftest import ToldClock

PASSWORD = "kolme lampunjalkaa ja sateenvarjo"
OTHER = "punainen traktori nukkuu aidassa"
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
HUB_KEY = SigningKey.from_bytes(bytes(range(32)))
NODE = "pohjois-savo"


@dataclass
class Person:
    """Somebody with an account, and what they hold in their hands."""

    staff: int
    login: str
    token: str
    secret: str
    codes: tuple[str, ...]


@dataclass
class Staff:
    """The use cases, as pages call them, at a told time."""

    porter: Porter
    clock: ToldClock

    @property
    def database(self) -> Database:
        """The open database."""
        return self.porter.database

    @property
    def now(self) -> datetime:
        """The told instant."""
        return self.clock.now()

    def later(self, **units: float) -> None:
        """Let time pass."""
        self.clock.instant += timedelta(**units)

    def code(self, secret: str) -> str:
        """Return what the authenticator shows now."""
        return pyotp.TOTP(secret).at(self.now)

    def doer(self, person: Person | None = None) -> Doer:
        """Return who acts at a page."""
        return Doer(at=self.now, staff=person.staff if person else None, via="page")

    async def member(self, token: str) -> Member:
        """Return who is fully signed in with the token."""
        found = await session.find(self.database, token, self.now)
        assert isinstance(found, Member)
        return found

    async def accept(self, path: str, login: str) -> str:
        """Use an invitation and return the cookie that goes on to the second factor."""
        fields = {"name": login.title(), "login": login, "password": PASSWORD, "again": PASSWORD}
        begun = await welcome.accept(
            self.porter,
            token=path.removeprefix("/welcome/"),
            fields=fields,
            visitor=Visitor(address="192.0.2.1", agent=BROWSER),
            now=self.now,
        )
        assert isinstance(begun, Begun), begun
        assert begun.stage == "factor"
        return begun.token

    async def join(self, login: str, role: Role = "lead") -> Person:
        """Make an account through an invitation, second factor and all."""
        path = await welcome.first_link(self.database, self.clock)
        if path is None:
            invited = await team.invite(self.database, role, Doer(at=self.now))
            assert isinstance(invited, str)
            path = invited
        cookie = await self.accept(path, login)
        someone = await session.find(self.database, cookie, self.now)
        assert someone is not None
        assert not isinstance(someone, Ended)
        offered = await account.offer(self.porter, someone)
        token = await account.prove(
            self.porter,
            cookie=cookie,
            code=self.code(offered.secret),
            address="192.0.2.1",
            now=self.now,
        )
        assert isinstance(token, str), token
        member = await self.member(token)
        codes = await account.recovery_codes(self.porter, member)
        self.later(seconds=60)
        return Person(member.staff, login, token, offered.secret, codes)

    async def password(
        self, login: str, password: str = PASSWORD, **visitor: str
    ) -> Begun | object:
        """Try to sign in with a password."""
        came = Visitor(**{"address": "192.0.2.1", "agent": BROWSER, **visitor})
        return await sign_in.give_password(
            self.porter, login=login, password=password, visitor=came, now=self.now
        )

    async def give(
        self, token: str, code: str, *, trust: bool = False, address: str = "192.0.2.1"
    ) -> Passed | object:
        """Give a code of the second factor."""
        came = Visitor(cookie=token, address=address, agent=BROWSER)
        return await sign_in.give_code(
            self.porter, code=code, trust=trust, visitor=came, now=self.now
        )

    async def enter(self, person: Person, *, trust: bool = False) -> Passed:
        """Sign in, password and code."""
        begun = await self.password(person.login)
        assert isinstance(begun, Begun), begun
        passed = await self.give(begun.token, self.code(person.secret), trust=trust)
        assert isinstance(passed, Passed), passed
        self.later(seconds=60)
        return passed

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Return what stands in the database, to look for what must not."""
        with sqlite3.connect(self.database._path) as db:
            return db.execute(statement).fetchall()


@pytest.fixture
async def staff(database: Database, clock: ToldClock) -> AsyncIterator[Staff]:
    passwords = Passwords()
    record = NetworkRecord(
        name_fi="Savon esimerkkiverkosto", name_sv="Savolax exempelnätverk", controller="Esimerkki"
    )
    await database.write(partial(edit.set_up, network=record, covers=(), now=clock.now()))
    await database.write(
        partial(network.join, node=NODE, hub="https://hub.example", hub_key=HUB_KEY.public)
    )
    yield Staff(porter(database=database, passwords=passwords, keys=keys_of(b"m" * 32)), clock)
    passwords.close()
