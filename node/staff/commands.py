"""`voikukkia-node staff …`: the people of this node, for whoever sits at its computer.

Whoever can run these commands owns the data already; each act stands in the log as done here.
"""

from cyclopts import App

from node.counter import Context
from node.desk import Desk
from node.history.model import Doer
from node.staff import reset, takeover, team
from node.staff.fields import ROLE_NAMES
from node.staff.model import Role
from shared.runtime.accounts import session, store, welcome
from shared.runtime.accounts.forms import login_of
from shared.runtime.accounts.model import Account
from shared.runtime.web.dates import instant_words
from shared.text import Text

OPEN = Text.of("Open this after the address of the pages, such as http://127.0.0.1:8460/en:")


def app(context: Context) -> App:
    """Return the `staff` commands."""
    staff = App(name="staff", help="See who may sign in; invite, end, help a locked-out network.")
    commands = StaffCommands(context)
    staff.command(commands.every, name="list")
    staff.command(commands.invite)
    staff.command(commands.role)
    staff.command(commands.end)
    staff.command(commands.reset)
    staff.command(commands.link)
    staff.command(commands.takeover)
    staff.command(commands.sessions)
    staff.command(commands.end_sessions)
    return staff


class StaffCommands:
    """The commands on staff."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def every(self) -> None:
        """List the accounts: login, name, role, since when.

        Example: voikukkia-node staff list
        """
        context = self._context
        language = context.translator.language
        async with context.desk() as desk:
            accounts = await desk.read(store.accounts)
        if not accounts:
            context.say(Text.of("Nobody has an account yet. Make the first link with: staff link"))
        for one in accounts:
            role, since = context.words(ROLE_NAMES[one.role]), instant_words(one.made_at, language)
            context.show(f"{one.login}  {one.name}  {role}  {since}")
            if one.factor_since is None:
                context.say(Text.of("  Its second factor is not set up yet."))

    async def invite(self, role: Role, /) -> None:
        """Make a link that makes one account, once, within seven days.

        Example: voikukkia-node staff invite assistant

        Args:
            role: lead, assistant or reader.
        """
        async with self._context.desk() as desk:
            made = await team.invite(desk.database, role, Doer(at=desk.now()))
            if isinstance(made, Text):
                self._context.refuse(made)
        self._print(made)

    async def role(self, login: str, role: Role, /) -> None:
        """Give an account another role.

        Example: voikukkia-node staff role anna@yhdistys.example lead

        Args:
            login: whose.
            role: lead, assistant or reader.
        """
        async with self._context.desk() as desk:
            account = await self._account(desk, login)
            doer = Doer(at=desk.now())
            if refused := await team.change_role(desk.database, account.id, role, doer):
                self._context.refuse(refused)
        self._context.say(Text.of("The role is changed."))

    async def end(self, login: str, /) -> None:
        """End an account: it can sign in no longer. The name stays in the history.

        Example: voikukkia-node staff end anna@yhdistys.example

        Args:
            login: whose.
        """
        async with self._context.desk() as desk:
            account = await self._account(desk, login)
            if refused := await team.end(desk.database, account.id, Doer(at=desk.now())):
                self._context.refuse(refused)
        self._context.say(Text.of("The account has ended."))

    async def reset(self, login: str, /) -> None:
        """Make a link for a new password and a new second factor: it works once, for 24 hours.

        The person is signed out everywhere; the password until now opens nothing any more.

        Example: voikukkia-node staff reset anna@yhdistys.example

        Args:
            login: whose.
        """
        async with self._context.desk() as desk:
            account = await self._account(desk, login)
            made = await reset.make(desk.database, account.id, Doer(at=desk.now()))
            if isinstance(made, Text):
                self._context.refuse(made)
        self._print(made)

    async def link(self) -> None:
        """Print a new link for the first lead, while nobody has an account.

        Links printed before stop working.
        """
        async with self._context.desk() as desk:
            path = await welcome.first_link(desk.database, desk.clock)
        if path is None:
            self._context.refuse(
                Text.of("There are accounts already. A lead invites on the page on staff.")
            )
        self._print(path)

    async def takeover(self) -> None:
        """Print a link for a new lead, where no lead can sign in any more.

        It works once, for 24 hours. All leads are told of it for 30 days.
        """
        async with self._context.desk() as desk:
            path = await takeover.by_machine(desk.database, desk.now())
        self._print(path)

    async def sessions(self, login: str, /) -> None:
        """List where somebody is signed in.

        Example: voikukkia-node staff sessions anna@yhdistys.example

        Args:
            login: whose.
        """
        context = self._context
        language = context.translator.language
        async with context.desk() as desk:
            account = await self._account(desk, login)
            found = await session.sessions(desk.database, account.id, desk.now())
        if not found:
            context.say(Text.of("Signed in nowhere."))
        for one in found:
            begun, seen = (instant_words(at, language) for at in (one.begun_at, one.seen_at))
            context.show(f"{one.number}  {begun}  {seen}  {one.device}")

    async def end_sessions(self, login: str, /) -> None:
        """Sign somebody out everywhere; every device is asked for a code again.

        Example: voikukkia-node staff end-sessions anna@yhdistys.example

        Args:
            login: whose.
        """
        async with self._context.desk() as desk:
            account = await self._account(desk, login)
            if refused := await team.sign_out(desk.database, account.id, Doer(at=desk.now())):
                self._context.refuse(refused)
        self._context.say(Text.of("The account is signed out everywhere."))

    async def _account(self, desk: Desk, login: str) -> Account:
        found = await desk.read(lambda db: store.by_login(db, login_of(login)))
        if found is None:
            self._context.refuse(Text.of("Nobody has the login {login}.", login=login))
        return found

    def _print(self, path: str) -> None:
        self._context.say(OPEN)
        self._context.show(path)
