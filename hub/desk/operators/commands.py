"""`voikukkia-hub operators …`: who may sign in at the desk, by the hub's own computer."""

from collections.abc import Callable

from cyclopts import App

from hub.counter import Context
from hub.desk.operators import team
from hub.desk.trail.model import COMMAND_LINE
from shared.runtime.accounts import store
from shared.runtime.accounts.forms import login_of
from shared.text import Text

AddressOf = Callable[[], str]


def register(root: App, context: Context, *, address_of: AddressOf) -> None:
    """Add the commands to the command line. `address_of` gives the address of the desk's pages."""
    commands = OperatorCommands(context, address_of)
    operators = App(name="operators", help="Who may sign in at the desk.")
    operators.command(commands.invite)
    operators.command(commands.list, name="list")
    operators.command(commands.end)
    root.command(operators)


class OperatorCommands:
    """The commands on operators."""

    def __init__(self, context: Context, address_of: AddressOf) -> None:
        self._context = context
        self._address_of = address_of

    async def invite(self) -> None:
        """Print a link that makes one operator's account: it works once, for seven days.

        Give it to the person yourself: whoever opens it becomes an operator.
        """
        context = self._context
        async with context.desk() as desk:
            made = await team.invite(desk.database, COMMAND_LINE, desk.now())
        if isinstance(made, Text):
            context.refuse(made)
        context.remark(
            Text.of("This link makes one account at the desk. It works once, for 7 days.")
        )
        context.show(f"{self._address_of()}/{context.translator.language}{made}")

    async def list(self) -> None:
        """List the operators: login, name, and whose second factor is missing."""
        async with self._context.desk() as desk:
            accounts = await desk.read(store.accounts)
        if not accounts:
            self._context.say(Text.of("No operator has an account yet. Run: operators invite"))
        for one in accounts:
            self._context.show(f"{one.login}  {one.name}")
            if one.factor_since is None:
                self._context.say(Text.of("  The second factor is not set up yet."))

    async def end(self, login: str, /) -> None:
        """End an account: it opens nothing from now on. The name stays in the log of acts.

        Args:
            login: whose, as `operators list` shows it.
        """
        context = self._context
        async with context.desk() as desk:
            found = await desk.read(lambda db: store.by_login(db, login_of(login)))
            if found is None:
                context.refuse(Text.of("Nobody here has the login {login}.", login=login))
            if refused := await team.end(desk.database, found.id, COMMAND_LINE, desk.now()):
                context.refuse(refused)
        context.say(Text.of("The account of {name} has ended.", name=found.name))
